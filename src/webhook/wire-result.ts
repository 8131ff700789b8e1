import { gunzipSync } from 'node:zlib'
import { hideCredentials, hideUrlCredentials } from '../trace/credentials.js'
import type { Phases } from './phases.js'
import type { WireRequest, WireResult } from './transport.js'

/**
 * How attempts end, for every transport alike: the same failure has the same outcome, words and call time
 * whether it happened on a socket or was made up in process. Words carry settings, never measurements.
 */

/** A complete answer: judged by its status, and a success by whether its body can be had, too. */
export function answered(
  request: WireRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  received: Uint8Array,
): WireResult {
  const { outcome, reason } = outcomeOf(status, headers)
  const { body, wrong } = unpacked(headers, received, request.limit)
  if (body) return { ...ended(outcome, reason), status, headers, body, bytes: body.length }
  if (outcome !== 'ok' && received.length <= request.limit) return { ...ended(outcome, reason), status, headers }
  return { ...unusable(wrong), status, headers }
}

/** On a socket: what passed really passed, and nothing is owed. */
export const livedThrough = (result: WireResult, measured: Phases): WireResult => ({ ...result, measured, owed: {} })

function outcomeOf(status: number, headers: Readonly<Record<string, string>>): Pick<WireResult, 'outcome' | 'reason'> {
  const reason = `answered ${status}`
  if (status >= 200 && status < 300) return { outcome: 'ok', reason }
  if (status >= 400 && status < 500) return { outcome: '4xx', reason }
  if (status >= 500 && status < 600) return { outcome: '5xx', reason }
  if (status < 200) return { outcome: 'invalid', reason: noFinalStatus(status).reason }
  if (status < 300 || status > 599) return { outcome: 'invalid', reason: `${reason}, which is no HTTP status` }
  const { location } = headers
  return {
    outcome: '3xx',
    reason: location === undefined ? reason : `${reason} (Location: ${hideUrlCredentials(location)})`,
  }
}

type Unpacked =
  | { readonly body: Uint8Array; readonly wrong?: never }
  | { readonly body?: never; readonly wrong: string }

/** The body, or why it cannot be read (D80). */
function unpacked(headers: Readonly<Record<string, string>>, received: Uint8Array, limit: number): Unpacked {
  if (received.length > limit) return { wrong: largerThan(limit) }
  const { 'content-encoding': encoding = 'identity' } = headers
  if (received.length === 0 || /^\s*(identity\s*)?$/i.test(encoding)) return { body: received }
  if (!/^\s*(x-)?gzip\s*$/i.test(encoding)) {
    return { wrong: `the body is packed as "${encoding}", whereas gzip was asked for` }
  }
  try {
    return { body: gunzipSync(received, { maxOutputLength: limit }) }
  } catch (error) {
    const tooMuch = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return { wrong: tooMuch ? largerThan(limit) : 'the body is not the gzip it is said to be' }
  }
}

/** No TCP or TLS connection, for a reason that took no time worth counting: refused, unreachable, no such host. */
export const unconnected = (reason: string): WireResult => ended('ct', reason)

/** No connection within ct, or within what was left of tt: TCP did not come about, or TLS did not. */
export function noConnection({ ct, tt }: WireRequest, phase: 'connect' | 'tls' = 'connect'): WireResult {
  const what = phase === 'tls' ? 'no TLS handshake' : 'no connection'
  if (tt < ct) return { ...ended('ct', `${what} before tt ran out`, { [phase]: tt }), cutByTotal: true }
  return ended('ct', `${what} within ct = ${ct} ms`, { [phase]: ct })
}

/** Connected, and no byte within rt, or within what was left of tt. */
export function noByte({ rt, tt }: WireRequest): WireResult {
  if (tt < rt) return { ...ended('rt', 'no byte before tt ran out', { wait: tt }), cutByTotal: true }
  return ended('rt', `no byte within rt = ${rt} ms`, { wait: rt })
}

/** Closed or reset after the request and before any byte of an answer (D64). */
export const closedBeforeAnyByte = (): WireResult => ended('rt', 'connection closed before any byte')

/** Some bytes, then none for rt. `bytes` are those of the body; undefined if there were not even all headers. */
export function stalled(request: WireRequest, bytes: number | undefined): WireResult {
  const { rt, tt } = request
  if (tt < rt) return incomplete(request)
  return { ...ended('partial', `stalled ${where(bytes)} (rt = ${rt} ms)`, { receive: rt }), bytes: bytes ?? 0 }
}

/** Some bytes, and tt ran out: how many there were by then is the network's affair, not the trace's. */
export const incomplete = ({ tt }: WireRequest): WireResult => ({
  ...ended('partial', 'the answer was not complete when tt ran out', { receive: tt }),
  cutByTotal: true,
})

/** Some bytes, then closed or reset before the answer was complete. */
export const cutShort = (bytes: number | undefined): WireResult => ({
  ...ended('partial', `connection closed ${where(bytes)}`),
  bytes: bytes ?? 0,
})

/** An answer that is no HTTP, or cannot be used for another reason. */
export const unusable = (reason: string): WireResult => ended('invalid', reason)

/** A status that no answer can end with: 101, or what is none at all, like 000. */
export function noFinalStatus(status: number): WireResult {
  const asked = status < 100 ? 'is no HTTP status' : 'nobody asked for'
  return unusable(`answered ${String(status).padStart(3, '0')}, which ${asked}`)
}

export const tooLarge = ({ limit }: WireRequest): WireResult => unusable(largerThan(limit))

/** Made up, until somebody says that it was lived through. Its reason may quote a URL, but no credentials (D78). */
const ended = (outcome: WireResult['outcome'], reason: string, nominal: Phases = {}): WireResult => ({
  outcome,
  reason: hideCredentials(reason),
  headers: {},
  body: nothing,
  bytes: 0,
  nominal,
  owed: nominal,
  cutByTotal: false,
})

const nothing = new Uint8Array(0)

function where(bytes: number | undefined): string {
  if (bytes === undefined) return 'inside the headers'
  return bytes === 0 ? 'after the headers' : `after ${bytes} byte${bytes === 1 ? '' : 's'}`
}

const largerThan = (limit: number): string => `the body is larger than ${limit / 2 ** 20} MB`
