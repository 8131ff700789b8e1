import { statSync } from 'node:fs'
import type { Account } from '../call/account.js'
import { wallTime } from '../clock/real-clock.js'
import { defaultNumbers, readCallOptions } from '../exchange/call-options.js'
import { readDialOutOptions } from '../exchange/dial-out-options.js'
import { handset } from '../party/phone.js'
import type { CallFields } from '../scenario/call-fields.js'
import { loadScenario, type PlacedStep, type Scenario, type ScenarioCaller } from '../scenario/file.js'
import { boundsOf } from '../scenario/outbound-fields.js'
import type { ScenarioPhone } from '../scenario/phones.js'
import { type Answering, callOptionsOf, dialOutOptionsOf } from '../scenario/placed-call.js'
import { loadSampleApp, type SampleApp } from '../scenario/sample-app.js'
import { parseScript } from '../scenario/script.js'
import { timeWithin } from '../scenario/time.js'
import { accountFrom } from './account.js'
import type { CallFlags } from './call-flags.js'
import { type CallTarget, readTarget } from './call-target.js'
import { UsageError } from './exit-code.js'
import { missing } from './found-files.js'
import { type Io, isPhone } from './io.js'

/** Everything about a call before it is placed. */
export interface CallPlan {
  /** Who calls, what is requested, what the caller does, and what is expected in the end. */
  readonly scenario: Scenario
  /** The sample that answers, if no application does. */
  readonly sample?: SampleApp
  readonly account: Partial<Account>
  /** Keys come from a terminal. */
  readonly phone: boolean
  /** How many times as fast as life; undefined is virtual time. */
  readonly speed: number | undefined
}

/** A demo of half a minute takes some five seconds. */
const demoSpeed = 6

/** Makes the plan of a call from its flags; throws a UsageError for what does not go together. */
export function planCall(written: string | undefined, flags: CallFlags, io: Io): CallPlan {
  refuseContradictions(flags)
  const phone = isPhone(io) && !flags.script && !flags.scenario && !flags.virtual && !flags.demo && !flags.json
  const played = playedScenario(written, flags)
  const target = written === undefined ? targetOf(played) : readTarget(written)
  const sample = target.kind === 'sample' ? loadSample(target.folder) : undefined
  const callers = (played?.callers ?? [nobodyYet]).map(caller => ({
    ...caller,
    call: fieldsOf(caller.call, flags, target, sample),
    does: flags.script === undefined ? caller.does : stepsOf(flags.script),
  }))
  const answering = target.kind === 'program' ? { origin: 'http://127.0.0.1' } : sample
  for (const { call } of callers) refuseWrongFields(call, answering)
  return {
    scenario: {
      name: played?.name ?? 'call',
      file: played?.file ?? 'offhook call',
      // A live application may keep what it knows of a call under its id, so every live call gets ids of its own.
      seed: flags.seed ?? played?.seed ?? (phone ? wallTime() : undefined),
      ...(played?.timeLimit !== undefined && { timeLimit: played.timeLimit }),
      account: played?.account,
      ...defined({ cassette: flags.cassette ?? played?.cassette }),
      app: sample && { folder: sample.folder, place: { file: sample.folder, line: 1, column: 1 } },
      ...(target.kind === 'program' && { program: target.program }),
      callers,
      phones: [
        ...phonesOf(played, sample),
        ...(flags.phone ?? []),
        ...(phone ? callers.flatMap(({ call }) => ownPhone(call, flags)) : []),
      ],
      faults: played?.faults ?? [],
      regions: played?.regions,
      expect: played?.expect ?? [],
    },
    sample,
    account: {
      ...accountFrom(io.env),
      ...defined(played?.account ?? {}),
      ...defined({ authId: flags.authId, authToken: flags.authToken }),
    },
    phone,
    speed: speedOf(flags, phone, io),
  }
}

const nobodyYet: ScenarioCaller = { name: 'caller', starts: 0, call: {}, does: [] }

