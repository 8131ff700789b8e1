import { type Command, InvalidArgumentError, Option } from 'commander'
import { nearest } from '../trace/nearest.js'
import type { Severity } from '../xml/problem.js'
import { addWords } from './help.js'
import type { Io } from './io.js'

export const checkFormats = ['pretty', 'json', 'sarif', 'github'] as const
export type CheckFormat = (typeof checkFormats)[number]

/** The worst first. */
export const severities: readonly Severity[] = ['breaks', 'risky', 'note']

/** The flags of `offhook check`, as they were given. */
export interface CheckFlags {
  readonly format?: CheckFormat
  readonly json?: true
  readonly severity?: Severity
  readonly quiet?: true
  readonly fix?: true
  readonly fragments?: true
  readonly method?: 'GET' | 'POST'
  readonly param?: Readonly<Record<string, string>>
  readonly color: boolean
}

const examples = `Finds what is wrong in documents, without a call: what breaks, what is risky, what is worth knowing.

  offhook check answer.xml
  offhook check templates/                           every *.xml in a folder and below
  offhook check 'templates/**/*-answer.xml'          a pattern, in quotes
  offhook check http://localhost:3000/answer         asked as Plivo asks an answer URL, and not executed
  offhook check http://localhost:3000/menu --method POST --param Digits=1
  curl -s http://localhost:3000/answer | offhook check -
  offhook check . --fragments                        documents, and URLs in JSON, YAML and .env files
  offhook check templates/ --fix                     corrects typing mistakes
  offhook check templates/ --format sarif > offhook.sarif
`

const notes = `
Every problem names the rule it follows from and how that is known: documented, SDK, observed, inferred or decided. "fix" is
what --fix writes instead; "perhaps" is a guess, which it leaves alone.

A URL is asked for its document with the parameters of a call that comes in, signed with PLIVO_AUTH_TOKEN, by the policy of
its own fragment; nothing else is requested. --param adds parameters, or changes them.

--fragments checks the callback configuration in every http or https URL of .json, .yaml, .yml and .env files: URLs whose
fragment has one of the keys ct, rt, tt, rc, rp, er, or whose setting is named after a callback (hangup_url, menuAction).

--severity says what fails: breaks, risky (unless given) or note. What is less is shown, too, unless --quiet is given.

Exit codes: 0 nothing fails; 1 something does; 2 wrong usage, or a file or URL that cannot be read (others are checked).
`

/** Declares `offhook check`; the command itself is loaded when it runs. */
export function addCheckCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('check')
    .summary('find what is wrong in documents, without a call')
    .usage('<files, folders, URLs...> [options]')
    .argument('<files...>', 'XML files, folders of them, patterns in quotes, URLs, or - for what is piped in')
    .option('--fragments', "check the URLs' fragments in JSON, YAML and .env files, too")
    .option('--fix', 'correct in the files what can have been meant in one way only')
    .optionsGroup('URLs:')
    .addOption(new Option('--method <method>', 'GET or POST (default: GET)').argParser(readMethod))
    .option('--param <name=value>', 'a parameter of the request, such as Digits=1; repeatable', readParam)
    .optionsGroup('What you see:')
    .addOption(
      new Option('--severity <least>', 'what fails: breaks, risky or note (default: risky)').argParser(
        oneOf<Severity>(severities),
      ),
    )
    .option('--quiet', 'only what fails')
    .addOption(
      new Option('--format <format>', `${checkFormats.join(', ')} (default: pretty)`).argParser(
        oneOf<CheckFormat>(checkFormats),
      ),
    )
    .option('--json', 'short for --format json: one JSON object per problem and line')
    .option('--no-color', 'plain text')
    .action(async (files: string[], flags: CheckFlags) => {
      const { checkCommand } = await import('./check-command.js')
      finish(await checkCommand(files, flags, io))
    })
  addWords(command, io, examples, notes)
}

const oneOf =
  <T extends string>(words: readonly T[]) =>
  (written: string): T => {
    const word = words.find(one => one === written)
    if (word !== undefined) return word
    const near = nearest(written, words)
    throw new InvalidArgumentError(
      `Allowed are ${words.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    )
  }

function readMethod(written: string): 'GET' | 'POST' {
  const method = written.toUpperCase()
  if (method !== 'GET' && method !== 'POST') throw new InvalidArgumentError('Allowed are GET and POST.')
  return method
}

function readParam(written: string, others: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(written) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Allowed is name=value: Digits=1.')
  return { ...others, [name]: value }
}
