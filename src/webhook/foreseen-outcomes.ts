import type { Aftermath } from './aftermath.js'
import { connectionFailure } from './connection-failure.js'
import { delayed } from './delayed.js'
import { type Judgement, judge } from './judge.js'
import type { Occasion } from './occasions.js'
import { type Phases, totalOf } from './phases.js'
import { largestAnswer, largestAudio, type Policy } from './policy.js'
import type { WireRequest, WireResult } from './transport.js'
import type { Attempt, AttemptOutcome } from './webhook.js'
import {
  answered,
  closedBeforeAnyByte,
  cutShort,
  incomplete,
  noByte,
  noConnection,
  stalled,
  tooLarge,
  unconnected,
  unusable,
} from './wire-result.js'

/** What a webhook comes to if every attempt meets the same. */
export interface Outcome extends Omit<Judgement, 'again'> {
  /** What the application or the network does: "no byte in time". */
  readonly when: string
  /** The class of its attempts. */
  readonly outcome: AttemptOutcome
  readonly attempts: number
  /** Ms until it is over, if nothing else takes time. */
  readonly takes: number
  /**
   * Ms that it may take and no more. Until a byte arrives every connection may take ct and every wait rt; from then on
   * every gap may last rt, so that nothing ends an answer that drips before tt does.
   */
  readonly atMost: number
  readonly follows: string
}

/** What can happen to an attempt, and what of the way there may be slow, too. */
interface Behaviour {
  readonly when: string
  readonly result: (request: WireRequest) => WireResult
  readonly slow?: 'connection' | 'connection and wait' | 'all'
  /** Happens on the way to an https URL only. */
  readonly tls?: true
  /** Complete, with a body that can be used or not; a failure otherwise. */
  readonly complete?: 'done' | 'broken'
}

const refused = (code: string) => unconnected(connectionFailure(Object.assign(new Error(code), { code })))
const status = (code: number) => (request: WireRequest) => answered(request, code, {}, new Uint8Array())
/** Of the body, before it breaks off. */
const bytes = 512

/** In the order in which an attempt gets further. */
const everything = (aftermath: Aftermath): readonly Behaviour[] => [
  { when: 'connection refused', result: () => refused('ECONNREFUSED'), slow: 'connection' },
  { when: 'host not found', result: () => refused('ENOTFOUND'), slow: 'connection' },
  { when: 'connection never completes', result: request => noConnection(request) },
  { when: 'TLS handshake never ends', result: request => noConnection(request, 'tls'), tls: true },
  {
    when: 'certificate not trusted',
    result: () => refused('DEPTH_ZERO_SELF_SIGNED_CERT'),
    slow: 'connection',
    tls: true,
  },
  { when: 'no byte in time', result: noByte, slow: 'connection' },
  { when: 'closed before any byte', result: closedBeforeAnyByte, slow: 'connection and wait' },
  { when: 'stalled in the body', result: request => stalled(request, bytes), slow: 'all' },
  { when: 'dripped slower than rt', result: request => stalled(request, 1), slow: 'all' },
  { when: 'dripped within rt until tt', result: incomplete, slow: 'all' },
  { when: 'closed in the body', result: () => cutShort(bytes), slow: 'all' },
  { when: 'reset in the body', result: () => cutShort(bytes), slow: 'all' },
  { when: 'not HTTP', result: () => unusable('the answer is not HTTP'), slow: 'all' },
  { when: 'too large', result: tooLarge, slow: 'all' },
  { when: '2xx other than 200', result: status(202), slow: 'all', complete: 'done' },
  { when: '3xx', result: status(302), slow: 'all' },
  { when: '4xx', result: status(404), slow: 'all' },
  { when: '5xx', result: status(503), slow: 'all' },
  {
    when: aftermath.reads === 'audio' ? '200 with no MP3 or WAV' : '200 with a broken document',
    result: status(200),
    slow: 'all',
    complete: 'broken',
  },
  { when: '200', result: status(200), slow: 'all', complete: 'done' },
]

/** What a webhook is, as far as its outcomes depend on it. */
export interface Foreseen extends Pick<Occasion, 'aftermath' | 'signed'> {
  readonly policy: Policy
  /** Whether there is TLS on the way. */
  readonly https: boolean
}

const behaviours = ({ aftermath, https }: Foreseen): readonly Behaviour[] =>
  everything(aftermath).filter(({ tls = false }) => https || !tls)

