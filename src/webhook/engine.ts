import type { Clock } from '../clock/clock.js'
import { stopwatch } from '../clock/real-clock.js'
import { hideUrlCredentials } from '../trace/credentials.js'
import type { Happening, Judged } from '../trace/events.js'
import { type Problem, problem } from '../xml/problem.js'
import { delayed } from './delayed.js'
import { encodeForm, mergedQuery } from './form.js'
import { type HeaderOptions, plainHeaders, type SigningTokens, signedHeaders } from './headers.js'
import { type Judgement, judge, judgementRules } from './judge.js'
import { type Phases, totalOf } from './phases.js'
import { describePolicy, largestAnswer, largestAudio } from './policy.js'
import { type Atlas, createAtlas, type Region } from './regions.js'
import { type RequestUrl, requestUrl, shownUrl } from './request-url.js'
import type { WebhookTransport, WireRequest, WireResult } from './transport.js'
import type { Attempt, Delivery, SentWebhook, Webhook } from './webhook.js'
import { unconnected, unusable } from './wire-result.js'

export interface WebhookEngineParts {
  readonly clock: Clock
  readonly transport: WebhookTransport
  /** Writes into the trace of the call. */
  readonly record: (call: string, happening: Happening) => void
  /** Whose tokens sign the webhooks of this call. */
  readonly tokensOf: (call: string) => SigningTokens
  /** Where the media of this call is, if anything says so. */
  readonly mediaRegionOf?: (call: string) => Region | undefined
  /** A new nonce, 20 decimal digits (D71). */
  readonly nonce: () => string
  /** Told of every attempt when it is over. */
  readonly observe?: (attempt: ObservedAttempt) => void
}

/** One attempt as it went over the wire: what was sent and what came back, injected faults included. */
export interface ObservedAttempt {
  readonly webhook: SentWebhook
  readonly request: WireRequest
  readonly result: WireResult
  /** How long it really took, in ms; call time has nothing to do with it. */
  readonly ms: number
}

export interface WebhookOptions extends HeaderOptions {
  /**
   * For a real clock: attempts last as long as they really took, in every phase. Under virtual time that would differ
   * from run to run, and they last as long as their settings say.
   */
  readonly measured?: boolean
  /** How much faster than real time the clock goes, 1 unless given. Applications do not: their time stays real time. */
  readonly speed?: number
  /** Where hosts are and how far regions are from them; nothing is known, and nothing is far, unless given. */
  readonly atlas?: Atlas
}

export interface WebhookEngine {
  /**
   * Sends a webhook, several times if its policy says so, and calls `done` once, when the clock hands the end over:
   * never before `send` returns, and synchronously then, so that what follows happens at that instant.
   */
  send(webhook: Webhook, done: (delivery: Delivery) => void): void
  /** Gives up what is in flight: nothing is sent or tried again from now on (D84). */
  close(): void
}

/** "exactly one Response document … within 15 s", whereas rt allows 40 s (D10). */
const slowAfter = 15_000

/** The loop around attempts: attempt, judge, again or done. Each attempt holds the clock while it is in flight. */
export function createWebhookEngine(parts: WebhookEngineParts, options: WebhookOptions = {}): WebhookEngine {
  const { clock, record } = parts
  let count = 0

  const { atlas = createAtlas(), speed = 1 } = options
  let closed = false

  const send = (webhook: Webhook, done: (delivery: Delivery) => void): void => {
    const { call, purpose, policy } = webhook
    const id = `w${++count}`
    const target = requestUrl(webhook.url)
    const region = atlas.regionOf(policy.er, target?.host ?? '', parts.mediaRegionOf?.(call))
    const way = atlas.wayOf(region, target?.origin.startsWith('https:') ?? false)
    const begin = prepare({ ...webhook, id }, target, way, parts, options)
    const attempts: Attempt[] = []
    let spent = 0

    const attempt = (): void => {
      const hold = clock.hold(`${purpose} webhook ${id}`)
      const flight = closed ? notBegun : begin(attempts.length + 1, policy.tt - spent)
      void flight.then(result => {
        // A real clock has lived through what happened on a socket; what was made up is still owed to it.
        const owed = options.measured ? Math.ceil(totalOf(result.owed) * speed) : 0
        const end = () => ended(result)
        hold.release(owed > 0 ? () => clock.after(owed, hold.name, end) : end, totalOf(result.nominal))
      })
    }

    const ended = (result: WireResult): void => {
      const last = attemptOf(attempts.length + 1, region, closed ? cut(result) : result, options.measured)
      attempts.push(last)
      spent += Math.ceil(last.cost)
      const judgement = judged(last)
      record(call, attempted(id, last, judgement.again ? told(judgement) : {}))
      if (judgement.again) attempt()
      else finish(last, result, judgement)
    }

    const judged = (last: Attempt): Judgement => {
      if (closed && last.outcome !== 'ok') return givenUp
      const judgement = judge(last, spent, policy)
      return judgement.again && webhook.wanted?.() === false ? unwanted : judgement
    }

    const finish = (last: Attempt, { headers, body }: WireResult, judgement: Judgement): void => {
      const { outcome, status, bytes } = last
      const ok = outcome === 'ok'
      const end = { webhook: id, purpose, ...told(judgement) }
      if (ok) record(call, { type: 'webhook.delivered', ...end, status: status as number, bytes })
      else record(call, withStatus(status, { type: 'webhook.failed', ...end, outcome }))
      for (const one of remarks(webhook, last, headers)) record(call, found(one, webhook.url))
      done(withStatus(status, { ok, headers, body, attempts, judgement: judgement.sentence }))
    }

    record(call, {
      type: 'webhook.sent',
      webhook: id,
      purpose,
      method: webhook.method,
      url: shownUrl(webhook.url),
      params: webhook.params,
      ...(webhook.secret && { secret: webhook.secret }),
      policy: describePolicy(policy),
    })
    attempt()
  }

  const close = () => {
    closed = true
  }
  return { send, close }
}