function speedOf(flags: CallFlags, phone: boolean, io: Io): number | undefined {
  if (flags.virtual) return undefined
  if (flags.speed !== undefined) return flags.speed
  if (flags.real || flags.voice || phone) return 1
  return flags.demo && io.stdout.isTTY ? demoSpeed : undefined
}

function refuseContradictions(flags: CallFlags): void {
  const { script, scenario, demo, virtual, real, speed, voice, json } = flags
  const both = (one: string, other: string, because: string) => {
    throw new UsageError(`${one} and ${other} do not go together: ${because}`)
  }
  if (script !== undefined && scenario !== undefined) both('--script', '--scenario', 'both say what the caller does')
  if (demo && script !== undefined) both('--demo', '--script', "a demo plays the sample's own scenario")
  if (demo && scenario !== undefined) both('--demo', '--scenario', "a demo plays the sample's own scenario")
  if (virtual && real) both('--virtual', '--real', 'time either jumps or passes')
  if (virtual && speed !== undefined) both('--virtual', '--speed', 'virtual time has no speed, it jumps')
  if (voice && virtual) both('--voice', '--virtual', 'a voice needs time to speak')
  if (voice && speed !== undefined && speed !== 1) both('--voice', '--speed', 'a voice speaks at the speed of life')
  if (voice && demo) both('--voice', '--demo', 'a demo is faster than a voice')
  if (json && flags.ladder && (flags.ladder === true || flags.ladder.file === undefined)) {
    both('--json', '--ladder', 'stdout is for JSON Lines; a file is for the ladder: --ladder call.svg')
  }
  if (flags.outbound && demo) both('--outbound', '--demo', "the sample's own scenario says who calls")
  if (flags.force && flags.save === undefined)
    throw new UsageError('--force is for --save: it lets that write over a file')
  if (flags.save !== undefined && flags.save === flags.cassette) {
    both('--save', '--cassette', 'each needs a file of its own')
  }
  if (json && flags.quiet) both('--json', '--quiet', 'one asks for the trace, the other for none')
}

/** The scenario whose caller is played, if one is. */
function playedScenario(target: string | undefined, { scenario, demo, only }: CallFlags): Scenario | undefined {
  if (demo) {
    const found = target === undefined ? undefined : readTarget(target)
    if (found?.kind !== 'sample') {
      throw new UsageError('--demo plays a sample folder; for example: offhook call xml-samples/ivr/menu --demo')
    }
    return readScenarioFile(`${found.folder}/scenario.yaml`)
  }
  if (only !== undefined && scenario === undefined)
    throw new UsageError('--only names a scenario of a file: --scenario calls.yaml --only Sales')
  return scenario === undefined ? undefined : readScenarioFile(scenario, only)
}

function readScenarioFile(file: string, only?: string): Scenario {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new UsageError(missing(file, 'file'))
  if (found.isDirectory())
    throw new UsageError(`${file} is a folder, and --scenario takes a file: ${file}/scenario.yaml?`)
  const read = loadScenario(file, only)
  if ('problems' in read) throw new UsageError(['this is no valid scenario:', ...read.problems].join('\n  '))
  return read.scenario
}

function targetOf(scenario: Scenario | undefined): CallTarget {
  if (scenario?.app) return { kind: 'sample', folder: scenario.app.folder }
  if (scenario?.program) return { kind: 'program', program: scenario.program }
  const url = scenario?.callers[0]?.call.answerUrl
  if (url !== undefined) return { kind: 'url', url }
  throw new UsageError(
    `whom to call is missing: the answer URL of an application, or a sample folder
  offhook call http://localhost:3000/answer
  offhook call xml-samples/ivr/menu`,
  )
}

/** A sample brings the phones of its own scenario along; a call that plays no scenario need not dial them. */
function phonesOf(played: Scenario | undefined, sample: SampleApp | undefined): readonly ScenarioPhone[] {
  if (played) return played.phones ?? []
  const file = sample && `${sample.folder}/scenario.yaml`
  const read = file && statSync(file, { throwIfNoEntry: false }) ? loadScenario(file) : undefined
  if (!read || 'problems' in read) return []
  return (read.scenario.phones ?? []).map(({ address, behaviour }) => ({ address, behaviour }))
}

