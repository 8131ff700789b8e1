import type { Command } from 'commander'
import type { FaultRule } from '../webhook/fault-rule.js'
import { readFault, readSeed } from './call-flags.js'
import { addWords } from './help.js'
import type { Io } from './io.js'
import { type RecordingFlags, readPort } from './recordings.js'

/** The flags of `offhook test`, as they were given. */
export interface TestFlags extends RecordingFlags {
  readonly seed?: number
  /** What goes wrong with the requests of every scenario, besides its own faults. */
  readonly fault?: readonly FaultRule[]
  readonly update?: true
  readonly json?: true
  readonly color: boolean
}

const examples = `Runs scenario files: calls as tests, in virtual time.

  offhook test                         every scenario.yaml below this folder
  offhook test calls/ menu.yaml        a folder, a file
  offhook test xml-samples --update    rewrite the expected traces of samples
`

const notes = `
A folder stands for every scenario.yaml and *.scenario.yaml in it. If a sample has a trace.expected.txt beside its
scenario.yaml, the trace must be that, line by line (except with --seed, --fault or --recordings-port, which change it).

Exit codes: 0 all passed, 1 a scenario failed, 2 a file is missing or not valid.
`

/** Declares `offhook test`; the command itself is loaded when it runs. */
export function addTestCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('test')
    .summary('run scenario files: calls as tests')
    .usage('[files or folders...] [options]')
    .argument('[files...]', 'scenario files, or folders of them (default: this folder)')
    .option('--seed <number>', 'overrides the seed of the files', readSeed)
    .option('--fault <rule>', 'lets requests fail: "stall url=/menu attempts=1"; repeatable', readFault)
    .option('--update', "write the trace of a sample's scenario to trace.expected.txt beside it")
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
