import type { Call } from '../call/call.js'
import type { CallRecord } from '../call/record.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import type { ExchangeOptions } from '../exchange/options.js'
import { type Caller, StepError } from '../party/caller.js'
import type { UnmetPhone } from '../party/phone-book.js'
import { hideCredentials } from '../trace/credentials.js'
import { Trace } from '../trace/trace.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import type { UnmetFault } from '../webhook/fault-transport.js'
import { check } from './check.js'
import { describeExpectation } from './expectation.js'
import type { PlacedStep, Scenario, ScenarioCaller } from './file.js'
import { type FilePlace, writePlace } from './mistake.js'
import type { ScenarioPhone } from './phones.js'
import { phonesOf, placeCall } from './placed-call.js'
import { loadSampleApp, type SampleApp } from './sample-app.js'
import { type Scene, sceneOf } from './scene.js'
import { describeAnyStep } from './steps.js'

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
  readonly trace: Trace
  /** Its requests as they went over the wire, attempt by attempt. */
  readonly attempts: readonly ObservedAttempt[]
  /** Absent if the call could not be brought to an end. */
  readonly record?: CallRecord
  /** It was a leg of another call before it was transferred: it has the name of its number. */
  readonly leg?: true
}

/** What was expected and what happened instead, for a person who has the file before them. */
export interface Failure {
  readonly place?: FilePlace
  readonly expected: string
  readonly instead: readonly string[]
  /** When a step failed after which the call went on, in ms of call time: what followed has nothing to do with it. */
  readonly at?: number
  /** The last lines of the trace, up to that time; only with the last failure of a scenario, for it is the same for all. */
  readonly trace: string
}

const TRACE_LINES = 12

/** A failure, and whose call it is about. */
type Missed = Omit<Failure, 'trace'> & { readonly call?: ScenarioCall; readonly until?: number }

