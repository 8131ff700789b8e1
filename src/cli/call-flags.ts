import { type Command, InvalidArgumentError, Option } from 'commander'
import { readDuration } from '../clock/duration.js'
import type { CassetteMode } from '../scenario/cassette/open-cassette.js'
import { parseFault } from '../scenario/fault-line.js'
import { Mistake } from '../scenario/mistake.js'
import { parsePhone, type ScenarioPhone } from '../scenario/phones.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import { readCassetteFile, readCassetteMode } from './cassette.js'
import { addWords } from './help.js'
import type { Io } from './io.js'
import { type LadderTarget, readLadder } from './ladder-target.js'
import { type RecordingFlags, readPort } from './recordings.js'
import { readSave } from './save.js'

/** The flags of `offhook call`, as they were given. */
export interface CallFlags extends RecordingFlags {
  readonly from?: string
  readonly to?: string
  readonly method?: Method
  readonly fallbackUrl?: string
  readonly fallbackMethod?: Method
  readonly hangupUrl?: string
  readonly hangupMethod?: Method
  readonly callerName?: string
  readonly outbound?: true
  readonly ringUrl?: string
  /** Milliseconds of call time. */
  readonly ringTimeout?: number
  readonly sendDigits?: string
  readonly machineDetection?: 'true' | 'hangup'
  readonly machineDetectionUrl?: string
  readonly authId?: string
  readonly authToken?: string
  readonly header?: Readonly<Record<string, string>>
  readonly sipHeader?: Readonly<Record<string, string>>
  /** What goes wrong with requests; those of a scenario come after these. */
  readonly fault?: readonly FaultRule[]
  /** The far ends that Dial can reach; they win over those of a scenario. */
  readonly phone?: readonly ScenarioPhone[]
  readonly seed?: number
  /** Milliseconds of call time. */
  readonly timeout?: number
  readonly script?: string
  readonly scenario?: string
  readonly only?: string
  readonly demo?: true
  readonly virtual?: true
  readonly real?: true
  readonly speed?: number
  readonly voice?: true
  readonly json?: true
  /** True where no file was named. */
  readonly ladder?: true | LadderTarget
  readonly save?: string
  readonly force?: true
  readonly cassette?: string
  readonly cassetteMode?: CassetteMode
  readonly quiet?: true
  readonly params?: true
  readonly redact?: true
  readonly color: boolean
}

export type Method = 'GET' | 'POST'

const examples = `Places one fake call to your application, and shows what happens.

  offhook call http://localhost:3000/answer                     you are the caller
  offhook call http://localhost:3000/answer --script "hears press 1; presses 1; hears goodbye"
  offhook call xml-samples/ivr/menu                             a sample in place of an application
  offhook call http://localhost:3000/answer --json | jq .type   every event, for programs
  offhook call xml-samples/ivr/menu --demo --ladder call.svg    who said what to whom, as a picture
  offhook call http://localhost:3000/answer --outbound          Plivo calls you
  offhook call http://localhost:3000/answer --save menu.yaml    this call as a test, for offhook test menu.yaml
  offhook call http://localhost:3000/answer --cassette menu.cassette.yaml   answers are kept, and replayed next time
`

const notes = `
In a terminal this is a phone: keys 0-9 * # are sent at once, / says something (the first letter begins to speak, Enter
is the end of it), Ctrl-C hangs up, a second Ctrl-C leaves. With --script,
--scenario, --virtual, --json, or without a terminal, the call plays by itself and call time does not have to pass;
who has no script just listens. A script is made of: hears TEXT or /REGEX/, presses KEYS, says TEXT, waits 5s, beeps,
hangs up; semicolons separate its steps. The fragment of a URL configures its requests: /answer#rt=2000&rp=5xx.
--fault lets requests fail in call time, whatever the application does: "status=503 url=/menu attempts=1-2",
"slow=20s purpose=answer", "lost-answer times=1", "reset probability=0.3"; docs/scenarios.md lists all faults.

Exit codes: 0 the call completed, 1 it failed (7011 and the like, a missed step, an expectation) or was not answered
(busy, no-answer and the like, unless the scenario expects how it ends), 2 wrong usage.
`

