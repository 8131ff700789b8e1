import type { EventOf } from '../../trace/events.js'
import { nearest } from '../../trace/nearest.js'
import { dots } from '../../trace/secret.js'
import type { ObservedAttempt } from '../../webhook/engine.js'
import { type Happened, of } from '../expectation-kind.js'
import { describePattern, equals, isFound, type Pattern } from '../pattern.js'
import { method, urlPattern, values } from '../plain-shapes.js'
import { requestLines } from '../request-line.js'
import type { Keys } from '../shape.js'

/** What is expected of a request. */
export interface RequestPattern {
  readonly url: Pattern
  readonly method?: 'GET' | 'POST'
  /** Parameters, each with its whole value or a regular expression. */
  readonly with?: Readonly<Record<string, Pattern>>
  /** The same of the query of its URL. */
  readonly query?: Readonly<Record<string, Pattern>>
  /** The same of its headers; names in any case. */
  readonly headers?: Readonly<Record<string, Pattern>>
}

export const subject = { meaning: 'a path, a URL, or /regex/', shape: urlPattern }

export const requestKeys = {
  with: { meaning: 'parameters, each with its whole value or a /regex/', shape: values },
  method: { meaning: 'how it was requested', shape: method },
  query: { meaning: 'the query of its URL, each with its whole value or a /regex/', shape: values },
  headers: { meaning: 'headers, each with its whole value or a /regex/; names in any case', shape: values },
} satisfies Keys

/** A request, and how often it was tried. */
export interface Requested {
  readonly sent: EventOf<'webhook.sent'>
  readonly attempts: readonly ObservedAttempt[]
}

/** The requests of some calls, in order. */
export function requestsOf({ calls, events }: Happened): Requested[] {
  const attempts = new Map<string, ObservedAttempt[]>()
  for (const attempt of calls.flatMap(call => call.attempts)) {
    const { call, id } = attempt.webhook
    attempts.set(`${call} ${id}`, [...(attempts.get(`${call} ${id}`) ?? []), attempt])
  }
  return of(events, 'webhook.sent').map(sent => ({
    sent,
    attempts: attempts.get(`${sent.call} ${sent.webhook}`) ?? [],
  }))
}

export const linesOf = (
  requests: readonly Requested[],
  named?: ReadonlySet<string>,
): ((request: Requested) => string) => {
  const line = requestLines(
    requests.map(({ sent }) => sent),
    named,
  )
  return ({ sent }) => line(sent)
}

export const isRequest = (expected: RequestPattern, request: Requested): boolean =>
  isUrl(expected.url, request.sent.url) && differences(expected, request).length === 0

/** A path, a path with its query, or a whole URL; the fragment is configuration and need not be repeated. */
export function isUrl(expected: Pattern, url: string): boolean {
  if (typeof expected !== 'string') return isFound(expected, url)
  const plain = url.replace(/#.*$/s, '')
  if (!expected.startsWith('/')) return expected === url || expected === plain
  if (!URL.canParse(url)) return false
  const { pathname, search, hash } = new URL(url)
  return [pathname, pathname + search, pathname + hash, pathname + search + hash].includes(expected)
}

/** What of a request to the right URL is not as expected. */
export function differences(expected: RequestPattern, { sent, attempts }: Requested): string[] {
  return [
    ...(expected.method && expected.method !== sent.method
      ? [`method: expected ${expected.method}, was ${sent.method}`]
      : []),
    ...(expected.with ? unequal(expected.with, sent.params, sent.secret) : []),
    ...(expected.query ? unequal(expected.query, queryOf(sent), sent.secret) : []),
    ...(expected.headers ? unequalHeaders(expected.headers, attempts) : []),
  ]
}

/** What is `secret` is not told. */
function unequal(
  expected: Readonly<Record<string, Pattern>>,
  given: Readonly<Record<string, string>>,
  secret: readonly string[] = [],
): string[] {
  const told = (name: string) => JSON.stringify(secret.includes(name) ? dots(given[name] ?? '') : given[name])
  return Object.entries(expected).flatMap(([name, pattern]) => {
    const written = `${name}: expected ${describePattern(pattern)}`
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value !== undefined) return equals(pattern, value) ? [] : [`${written}, was ${told(name)}`]
    const near = nearest(name, Object.keys(given))
    return [`${written}, was not sent${near ? ` (${near} was: ${told(near)})` : ''}`]
  })
}

/** As it was sent: parameters of a GET are in there. Of several values the last. */
function queryOf({ url, method, params }: Requested['sent']): Record<string, string> {
  const own = URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : {}
  return method === 'GET' ? { ...own, ...params } : own
}

/** Attempts differ in their signatures only: it is enough if one is as expected, and the last tells what was not. */
function unequalHeaders(expected: Readonly<Record<string, Pattern>>, attempts: readonly ObservedAttempt[]): string[] {
  let wrong = Object.keys(expected).map(name => `${name}: nothing was sent`)
  for (const { request } of attempts) {
    const sent = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]))
    const wanted = Object.fromEntries(Object.entries(expected).map(([name, value]) => [name.toLowerCase(), value]))
    wrong = unequal(wanted, sent)
    if (wrong.length === 0) break
  }
  return wrong
}

/** The requests that came nearest: the right URL with what differs, or else all that there were. */
export function nearestRequests(expected: RequestPattern, requests: readonly Requested[]): string[] {
  const line = linesOf(requests)
  const same = requests.filter(({ sent }) => isUrl(expected.url, sent.url))
  if (same.length > 0) {
    return same.flatMap(request => [
      `it was requested otherwise: ${line(request)}`,
      ...differences(expected, request).map(indented),
    ])
  }
  if (requests.length === 0) return ['nothing was requested']
  const paths = requests.flatMap(({ sent: { url } }) => (URL.canParse(url) ? new URL(url).pathname : []))
  const near = typeof expected.url === 'string' && nearest(expected.url, paths)
  return [
    'it was never requested; these were:',
    ...requests.map(request => indented(line(request))),
    ...(near ? [`the nearest is ${near}`] : []),
  ]
}

/** `POST /menu with Digits="1", header user-agent=/Plivo/`. */
export function describeRequest({ url, method, with: params, query, headers }: RequestPattern): string {
  const pairs = (given: Readonly<Record<string, Pattern>> = {}, what = '') =>
    Object.entries(given).map(([name, value]) => `${what}${name}=${describePattern(value)}`)
  const all = [...pairs(params), ...pairs(query, 'query '), ...pairs(headers, 'header ')]
  return `${method ? `${method} ` : ''}${url}${all.length > 0 ? ` with ${all.join(', ')}` : ''}`
}

export const indented = (line: string): string => `  ${line}`
