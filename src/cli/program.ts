import { Command, CommanderError } from 'commander'
import { ProgramError } from '../scenario/program-error.js'
import { hideCredentials } from '../trace/credentials.js'
import { printable } from '../trace/printable.js'
import { addCallCommand } from './call-flags.js'
import { addCheckCommand } from './check-flags.js'
import { addExecCommand } from './exec-flags.js'
import { exitCodes, UsageError } from './exit-code.js'
import { addExplainCommand } from './explain-flags.js'
import { forgottenCommand } from './forgotten-command.js'
import { addWords, helpWidth } from './help.js'
import type { Io } from './io.js'
import { addServeCommand } from './serve-flags.js'
import { addTestCommand } from './test-flags.js'
import { addVerifyCommand } from './verify-flags.js'
import { version } from './version.js'

const examples = `offhook is Plivo's side of a phone call, on your own machine.
It calls your application, executes the XML that it answers, and shows what happened and why.

  offhook call http://localhost:3000/answer      be the caller: press keys, speak, hang up
  offhook call http://localhost:3000/answer --script "hears press 1; presses 1; hangs up"
  offhook test calls/                            run every scenario.yaml in a folder
  offhook check answer.xml                       find what is wrong in documents, without a call
  offhook verify request.http                    say why a signature does not match
  offhook explain 'http://localhost:3000/answer#rt=3000'    what a URL's fragment means
  offhook serve --config offhook.yaml            a Plivo account on this machine, with its REST API
  offhook exec -- node app.js                    your application calls Plivo: offhook serve answers
  offhook call xml-samples/ivr/menu --demo       no application yet? watch a sample
`

const endings = `
Exit codes: 0 completed, 1 failed (a call, a step, an expectation, a document), 2 wrong usage, 3 offhook itself failed.

OFFHOOK_DEBUG=1 shows where offhook itself failed; NO_COLOR=1 is plain text.
`

/** Runs a command line, without the names of Node and of the program; returns the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.completed
  const program = new Command('offhook')
  configure(program, io)
  program
    .usage('<command>')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .helpCommand('help [command]', 'print the help of a command')
  addWords(program, io, examples, endings)
  const finish = (ended: number) => {
    code = ended
  }
  addCallCommand(program, io, finish)
  addTestCommand(program, io, finish)
  addCheckCommand(program, io, finish)
  addExplainCommand(program, io, finish)
  addVerifyCommand(program, io, finish)
  addServeCommand(program, io, finish)
  addExecCommand(program, io, finish)
  for (const command of program.commands) configure(command, io)
  try {
    const forgotten = forgottenCommand(args, new Set(program.commands.map(command => command.name()).concat('help')))
    if (forgotten) throw new UsageError(forgotten)
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.completed : exitCodes.usage
    return explain(error, io)
  }
}

/** Says what went wrong, in words for the one at the terminal; a stack trace only when it is asked for. */
export function explain(error: unknown, { stderr, env }: Io): number {
  const message = lines(error instanceof Error ? error.message : String(error))
  if (error instanceof UsageError) {
    stderr.write(`offhook: ${message}\n`)
    return exitCodes.usage
  }
  if (error instanceof ProgramError) {
    stderr.write(`offhook: ${message}\n`)
    return exitCodes.failed
  }
  const debug = Boolean(env.OFFHOOK_DEBUG)
  const where = debug && error instanceof Error ? lines(error.stack ?? '') : 'OFFHOOK_DEBUG=1 shows where.'
  stderr.write(`offhook: an internal error: ${message}\n${where}\n`)
  return exitCodes.internal
}

/** Safe to print, line by line, whatever it quotes: no terminal acts on it, and no URL shows its credentials (D78). */
const lines = (text: string): string => hideCredentials(text).split('\n').map(printable).join('\n')

function configure(command: Command, io: Io): void {
  command
    .exitOverride()
    .configureHelp({ minWidthToWrap: 20 })
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(lines(text.replace(/^error: /, 'offhook: ')).replace(/\n\(Did/, ' (did')),
    })
}
