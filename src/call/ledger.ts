import { Earpiece } from '../audio/earpiece.js'
import { Tape } from '../audio/tape.js'
import type { Clock } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'
import { type Recorder, Trace } from '../trace/trace.js'
import { readPolicy } from '../webhook/fragment.js'
import { shownUrl } from '../webhook/request-url.js'
import type { Problem } from '../xml/problem.js'
import type { Account } from './account.js'
import { hangupCause } from './hangup-causes.js'
import { type Arrival, billing, type CallFacts, callStatus, type Ending } from './parameters.js'
import type { CallRecord, LegRecord, MessageRecord, RecordingRecord } from './record.js'
import { sessionTime } from './wall-time.js'

/** What a ledger is opened with. */
export interface LedgerPorts {
  readonly account: Account
  readonly recorder: Recorder
  readonly newId: () => string
  /** 0 to 999: what the clock does not count, for SessionStart. */
  readonly micros: () => number
  readonly clock: Clock
  /** Epoch ms of the clock's 0. */
  readonly epoch: number
}

/** A leg that goes on as a call. */
export interface Answered {
  readonly uuid: string
  readonly startedAt: number
  readonly answeredAt: number
}

/** What is known of one call, and what is told of it. Instants are epoch ms. */
export class Ledger implements CallFacts {
  readonly account: Account
  readonly arrival: Arrival
  readonly uuid: string
  readonly sessionStart: string
  readonly startedAt: number
  answeredAt: number | undefined
  sessionAnswered: string | undefined
  ending: Ending | undefined
  readonly trace = new Trace()
  /** What the far end says and presses, while it is recorded. */
  readonly tape: Tape
  /** What he hears. */
  readonly earpiece = new Earpiece()
  readonly recordings: RecordingRecord[] = []
  readonly messages: MessageRecord[] = []
  /** In the order in which they were dialled. */
  readonly legs: LegRecord[] = []
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #epoch: number
  readonly #micros: () => number

  /** `leg` is what the call was before, if it was a leg that was answered. */
  constructor(arrival: Arrival, { account, recorder, newId, micros, clock, epoch }: LedgerPorts, leg?: Answered) {
    this.arrival = arrival
    this.account = account
    this.tape = new Tape(arrival.direction === 'inbound' ? arrival.from : arrival.to)
    this.uuid = leg?.uuid ?? arrival.uuid ?? newId()
    this.#recorder = recorder
    this.#clock = clock
    this.#epoch = epoch
    this.#micros = micros
    this.startedAt = leg?.startedAt ?? this.epochOf(clock.now)
    this.answeredAt = leg?.answeredAt
    this.sessionStart = sessionTime(this.startedAt, micros())
    if (leg) this.sessionAnswered = sessionTime(leg.answeredAt, micros())
  }

  /** Epoch ms of an instant of call time. */
  epochOf(at: number): number {
    return this.#epoch + at
  }

  /** The call is answered now, by an element, or whoever was called; a leg that became a call was answered before. */
  answer(now: number, by: string): void {
    if (this.answeredAt !== undefined) return
    this.answeredAt = this.epochOf(now)
    if (this.arrival.direction === 'inbound') return this.tell({ type: 'call.answered', by })
    this.sessionAnswered = sessionTime(this.answeredAt, this.#micros())
    this.tell({ type: 'call.answered', by: 'the callee' })
  }

  /** Ms since it was answered; a leg that became a call was answered before. */
  get answeredFor(): number {
    return this.answeredAt === undefined ? 0 : this.epochOf(this.#clock.now) - this.answeredAt
  }

  /** Writes a line into the trace; `leg` is the lane of a dialled party. */
  tell(happening: Happening, leg?: string): void {
    // First of all: whoever is told may hang up, which is told before this returns.
    if (leg === undefined) this.earpiece.take(happening, this.#clock.now)
    this.#recorder.record(this.uuid, this.trace, happening, leg)
  }

  /** Writes a problem into the trace; `url` is the document or file it is about. */
  report({ place, ...found }: Problem, url?: string): void {
    this.tell({ type: 'problem.found', ...found, ...(url !== undefined && { url: shownUrl(url) }), ...place })
  }

  /** Writes what is wrong with the fragment of a URL. */
  reportFragment(url: string): void {
    for (const found of readPolicy(url, true).problems) this.report(found, url)
  }

  /** Writes how the call ended. */
  tellEnd({ code, source, because }: Ending): void {
    const { name } = hangupCause(code)
    const { duration, billDuration } = billing(this)
    const status = callStatus(this)
    this.tell({ type: 'call.ended', cause: code, name, source, status, duration, billDuration, because })
  }

  /** What remains of the call; undefined until it is over. */
  get record(): CallRecord | undefined {
    const { ending, uuid, arrival, startedAt, answeredAt, recordings, messages, legs } = this
    if (!ending) return undefined
    return {
      uuid,
      from: arrival.from,
      to: arrival.to,
      direction: arrival.direction,
      status: callStatus(this),
      hangup: { ...hangupCause(ending.code), source: ending.source, because: ending.because },
      startedAt,
      answeredAt,
      endedAt: ending.at,
      ...billing(this),
      recordings,
      messages,
      legs,
    }
  }
}
