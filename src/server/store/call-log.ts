import { existsSync, statSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { hangupCause } from '../../call/hangup-causes.js'
import { costOf } from '../../call/parameters.js'
import type { CallRecord, LegRecord } from '../../call/record.js'
import type { TraceEvent } from '../../trace/events.js'
import type { OnDiskTrouble } from './disk-trouble.js'
import { Journal } from './journal.js'
import { type BegunCall, begunCall, type StoredCall, storedCall } from './stored-call.js'

const entry = Type.Union([
  Type.Object({ type: Type.Literal('begun'), call: begunCall }),
  Type.Object({ type: Type.Literal('ended'), call: storedCall }),
])
const entries = Compile(entry)

/** The records of calls, in a journal: those of earlier runs, too. */
export class CallLog {
  readonly #journal: Journal<Static<typeof entry>>
  readonly #live = new Map<string, BegunCall>()
  readonly #ended: StoredCall[] = []
  readonly #byUuid = new Map<string, StoredCall>()

  /** Throws an Error if the file cannot be read and written. */
  constructor(file: string, onTrouble: OnDiskTrouble, traceOf: (uuid: string) => readonly TraceEvent[] = () => []) {
    // The last sign of life of whoever wrote it.
    const last = existsSync(file) ? statSync(file).mtimeMs : 0
    this.#journal = new Journal(file, { accept: value => this.#accept(value), onTrouble })
    for (const call of [...this.#live.values()]) this.#finish(forsaken(call, last, traceOf(call.uuid)))
  }

  get damaged(): number {
    return this.#journal.damaged
  }

  begin(call: BegunCall): void {
    this.#live.set(call.uuid, call)
    this.#journal.append({ type: 'begun', call })
  }

  /** A call that has begun is over. `conferenceUuid` is that of the conference it was in last. */
  end(record: CallRecord, conferenceUuid?: string): void {
    const begun = this.#live.get(record.uuid)
    if (!begun) throw new Error(`the call ${record.uuid} has ended, but never begun`)
    const { answeredAt, recordings, ...rest } = record
    this.#finish({
      ...begun,
      ...rest,
      ...(answeredAt !== undefined && { answeredAt }),
      ...(conferenceUuid !== undefined && { conferenceUuid }),
      // Its file is not kept in memory.
      recordings: recordings.map(({ id, url, format, ms, transcript, conference, size }) => ({
        id,
        url,
        format,
        ms,
        transcript,
        ...(conference !== undefined && { conference }),
        size,
      })),
      messages: [...record.messages],
      legs: record.legs.map(stored),
    })
  }

  /**
   * The calls that are over, by when they ended. The parties that a call dialled are calls of their own: outbound, and
   * `parentUuid` is the call's.
   */
  ended(): readonly StoredCall[] {
    return this.#ended
  }

  /** A call that is over, or a party that was dialled. */
  find(uuid: string): StoredCall | undefined {
    return this.#byUuid.get(uuid)
  }

  close(): void {
    this.#journal.close()
  }

  #accept(value: unknown): boolean {
    if (!entries.Check(value)) return false
    const { type, call } = value
    if (type === 'begun') this.#live.set(call.uuid, call)
    else this.#remember(call)
    return true
  }

  #finish(call: StoredCall): void {
    this.#journal.append({ type: 'ended', call })
    this.#remember(call)
  }

  #remember(call: StoredCall): void {
    this.#live.delete(call.uuid)
    // A leg that was transferred ends as a call by itself.
    for (const leg of call.legs) if (!leg.transferred) this.#list(callOf(leg, call))
    this.#list(call)
  }

  #list(call: StoredCall): void {
    const same = this.#byUuid.get(call.uuid)
    if (same) this.#ended.splice(this.#ended.indexOf(same), 1)
    this.#byUuid.set(call.uuid, call)
    this.#ended.splice(placeOf(call, this.#ended), 0, call)
  }
}

/** Behind all that ended before it or with it: nearly always at the end. */
const placeOf = ({ endedAt }: StoredCall, calls: readonly StoredCall[]): number => {
  let from = (calls.at(-1)?.endedAt ?? 0) <= endedAt ? calls.length : 0
  let to = calls.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (calls[middle]!.endedAt <= endedAt) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * How a call is listed whose exchange ended before it did: by `kill -9`, say. It has lasted until the last line of its trace;
 * one without a trace, until the last sign of life of all.
 */
const forsaken = (call: BegunCall, last: number, trace: readonly TraceEvent[]): StoredCall => {
  const arrived = trace.find(({ type }) => type === 'call.arrived')
  const instant = (event: TraceEvent) => Math.floor(call.startedAt + event.at - (arrived ?? event).at)
  const answered = trace.find(({ type, leg }) => type === 'call.answered' && leg === undefined)
  const final = trace.at(-1)
  const endedAt = Math.max(call.startedAt, final ? instant(final) : Math.floor(last))
  const answeredAt = answered && instant(answered)
  const duration = answeredAt === undefined ? 0 : Math.ceil((endedAt - answeredAt) / 1000)
  const billDuration = Math.ceil(duration / 60) * 60
  return {
    ...call,
    status: call.direction === 'inbound' || answered ? 'completed' : 'failed',
    hangup: { ...hangupCause(0), source: 'Unknown', because: 'offhook was ended while the call went on' },
    ...(answeredAt !== undefined && { answeredAt }),
    endedAt,
    duration,
    billDuration,
    totalCost: costOf(billDuration, call.billRate),
    recordings: [],
    messages: [],
    legs: [],
  }
}

const stored = ({ answeredAt, ...leg }: LegRecord): StoredCall['legs'][number] => ({
  ...leg,
  ...(answeredAt !== undefined && { answeredAt }),
})

/** A leg, as the call that it is to the one who was dialled. */
const callOf = (leg: StoredCall['legs'][number], { uuid, account, billRate, sourceIp }: StoredCall): StoredCall => ({
  ...leg,
  account,
  direction: 'outbound',
  billRate,
  parentUuid: uuid,
  ...(sourceIp !== undefined && { sourceIp }),
  totalCost: costOf(leg.billDuration, billRate),
  recordings: [],
  messages: [],
  legs: [],
})
