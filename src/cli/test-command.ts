import { wallTime } from '../clock/real-clock.js'
import type { CaseSettings } from '../suite/case.js'
import { noTrace } from '../suite/expected-trace.js'
import type { Outcome, Planned, Summary } from '../suite/outcome.js'
import { countOf } from '../suite/outcome.js'
import type { CaseResult } from '../suite/played-case.js'
import { runSuite, type SuiteOptions } from '../suite/run-suite.js'
import { jsonLine } from '../trace/json-line.js'
import { printable } from '../trace/printable.js'
import { readRule } from '../webhook/fault-rule.js'
import { accountFrom } from './account.js'
import { exitCodes, UsageError } from './exit-code.js'
import { interruptible } from './interrupt.js'
import type { Io } from './io.js'
import { recordingOptions, refuseTakenPort } from './recordings.js'
import { openReports } from './reporters/reports.js'
import { shellWord } from './shell-word.js'
import { isCovered, reportCoverage } from './test-coverage.js'
import type { TestFlags } from './test-flags.js'
import { planTests, type TestPlan } from './test-plan.js'
import { watchTests } from './test-watch.js'

/** `offhook test`: plays scenario files, and says which failed and why. */
export async function testCommand(paths: readonly string[], flags: TestFlags, io: Io): Promise<number> {
  refuseContradictions(flags)
  recordingOptions(flags)
  await refuseTakenPort(flags)
  const plan = planTests(paths, flags)
  refuseNoCassette(plan, flags)
  if (flags.list) return list(plan, io)
  if (flags.watch) return watchTests(paths, flags, io)
  return playOnce(plan, flags, io)
}

const leaving = 'what has begun is brought to an end; Ctrl-C again leaves at once'

/** Plays what was planned, and reports it; the exit code. */
export async function playOnce(
  { planned, invalid }: TestPlan,
  flags: TestFlags,
  io: Io,
  more: Partial<SuiteOptions> = {},
  tell: (outcome: Outcome) => void = () => {},
): Promise<number> {
  const reports = openReports(flags, io, planned.length + invalid.length)
  const interrupt = interruptible(io, () => io.stderr.write(`${leaving}\n`))
  const began = wallTime()
  for (const outcome of invalid) reports.outcome(outcome)
  const played = await runSuite(planned, {
    settings: settingsOf(flags, io),
    jobs: flags.recordingsPort === undefined ? flags.jobs : 1,
    repeat: flags.repeat,
    bail: flags.bail === true ? 1 : flags.bail,
    stopped: () => interrupt.happened,
    onBegin: ({ scenario }) => reports.playing(scenario.name),
    onOutcome: outcome => {
      if (flags.json) printEvents(outcome, io)
      reports.outcome(outcome)
      tell(outcome)
    },
    replay: (one, run) => replayOf(one, run, flags),
    ...more,
  })
  interrupt.over()
  const summary = { outcomes: [...invalid, ...played], took: wallTime() - began }
  reports.end(summary)
  const isWritten = played.some(({ runs }) => runs.some(({ notes }) => notes.length > 0))
  if (flags.update && !isWritten) io.stderr.write(`${noTrace}\n`)
  const isEnough = !isCovered(flags) || reportCoverage(summary, flags, io)
  if (interrupt.happened) return exitCodes.interrupted
  return exitCodeOf(summary) || (isEnough ? exitCodes.completed : exitCodes.failed)
}

function exitCodeOf(summary: Summary): number {
  if (countOf(summary, 'invalid') > 0) return exitCodes.usage
  return countOf(summary, 'failed') > 0 ? exitCodes.failed : exitCodes.completed
}

const settingsOf = (flags: TestFlags, io: Io): CaseSettings => ({
  seed: flags.seed,
  faults: flags.fault,
  account: accountFrom(io.env),
  update: flags.update ?? false,
  recordings: flags.recordings,
  recordingsPort: flags.recordingsPort,
  cassettes: flags.cassettes,
  cassetteMode: flags.cassetteMode,
  redact: flags.redact ?? false,
  events: flags.json ?? false,
  coverage: isCovered(flags),
  normalised: (flags.repeat ?? 1) > 1,
})

function refuseContradictions(flags: TestFlags): void {
  const withUpdate = [
    [flags.fault, '--fault', 'the trace would be one of what went wrong'],
    [flags.recordingsPort, '--recordings-port', 'the trace would have its URLs'],
    [flags.seed, '--seed', 'the trace would be one of another seed'],
    [flags.repeat, '--repeat', 'the trace would be one of another seed'],
  ] as const
  for (const [given, flag, because] of withUpdate) {
    if (flags.update && given !== undefined) throw new UsageError(`--update and ${flag} do not go together: ${because}`)
  }
  if (flags.watch && flags.json)
    throw new UsageError('--watch and --json do not go together: the lines would have no end')
  if (flags.json && flags.reporter?.some(({ file }) => file === undefined)) {
    throw new UsageError(
      '--json and --reporter do not go together on stdout; give the report a file: --reporter junit=out.xml',
    )
  }
}

/** Who asks for something to be done with cassettes believes that there are some. */
function refuseNoCassette({ planned }: TestPlan, { cassettes, cassetteMode, redact }: TestFlags): void {
  if (cassettes !== undefined || planned.some(({ scenario }) => scenario.cassette !== undefined)) return
  const flag = cassetteMode === undefined ? redact && '--redact' : `--cassette-mode ${cassetteMode}`
  if (flag) throw new UsageError(`${flag} is about cassettes, and no scenario has one: add --cassettes calls/cassettes`)
}

/** `offhook test calls/menu.yaml --only 'Sales' --seed 7`: everything that decides how a run goes. */
function replayOf({ file, scenario }: Planned, { seed, run, isUnlike }: CaseResult, flags: TestFlags): string {
  const { fault = [], cassettes, cassetteMode } = flags
  const faults = fault.flatMap(rule => ['--fault', readRule(rule).words])
  // One that only went otherwise than the first needs that, too.
  const seeds = isUnlike ? ['--seed', String(seed - run + 1), '--repeat', String(run)] : ['--seed', String(seed)]
  const kept = [
    ...(cassettes === undefined ? [] : ['--cassettes', cassettes]),
    ...(cassetteMode === undefined ? [] : ['--cassette-mode', cassetteMode]),
    ...(flags.redact ? ['--redact'] : []),
  ]
  const words = ['npx', 'offhook', 'test', file, '--only', scenario.name, ...seeds, ...faults, ...kept]
  return words.map(shellWord).join(' ')
}

/** The traces as JSON Lines, each with the name of its scenario. */
function printEvents({ name, runs }: Outcome, { stdout }: Io): void {
  for (const { events = [] } of runs) for (const event of events) stdout.write(jsonLine({ scenario: name, ...event }))
}

function list({ planned, invalid }: TestPlan, { stdout, stderr }: Io): number {
  for (const { scenario, file } of planned) {
    stdout.write(`${printable(`${file}:${scenario.place?.line ?? 1}  ${scenario.name}`)}\n`)
  }
  for (const { problems } of invalid) for (const problem of problems) stderr.write(`${printable(String(problem))}\n`)
  return invalid.length > 0 ? exitCodes.usage : exitCodes.completed
}
