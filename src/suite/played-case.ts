import { join } from 'node:path'
import type { RecordingRecord } from '../call/record.js'
import { wallTime } from '../clock/real-clock.js'
import { coverageOf } from '../coverage/coverage-of.js'
import type { Facts } from '../coverage/facts.js'
import { namedUrls } from '../coverage/named-urls.js'
import { createExchange } from '../exchange/exchange.js'
import type { CassetteReport } from '../scenario/cassette/open-cassette.js'
import { describeUnmet, type Failure } from '../scenario/failure.js'
import type { Scenario } from '../scenario/file.js'
import { runScenario, type ScenarioResult, seedOf } from '../scenario/run.js'
import { withoutSnapshots } from '../scenario/trace-snapshots.js'
import type { TraceEvent } from '../trace/events.js'
import { normalisedTrace } from '../trace/normalised.js'
import { shown } from '../trace/secret.js'
import { type Case, type CaseSettings, nameOf } from './case.js'
import { type CaseCassette, cassetteFailures, cassetteNotes, cassetteOf, open } from './cassettes.js'
import { compareTrace, writeTraces } from './expected-trace.js'

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
  /** It fails only because it went otherwise than the first run. */
  readonly isUnlike?: true
  /** What the program that answers printed meanwhile, the last lines; only if the case failed. */
  readonly application?: readonly string[]
  /** What was recorded, and is in a folder of the scenario. */
  readonly recordings: readonly Pick<RecordingRecord, 'id' | 'format' | 'ms' | 'url'>[]
  readonly folder?: string
  readonly coverage?: Facts
}

/** Plays a scenario; what goes wrong with offhook itself is a failure of the scenario, and the others still run. */
export async function playCase(scenario: Scenario, one: Case, settings: CaseSettings): Promise<CaseResult> {
  const began = wallTime()
  const { recordings } = settings
  const folder = recordings && join(recordings, nameOf(one))
  const own = scenario.seed ?? seedOf(scenario.name)
  const seed = (settings.seed ?? own) + one.run - 1
  const isOther = settings.faults?.length || settings.recordingsPort
  // What is to be written is not compared, nor is a trace of what was made to go wrong from outside.
  const played = settings.update || isOther ? withoutSnapshots(scenario) : scenario
  const kept = cassetteOf(scenario, one, settings)
  const { result, report } = await play(played, { seed, one, settings, folder, kept })
  const events = result.calls.flatMap(call => call.trace.events).sort((a, b) => a.seq - b.seq)
  const failures = [...result.failures, ...(report ? cassetteFailures(report) : [])]
  const notes = [
    ...(result.passed ? failedRequests(events) : []),
    ...(result.unmet ?? []).map(describeUnmet),
    ...(report ? cassetteNotes(report) : []),
  ]
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
    ...(settings.normalised && { normalised: normalisedTrace(events) }),
    ...(settings.coverage && { coverage: exercised(scenario, one, result) }),
    recordings: result.calls.flatMap(({ record }) =>
      (record?.recordings ?? []).map(({ id, format, ms, url }) => ({ id, format, ms, url })),
    ),
    ...(folder !== undefined && { folder }),
  }
}

interface Playing {
  readonly seed: number
  readonly one: Case
  readonly settings: CaseSettings
  readonly folder: string | undefined
  readonly kept: CaseCassette | undefined
}

/** The scenario, and what came of its cassette. */
async function play(
  scenario: Scenario,
  { seed, one, settings, folder, kept }: Playing,
): Promise<{ result: ScenarioResult; report?: CassetteReport }> {
  const { account, faults, recordingsPort: port } = settings
  // A sample's trace is the same on every machine; an application that checks signatures wants its own token.
  const signing = scenario.app ? scenario.account : { ...account, ...scenario.account }
  const recordings = { ...(folder && { folder }), ...(port && { port }) }
  try {
    const cassette = kept && open(kept, settings.redact)
    const result = await runScenario(
      { ...scenario, account: signing },
      {
        seed,
        faults,
        callsMustComplete: true,
        ...(one.origin !== undefined && { origin: one.origin }),
        ...(cassette && { interceptors: [cassette.interceptor] }),
        createExchange: options => createExchange({ ...options, recordings }),
      },
    )
    return { result, ...(cassette && { report: cassette.close() }) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const failure = { expected: 'the calls can be placed', instead: message.split('\n') }
    return { result: { name: scenario.name, passed: false, failures: [failure], calls: [] } }
  }
}

const exercised = (scenario: Scenario, { file, origin }: Case, { calls }: ScenarioResult): Facts =>
  coverageOf({ scenario: scenario.name, file, calls, named: namedUrls(scenario, origin) })

/** A scenario may pass although a callback of it was answered with an error: who reads the results is told. */
const failedRequests = (events: readonly TraceEvent[]): string[] => {
  const injected = new Set(events.flatMap(one => (one.type === 'webhook.attempted' && one.fault ? one.webhook : [])))
  const urls = new Map(events.flatMap(one => (one.type === 'webhook.sent' ? [[one.webhook, one]] : [])))
  return events.flatMap(one => {
    if (one.type !== 'webhook.failed' || injected.has(one.webhook)) return []
    const { method, url } = urls.get(one.webhook) ?? {}
    return [`a request failed: ${method} ${url} (${one.purpose}): ${one.judgement}`]
  })
}

const callTime = ({ calls }: ScenarioResult): number =>
  Math.max(0, ...calls.map(({ trace }) => trace.events.at(-1)?.at ?? 0))