const cut = (result: WireResult): WireResult =>
  result.outcome === 'ok' ? result : { ...result, reason: 'given up: the exchange was closed' }

const notBegun = Promise.resolve(unconnected('given up: the exchange was closed'))

/** Not the application's doing, and therefore not judged. */
const givenUp: Judgement = {
  again: false,
  sentence: 'Given up, because the exchange was closed.',
  rule: 'D84',
  ...judgementRules.D84,
}

const unwanted: Judgement = {
  again: false,
  sentence: 'Not retried, because nobody waits for the answer any more.',
  rule: 'D105',
  ...judgementRules.D105,
}

/** What every attempt of a webhook shares is made once; the result begins one attempt. It never rejects. */
function prepare(
  webhook: SentWebhook,
  target: RequestUrl | undefined,
  way: Phases,
  { transport, tokensOf, nonce, observe }: WebhookEngineParts,
  options: WebhookOptions,
) {
  const { method, url, params, policy, signed } = webhook
  if (!target) return async () => unusable('not sent: not an absolute http or https URL')
  const query = method === 'GET' ? mergedQuery(target, params) : undefined
  const search = query === undefined ? target.search : query && `?${query}`
  const plain = plainHeaders(method, target.authority, options)
  const shared = {
    url: target.origin + target.path + search,
    origin: target.origin,
    path: target.path + search,
    method,
    ...(method === 'POST' && { body: encodeForm(params) }),
    ct: policy.ct,
    rt: policy.rt,
    measured: options.measured ?? false,
    limit: signed ? largestAnswer : largestAudio,
  }
  const signable = { method, url, target, params }
  return async (attempt: number, tt: number): Promise<WireResult> => {
    try {
      const headers = signed ? signedHeaders(plain, signable, tokensOf(webhook.call), nonce, options) : plain
      const request: WireRequest = { ...shared, headers, attempt, tt }
      const elapsed = stopwatch()
      const result = await transport(request, webhook)
      observe?.({ webhook, request, result, ms: elapsed() })
      return delayed(result, way, request)
    } catch (error) {
      return unusable(`the transport broke: ${error instanceof Error ? error.message : error}`)
    }
  }
}

function attemptOf(number: number, region: string, result: WireResult, measured: boolean | undefined): Attempt {
  const { outcome, status, reason, nominal, cutByTotal, bytes, fault } = result
  const phases = (measured && result.measured) || nominal
  const made = { number, region, outcome, reason, phases, cost: totalOf(phases), cutByTotal, bytes }
  return withStatus(status, fault === undefined ? made : { ...made, fault })
}

function attempted(
  webhook: string,
  { number, region, outcome, status, reason, cost, phases, fault }: Attempt,
  why: Partial<Judged>,
): Happening {
  const how = { type: 'webhook.attempted', webhook, attempt: number, region, outcome, reason, cost } as const
  return withStatus(status, { ...how, ...(cost > 0 && { phases }), ...(fault !== undefined && { fault }), ...why })
}

/** A judgement as the trace has it. */
const told = ({ again: _, sentence, ...why }: Judgement): Judged => ({ judgement: sentence, ...why })

/** What is worth saying about the answer that a webhook ended with. */
function remarks({ purpose, signed, url }: Webhook, last: Attempt, headers: Delivery['headers']): Problem[] {
  const { outcome, status, cost } = last
  if (outcome === '3xx') {
    if (status === 300 || status === 304) return []
    const { location } = headers
    const where = location === undefined ? 'elsewhere' : `to ${hideUrlCredentials(location)}`
    const to = location && /^\/(?![/\\])/.test(location) ? new URL(location, url).href : location
    const sentence = `The ${purpose} URL redirects ${where} (${status}). Redirects are not followed: the webhook has failed.`
    return [
      problem('redirect-not-followed', sentence, { allowed: 'status 200', nearest: to && hideUrlCredentials(to) }),
    ]
  }
  if (outcome !== 'ok') return []
  const found: Problem[] = []
  if (status !== 200) {
    const sentence = `The ${purpose} URL answered ${status}, which counts as a success; documented is 200.`
    found.push(problem('status-not-200', sentence, { allowed: 'status 200' }))
  }
  if (signed && cost > slowAfter) {
    const sentence = `The ${purpose} URL took longer than 15 seconds to answer. It was waited for, because rt allows it.`
    found.push(problem('slow-answer', sentence, { allowed: 'an answer within 15 seconds' }))
  }
  return found
}

function found(one: Problem, url: string): Happening {
  const { place: _none, ...rest } = one
  return { type: 'problem.found', ...rest, url: shownUrl(url) }
}

/** A status where there was one; an absent field keeps the trace short. */
const withStatus = <T extends object>(status: number | undefined, fields: T): T & { status?: number } =>
  status === undefined ? fields : { ...fields, status }
