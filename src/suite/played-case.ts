import { join } from 'node:path'
import type { Account } from '../call/account.js'
import type { RecordingRecord } from '../call/record.js'
import { wallTime } from '../clock/real-clock.js'
import { createExchange } from '../exchange/exchange.js'
import { describeUnmet, type Failure } from '../scenario/failure.js'
import type { Scenario } from '../scenario/file.js'
import { runScenario, type ScenarioResult, seedOf } from '../scenario/run.js'
import { withoutSnapshots } from '../scenario/trace-snapshots.js'
import type { TraceEvent } from '../trace/events.js'
import { shown } from '../trace/secret.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import { compareTrace, writeTraces } from './expected-trace.js'

/** One scenario, once. It may be handed to another thread. */
export interface Case {
  readonly file: string
  /** Which scenario of the file, from 0. */
  readonly index: number
  /** Which time, from 1: its seed counts up with it. */
  readonly run: number
  /** Where the program of the scenario listens. */
  readonly origin?: string
}

/** What all cases of a suite have in common. It may be handed to another thread. */
export interface CaseSettings {
  /** Overrides the seeds of the files. */
  readonly seed?: number
  readonly faults?: readonly FaultRule[]
  /** Whose token signs, where a scenario does not say. */
  readonly account: Partial<Account>
  /** Expected traces are written, and not compared. */
  readonly update?: boolean
  /** Where recordings are written, into a folder for each scenario. */
  readonly recordings?: string
  readonly recordingsPort?: number
  /** What a result has besides. */
  readonly events?: boolean
  readonly normalised?: boolean
}

/** How it went: plain data. */
export interface CaseResult {
  readonly seed: number
  readonly run: number
  readonly failures: readonly Failure[]
  readonly notes: readonly string[]
  /** Of calls, in ms: until the end, or until the first step that failed in the middle of one. */
  readonly callTime: number
  readonly failedEarly: boolean
  /** Wall time, in ms since the epoch. */
  readonly began: number
  readonly ended: number
  readonly events?: readonly TraceEvent[]
  /** The trace without what differs from run to run, where runs are compared. */
  readonly normalised?: string
  /** What the program that answers printed meanwhile, the last lines; only if the case failed. */
  readonly application?: readonly string[]
  /** What was recorded, and is in a folder of the scenario. */
  readonly recordings: readonly Pick<RecordingRecord, 'id' | 'format' | 'ms' | 'url'>[]
  readonly folder?: string
}

/** Plays a scenario; what goes wrong with offhook itself is a failure of the scenario, and the others still run. */
export async function playCase(scenario: Scenario, one: Case, settings: CaseSettings): Promise<CaseResult> {
  const began = wallTime()
  const { recordings } = settings
  const folder = recordings && join(recordings, folderName(one))
  const own = scenario.seed ?? seedOf(scenario.name)
  const seed = (settings.seed ?? own) + one.run - 1
  const isOther = settings.faults?.length || settings.recordingsPort
  // What is to be written is not compared, nor is a trace of what was made to go wrong from outside.
  const played = settings.update || isOther ? withoutSnapshots(scenario) : scenario
  const result = await play(played, seed, one, settings, folder)
  const events = result.calls.flatMap(call => call.trace.events).sort((a, b) => a.seq - b.seq)
  const failures = [...result.failures]
  const notes = (result.unmet ?? []).map(describeUnmet)
  if (result.passed && settings.update) notes.push(...writeTraces(scenario, result.calls))
  else if (result.passed && seed === own && !isOther) failures.push(...compareTrace(scenario, events))
  const stopped = result.failures.flatMap(({ at }) => at ?? [])
  return {
    seed,
    run: one.run,
    failures,
    notes,
    callTime: stopped.length > 0 ? Math.min(...stopped) : callTime(result),
    failedEarly: stopped.length > 0,
    began,
    ended: wallTime(),
    ...(settings.events && { events: events.map(shown) }),
    recordings: result.calls.flatMap(({ record }) =>
      (record?.recordings ?? []).map(({ id, format, ms, url }) => ({ id, format, ms, url })),
    ),
    ...(folder !== undefined && { folder }),
  }
}

async function play(
  scenario: Scenario,
  seed: number,
  { origin }: Case,
  { account, faults, recordingsPort: port }: CaseSettings,
  folder: string | undefined,
): Promise<ScenarioResult> {
  // A sample's trace is the same on every machine; an application that checks signatures wants its own token.
  const signing = scenario.app ? scenario.account : { ...account, ...scenario.account }
  const recordings = { ...(folder && { folder }), ...(port && { port }) }
  try {
    return await runScenario(
      { ...scenario, account: signing },
      {
        seed,
        faults,
        callsMustComplete: true,
        ...(origin !== undefined && { origin }),
        createExchange: options => createExchange({ ...options, recordings }),
      },
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const failure = { expected: 'the calls can be placed', instead: message.split('\n') }
    return { name: scenario.name, passed: false, failures: [failure], calls: [] }
  }
}

/** Scenarios have the same ids as often as the same seed: each has a folder, named after its file and its place in it. */
const folderName = ({ file, index, run }: Case): string => {
  const name = file
    .replace(/\.ya?ml$/i, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+/, '')
  return [name, ...(index > 0 ? [index + 1] : []), ...(run > 1 ? [`run-${run}`] : [])].join('-')
}

const callTime = ({ calls }: ScenarioResult): number =>
  Math.max(0, ...calls.map(({ trace }) => trace.events.at(-1)?.at ?? 0))
