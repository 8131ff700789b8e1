import { gunzipSync } from 'node:zlib'
import type { TransportFault, WireRequest, WireResult } from './transport.js'

/**
 * How attempts end, for every transport alike: the same failure has the same outcome, words and call time
 * whether it happened on a socket or was made up in process. Words carry settings, never measurements.
 */

type Timings = WireResult['timings']

/** A complete answer: judged by its status, unless its body cannot be had. `cost` is the call time it took. */
export function answered(
  request: WireRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  received: Uint8Array,
  { cost = 0, timings = {} }: { readonly cost?: number; readonly timings?: Timings } = {},
): WireResult {
  const encoding = headers['content-encoding']
  const packed = encoding !== undefined && /^(x-)?gzip$/i.test(encoding)
  const body = packed ? gunzipped(received, request.limit) : received
  if (typeof body === 'string') return { ...unusable(body), status, headers, cost, timings }
  if (body.length > request.limit) return { ...tooLarge(request), status, headers, cost, timings }
  const { outcome, reason } = outcomeOf(status, headers)
  return { outcome, status, reason, headers, body, bytes: body.length, cost, cutByTotal: false, timings }
}

function outcomeOf(status: number, headers: Readonly<Record<string, string>>): Pick<WireResult, 'outcome' | 'reason'> {
  const reason = `answered ${status}`
  if (status >= 200 && status < 300) return { outcome: 'ok', reason }
  if (status >= 400 && status < 500) return { outcome: '4xx', reason }
  if (status >= 500 && status < 600) return { outcome: '5xx', reason }
  if (status < 300 || status > 599) return { outcome: 'invalid', reason: `answered ${status}, which is no HTTP status` }
  const { location } = headers
  return { outcome: '3xx', reason: location === undefined ? reason : `${reason} (Location: ${location})` }
}

function gunzipped(received: Uint8Array, limit: number): Uint8Array | string {
  if (received.length === 0) return received
  try {
    return gunzipSync(received, { maxOutputLength: limit })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? largerThan(limit)
      : 'the body is not the gzip it is said to be'
  }
}

/** No TCP or TLS connection, for a reason that took no time worth counting: refused, unreachable, no such host. */
export const unconnected = (reason: string): WireResult => failed('ct', reason)

/** No connection within ct, or within what was left of tt. */
export function noConnection({ ct, tt }: WireRequest): WireResult {
  if (tt < ct) return { ...failed('ct', 'no connection before tt ran out'), cost: tt, cutByTotal: true }
  return { ...failed('ct', `no connection within ct = ${ct} ms`), cost: ct }
}

/** Connected, and no byte within rt, or within what was left of tt. */
export function noByte({ rt, tt }: WireRequest): WireResult {
  if (tt < rt) return { ...failed('rt', 'no byte before tt ran out'), cost: tt, cutByTotal: true }
  return { ...failed('rt', `no byte within rt = ${rt} ms`), cost: rt }
}

/** Closed or reset after the request and before any byte of an answer (D64). */
export const closedBeforeAnyByte = (): WireResult => failed('rt', 'connection closed before any byte')

/** Some bytes, then none for rt, or none until tt ran out. `bytes` are those of the body; undefined if there were not even all headers. */
export function stalled({ rt, tt }: WireRequest, bytes: number | undefined, cutByTotal = tt < rt): WireResult {
  const end = cutByTotal ? ' until tt ran out' : ` (rt = ${rt} ms)`
  return {
    ...failed('partial', `stalled ${where(bytes)}${end}`),
    bytes: bytes ?? 0,
    cost: cutByTotal ? tt : Math.min(rt, tt),
    cutByTotal,
  }
}

/** Some bytes, then closed or reset before the answer was complete. */
export const cutShort = (bytes: number | undefined): WireResult => ({
  ...failed('partial', `connection closed ${where(bytes)}`),
  bytes: bytes ?? 0,
})

/** An answer that is no HTTP, or cannot be used for another reason. */
export const unusable = (reason: string): WireResult => failed('invalid', reason)

export const tooLarge = ({ limit }: WireRequest): WireResult => unusable(largerThan(limit))

/** What a fault comes to, without waiting for it. */
export function faultResult({ fault, afterBytes }: TransportFault, request: WireRequest): WireResult {
  switch (fault) {
    case 'refuse':
      return unconnected('connection refused')
    case 'blackhole':
      return noConnection(request)
    case 'stall':
      return noByte(request)
    case 'reset':
      return closedBeforeAnyByte()
    case 'stall-after':
      return stalled(request, afterBytes)
    case 'short-body':
      return cutShort(afterBytes)
  }
}

const failed = (outcome: WireResult['outcome'], reason: string): WireResult => ({
  outcome,
  reason,
  headers: {},
  body: nothing,
  bytes: 0,
  cost: 0,
  cutByTotal: false,
  timings: {},
})

const nothing = new Uint8Array(0)

function where(bytes: number | undefined): string {
  if (bytes === undefined) return 'inside the headers'
  return bytes === 0 ? 'after the headers' : `after ${bytes} byte${bytes === 1 ? '' : 's'}`
}

const largerThan = (limit: number): string => `the body is larger than ${limit / 2 ** 20} MB`
