import { availableParallelism } from 'node:os'
import { seedOf } from '../scenario/run.js'
import type { RunningProgram } from '../scenario/running-program.js'
import type { CaseSettings } from './case.js'
import { cassetteOf } from './cassettes.js'
import type { Outcome, Planned } from './outcome.js'
import type { CaseResult } from './played-case.js'
import { createPlayer, createWorkerPlayer, type Player, shareOut } from './pool.js'
import { Programs } from './programs.js'
import { unlike } from './unlike.js'

export interface SuiteOptions {
  readonly settings: CaseSettings
  /** How many are played at once, each in a thread of its own; as many as are worth it unless given. */
  readonly jobs?: number
  /** How often each is played. */
  readonly repeat?: number
  /** Stops after so many scenarios have failed. */
  readonly bail?: number
  /** Whether no further scenario is to begin. */
  readonly stopped?: () => boolean
  readonly onBegin?: (planned: Planned) => void
  readonly onOutcome?: (outcome: Outcome) => void
  /** The command that plays a run again. */
  readonly replay: (planned: Planned, run: CaseResult) => string
  /** Applications that go on after the suite, and are stopped by whoever gives them. */
  readonly programs?: Programs
}

/** From so many runs for each on, another thread is worth the time it takes to start. */
const worthAThread = 100
/** Where a program would be whose answers are replayed. */
const absent = 'http://127.0.0.1'
/** Lines of what an application printed that a failure quotes. */
const quotedLines = 30

/** Plays scenarios, and tells what became of them, in their order. Never throws for what a scenario or an application does. */
export async function runSuite(planned: readonly Planned[], options: SuiteOptions): Promise<Outcome[]> {
  const { settings, repeat = 1, bail = Number.POSITIVE_INFINITY } = options
  const runs = planned.flatMap(one => Array.from({ length: repeat }, (_, index) => ({ planned: one, run: index + 1 })))
  const jobs = Math.min(options.jobs ?? defaultJobs(runs.length), runs.length)
  const players = jobs > 1 ? Array.from({ length: jobs }, () => createWorkerPlayer(settings)) : [createPlayer(settings)]
  const programs = options.programs ?? new Programs(settings.account)
  const results = new Map(planned.map(one => [one, [] as CaseResult[]]))
  const outcomes = new Map<Planned, Outcome>()
  let failed = 0

  const play = async (one: (typeof runs)[number], player: Player) => {
    if (failed >= bail || options.stopped?.()) return
    const own = results.get(one.planned) as CaseResult[]
    if (own.length === 0) options.onBegin?.(one.planned)
    own.push(await played(one.planned, one.run, player, programs, settings))
    if (own.length < repeat) return
    const outcome = outcomeOf(one.planned, own, options)
    outcomes.set(one.planned, outcome)
    if (outcome.status === 'failed') failed++
    tell()
  }

  /** Outcomes are told in the order of the files, whichever thread is faster. */
  const untold = [...planned]
  const tell = () => {
    for (let next = outcomes.get(untold[0] as Planned); next; next = outcomes.get(untold[0] as Planned)) {
      untold.shift()
      options.onOutcome?.(next)
    }
  }

  try {
    await shareOut(runs, players, play)
  } finally {
    await Promise.all(players.map(player => player.close()))
    if (!options.programs) await programs.stop()
  }
  return planned.map(one => outcomes.get(one) ?? outcomeOf(one, results.get(one) ?? [], options))
}

const defaultJobs = (runs: number): number => Math.min(availableParallelism(), Math.ceil(runs / worthAThread))

async function played(
  planned: Planned,
  run: number,
  player: Player,
  programs: Programs,
  settings: CaseSettings,
): Promise<CaseResult> {
  const { scenario, file, index } = planned
  let program: RunningProgram | undefined
  try {
    const isReplayed = cassetteOf(scenario, { file, index, run }, settings)?.mode === 'replay'
    program = isReplayed ? undefined : await programs.of(scenario)
    const origin = program?.origin ?? (scenario.program && absent)
    const result = await player.play(scenario, { file, index, run, ...(origin !== undefined && { origin }) })
    if (result.failures.length === 0 || !program) return result
    await program.isThere()
    return { ...result, application: saidBy(program, result) }
  } catch (error) {
    const instead = (error instanceof Error ? error.message : String(error)).split('\n')
    const failure = {
      place: scenario.program?.place ?? scenario.place,
      expected: 'the scenario can be played',
      instead,
    }
    return {
      seed: settings.seed ?? scenario.seed ?? seedOf(scenario.name),
      run,
      failures: [failure],
      notes: [],
      recordings: [],
      callTime: 0,
      failedEarly: false,
      began: 0,
      ended: 0,
    }
  }
}

/** What an application printed while a scenario was played, and how it ended, if it has. */
function saidBy(program: RunningProgram, { began, ended }: CaseResult): string[] {
  const all = program.printed(began, ended)
  const left = all.length - quotedLines
  const printed = left > 0 ? [`… ${left} lines before these`, ...all.slice(-quotedLines)] : all
  return program.ended === undefined ? printed : [...printed, `(it has ended: ${program.ended})`]
}

function outcomeOf(planned: Planned, runs: readonly CaseResult[], { replay, repeat = 1 }: SuiteOptions): Outcome {
  const { scenario, file } = planned
  const inOrder = runs.toSorted((a, b) => a.run - b.run)
  const compared = scenario.faults?.some(({ rule }) => rule.probability !== undefined) ? inOrder : unlike(inOrder)
  const isFailed = compared.some(({ failures }) => failures.length > 0)
  return {
    name: scenario.name,
    file,
    line: scenario.place?.line ?? 1,
    status: runs.length < repeat ? 'skipped' : isFailed ? 'failed' : 'passed',
    runs: compared,
    problems: [],
    replay: run => replay(planned, run),
  }
}
