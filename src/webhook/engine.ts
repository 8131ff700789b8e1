import type { Clock } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'
import { type Problem, problem } from '../xml/problem.js'
import { encodeForm, mergedQuery } from './form.js'
import { type HeaderOptions, plainHeaders, type SigningTokens, signedHeaders } from './headers.js'
import { type Judgement, judge } from './judge.js'
import { describePolicy } from './policy.js'
import { requestUrl } from './request-url.js'
import type { Transport, WireRequest, WireResult } from './transport.js'
import type { Attempt, Delivery, Webhook } from './webhook.js'
import { unusable } from './wire-result.js'

export interface WebhookEngineParts {
  readonly clock: Clock
  readonly transport: Transport
  /** Writes into the trace of the call. */
  readonly record: (call: string, happening: Happening) => void
  /** Whose tokens sign the webhooks of this call. */
  readonly tokensOf: (call: string) => SigningTokens
  /** A new nonce, 20 decimal digits (D71). */
  readonly nonce: () => string
}

export interface WebhookOptions extends HeaderOptions {
  /**
   * For a real clock: attempts count against tt with the real time they took, and the trace tells their phases.
   * Under virtual time that would differ from run to run.
   */
  readonly timings?: boolean
}

export interface WebhookEngine {
  /**
   * Sends a webhook, several times if its policy says so, and calls `done` once, when the clock hands the end over:
   * never before `send` returns, and synchronously then, so that what follows happens at that instant.
   */
  send(webhook: Webhook, done: (delivery: Delivery) => void): void
}

/** "exactly one Response document … within 15 s", whereas rt allows 40 s (D10). */
const slowAfter = 15_000

/** Documents are a hundred kilobytes at most; a recording to be played may have ten megabytes. */
const largestAnswer = 2 ** 20
const largestAudio = 10 * 2 ** 20

/** The loop around attempts: attempt, judge, again or done. Each attempt holds the clock while it is in flight. */
export function createWebhookEngine(parts: WebhookEngineParts, options: WebhookOptions = {}): WebhookEngine {
  const { clock, record } = parts
  let count = 0

  const send = (webhook: Webhook, done: (delivery: Delivery) => void): void => {
    const { call, purpose, policy } = webhook
    const id = `w${++count}`
    const begin = prepare(webhook, parts, options)
    const attempts: Attempt[] = []
    let spent = 0

    const attempt = (): void => {
      const hold = clock.hold(`${purpose} webhook ${id}`)
      begin(attempts.length + 1, policy.tt - spent).then(result => {
        // A real clock has lived through what happened on a socket; what was made up in process is still owed to it.
        const owed = options.timings && result.timings.end === undefined ? result.cost : 0
        const end = () => ended(result)
        hold.release(owed > 0 ? () => clock.after(owed, hold.name, end) : end, result.cost)
      })
    }

    const ended = (result: WireResult): void => {
      const last: Attempt = attemptOf(attempts.length + 1, result)
      attempts.push(last)
      spent += options.timings ? Math.ceil(last.timings.end ?? last.cost) : last.cost
      record(call, attempted(id, last, options.timings))
      const judgement = judge(last, spent, policy)
      if (judgement.again) attempt()
      else finish(last, result, judgement)
    }

    const finish = (last: Attempt, { headers, body }: WireResult, { sentence }: Judgement): void => {
      const { outcome, status, bytes } = last
      const ok = outcome === 'ok'
      const told = { webhook: id, purpose, judgement: sentence }
      if (ok) record(call, { type: 'webhook.delivered', ...told, status: status as number, bytes })
      else record(call, withStatus(status, { type: 'webhook.failed', ...told, outcome }))
      for (const one of remarks(webhook, last, headers)) record(call, found(one, webhook.url))
      done(withStatus(status, { ok, headers, body, attempts, judgement: sentence }))
    }

    record(call, {
      type: 'webhook.sent',
      webhook: id,
      purpose,
      method: webhook.method,
      url: withoutFragment(webhook.url),
      params: webhook.params,
      ...(webhook.secret && { secret: webhook.secret }),
      policy: describePolicy(policy),
    })
    attempt()
  }

  return { send }
}

/** What every attempt of a webhook shares is made once; the result begins one attempt. It never rejects. */
function prepare(webhook: Webhook, { transport, tokensOf, nonce }: WebhookEngineParts, options: WebhookOptions) {
  const { method, url, params, policy, signed } = webhook
  const target = requestUrl(url)
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
    limit: signed ? largestAnswer : largestAudio,
  }
  const signable = { method, url, target, params }
  return async (attempt: number, tt: number): Promise<WireResult> => {
    try {
      const headers = signed ? signedHeaders(plain, signable, tokensOf(webhook.call), nonce, options) : plain
      const request: WireRequest = { ...shared, headers, attempt, tt }
      return await transport(request)
    } catch (error) {
      return unusable(`the transport broke: ${error instanceof Error ? error.message : error}`)
    }
  }
}

function attemptOf(number: number, result: WireResult): Attempt {
  const { outcome, status, reason, cost, cutByTotal, bytes, timings } = result
  return withStatus(status, { number, outcome, reason, cost, cutByTotal, bytes, timings })
}

function attempted(webhook: string, last: Attempt, withTimings: boolean | undefined): Happening {
  const { number, outcome, status, reason, cost, timings } = last
  const fields = { type: 'webhook.attempted', webhook, attempt: number, outcome, reason, cost } as const
  return withStatus(status, withTimings ? { ...fields, timings } : fields)
}

/** What is worth saying about the answer that a webhook ended with. */
function remarks({ purpose, signed }: Webhook, last: Attempt, headers: Delivery['headers']): Problem[] {
  const { outcome, status, cost, timings } = last
  if (outcome === '3xx') {
    const where = headers.location === undefined ? 'elsewhere' : `to ${headers.location}`
    const sentence = `The ${purpose} URL redirects ${where} (${status}). Redirects are not followed: the webhook has failed.`
    return [problem('redirect-not-followed', sentence, { allowed: 'status 200', nearest: headers.location })]
  }
  if (outcome !== 'ok') return []
  const found: Problem[] = []
  if (status !== 200) {
    const sentence = `The ${purpose} URL answered ${status}, which counts as a success; documented is 200.`
    found.push(problem('status-not-200', sentence, { allowed: 'status 200' }))
  }
  if (signed && Math.max(cost, timings.end ?? 0) > slowAfter) {
    const sentence = `The ${purpose} URL took longer than 15 seconds to answer. It was waited for, because rt allows it.`
    found.push(problem('slow-answer', sentence, { allowed: 'an answer within 15 seconds' }))
  }
  return found
}

function found(one: Problem, url: string): Happening {
  const { place: _none, ...rest } = one
  return { type: 'problem.found', ...rest, url: withoutFragment(url) }
}

/** A status where there was one; an absent field keeps the trace short. */
const withStatus = <T extends object>(status: number | undefined, fields: T): T & { status?: number } =>
  status === undefined ? fields : { ...fields, status }

function withoutFragment(url: string): string {
  const hash = url.indexOf('#')
  return hash < 0 ? url : url.slice(0, hash)
}
