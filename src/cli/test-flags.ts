import { type Command, InvalidArgumentError } from 'commander'
import type { CassetteMode } from '../scenario/cassette/open-cassette.js'
import { Mistake } from '../scenario/mistake.js'
import { type Pattern, readPattern } from '../scenario/pattern.js'
import { nearest } from '../trace/nearest.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import { readFault, readSeed } from './call-flags.js'
import { readCassetteMode } from './cassette.js'
import { addWords } from './help.js'
import type { Io } from './io.js'
import { type RecordingFlags, readPort } from './recordings.js'
import type { Wanted } from './reporters/reports.js'
import type { Shard } from './test-plan.js'

/** The flags of `offhook test`, as they were given. */
export interface TestFlags extends RecordingFlags {
  readonly only?: string
  readonly grep?: Pattern
  readonly shard?: Shard
  readonly list?: true
  readonly jobs?: number
  readonly bail?: number | true
  readonly repeat?: number
  readonly watch?: true
  readonly seed?: number
  /** What goes wrong with the requests of every scenario, besides its own faults. */
  readonly fault?: readonly FaultRule[]
  readonly update?: true
  readonly reporter?: readonly Wanted[]
  readonly json?: true
  readonly coverage?: true
  readonly coverageReport?: readonly string[]
  /** Percent. */
  readonly coverageMin?: number
  /** The folder of the cassettes of scenarios that name none. */
  readonly cassettes?: string
  readonly cassetteMode?: CassetteMode
  readonly redact?: true
  readonly color: boolean
}

const examples = `Plays scenario files: calls as tests, in virtual time.

  offhook test                                  every scenario.yaml below this folder
  offhook test calls/ menu.yaml                 a folder, a file
  offhook test --grep refund --bail             some, until the first one fails
  offhook test --watch                          again whenever a scenario or the application changes
  offhook test --repeat 50                      finds what an application does not always do
  offhook test --reporter junit=out/junit.xml   for a CI server
  offhook test --coverage-report out/calls.html   what no scenario tries
  offhook test xml-samples --update             rewrite the expected traces
`

const notes = `
A folder stands for every scenario.yaml and *.scenario.yaml in it. An application that scenarios name by a command (app: {
command: … }) is started for them, once, and stopped in the end. A failure ends with the command that plays it again.

If a sample has a trace.expected.txt beside its scenario.yaml, the trace must be that, line by line (except with another
seed, --fault or --recordings-port, which change it). With --repeat, each run has a seed of its own, and every run must go
like the first one.

Exit codes: 0 all passed, 1 a scenario failed, 2 a file is missing or not valid, 130 interrupted.
`

/** Declares `offhook test`; the command itself is loaded when it runs. */
export function addTestCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('test')
    .summary('play scenario files: calls as tests')
    .usage('[files or folders...] [options]')
    .argument('[files...]', 'scenario files, or folders of them (default: this folder)')
    .optionsGroup('Which are played:')
    .option('--grep <text>', 'those with that in their name, or a /regex/', readGrep)
    .option('--only <name>', 'the one of that name')
    .option('--shard <part/of>', '2/4 plays the second quarter', readShard)
    .option('--list', 'name them, and play none')
    .optionsGroup('How:')
    .option('--jobs <number>', 'so many at once (default: as many as are worth it)', readCount)
    .option('--bail [number]', 'stop after the first failure, or after so many', readCount)
    .option('--repeat <number>', 'play each so often, every time with the next seed', readCount)
    .option('--seed <number>', 'overrides the seeds of the files', readSeed)
    .option('--fault <rule>', 'lets requests fail: "stall url=/menu attempts=1"; repeatable', readFault)
    .option('--update', 'write expected traces, in place of comparing them')
    .option('--watch', 'play again when a scenario or an application changes')
    .option('--cassettes <folder>', 'keep what applications answer there, and replay it the next time')
    .option('--cassette-mode <mode>', 'record anew, replay, or compare with what is answered today', readCassetteMode)
    .option('--redact', 'record cassettes in which others stand for phone numbers, names and secret keys')
    .optionsGroup('What you get:')
    .option('--coverage', 'what of the applications was exercised, and what not')
    .option('--coverage-report <file>', 'the same in a .html, .json or .txt file; repeatable', readCoverageFile)
    .option('--coverage-min <percent>', 'fail if it is less', readPercent)
    .option('--reporter <name[=file]>', 'pretty, junit, tap, json or github; repeatable', readReporter)
    .option('--recordings <folder>', 'write what is recorded there, into a folder for each scenario')
    .option('--recordings-port <port>', 'serve recordings on 127.0.0.1, where RecordUrl then leads', readPort)
    .option('--json', 'the traces as JSON Lines on stdout, the results on stderr')
    .option('--no-color', 'plain text')
    .action(async (files: string[], flags: TestFlags) => {
      const { testCommand } = await import('./test-command.js')
      finish(await testCommand(files, flags, io))
    })
  addWords(command, io, examples, notes)
}

const reporterNames = ['pretty', 'junit', 'tap', 'json', 'github'] as const satisfies Wanted['name'][]

function readReporter(written: string, before: readonly Wanted[] = []): readonly Wanted[] {
  const [given = '', ...rest] = written.split('=')
  const name = reporterNames.find(one => one === given)
  const file = rest.join('=')
  if (!name) {
    const near = nearest(given, reporterNames)
    throw new InvalidArgumentError(
      `There is no reporter ${JSON.stringify(given)}${near ? `; did you mean ${near}?` : '.'} Allowed are ${reporterNames.join(', ')}.`,
    )
  }
  if (rest.length > 0 && file === '') throw new InvalidArgumentError(`A file is missing after ${name}=.`)
  if (!file && before.some(one => one.file === undefined)) {
    throw new InvalidArgumentError(`Two reports do not fit on one stdout; give one a file: ${name}=out/${name}.txt.`)
  }
  return [...before, { name, ...(file && { file }) }]
}

function readCoverageFile(written: string, before: readonly string[] = []): readonly string[] {
  const forms = ['.html', '.json', '.txt']
  if (forms.some(form => written.endsWith(form))) return [...before, written]
  throw new InvalidArgumentError(`Allowed is a file that ends in ${forms.join(', ')}.`)
}

function readPercent(written: string): number {
  const percent = Number(written)
  if (/^\d{1,3}(\.\d+)?$/.test(written) && percent <= 100) return percent
  throw new InvalidArgumentError('Allowed is a number from 0 to 100.')
}

function readGrep(written: string): Pattern {
  const pattern = readPattern(written)
  if (pattern instanceof Mistake) throw new InvalidArgumentError(`${pattern.sentence}.`)
  return pattern
}

function readShard(written: string): Shard {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(written)?.map(Number) ?? []
  if (part && of && part <= of) return { part, of }
  throw new InvalidArgumentError('Allowed is a part of a whole, such as 1/4.')
}

function readCount(written: string): number {
  const count = Number(written)
  if (/^\d{1,6}$/.test(written) && count >= 1) return count
  throw new InvalidArgumentError('Allowed is a whole number, 1 or more.')
}
