import type { Asked } from './operation.js'

interface Paged {
  readonly limit?: number
  readonly offset?: number
}

/**
 * A page of a list, as all lists are answered: `meta` says how many there are and where the pages beside this one are, which
 * keep the filters.
 */
export const listing = <T>(
  all: readonly T[],
  path: string,
  { query, holder }: Pick<Asked<unknown, Paged, unknown>, 'query' | 'holder'>,
  shape: (one: T) => object,
) => {
  const { limit = 20, offset = 0 } = query
  const at = (from: number) => {
    const { limit: _, offset: __, ...filters } = query as Record<string, unknown>
    const given = Object.entries(filters).map(([name, value]): [string, string] => [name, String(value)])
    const search = new URLSearchParams([...given, ['limit', String(limit)], ['offset', String(from)]])
    return `/v1/Account/${holder.authId}/${path}?${search}`
  }
  return {
    meta: {
      limit,
      offset,
      total_count: all.length,
      next: offset + limit < all.length ? at(offset + limit) : null,
      previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    },
    objects: all.slice(offset, offset + limit).map(shape),
  }
}
