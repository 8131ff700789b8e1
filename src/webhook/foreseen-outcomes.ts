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
  /** Ms until it is over, if each connection takes all of ct and each wait all of rt. */
  readonly atMost: number
  readonly follows: string
}

/** What can happen to an attempt, and what of the way there may be slow, too. */
interface Behaviour {
  readonly when: string
  readonly result: (request: WireRequest) => WireResult
  readonly slow?: 'connection' | 'connection and answer'
  /** Complete, with a body that can be used or not; a failure otherwise. */
  readonly complete?: 'done' | 'broken'
}

const refused = (code: string) => unconnected(connectionFailure(Object.assign(new Error(code), { code })))
const status = (code: number) => (request: WireRequest) => answered(request, code, {}, new Uint8Array())
/** Of the body, before it breaks off. */
const bytes = 512

/** In the order in which an attempt gets further. */
const behaviours = (aftermath: Aftermath): readonly Behaviour[] => [
  { when: 'connection refused', result: () => refused('ECONNREFUSED'), slow: 'connection' },
  { when: 'host not found', result: () => refused('ENOTFOUND'), slow: 'connection' },
  { when: 'connection never completes', result: request => noConnection(request) },
  { when: 'TLS handshake never ends', result: request => noConnection(request, 'tls') },
  { when: 'certificate not trusted', result: () => refused('DEPTH_ZERO_SELF_SIGNED_CERT'), slow: 'connection' },
  { when: 'no byte in time', result: noByte, slow: 'connection' },
  { when: 'closed before any byte', result: closedBeforeAnyByte, slow: 'connection and answer' },
  { when: 'stalled in the body', result: request => stalled(request, bytes), slow: 'connection and answer' },
  { when: 'dripped slower than rt', result: request => stalled(request, 1), slow: 'connection and answer' },
  { when: 'dripped within rt until tt', result: incomplete, slow: 'connection and answer' },
  { when: 'closed in the body', result: () => cutShort(bytes), slow: 'connection and answer' },
  { when: 'reset in the body', result: () => cutShort(bytes), slow: 'connection and answer' },
  { when: 'not HTTP', result: () => unusable('the answer is not HTTP'), slow: 'connection and answer' },
  { when: 'too large', result: tooLarge, slow: 'connection and answer' },
  { when: '2xx other than 200', result: status(202), slow: 'connection and answer', complete: 'done' },
  { when: '3xx', result: status(302), slow: 'connection and answer' },
  { when: '4xx', result: status(404), slow: 'connection and answer' },
  { when: '5xx', result: status(503), slow: 'connection and answer' },
  {
    when: aftermath.reads === 'audio' ? '200 with no MP3 or WAV' : '200 with a broken document',
    result: status(200),
    slow: 'connection and answer',
    complete: 'broken',
  },
  { when: '200', result: status(200), slow: 'connection and answer', complete: 'done' },
]

/** What a webhook of this policy comes to, for everything that can happen to its attempts. */
export function outcomesOf(policy: Policy, occasion: Pick<Occasion, 'aftermath' | 'signed'>): Outcome[] {
  const { aftermath } = occasion
  return behaviours(aftermath).map(behaviour => {
    const { when, result, complete } = behaviour
    const { attempt, spent, judgement } = playOut(policy, limitOf(occasion), result)
    const { spent: atMost } = playOut(policy, limitOf(occasion), atItsSlowest(behaviour, policy))
    const { again: _over, ...why } = judgement
    const { number, outcome } = attempt
    return { when, outcome, attempts: number, takes: spent, atMost, follows: aftermath[complete ?? 'failed'], ...why }
  })
}

/** The longest way to the end. */
export interface WorstCase {
  readonly ms: number
  /** What the attempts meet, in order: "no byte in time", "stalled in the body". */
  readonly by: readonly string[]
}

/**
 * The longest that a webhook of this policy can take until it has failed: something that is retried, as slow as can be
 * and as often as there are retries, and the slowest of all last. A body that drips is ended by tt alone, and told apart.
 */
export function worstCases(policy: Policy, occasion: Pick<Occasion, 'aftermath' | 'signed'>) {
  const failures = behaviours(occasion.aftermath).filter(({ complete }) => complete !== 'done')
  const drips = failures.filter(({ result }) => result === incomplete)
  const others = failures.filter(({ result }) => result !== incomplete)
  const limit = limitOf(occasion)
  return { dripping: longest(policy, limit, drips), otherwise: longest(policy, limit, others) }
}

function longest(policy: Policy, limit: number, behaviours: readonly Behaviour[]): WorstCase {
  let worst: WorstCase = { ms: -1, by: [] }
  for (const first of behaviours) {
    for (const last of behaviours) {
      const by: string[] = []
      const { spent: ms } = playOut(policy, limit, request => {
        const met = request.attempt > policy.rc ? last : first
        by.push(met.when)
        return atItsSlowest(met, policy)(request)
      })
      if (ms > worst.ms || (ms === worst.ms && by.length < worst.by.length)) worst = { ms, by }
    }
  }
  return worst
}

const limitOf = ({ signed }: Pick<Occasion, 'signed'>): number => (signed ? largestAnswer : largestAudio)

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
function playOut(policy: Policy, limit: number, result: (request: WireRequest) => WireResult): PlayedOut {
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
