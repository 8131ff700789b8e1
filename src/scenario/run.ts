import type { Call } from '../call/call.js'
import type { CallRecord } from '../call/record.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import type { ExchangeOptions } from '../exchange/options.js'
import type { Caller } from '../party/caller.js'
import type { UnmetPhone } from '../party/phone-book.js'
import type { Trace } from '../trace/trace.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import type { UnmetFault } from '../webhook/fault-transport.js'
import { check } from './check.js'
import { evidenceOf } from './evidence.js'
import { describeExpectation } from './expectation.js'
import type { Failure } from './failure.js'
import type { Scenario } from './file.js'
import type { FilePlace } from './mistake.js'
import type { ScenarioPhone } from './phones.js'
import { phonesOf } from './placed-call.js'
import { type Missed, play, transferred } from './played.js'
import { type RunningProgram, startProgram } from './running-program.js'
import { loadSampleApp } from './sample-app.js'

export { describeFailure, describeUnmet, type Failure } from './failure.js'

export interface RunOptions {
  /** Overrides the seed of the file. */
  readonly seed?: number
  /** Makes the exchange that the scenario is played on; virtual time unless it says otherwise. */
  readonly createExchange?: (options: ExchangeOptions) => Exchange
  /** Called for every caller when he is about to call: the next call that arrives is his. */
  readonly onCalling?: (caller: string) => void
  /** Called for every call when it is placed, to watch it live. */
  readonly onCall?: (caller: string, line: Caller<Call>) => void
  /** A call that ends with 70xx, 80xx or 5010 fails the scenario, unless it says how the call ends. */
  readonly callsMustComplete?: boolean
  /** Faults besides those of the file, and before them; one that is never met is no failure. */
  readonly faults?: readonly FaultRule[]
  /** Whoever made the exchange closes it, too: what the calls left can still be had. */
  readonly leaveOpen?: boolean
  /** Where the program of the scenario listens, if it has been started already: `http://127.0.0.1:3000`. */
  readonly origin?: string
  /** What stands between the exchange and the application. */
  readonly interceptors?: ExchangeOptions['interceptors']
}

export interface ScenarioResult {
  readonly name: string
  readonly passed: boolean
  readonly failures: readonly Failure[]
  readonly calls: readonly ScenarioCall[]
  /** Those of the faults given from outside that no webhook has met. */
  readonly unmet?: readonly UnmetFault[]
}

export interface ScenarioCall {
  readonly name: string
  readonly uuid: string
  readonly trace: Trace
  /** Its requests as they went over the wire, attempt by attempt. */
  readonly attempts: readonly ObservedAttempt[]
  /** Absent if the call could not be brought to an end. */
  readonly record?: CallRecord
  /** It was a leg of another call before it was transferred: it has the name of its number. */
  readonly leg?: true
}

/**
 * Plays a scenario in virtual time, and compares what happened with what was expected. Starts the program that it names, unless
 * somebody has, and stops it again. Throws a ProgramError if that does not start.
 */
export async function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<ScenarioResult> {
  const { program } = scenario
  if (!program || options.origin !== undefined) return runAgainst(options.origin, scenario, options)
  const running: RunningProgram = await startProgram(program, scenario.account)
  try {
    return await runAgainst(running.origin, scenario, options)
  } finally {
    await running.stop()
  }
}

async function runAgainst(
  origin: string | undefined,
  scenario: Scenario,
  options: RunOptions,
): Promise<ScenarioResult> {
  const loaded = scenario.app && loadSampleApp(scenario.app.folder)
  if (loaded && 'problems' in loaded) return brokenApp(scenario, loaded.problems.map(String))
  const app = loaded?.app ?? (origin === undefined ? undefined : { origin })
  const create = options.createExchange ?? createExchange
  const own = faultsOf(scenario)
  const exchange = create({
    seed: options.seed ?? scenario.seed ?? seedOf(scenario.name),
    account: scenario.account,
    timeLimit: scenario.timeLimit,
    regions: scenario.regions,
    faults: [...(options.faults ?? []), ...own.keys()],
    ...(options.interceptors && { interceptors: options.interceptors }),
  })
  for (const { address, behaviour } of phonesOf(scenario)) exchange.phone(address, behaviour)
  if (loaded) exchange.mount(loaded.app.origin, loaded.app.handler)
  const attempts: ObservedAttempt[] = []
  exchange.observe(attempt => attempts.push(attempt))
  const stage = { exchange, app, placed: new Map<string, Call>(), attempts, options }
  const played = await Promise.all(scenario.callers.map(caller => play(caller, stage)))
  played.push(...(await transferred(stage, played)))
  if (!options.leaveOpen) await exchange.close()
  const calls = played.map(({ call }) => call)
  const unmet = exchange.unmetFaults()
  const missed = played.flatMap(player => player.missed ?? [])
  const failures = withEvidence(
    missed.length
      ? stopped(missed, scenario)
      : [
          ...checkAll(scenario, calls),
          ...neverMet(unmet, own),
          ...neverDialled(exchange.unmetPhones(), scenario.phones ?? []),
          ...(options.callsMustComplete ? broken(scenario, calls) : []),
        ],
    calls,
  )
  const notes = unmet.filter(({ rule }) => !own.has(rule))
  return { name: scenario.name, passed: failures.length === 0, failures, calls, unmet: notes }
}