/** Plays a scenario in virtual time, and compares what happened with what was expected. */
export async function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<ScenarioResult> {
  const loaded = scenario.app && loadSampleApp(scenario.app.folder)
  if (loaded && 'problems' in loaded) return brokenApp(scenario, loaded.problems.map(String))
  const create = options.createExchange ?? createExchange
  const own = faultsOf(scenario)
  const exchange = create({
    seed: options.seed ?? scenario.seed ?? seedOf(scenario.name),
    account: scenario.account,
    timeLimit: scenario.timeLimit,
    regions: scenario.regions,
    faults: [...(options.faults ?? []), ...own.keys()],
  })
  for (const { address, behaviour } of phonesOf(scenario)) exchange.phone(address, behaviour)
  if (loaded) exchange.mount(loaded.app.origin, loaded.app.handler)
  const attempts: ObservedAttempt[] = []
  exchange.observe(attempt => attempts.push(attempt))
  const stage = { exchange, app: loaded?.app, placed: new Map(), attempts, options }
  const played = await Promise.all(scenario.callers.map(caller => play(caller, stage)))
  played.push(...(await transferred(stage, played)))
  if (!options.leaveOpen) await exchange.close()
  const calls = played.map(({ call }) => call)
  const unmet = exchange.unmetFaults()
  const missed = played.flatMap(player => player.missed ?? [])
  const failures = withTrace(
    missed.length
      ? stopped(missed, scenario)
      : [
          ...checkAll(scenario, calls),
          ...neverMet(unmet, own),
          ...neverDialled(exchange.unmetPhones(), scenario.phones ?? []),
          ...(options.callsMustComplete ? broken(scenario, calls) : []),
        ],
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
function faultsOf({ faults = [], callers }: Scenario): Map<FaultRule, FilePlace> {
  const order = [...callers].sort((a, b) => a.starts - b.starts).map(({ name }) => name)
  const numberOf = (call: string | number) => (typeof call === 'string' ? order.indexOf(call) + 1 : call)
  return new Map(
    faults.map(({ rule, call, place }) => [call === undefined ? rule : { ...rule, call: numberOf(call) }, place]),
  )
}

/** A test that passes with a fault that never struck has tested nothing. */
const neverMet = (unmet: readonly UnmetFault[], own: ReadonlyMap<FaultRule, FilePlace>): Missed[] =>
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

interface Played {
  readonly call: ScenarioCall
  readonly missed?: Missed
}

/** What the callers of a scenario share. */
interface Stage {
  readonly exchange: Exchange
  readonly app: SampleApp | undefined
  readonly placed: Map<string, Call>
  readonly attempts: readonly ObservedAttempt[]
  readonly options: RunOptions
}

async function play(caller: ScenarioCaller, stage: Stage): Promise<Played> {
  const { exchange, app, placed, options } = stage
  if (caller.starts) await pause(exchange, caller)
  options.onCalling?.(caller.name)
  const line = placeCall(caller.call, exchange, app)
  placed.set(caller.name, line.call)
  options.onCall?.(caller.name, line)
  const scene = sceneOf(line.call, placed, exchange, app)
  let missed: Missed | undefined
  for (const [index, { step }] of caller.does.entries()) {
    const problem = await attempt(() => perform(step, line, scene))
    if (problem === undefined) continue
    missed = { ...stepFailure(caller, index, problem), ...momentOf(line.call, exchange) }
    break
  }
  const { record, problem } = await ending(line)
  if (problem) missed ??= { expected: 'the call ends', instead: [problem] }
  const call = { name: caller.name, ...cameTo(line.call, stage), record }
  return { call, missed: missed && { ...missed, call } }
}

const cameTo = ({ trace, uuid }: Call, { attempts }: Stage) => ({
  trace,
  attempts: attempts.filter(({ webhook }) => webhook.call === uuid),
})

/** Where a call that goes on stands; nothing of one that is over. */
const momentOf = ({ over, trace }: Call, { clock }: Exchange) =>
  over ? {} : { at: clock.now, until: trace.events.length }

/** Legs that became calls of their own: whoever is at the far end of one goes on by himself. */
const transferred = (stage: Stage, played: readonly Played[]): Promise<Played[]> => {
  const { exchange } = stage
  const legs = exchange.calls.filter(({ trace }) => !played.some(({ call }) => call.trace === trace))
  return Promise.all(
    legs.map(async leg => {
      const { record, problem } = await ending(exchange.farEnd(leg))
      const call = { name: leg.arrival.to, ...cameTo(leg, stage), record, leg: true } as const
      return { call, missed: problem ? { expected: 'the call ends', instead: [problem], call } : undefined }
    }),
  )
}

/** The last of the steps that failed says, once for the scenario, that no expectation was looked at. */
function stopped(missed: readonly Missed[], { expect }: Scenario): Missed[] {
  const note = 'what "expect" says was not checked: the conversation did not get that far'
  return missed.map((failure, index) =>
    expect.length && index === missed.length - 1 ? { ...failure, instead: [...failure.instead, note] } : failure,
  )
}

/** The end of the trace of each call that failed, after all failures. */
function withTrace(missed: readonly Missed[]): Failure[] {
  const calls = new Map(missed.flatMap(({ call, until }) => (call ? [[call, until]] : [])))
  const trace = [...calls]
    .map(([call, until]) => (calls.size > 1 ? `${call.name}:\n` : '') + tail(call.trace, until))
    .join('\n')
  return missed.map(({ call: _, until: __, ...failure }, index) => ({
    ...failure,
    trace: index === missed.length - 1 ? trace : '',
  }))
}

const pause = ({ clock }: Exchange, { name, starts }: ScenarioCaller): Promise<void> =>
  clock.run<void>(done => clock.after(starts, `${name} calls`, done), { name: `${name} calls` })

function perform(step: PlacedStep['step'], line: Caller<Call>, scene: Scene): Promise<unknown> {
  switch (step.verb) {
    case 'api':
      step.carryOut(scene)
      return Promise.resolve()
    case 'hears':
      return line.hears(step.pattern)
    case 'presses':
      return line.presses(step.keys)
    case 'says':
      return line.says(step.confidence === undefined ? step.text : { text: step.text, confidence: step.confidence })
    case 'waits':
      return line.waits(step.ms)
    case 'beeps':
      return line.beeps()
    case 'hangs up':
      return line.hangsUp()
  }
}

/** The reason why something did not work out, or undefined. */
async function attempt(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work()
  } catch (error) {
    // Its message ends with lines of the trace, which follow all failures here.
    if (error instanceof StepError) return error.reason
    return error instanceof Error ? error.message : String(error)
  }
}

/** Stays on the line until the call ends; a call that would never end is hung up, so that its record is final. */
async function ending(line: Caller<Call>): Promise<{ record?: CallRecord; problem?: string }> {
  let record: CallRecord | undefined
  const end = async () => {
    record = await line.callEnds()
  }
  const problem = await attempt(end)
  if (problem !== undefined) await attempt(() => line.hangsUp().then(end))
  return { record, problem }
}

function stepFailure(caller: ScenarioCaller, index: number, problem: string): Omit<Failure, 'trace'> {
  const { step, place } = caller.does[index] as PlacedStep
  const rest = caller.does.slice(index + 1)
  const unreached = rest.map(later => `  ${writePlace(later.place)}  ${describeAnyStep(later.step)}`)
  return {
    place,
    expected: `${caller.name} ${describeAnyStep(step)}`,
    instead: [problem, ...(rest.length ? ['never reached:', ...unreached] : [])],
  }
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
  const failure = { place: scenario.app?.place, expected: 'the sample app can be read', instead: problems, trace: '' }
  return { name: scenario.name, passed: false, failures: [failure], calls: [] }
}

function tail({ events }: Trace, until?: number): string {
  return Trace.from(events.slice(0, until)).text().trimEnd().split('\n').slice(-TRACE_LINES).join('\n')
}

/** A fault from outside that never struck, in one line. */
export const describeUnmet = ({ words, because }: UnmetFault): string =>
  hideCredentials(`the fault ${words} never struck: ${because}`)

/** A failure as lines for a terminal. */
export function describeFailure({ place, expected, instead, at, trace }: Failure): string {
  const said = [`expected: ${expected}`, ...instead.map(text => `  ${text}`)].map(line => hideCredentials(line))
  const lines = place ? [`${writePlace(place)}  ${said[0]}`, ...said.slice(1)] : said
  const until = at === undefined ? 'the trace ends with' : 'the trace up to then ends with'
  return [...lines, ...(trace ? [`  ${until}`, ...trace.split('\n').map(text => `    ${text}`)] : [])].join('\n')
}
