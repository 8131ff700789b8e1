import type { Command } from 'commander'
import { addWords } from './help.js'
import type { Io } from './io.js'

/** The flags of `offhook check`, as they were given. */
export interface CheckFlags {
  readonly json?: true
  readonly color: boolean
}

const examples = `Finds what is wrong in documents, without a call: what breaks, what is risky, what is worth knowing.

  offhook check answer.xml
  offhook check templates/                           every *.xml in a folder
  curl -s http://localhost:3000/answer | offhook check -
`

const notes = `
Every problem names the rule it follows from and how that is known: documented, SDK, observed, inferred or decided.

Exit codes: 0 clean, or notes only; 1 something breaks or is risky; 2 a file cannot be read.
`

/** Declares `offhook check`; the command itself is loaded when it runs. */
export function addCheckCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('check')
    .summary('find what is wrong in documents, without a call')
    .usage('<files or folders...> [options]')
    .argument('<files...>', 'XML files, folders of them, or - for what is piped in')
    .option('--json', 'one JSON object per problem and line')
    .option('--no-color', 'plain text')
    .action(async (files: string[], flags: CheckFlags) => {
      const { checkCommand } = await import('./check-command.js')
      finish(await checkCommand(files, flags, io))
    })
  addWords(command, io, examples, notes)
}