/** Declares `offhook call`; the command itself is loaded when it runs. */
export function addCallCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const method = (flag: string, words: string) => new Option(`${flag} <method>`, words).argParser(readMethod)
  const command = program
    .command('call')
    .summary('place one fake call: be the caller, or play a script')
    .usage('<answer-url | sample folder> [options]')
    .argument('[target]', 'the answer URL, or a folder with app.yaml; with --scenario it may be left out')
    .optionsGroup('Who calls whom:')
    .option('--from <number>', 'the caller, +14155550100 or sip:alice@example.com')
    .option('--to <number>', 'the number that is called')
    .option('--caller-name <name>', "the caller's name")
    .option('--sip-header <name=value>', 'a custom SIP header, sent as X-PH-name; repeatable', readSipHeader)
    .optionsGroup('What is requested:')
    .addOption(method('--method', 'of the answer URL, GET or POST (default: POST)'))
    .option('--fallback-url <url>', 'asked when the answer URL fails')
    .addOption(method('--fallback-method', 'GET or POST (default: POST)'))
    .option('--hangup-url <url>', 'told when the call is over')
    .addOption(method('--hangup-method', 'GET or POST (default: POST)'))
    .option('--header <name: value>', 'an extra header of every request; repeatable', readHeader)
    .option('--auth-id <id>', 'the account (default: PLIVO_AUTH_ID, or an invented one)', readAccount)
    .option('--auth-token <token>', 'signs the requests (default: PLIVO_AUTH_TOKEN, or an invented one)', readAccount)
    .option('--fault <rule>', 'lets requests fail: "stall url=/menu attempts=1"; repeatable', readFault)
    .optionsGroup('A call that Plivo makes:')
    .option('--outbound', 'Plivo calls --to: you, in a terminal, or its --phone (answers after 2 s)')
    .option('--ring-url <url>', 'told when the phone rings')
    .option('--ring-timeout <time>', 'how long it rings at most (default: 120s)', readTime)
    .option('--send-digits <keys>', 'sent when it is answered: 12#, w and W are pauses, @500 tones of 500 ms')
    .option('--machine-detection <what>', 'true tells machines from people, hangup hangs up on machines', readDetection)
    .option('--machine-detection-url <url>', 'told of a machine, while the call goes on')
    .optionsGroup('What the caller does, and who is dialled:')
    .option(
      '--phone <number=does>',
      'a phone that Dial can reach: +14155550111=4s (answers), =busy; repeatable',
      readPhone,
    )
    .option('--script <steps>', '"hears sales; presses 1; hears /connect/i; hangs up"')
    .option('--scenario <file>', "a scenario file's steps, and what it expects")
    .option('--only <name>', 'which scenario, of a file with several')
    .option('--demo', "a sample's own scenario, watchable")
    .option('--timeout <time>', 'hang up after so much call time: 30s, 2m', readTime)
    .optionsGroup('Time:')
    .option('--virtual', 'time jumps from event to event')
    .option('--real', 'time passes as on a real call')
    .option('--speed <factor>', 'real time, so many times as fast: 4', readSpeed)
    .option('--seed <number>', 'of ids and nonces: the same seed gives the same call', readSeed)
    .optionsGroup('Recordings:')
    .option('--recordings <folder>', 'write them there, as <id>.mp3 or <id>.wav')
    .option('--recordings-port <port>', 'serve them on 127.0.0.1, where RecordUrl then leads', readPort)
    .optionsGroup('Record and replay:')
    .option('--save <file>', 'write the call as a scenario, with what came of it as expectations', readSave)
    .option('--force', 'let --save write over a file that is there')
    .option(
      '--cassette <file>',
      "the application's answers: recorded, and replayed where the file is there",
      readCassetteFile,
    )
    .option('--cassette-mode <mode>', 'record anew, replay, or compare with what is answered today', readCassetteMode)
    .optionsGroup('What you see:')
    .option('--json', 'the trace as JSON Lines on stdout, and nothing else there')
    .option('--ladder [file]', 'the call as a sequence diagram: here, or in a .txt, .mmd or .svg file', readLadder)
    .option('--params', 'every parameter and the policy of every request')
    .option('--redact', 'hide phone numbers and keys; in files, others stand for them')
    .option('--quiet', 'only how it ended')
    .option('--voice', 'speak prompts aloud, with the speech program of this machine')
    .option('--no-color', 'plain text')
    .action(async (target: string | undefined, flags: CallFlags) => {
      const { callCommand } = await import('./call-command.js')
      finish(await callCommand(target, flags, io))
    })
  addWords(command, io, examples, notes)
}

function readMethod(written: string): Method {
  const method = written.toUpperCase()
  if (method !== 'GET' && method !== 'POST') throw new InvalidArgumentError('Allowed are GET and POST.')
  return method
}

function readTime(written: string): number {
  const ms = readDuration(written)
  if (ms === undefined || ms === 0) {
    throw new InvalidArgumentError('Allowed is a time with its unit, more than 0: 250ms, 30s, 2m or 1m30s.')
  }
  return ms
}

function readDetection(written: string): 'true' | 'hangup' {
  if (written !== 'true' && written !== 'hangup') throw new InvalidArgumentError('Allowed are true and hangup.')
  return written
}

export function readSpeed(written: string): number {
  const speed = Number(written.replace(/x$/, ''))
  if (!(speed > 0 && speed <= 1000)) throw new InvalidArgumentError('Allowed is a number, more than 0, at most 1000.')
  return speed
}

export function readSeed(written: string): number {
  const seed = Number(written)
  if (!written.trim() || !Number.isSafeInteger(seed)) throw new InvalidArgumentError('Allowed is a whole number.')
  return seed
}

export function readFault(written: string, others: readonly FaultRule[] = []): readonly FaultRule[] {
  const rule = parseFault(written)
  if (rule instanceof Mistake) throw new InvalidArgumentError(rule.sentence)
  return [...others, rule]
}

function readPhone(written: string, others: readonly ScenarioPhone[] = []): readonly ScenarioPhone[] {
  const phone = parsePhone(written)
  if (phone instanceof Mistake) throw new InvalidArgumentError(phone.sentence)
  return [...others, phone]
}

/** An empty one is a shell variable that is not set, more often than not. */
function readAccount(written: string): string {
  if (!written.trim()) throw new InvalidArgumentError('It is empty; leave the flag out for the default.')
  return written
}

/** What a request is made with; another value would break it, or the signature. */
const ownHeaders =
  /^(host|content-(length|type|encoding)|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|x-plivo-signature.*)$/i

function readHeader(written: string, others: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(written) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Allowed is 'Name: value'.")
  if (ownHeaders.test(name)) {
    const because = /^x-plivo/i.test(name) ? 'offhook signs each request itself' : 'each request needs its own'
    throw new InvalidArgumentError(`${name} cannot be given: ${because}.`)
  }
  return { ...others, [name]: value.trim() }
}

function readSipHeader(written: string, others: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z0-9]+)=([A-Za-z0-9]*)$/.exec(written) ?? []
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Allowed is name=value, both of letters and digits.')
  }
  return { ...others, [name]: value }
}
