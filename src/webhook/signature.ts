import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Params } from './form.js'
import { rememberRecent } from './recent.js'
import { type RequestUrl, sortedPairs } from './request-url.js'

/**
 * The vendor's three signatures, computed as its SDKs check them, which is not quite as its docs describe them:
 * a POST without a query signs `https://h/p?K1v1K2v2.nonce`, a bare `?` and no dot before the parameters.
 */

/** V1, base64: HMAC-SHA1 of `textV1`. */
export function signV1(token: string, url: string, params: Params): string {
  return sign(token, textV1(url, params), 'sha1')
}

/** V2 and V3, base64: HMAC-SHA256 of `textV2` or `textV3`. */
export function sign(token: string, text: string, hash: 'sha1' | 'sha256' = 'sha256'): string {
  return createHmac(hash, keyOf(token)).update(text).digest('base64')
}

/** What V1 signs: the URL verbatim, query and fragment included, and every key and value in order of the keys. */
export function textV1(url: string, params: Params): string {
  return url + concatenated(params)
}

/** What V2 signs: the URL without query and fragment, and the nonce. Neither query nor body is protected. */
export function textV2(base: string, nonce: string): string {
  return base + nonce
}

/**
 * What V3 signs: the URL with its decoded, sorted query, the sorted parameters, and the nonce. `base` is given apart,
 * because a second signature may leave out the port.
 */
export function textV3(method: 'GET' | 'POST', base: string, url: SignedQuery, nonce: string, params: Params): string {
  const query = method === 'GET' ? mergedPairs(url, params) : url.signedQuery
  const posted = method === 'POST' && Object.keys(params).length > 0
  if (!posted) return `${base}${query && '?'}${query}.${nonce}`
  return `${base}?${query}${query && '.'}${concatenated(params)}.${nonce}`
}

type SignedQuery = Pick<RequestUrl, 'query' | 'signedQuery'>

const keyOf: (token: string) => KeyObject = rememberRecent(64, token => createSecretKey(Buffer.from(token)))

function mergedPairs(url: SignedQuery, params: Params): string {
  const keys = Object.keys(params)
  if (keys.length === 0) return url.signedQuery
  const merged = new Map(url.query)
  for (const key of keys) merged.set(key, [...(url.query.get(key) ?? []), ...[params[key] ?? ''].flat()])
  return sortedPairs(merged)
}

/** Every key and value, sorted by key, several values of a key sorted too. */
function concatenated(params: Params): string {
  let text = ''
  for (const key of Object.keys(params).sort()) {
    const value = params[key] as string | readonly string[]
    if (typeof value === 'string') text += key + value
    else for (const one of [...value].sort()) text += key + one
  }
  return text
}
