import type { Command } from 'commander'
import { addWords } from './help.js'
import type { Io } from './io.js'

/** The flags of `offhook explain`, as they were given. */
export interface ExplainFlags {
  readonly audio?: true
  readonly occasion?: string
  readonly occasions?: true
  readonly json?: true
  readonly color: boolean
}

const examples = `Explains a URL: what its fragment configures, what is wrong with it, and what follows from everything that can happen.

  offhook explain 'https://example.com/answer#rt=3000&rp=ct,rt,5xx'
  offhook explain 'https://example.com/menu#rc=3' --occasion action
  offhook explain https://example.com/hello.mp3 --audio
  offhook explain --occasions
`

const notes = `
The occasion is what the URL is for; "answer" unless given: answer, fallback, hangup, ring, machine_detection, aleg, bleg,
callback, transcription, action, redirect, play, confirmSound, … --occasions lists them all. A name that several elements
share may be told apart: "Dial action", Record.callbackUrl, "Make a call hangup_url".

Nothing is requested. Every line is judged by what judges real requests.

Exit codes: 0 explained, 1 the fragment has problems, 2 wrong usage.
`

/** Declares `offhook explain`; the command itself is loaded when it runs. */
export function addExplainCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('explain')
    .summary("what a URL's fragment means, and what follows from every failure")
    .usage("'<url#fragment>' [options]")
    .argument('[url]', 'an absolute URL, in quotes because of its # and &')
    .option('--occasion <name>', 'what the URL is for, e.g. action, hangup, "Dial action"')
    .option('--occasions', 'all that a URL can be for, in a table')
    .option('--audio', 'short for --occasion play')
    .option('--json', 'one JSON object')
    .option('--no-color', 'plain text')
    .action(async (url: string | undefined, flags: ExplainFlags) => {
      const { explainCommand } = await import('./explain-command.js')
      finish(explainCommand(url, flags, io))
    })
  addWords(command, io, examples, notes)
}
