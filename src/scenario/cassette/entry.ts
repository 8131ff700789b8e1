import { type Phases, phases, totalOf } from '../../webhook/phases.js'
import type { WireRequest, WireResult } from '../../webhook/transport.js'
import type { AttemptOutcome } from '../../webhook/webhook.js'
import { answered, unusable } from '../../webhook/wire-result.js'
import { ownParameters } from './telling-parameters.js'

/** A request, without what is different in every run. */
export interface KeptRequest {
  readonly purpose: string
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Those that tell it from others. */
  readonly params: Readonly<Record<string, string>>
  /** 1 unless given. */
  readonly attempt?: number
}

/** How an attempt ended: an answer with its status, or another outcome with its reason. */
export interface KeptResult {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly outcome?: Exclude<AttemptOutcome, 'ok' | '3xx' | '4xx' | '5xx'>
  readonly reason?: string
  /** Of a body that was not complete. */
  readonly bytes?: number
  /** Call time that was made up for it: timeouts, and the delays of samples. */
  readonly took?: Phases
  readonly cutByTotal?: boolean
}

/** One attempt, as a cassette keeps it. */
export interface CassetteEntry {
  readonly request: KeptRequest
  readonly result: KeptResult
}

/** Headers that change what becomes of an answer. */
const keptHeaders = ['content-type', 'location']

/** What is worth keeping of a result; `plain` takes out of texts what is different in every run. */
export function keptOf(result: WireResult, plain: (text: string) => string): KeptResult {
  const { outcome, status, nominal } = result
  const took = totalOf(nominal) > 0 ? { took: nominal } : {}
  const headers = Object.fromEntries(
    keptHeaders.flatMap(name => {
      const value = result.headers[name]
      return value === undefined ? [] : [[name, plain(value)]]
    }),
  )
  const head = { ...(status !== undefined && { status }), ...(Object.keys(headers).length > 0 && { headers }) }
  if (status !== undefined && isAnswer(outcome)) return { ...head, ...bodyOf(result, plain), ...took }
  return {
    ...head,
    outcome: outcome as NonNullable<KeptResult['outcome']>,
    reason: plain(result.reason),
    ...(result.bytes > 0 && { bytes: result.bytes }),
    ...took,
    ...(result.cutByTotal && { cutByTotal: true }),
  }
}

const isAnswer = (outcome: AttemptOutcome): boolean => /^(?:ok|[345]xx)$/.test(outcome)

function bodyOf({ body, headers }: WireResult, plain: (text: string) => string): { body?: string | Uint8Array } {
  if (body.length === 0) return {}
  const text = /^(?:audio|video|image)\//i.test(headers['content-type'] ?? '') ? undefined : textOf(body)
  return { body: text === undefined ? body : plain(text) }
}

/** Undefined for bytes that are no text. */
function textOf(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** The result as an application would have given it; `own` puts back what is different in every run. */
export function resultOf(kept: KeptResult, request: WireRequest, own: (text: string) => string): WireResult {
  const { status, headers = {}, body = '', outcome, reason = '', bytes = 0, took = {}, cutByTotal = false } = kept
  const shown = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, own(value)]))
  if (outcome === undefined) {
    const sent = typeof body === 'string' ? Buffer.from(own(body)) : body
    return { ...answered(request, status ?? 200, shown, sent), nominal: took, owed: took }
  }
  const end = { ...unusable(own(reason)), outcome, headers: shown, bytes, nominal: took, owed: took, cutByTotal }
  return status === undefined ? end : { ...end, status }
}

/** `1s` and the like, phase by phase, in the order in which they pass. */
export const phasesOf = (took: Phases): [string, number][] =>
  phases.flatMap(phase => (took[phase] === undefined ? [] : [[phase, took[phase]] as [string, number]]))

/** `POST /menu (GetDigits action) Digits="1"`, for people: with its own parameters, and those that are named. */
export function describeRequest(
  { method, url, purpose, params, attempt = 1 }: KeptRequest,
  named: readonly string[] = [],
): string {
  const path = URL.canParse(url) ? url.replace(/^[a-z]+:\/+[^/?]*/i, '') || '/' : url
  const own = ownParameters(params)
  const told = Object.entries(params)
    .filter(([name, value]) => (name in own && value) || named.includes(name))
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
  return `${method} ${path} (${purpose})${told.join('')}${attempt > 1 ? `, attempt ${attempt}` : ''}`
}