/** What the webhook comes to, for everything that can happen to its attempts. */
export function outcomesOf(webhook: Foreseen): Outcome[] {
  const { policy, aftermath } = webhook
  return behaviours(webhook).map(behaviour => {
    const { when, result, slow, complete } = behaviour
    const { attempt, spent, judgement } = playOut(webhook, result)
    const atMost = slow === 'all' ? policy.tt : playOut(webhook, atItsSlowest(behaviour, policy)).spent
    const { again: _over, ...why } = judgement
    const { number, outcome } = attempt
    return { when, outcome, attempts: number, takes: spent, atMost, follows: aftermath[complete ?? 'failed'], ...why }
  })
}

/** The longest way to the end. */
export interface WorstCase {
  readonly ms: number
  /** What the attempts meet, in order: "no byte in time", "4xx as late as can be". */
  readonly by: readonly string[]
}

/**
 * The longest that the webhook can take until it has failed: something that is retried, as slow as can be and as often
 * as there are retries, and the slowest of all last. An answer that drips is ended by tt alone, and told apart.
 */
export function worstCases(webhook: Foreseen) {
  const failures = behaviours(webhook).filter(({ complete }) => complete !== 'done')
  const drips = failures.filter(({ result }) => result === incomplete)
  const others = failures.filter(({ result }) => result !== incomplete)
  return { dripping: longest(webhook, drips), otherwise: longest(webhook, others) }
}

/** Of those that take equally long: what takes that time by itself, then the fewest attempts, then the earliest. */
function longest(webhook: Foreseen, behaviours: readonly Behaviour[]): WorstCase {
  const ways = behaviours.flatMap(first => behaviours.map(last => slowly(webhook, first, last)))
  const [worst] = ways.sort((a, b) => b.ms - a.ms || a.quick - b.quick || a.by.length - b.by.length)
  return { ms: worst?.ms ?? 0, by: worst?.by ?? [] }
}

/** `quick` is how many of the attempts meet what takes no time, unless the way there does. */
function slowly(webhook: Foreseen, first: Behaviour, last: Behaviour): WorstCase & { readonly quick: number } {
  const { policy } = webhook
  const by: string[] = []
  let quick = 0
  const { spent: ms } = playOut(webhook, request => {
    const met = request.attempt > policy.rc ? last : first
    const timesOut = totalOf(met.result(request).nominal) > 0
    if (!timesOut) quick++
    by.push(timesOut ? met.when : `${met.when} as late as can be`)
    return atItsSlowest(met, policy)(request)
  })
  return { ms, by, quick }
}

/** As late as it can be if what arrives arrives at once. */
function atItsSlowest({ result, slow }: Behaviour, { ct, rt }: Policy): Behaviour['result'] {
  const way: Phases = slow === undefined ? {} : slow === 'connection' ? { connect: ct } : { connect: ct, wait: rt }
  return request => delayed(result(request), way, request)
}

interface PlayedOut {
  /** The last one. */
  readonly attempt: Attempt
  readonly judgement: Judgement
  readonly spent: number
}

/** The loop of the engine without network and clock: attempt, judge, again or done. */
function playOut({ policy, signed }: Foreseen, result: (request: WireRequest) => WireResult): PlayedOut {
  const limit = signed ? largestAnswer : largestAudio
  let spent = 0
  for (let number = 1; ; number++) {
    const attempt = madeUp(number, policy, result(requestOf(policy, limit, number, policy.tt - spent)))
    spent += Math.ceil(attempt.cost)
    const judgement = judge(attempt, spent, policy)
    if (!judgement.again) return { attempt, judgement, spent }
  }
}

function requestOf({ ct, rt }: Policy, limit: number, attempt: number, tt: number): WireRequest {
  const nowhere = { url: '', origin: '', path: '', method: 'POST', headers: {} } as const
  return { ...nowhere, attempt, ct, rt, tt, limit }
}

function madeUp(number: number, { er }: Policy, { outcome, status, reason, nominal, cutByTotal, bytes }: WireResult) {
  const attempt: Attempt = {
    number,
    region: er,
    outcome,
    reason,
    phases: nominal,
    cost: totalOf(nominal),
    cutByTotal,
    bytes,
  }
  return status === undefined ? attempt : { ...attempt, status }
}
