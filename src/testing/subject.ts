import type { Account } from '../call/account.js'
import { Call } from '../call/call.js'
import type { CallRecord } from '../call/record.js'
import { Exchange } from '../exchange/exchange.js'
import { Caller } from '../party/caller.js'
import type { ScenarioCall } from '../scenario/run.js'
import type { TraceEvent } from '../trace/events.js'
import { inWords, isRecord } from '../trace/given.js'
import { Trace } from '../trace/trace.js'
import type { ObservedAttempt } from '../webhook/engine.js'

/** What something can be expected of: one call, or all calls of an exchange or a scenario. */
export type Subject = Caller<Call> | Call | Exchange | Trace | PlayedScenario

/** What came of a scenario. */
export interface PlayedScenario {
  readonly calls: readonly {
    readonly name: string
    readonly uuid: string
    readonly trace: Trace
    readonly attempts: readonly ObservedAttempt[]
    readonly record?: CallRecord
    readonly leg?: true
  }[]
}

/** What an exchange was seen to send, and for whom. */
interface Seen {
  readonly attempts: readonly ObservedAttempt[]
  readonly account: Partial<Account> | undefined
}

/** By the exchange, and by the events of its calls, which every trace of them has in common. */
const seen = new WeakMap<Exchange | TraceEvent, Seen>()

/**
 * Keeps the requests of an exchange as they go over the wire from now on, so that headers, signatures and real times can be
 * expected of them. `account` is whose signatures they should have. Returns what stops it.
 */
export function keepRequests(exchange: Exchange, account?: Partial<Account>): () => void {
  const attempts: ObservedAttempt[] = []
  const kept = { attempts, account }
  seen.set(exchange, kept)
  const stops = [
    exchange.observe(attempt => void attempts.push(attempt)),
    exchange.listen(event => {
      if (event.type === 'call.arrived' || event.type === 'webhook.sent') seen.set(event, kept)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const seenOf = ({ events }: Trace): Seen | undefined => events.map(event => seen.get(event)).find(Boolean)

export interface Subjects {
  readonly calls: readonly ScenarioCall[]
  readonly account: Partial<Account> | undefined
  /** Whether it is known what went over the wire. */
  readonly wire: boolean
}

/** Throws a TypeError that says what is allowed. */
export function subjectsOf(given: unknown, who: string): Subjects {
  if (given instanceof Caller && given.call instanceof Call) return ofCalls([given.call])
  if (given instanceof Call) return ofCalls([given])
  if (given instanceof Exchange) return ofCalls(given.calls, given)
  if (given instanceof Trace) return ofTrace(given)
  if (isPlayed(given)) return { calls: given.calls, account: undefined, wire: true }
  const hint = given instanceof Promise ? '; did you forget an await?' : ''
  throw new TypeError(
    `${who} is about a caller, a call, an exchange, a trace or what came of a scenario, not ${inWords(given)}${hint}`,
  )
}

const isPlayed = (given: unknown): given is { calls: readonly ScenarioCall[] } =>
  isRecord(given) &&
  'calls' in given &&
  Array.isArray(given.calls) &&
  given.calls.every(call => isRecord(call) && 'trace' in call && call.trace instanceof Trace)

function ofCalls(calls: readonly Call[], exchange?: Exchange): Subjects {
  const known = exchange ? seen.get(exchange) : calls.map(({ trace }) => seenOf(trace)).find(Boolean)
  const attempts = known?.attempts ?? []
  return {
    calls: calls.map(({ uuid, trace, record, arrival }, index) => ({
      name: named(arrival.direction, index, calls.length),
      uuid,
      trace,
      attempts: attempts.filter(({ webhook }) => webhook.call === uuid),
      ...(record && { record }),
      ...(arrival.aleg !== undefined && { leg: true as const }),
    })),
    account: known?.account,
    wire: known !== undefined,
  }
}

/** The trace of an exchange has those of several calls. */
function ofTrace(trace: Trace): Subjects {
  const known = seenOf(trace)
  const uuids = [...new Set(trace.events.map(({ call }) => call))]
  const calls = uuids.map((uuid, index) => {
    const own = uuids.length === 1 ? trace : Trace.from(trace.events.filter(({ call }) => call === uuid))
    const direction = own.of('call.arrived')[0]?.direction ?? 'inbound'
    return {
      name: named(direction, index, uuids.length),
      uuid,
      trace: own,
      attempts: known?.attempts.filter(({ webhook }) => webhook.call === uuid) ?? [],
    }
  })
  return { calls, account: known?.account, wire: known !== undefined }
}

/** `the caller`, or, of several, `caller 2`, as numbers may be the same: `exchange.calls[1]`. */
function named(direction: 'inbound' | 'outbound', index: number, of: number): string {
  const party = direction === 'inbound' ? 'caller' : 'callee'
  return of === 1 ? `the ${party}` : `${party} ${index + 1}`
}
