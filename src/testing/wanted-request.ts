import { timeGiven } from '../clock/duration.js'
import type { RequestPattern } from '../scenario/expectations/request.js'
import type { Pattern } from '../scenario/pattern.js'
import { inWords, isRecord, refuseNoFlag } from '../trace/given.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import { oneOf, type Times, timesOf, whole } from './arguments.js'
import type { Wanted } from './wanted.js'

/** A value as it is to be, to the letter, or a regular expression. */
export type Values = Readonly<Record<string, string | number | RegExp>>

export interface RequestOptions {
  readonly method?: 'GET' | 'POST'
  /** Parameters. */
  readonly with?: Values
  readonly query?: Values
  /** Names in any case. */
  readonly headers?: Values
  readonly times?: Times
  /** How often each was tried. */
  readonly attempts?: number
  /** Its V3 and V2 signatures are those of the account. */
  readonly signature?: 'valid'
  /** How soon the application must have answered, in real time: `200ms`, or milliseconds. */
  readonly within?: string | number
}

export interface RequestWanted extends RequestOptions {
  /** A path, a URL, or a regular expression. */
  readonly url: string | RegExp
}

/** One of several requests: a path, a URL or a regular expression, or in detail. */
export type RequestInOrder = string | RegExp | Pick<RequestWanted, 'url' | 'method' | 'with' | 'query' | 'headers'>

const requestKeys = ['method', 'with', 'query', 'headers', 'times', 'attempts', 'signature', 'within'] as const

/** `('/menu')`, `('/menu', { Digits: '1' })`, `('/menu', { Digits: '1' }, { times: 2 })` or `({ url: '/menu', … })`. */
export function wantedRequest(
  who: string,
  given: string | RegExp | RequestWanted,
  params?: Values,
  options: Omit<RequestOptions, 'with'> = {},
): Extract<Wanted, { kind: 'requested' }> {
  if (isRecord(given) && !(given instanceof RegExp)) {
    refuseUnknown(given, ['url', ...requestKeys], who)
    const { url, ...rest } = given
    if (params !== undefined) throw new TypeError(`${who} takes one object; parameters stand in it: { url, with: … }`)
    return { kind: 'requested', url: urlOf(url, who), ...conditions(rest, who) }
  }
  refuseUnknown(options, requestKeys, who)
  return {
    kind: 'requested',
    url: urlOf(given, who),
    ...conditions({ ...options, ...(params && { with: params }) }, who),
  }
}

function urlOf(given: unknown, who: string): Pattern {
  if (given instanceof RegExp) return given
  if (typeof given === 'string' && (given.startsWith('/') || /^https?:\/\//i.test(given))) return given
  const near = typeof given === 'string' && /^[\w-][\w\-/.]*$/.test(given) ? `; did you mean "/${given}"?` : ''
  throw new TypeError(
    `${who}: the URL is ${inWords(given)}; allowed is a path from the root ("/menu"), an absolute URL, or a regular expression${near}`,
  )
}

function conditions(given: RequestOptions, who: string) {
  const { method, with: params, query, headers, attempts, signature, within } = given
  return {
    ...(method !== undefined && { method: oneOf(method, ['GET', 'POST'], 'method', who) }),
    ...(params !== undefined && { with: valuesOf(params, 'with', who) }),
    ...(query !== undefined && { query: valuesOf(query, 'query', who) }),
    ...(headers !== undefined && { headers: valuesOf(headers, 'headers', who) }),
    ...timesOf(given.times, who),
    ...(attempts !== undefined && { attempts: whole(attempts, 1, 'attempts', who) }),
    ...(signature !== undefined && { signature: oneOf(signature, ['valid'], 'signature', who) }),
    ...(within !== undefined && { within: timeGiven(within) }),
  }
}

function valuesOf(given: Values, name: string, who: string): Record<string, Pattern> {
  if (!isRecord(given) || given instanceof RegExp) {
    throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is an object of names and values`)
  }
  const entries = Object.entries(given).map(([key, value]): [string, Pattern] => {
    if (typeof value === 'string' || value instanceof RegExp) return [key, value]
    if (typeof value === 'number') return [key, String(value)]
    throw new TypeError(`${who}: ${key} is ${inWords(value)}; allowed is a text, a number or a regular expression`)
  })
  return Object.fromEntries(entries)
}

/** `(['/answer', { url: '/menu', with: { Digits: '1' } }], { exactly: true })` */
export function wantedOrder(
  who: string,
  requests: readonly RequestInOrder[],
  options: { readonly exactly?: boolean } = {},
) {
  refuseUnknown(options, ['exactly'], who)
  if (!Array.isArray(requests) || requests.length === 0) {
    throw new TypeError(`${who}: the requests are ${inWords(requests)}; allowed is a list of at least one`)
  }
  refuseNoFlag(options.exactly, `${who}: exactly`)
  const { exactly = false } = options
  return { kind: 'requested_in_order', requests: requests.map(one => inOrder(one, who)), exactly } as const
}

function inOrder(given: RequestInOrder, who: string): RequestPattern {
  const detailed = isRecord(given) && !(given instanceof RegExp)
  if (detailed) refuseUnknown(given, ['url', 'method', 'with', 'query', 'headers'], `${who}: a request`)
  const { kind: _, times: __, attempts: ___, signature: ____, within: _____, ...pattern } = wantedRequest(who, given)
  return pattern
}

/** `('200ms')`, `('200ms', { url: '/menu', percentile: 95 })` */
export function wantedPace(
  who: string,
  time: string | number,
  options: { readonly url?: string | RegExp; readonly percentile?: number } = {},
) {
  refuseUnknown(options, ['url', 'percentile'], who)
  const { url, percentile } = options
  if (percentile !== undefined && percentile > 100)
    throw new RangeError(`${who}: percentile is ${percentile}; 100 is all`)
  return {
    kind: 'answered_within',
    ms: timeGiven(time),
    ...(url !== undefined && { url: urlOf(url, who) }),
    ...(percentile !== undefined && { percentile: whole(percentile, 1, 'percentile', who) }),
  } as const
}
