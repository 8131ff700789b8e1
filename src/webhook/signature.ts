import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Params } from './form.js'
import { rememberRecent } from './recent.js'
import { type RequestUrl, requestUrl, sortedPairs } from './request-url.js'

/**
 * The vendor's three signatures, computed as its SDKs check them, which is not quite as its docs describe them:
 * a POST without a query signs `https://h/p?K1v1K2v2.nonce`, a bare `?` and no dot before the parameters.
 */

/** V1: HMAC-SHA1 of the URL verbatim, query and fragment included, and every key and value in order of the keys. */
export function signV1(token: string, url: string, params: Params): string {
  return createHmac('sha1', keyOf(token))
    .update(url + concatenated(params))
    .digest('base64')
}

/** V2: HMAC-SHA256 of the URL without query and fragment, and the nonce. Neither query nor body is protected. */
export function signV2(token: string, url: string, nonce: string): string {
  return sign(token, textV2(taken(url).base, nonce))
}

/** V3: HMAC-SHA256 of the URL with its decoded, sorted query, the sorted parameters, and the nonce. */
export function signV3(token: string, method: 'GET' | 'POST', url: string, nonce: string, params: Params): string {
  const parts = taken(url)
  return sign(token, textV3(method, parts.base, parts, nonce, params))
}

/** HMAC-SHA256 in base64. */
export function sign(token: string, text: string): string {
  return createHmac('sha256', keyOf(token)).update(text).digest('base64')
}

/** What V2 signs. */
export function textV2(base: string, nonce: string): string {
  return base + nonce
}

/** What V3 signs; `base` is given apart, because a second signature may leave out the port. */
export function textV3(method: 'GET' | 'POST', base: string, url: RequestUrl, nonce: string, params: Params): string {
  const query = method === 'GET' ? mergedPairs(url, params) : url.signedQuery
  const posted = method === 'POST' && Object.keys(params).length > 0
  if (!posted) return `${base}${query && '?'}${query}.${nonce}`
  return `${base}?${query}${query && '.'}${concatenated(params)}.${nonce}`
}

const keyOf: (token: string) => KeyObject = rememberRecent(64, token => createSecretKey(Buffer.from(token)))

function taken(url: string): RequestUrl {
  const parts = requestUrl(url)
  if (!parts) throw new TypeError(`${url} is not an absolute http or https URL`)
  return parts
}

function mergedPairs(url: RequestUrl, params: Params): string {
  const keys = Object.keys(params)
  if (keys.length === 0) return url.signedQuery
  const merged = new Map(url.query)
  for (const key of keys) merged.set(key, [...(url.query.get(key) ?? []), ...[params[key] ?? ''].flat()])
  return sortedPairs(merged)
}

function concatenated(params: Params): string {
  let text = ''
  for (const key of Object.keys(params).sort()) {
    const value = params[key] as string | readonly string[]
    if (typeof value === 'string') text += key + value
    else for (const one of [...value].sort()) text += key + one
  }
  return text
}