/**
 * Scenarios of one application may be played side by side, and it may remember calls by their ids: every name has ids of its
 * own (32 bits of FNV-1a).
 */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** The faults of the file as the exchange takes them: callers are numbered in the order in which they call. */
function faultsOf({ faults = [], callers }: Scenario): Map<FaultRule, FilePlace | undefined> {
  const order = [...callers].sort((a, b) => a.starts - b.starts).map(({ name }) => name)
  const numberOf = (call: string | number) => (typeof call === 'string' ? order.indexOf(call) + 1 : call)
  return new Map(
    faults.map(({ rule, call, place }) => [call === undefined ? rule : { ...rule, call: numberOf(call) }, place]),
  )
}

/** A test that passes with a fault that never struck has tested nothing. */
const neverMet = (unmet: readonly UnmetFault[], own: ReadonlyMap<FaultRule, FilePlace | undefined>): Missed[] =>
  unmet.flatMap(({ rule, words, because }) => {
    const place = own.get(rule)
    return place ? [{ place, expected: `the fault ${words} strikes`, instead: [because] }] : []
  })

/** The same is true of a phone that nobody dialled, and of what it was to do. */
const neverDialled = (unmet: readonly UnmetPhone[], phones: readonly ScenarioPhone[]): Missed[] =>
  unmet.flatMap(({ phone, what, because }) => {
    const place = phones.find(({ address }) => address === phone)?.place
    return place ? [{ place, expected: `the phone ${phone} ${what}`, instead: [because] }] : []
  })

/** The last of the steps that failed says, once for the scenario, that no expectation was looked at. */
function stopped(missed: readonly Missed[], { expect }: Scenario): Missed[] {
  const note = 'what "expect" says was not checked: the conversation did not get that far'
  return missed.map((failure, index) =>
    expect.length && index === missed.length - 1 ? { ...failure, instead: [...failure.instead, note] } : failure,
  )
}

/** What surrounded the failures, with the last of them that is about a call. */
function withEvidence(missed: readonly Missed[], calls: readonly ScenarioCall[]): Failure[] {
  const about = [...new Set(missed.flatMap(({ call }) => call ?? []))]
  const until = Math.max(...missed.map(one => one.until ?? Number.POSITIVE_INFINITY))
  const sinces = missed.flatMap(one => one.since ?? [])
  const moment = { until, ...(sinces.length > 0 && { since: Math.min(...sinces) }) }
  const last = missed.findLastIndex(({ call }) => call !== undefined)
  return missed.map(({ call: _, since: __, until: ___, ...failure }, index) =>
    index === last ? { ...failure, evidence: evidenceOf(calls, about, moment) } : failure,
  )
}

function checkAll(scenario: Scenario, calls: readonly ScenarioCall[]): Missed[] {
  return scenario.expect.flatMap(expectation => {
    const instead = check(expectation, calls, scenario)
    if (!instead) return []
    const call = calls.find(({ name }) => name === expectation.caller) ?? calls[0]
    return [{ place: expectation.place, expected: describeExpectation(expectation), instead, call }]
  })
}

/** Nobody who writes a test means a call that could not be had, or a document that was rejected, without saying so. */
function broken({ expect }: Scenario, calls: readonly ScenarioCall[]): Missed[] {
  return calls.flatMap(call => {
    const end = call.trace.of('call.ended').at(-1)
    const failed = end && (end.cause >= 7000 || end.cause === 5010)
    const meant = expect.some(one => one.kind === 'ended' && (one.caller === undefined || one.caller === call.name))
    if (!failed || meant) return []
    const instead = [
      `it ended with ${end.cause} ${end.name}: ${end.because}`,
      'if that is meant, expect it: - ended: …',
    ]
    return [{ expected: 'the call does not fail', instead, call }]
  })
}

function brokenApp(scenario: Scenario, problems: string[]): ScenarioResult {
  const failure = { place: scenario.app?.place, expected: 'the sample app can be read', instead: problems }
  return { name: scenario.name, passed: false, failures: [failure], calls: [] }
}
