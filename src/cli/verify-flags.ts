import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from './exit-code.js'
import { addWords } from './help.js'
import type { Io } from './io.js'

/** The flags of `offhook verify`, as they were given. */
export interface VerifyFlags {
  readonly token?: string
  readonly mainToken?: string
  readonly method?: string
  readonly url?: string
  readonly header?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  readonly json?: true
  readonly color: boolean
}

const examples = `Says whether a request is signed by Plivo, and if an application refuses it, why.

  offhook verify request.http --url https://app.example.com/answer
  pbpaste | offhook verify -                     what a tunnel's inspector or a log shows
  offhook verify --url https://app.example.com/answer --body "CallUUID=…&From=…" --header "X-Plivo-Signature-V3: …" --header "X-Plivo-Signature-V3-Nonce: …"
`

const notes = `
A request is a request line, headers, an empty line and the body; or JSON: { method, url, headers, body or params },
or a HAR. Without --url, the URL is made of the request line and the Host header, with http. Give the URL that your
application verifies: what is wrong with it is what you want to know.

The token is read from PLIVO_AUTH_TOKEN, or from --token, which others on the machine may see. It is never printed.

Exit codes: 0 a signature is valid, 1 none is, 2 wrong usage.
`

/** Declares `offhook verify`; the command itself is loaded when it runs. */
export function addVerifyCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('verify')
    .summary('say why a signature does not match')
    .usage('[request] [options]')
    .argument('[request]', 'a file with the request, or - for what is piped in')
    .optionsGroup('The request, or what to change of it:')
    .option('--url <url>', 'what Plivo called, as your application verifies it')
    .option('--method <method>', 'GET or POST (default: POST if there is a body, else GET)')
    .option('--header <name: value>', 'a header; repeatable', readHeader)
    .option('--body <form>', 'the body, as it came')
    .optionsGroup('Who signs:')
    .option('--token <token>', 'the auth token (default: PLIVO_AUTH_TOKEN)', readToken)
    .option('--main-token <token>', "the main account's, if the other is a subaccount's", readToken)
    .optionsGroup('What you see:')
    .option('--json', 'one JSON object')
    .option('--no-color', 'plain text')
    .action(async (request: string | undefined, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verify-command.js')
      finish(await verifyCommand(request, flags, io))
    })
  addWords(command, io, examples, notes)
}

/** What was given may be a secret: it is not quoted. */
function readHeader(written: string, others: VerifyFlags['header'] = []): VerifyFlags['header'] {
  const [, name, value] = /^([^\s:]+)\s*:[\t ]*(.*)$/s.exec(written) ?? []
  if (name === undefined || value === undefined)
    throw new UsageError("--header is no header. Allowed is 'Name: value'.")
  return [...others, [name, value]]
}

/** An empty one is a shell variable that is not set, more often than not. */
function readToken(written: string): string {
  if (!written.trim()) throw new InvalidArgumentError('It is empty.')
  return written
}