function loadSample(folder: string): SampleApp {
  const loaded = loadSampleApp(folder)
  if ('app' in loaded) return loaded.app
  throw new UsageError(['this is no valid sample:', ...loaded.problems].join('\n  '))
}

function stepsOf(script: string): PlacedStep[] {
  const read = parseScript(script)
  if ('problems' in read) throw new UsageError(['this script cannot be played:', ...read.problems].join('\n  '))
  return read.steps.flatMap((step, index) => {
    const place = read.places[index]
    return place ? [{ step, place }] : []
  })
}

/** Flags win over the scenario; paths are those of the sample, or of the application that is called instead. */
function fieldsOf(played: CallFields, flags: CallFlags, target: CallTarget, sample?: SampleApp): CallFields {
  const origin = sample?.origin ?? (target.kind === 'url' ? new URL(target.url).origin : '')
  const absolute = (url?: string) => (url?.startsWith('/') ? origin + url : url)
  const answerUrl = target.kind === 'url' ? target.url : absolute(played.answerUrl)
  return defined({
    ...played,
    answerUrl: answerUrl ?? sample?.answerUrl,
    answerMethod: flags.method ?? played.answerMethod,
    fallbackUrl: absolute(flags.fallbackUrl ?? played.fallbackUrl) ?? sample?.fallbackUrl,
    fallbackMethod: flags.fallbackMethod ?? played.fallbackMethod,
    hangupUrl: absolute(flags.hangupUrl ?? played.hangupUrl) ?? sample?.hangupUrl,
    hangupMethod: flags.hangupMethod ?? played.hangupMethod,
    from: flags.from ?? played.from,
    to: flags.to ?? played.to,
    callerName: flags.callerName ?? played.callerName,
    outbound: flags.outbound ?? played.outbound,
    ringUrl: absolute(flags.ringUrl ?? played.ringUrl),
    ringTimeout: flags.ringTimeout === undefined ? played.ringTimeout : flags.ringTimeout / 1000,
    sendDigits: flags.sendDigits ?? played.sendDigits,
    machineDetection: flags.machineDetection ?? played.machineDetection,
    machineDetectionUrl: absolute(flags.machineDetectionUrl ?? played.machineDetectionUrl),
    sipHeaders: flags.sipHeader ?? played.sipHeaders,
  })
}

const defined = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T

/** What the library would throw, in the words of the command line: `--from is "me"; allowed is …`. */
function refuseWrongFields(call: CallFields, answering: Answering | undefined): void {
  const lost = outboundFlags.find(name => call[name] !== undefined)
  if (lost && !call.outbound) throw new UsageError(`${flagOf(lost)} belongs to a call that Plivo makes: add --outbound`)
  const { ringTimeout } = call
  const wrong =
    ringTimeout === undefined ? undefined : timeWithin('--ring-timeout', ringTimeout * 1000, boundsOf('ringTimeout'))
  if (wrong) throw new UsageError(wrong.sentence)
  try {
    if (call.outbound) readDialOutOptions(dialOutOptionsOf(call, answering))
    else readCallOptions(callOptionsOf(call, answering))
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    throw new UsageError(inFlags(error.message))
  }
}

const inFlags = (message: string): string =>
  message
    .replace(/^([a-zA-Z]+)(?= (is|needs) )/, name => flagOf(name))
    .replace("machineDetection: 'true' or 'hangup'", '--machine-detection true or hangup')

const outboundFlags = [
  'ringUrl',
  'ringTimeout',
  'sendDigits',
  'machineDetection',
  'machineDetectionUrl',
] as const satisfies (keyof CallFields)[]

/** In a terminal the phone that Plivo calls is the terminal: it rings until somebody picks it up. */
function ownPhone({ outbound, to = defaultNumbers.from }: CallFields, { phone = [] }: CallFlags): ScenarioPhone[] {
  const given = phone.some(({ address }) => address === to || address === 'default')
  return outbound && !given ? [{ address: to, behaviour: handset }] : []
}

const flagOf = (option: string): string =>
  option === 'answerUrl' ? 'the answer URL' : `--${option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
