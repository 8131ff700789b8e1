import type { Command } from 'commander'
import { addWords } from './help.js'
import type { Io } from './io.js'
import { readPort } from './recordings.js'

/** The flags of `offhook exec`, as they were given. */
export interface ExecFlags {
  readonly port: number
  readonly host: string
  readonly token?: string
  readonly keepCredentials?: true
  /** Whether programs of Node get the preload, too. */
  readonly preload: boolean
}

const examples = `Runs your application as it is, with Plivo's API in the hands of a running "offhook serve".

  offhook exec -- node app.js
  offhook exec -- npm start
  offhook exec --port 9000 -- python app.py
  offhook exec --keep-credentials -- bundle exec ruby app.rb
`

const notes = `
What https://api.plivo.com would be asked, offhook answers: the official SDKs of Node, Python, Ruby, Go, PHP and .NET need no
change. The program gets proxy and certificate variables for that (HTTPS_PROXY, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, …), and
PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN of the account of "offhook serve". Connections to other hosts are passed on untouched, with
their own certificates. All of it: docs/sdk.md.

Exit codes: the program's; 128 and its number if a signal ended it, 126 if it cannot be executed, 127 if it is not there,
2 if offhook does not answer.
`

/** Declares `offhook exec`; the command itself is loaded when it runs. */
export function addExecCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('exec')
    .summary('run an application whose calls to Plivo reach a running "offhook serve"')
    .usage('[options] -- <command...>')
    .argument('<command...>', 'a program and its arguments')
    .passThroughOptions()
    .option('--port <port>', 'where "offhook serve" listens', readPort, 8100)
    .option('--host <host>', 'and on which address', '127.0.0.1')
    .option('--token <token>', 'the token it was started with, if it was')
    .option('--keep-credentials', 'leave PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN as they are')
    .option('--no-preload', 'set no NODE_OPTIONS: for versions of Node before 18.18')
    .action(async (words: string[], flags: ExecFlags) => {
      const { execCommand } = await import('./exec-command.js')
      finish(await execCommand(words, flags, io))
    })
  addWords(command, io, examples, notes)
}
