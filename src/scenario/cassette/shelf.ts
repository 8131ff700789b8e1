import { distance } from 'fastest-levenshtein'
import { type CassetteEntry, describeRequest, type KeptRequest } from './entry.js'

/** The entries of a cassette, each of which is taken once. */
export class Shelf {
  readonly #entries: readonly CassetteEntry[]
  readonly #places: ReadonlyMap<CassetteEntry, number>
  /** Those that have not been taken, by what they are the answer to. */
  readonly #left = new Map<string, CassetteEntry[]>()
  readonly #taken = new Set<CassetteEntry>()

  constructor(entries: readonly CassetteEntry[]) {
    this.#entries = entries
    this.#places = new Map(entries.map((entry, index) => [entry, index]))
    for (const entry of entries) {
      const key = keyOf(entry.request)
      const same = this.#left.get(key)
      if (same) same.push(entry)
      else this.#left.set(key, [entry])
    }
  }

  /** The first entry for a request that has not been taken; one of the same attempt if there is one. */
  take(request: KeptRequest): CassetteEntry | undefined {
    const equal = this.#left.get(keyOf(request)) ?? []
    const sameAttempt = equal.findIndex(entry => (entry.request.attempt ?? 1) === (request.attempt ?? 1))
    const [found] = equal.splice(Math.max(sameAttempt, 0), 1)
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
    return this.#places.get(entry) ?? -1
  }

  /** Why there is no answer to a request, with the nearest request that there was. */
  lacks(request: KeptRequest): string {
    const key = keyOf(request)
    const same = this.#entries.filter(entry => keyOf(entry.request) === key)
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

/** What must be the same of two requests for one to have the answer of the other. */
const keyOf = ({ method, purpose, url, params }: KeptRequest): string =>
  JSON.stringify([
    method,
    purpose,
    pathOf(url),
    Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1)),
  ])

const isSamePlace = (one: KeptRequest, other: KeptRequest): boolean =>
  one.method === other.method && one.purpose === other.purpose && pathOf(one.url) === pathOf(other.url)

/** Where an application listens does not matter: it is another port in every run. */
const pathOf = (url: string): string => {
  const [, path = '/'] = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url) ?? []
  return path || '/'
}
