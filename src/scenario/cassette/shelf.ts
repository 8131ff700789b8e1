import { distance } from 'fastest-levenshtein'
import { type CassetteEntry, describeRequest, type KeptRequest } from './entry.js'

/** The entries of a cassette, each of which is taken once. */
export class Shelf {
  readonly #entries: readonly CassetteEntry[]
  readonly #taken = new Set<CassetteEntry>()

  constructor(entries: readonly CassetteEntry[]) {
    this.#entries = entries
  }

  /** The first entry for a request that has not been taken; one of the same attempt if there is one. */
  take(request: KeptRequest): CassetteEntry | undefined {
    const equal = this.untaken.filter(entry => isSame(entry.request, request))
    const found = equal.find(entry => (entry.request.attempt ?? 1) === (request.attempt ?? 1)) ?? equal[0]
    if (found) this.#taken.add(found)
    return found
  }

  /** For each request that was in none of them, the untaken one for the same URL that differs least: it may have changed. */
  changed<R extends { readonly request: KeptRequest }>(requests: readonly R[]): ReadonlyMap<R, CassetteEntry> {
    const left = new Set(this.untaken)
    const pairs = new Map<R, CassetteEntry>()
    for (const one of requests) {
      const far = (entry: CassetteEntry) => differing(entry.request, one.request).length
      const [found] = [...left].filter(entry => isSamePlace(entry.request, one.request)).sort((a, b) => far(a) - far(b))
      if (!found) continue
      left.delete(found)
      pairs.set(one, found)
    }
    return pairs
  }

  get untaken(): readonly CassetteEntry[] {
    return this.#entries.filter(entry => !this.#taken.has(entry))
  }

  placeOf(entry: CassetteEntry): number {
    return this.#entries.indexOf(entry)
  }

  /** Why there is no answer to a request, with the nearest request that there was. */
  lacks(request: KeptRequest): string {
    const same = this.#entries.filter(entry => isSame(entry.request, request))
    const times = same.length === 1 ? 'once' : `${same.length} times`
    if (same.length > 0)
      return `the cassette has ${describeRequest(request)} only ${times}, and it is requested once more`
    const near = this.#nearest(request)
    const named = near ? differing(near, request) : []
    const instead = near ? `the nearest is ${describeRequest(near, named)}` : 'it is empty'
    return `the cassette has no answer to ${describeRequest(request, named)}; ${instead}`
  }

  #nearest(request: KeptRequest): KeptRequest | undefined {
    const far = (one: KeptRequest) =>
      distance(pathOf(one.url), pathOf(request.url)) * 100 +
      (one.purpose === request.purpose ? 0 : 50) +
      (one.method === request.method ? 0 : 20) +
      differing(one, request).length
    return this.#entries.map(entry => entry.request).sort((one, other) => far(one) - far(other))[0]
  }
}

/** The names of the parameters that differ. */
export const differing = ({ params: one }: KeptRequest, { params: other }: KeptRequest): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(name => one[name] !== other[name])

const isSame = (one: KeptRequest, other: KeptRequest): boolean =>
  isSamePlace(one, other) && differing(one, other).length === 0

const isSamePlace = (one: KeptRequest, other: KeptRequest): boolean =>
  one.method === other.method && one.purpose === other.purpose && pathOf(one.url) === pathOf(other.url)

/** Where an application listens does not matter: it is another port in every run. */
const pathOf = (url: string): string => {
  const [, path = '/'] = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url) ?? []
  return path || '/'
}
