import { type Command, InvalidArgumentError } from 'commander'
import { readSeed, readSpeed } from './call-flags.js'
import { addWords } from './help.js'
import type { Io } from './io.js'

/** The flags of `offhook serve`, as they were given. */
export interface ServeFlags {
  readonly port: number
  readonly host: string
  readonly token?: string
  readonly publicUrl?: string
  readonly data: string
  readonly config?: string
  readonly speed?: number
  readonly seed?: number
  readonly proxy: 'tunnel' | 'refuse'
  readonly json?: true
  readonly quiet?: true
  readonly params?: true
  readonly redact?: true
  readonly color: boolean
}

const examples = `Serves a Plivo account on this machine: the REST API for applications that call Plivo, calls that come in, in real time.

  offhook serve                                      an account with everything default
  offhook serve --config offhook.yaml --speed 4      your numbers and applications, four times as fast
  offhook exec -- node app.js                        run an application against it, unchanged
  curl http://127.0.0.1:8100/offhook/calls -d from=%2B14155550100 -d to=%2B14155550199    be a caller
`

const notes = `
The configuration says which numbers lead to which application, what the phones do that are called, and whose account it is
(docs/configuration.md). What calls did is kept in the data folder, as JSON Lines, and is there after a restart.
Ctrl-C hangs up all calls, tells their hangup URLs, and stops; a second one leaves at once.

Exit codes: 0 stopped, 2 wrong usage, 3 offhook itself failed, 130 interrupted.
`

/** Declares `offhook serve`; the command itself is loaded when it runs. */
export function addServeCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('serve')
    .summary('a Plivo account on this machine, with its REST API')
    .usage('[options]')
    .option('--config <file>', 'offhook.yaml: account, applications, numbers, phones')
    .option('--data <folder>', 'where traces, records and recordings are kept', readFolder, '.offhook')
    .option('--port <port>', 'where it listens; 0: wherever it is free', readPortOrAny, 8100)
    .option('--host <address>', 'listen elsewhere than on this machine only; needs --token', '127.0.0.1')
    .option('--token <secret>', 'what whoever uses the proxy or /offhook has to know')
    .option(
      '--public-url <origin>',
      'where others reach it, if not there: recordings have it in their URLs',
      readOrigin,
    )
    .option(
      '--proxy <what>',
      'what becomes of requests to other hosts than Plivo: tunnel or refuse',
      readProxy,
      'tunnel',
    )
    .option('--speed <factor>', 'call time runs so many times as fast: 20', readSpeed)
    .option('--seed <number>', 'the same ids every time, of a data folder that is new', readSeed)
    .optionsGroup('What you see:')
    .option('--params', 'every parameter of every request')
    .option('--quiet', 'only requests to the API, and how calls end')
    .option('--redact', 'no phone numbers, names and keys')
    .option('--json', 'the trace as JSON Lines on stdout, everything else on stderr')
    .option('--no-color', 'plain text')
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import('./serve-command.js')
      finish(await serveCommand(flags, io))
    })
  addWords(command, io, examples, notes)
}

function readProxy(written: string): 'tunnel' | 'refuse' {
  if (written === 'tunnel' || written === 'refuse') return written
  throw new InvalidArgumentError('Allowed are tunnel and refuse.')
}

const readPortOrAny = (written: string): number => {
  if (/^\d{1,5}$/.test(written) && Number(written) <= 65_535) return Number(written)
  throw new InvalidArgumentError('Allowed is a port from 1 to 65535, or 0 for any that is free.')
}

function readOrigin(written: string): string {
  if (/^https?:\/\/[^/?#@\s]+\/?$/i.test(written) && URL.canParse(written)) return written.replace(/\/$/, '')
  throw new InvalidArgumentError('Allowed is scheme, host and port: https://app.example.com.')
}

function readFolder(written: string): string {
  if (written !== '') return written
  throw new InvalidArgumentError('Allowed is the path of a folder.')
}
