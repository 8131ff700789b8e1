import type { RequestUrl } from './request-url.js'

/** Parameters by name; a list is the same name several times. */
export type Params = Readonly<Record<string, string | readonly string[]>>

/**
 * `application/x-www-form-urlencoded` as captured from the vendor: sorted by key in ASCII order (capitals first),
 * a space is `+`, everything but letters, digits and `-_.~` is percent-encoded UTF-8 (D73).
 */
export function encodeForm(params: Params): string {
  let form = ''
  for (const key of Object.keys(params).sort()) form = append(form, key, params[key] as string | readonly string[])
  return form
}

/**
 * The query of a GET: the URL's own pairs and the parameters, all emitted anew in ASCII order of their keys (D73).
 * A key that is in both is emitted twice, the URL's value first.
 */
export function mergedQuery(url: RequestUrl, params: Params): string {
  if (url.query.size === 0) return encodeForm(params)
  let form = ''
  for (const key of new Set([...url.query.keys(), ...Object.keys(params)].sort())) {
    const own = url.query.get(key)
    if (own) form = append(form, key, own)
    const given = Object.hasOwn(params, key) ? params[key] : undefined
    if (given !== undefined) form = append(form, key, given)
  }
  return form
}

function append(form: string, key: string, value: string | readonly string[]): string {
  let longer = form
  for (const one of typeof value === 'string' ? [value] : value) {
    longer += `${longer && '&'}${escaped(key)}=${escaped(one)}`
  }
  return longer
}

const plain = /^[\w.~-]*$/
const loneSurrogate = /\p{Surrogate}/gu
const leftByEncodeUriComponent = /%20|[!'()*]/g
const replacements: Readonly<Record<string, string>> = {
  '%20': '+',
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '*': '%2A',
}

function escaped(text: string): string {
  if (plain.test(text)) return text
  return encoded(text).replace(leftByEncodeUriComponent, found => replacements[found] as string)
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return encodeURIComponent(text.replace(loneSurrogate, '\uFFFD'))
  }
}
