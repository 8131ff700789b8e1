import { parse } from 'node:querystring'
import { hideUrlCredentials } from '../trace/credentials.js'
import { rememberRecent } from './recent.js'

/** A webhook's URL, taken apart once. Nothing is normalised that an application may compare byte for byte. */
export interface RequestUrl {
  /** Scheme, host in lower case, and port unless it is the scheme's own: who is connected to. */
  readonly origin: string
  /** In lower case, without the port. */
  readonly host: string
  /** Host and port as written, for the Host header. */
  readonly authority: string
  /** As written, `/` if there is none. */
  readonly path: string
  /** As written, with its `?`; empty if there is none. */
  readonly search: string
  /** What a signature calls the URL: as written without credentials, query and fragment (`https://h` stays without `/`). */
  readonly base: string
  /** The same without the port. */
  readonly baseWithoutPort: string
  /** The query, decoded; several values of a key in their order. */
  readonly query: ReadonlyMap<string, readonly string[]>
  /** The query as signatures have it: decoded, sorted by key and then by value. */
  readonly signedQuery: string
}

/** An authority ends where the URL standard ends it, too: at a backslash, and its credentials at the last `@`. */
const shape = /^(https?):\/\/(?:[^/?#\\]*@)?([^@/?#\\]+)(\/[^?#]*)?(\?[^#]*)?(?:#|$)/i
const notOnTheWire = /[^\x21-\x7e]/

/** Takes an absolute http or https URL apart; anything else is `undefined`. Never throws. */
export const requestUrl: (url: string) => RequestUrl | undefined = (() => {
  const remembered = rememberRecent(1024, text => takeApart(text) ?? false)
  return url => remembered(url) || undefined
})()

function takeApart(text: string): RequestUrl | undefined {
  if (!URL.canParse(text)) return undefined
  const parsed = new URL(text)
  // Spaces and letters beyond ASCII are percent-encoded on the wire; the application sees, and verifies, them encoded.
  const match = shape.exec(notOnTheWire.test(text) ? parsed.href : text)
  if (!match) return undefined
  const [, scheme = '', authority = '', path = '', search = ''] = match
  const query = new Map(Object.entries(parse(search.slice(1))).map(([key, value]) => [key, [value ?? ''].flat()]))
  return {
    origin: parsed.origin,
    host: parsed.hostname,
    authority,
    path: path || '/',
    search,
    base: `${scheme}://${authority}${path}`,
    baseWithoutPort: `${scheme}://${authority.replace(/:\d+$/, '')}${path}`,
    query,
    signedQuery: sortedPairs(query),
  }
}

/**
 * A URL as it may be shown: without its fragment, and with dots for credentials. Those are never sent: "no credentials in
 * the URL". It need not be one that {@link requestUrl} takes.
 */
export const shownUrl = (url: string): string => hideUrlCredentials(url.replace(/#.*$/s, ''))

/** `k=v&k=v`, not encoded, sorted by key and then by value. */
export function sortedPairs(query: ReadonlyMap<string, readonly string[]>): string {
  const pairs: string[] = []
  for (const key of [...query.keys()].sort()) {
    for (const value of [...(query.get(key) as readonly string[])].sort()) pairs.push(`${key}=${value}`)
  }
  return pairs.join('&')
}
