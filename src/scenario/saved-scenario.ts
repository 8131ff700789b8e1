import { dirname, relative, resolve } from 'node:path'
import { defaultNumbers } from '../exchange/call-options.js'
import type { PhoneManner } from '../party/phone.js'
import type { UnmetPhone } from '../party/phone-book.js'
import type { TraceEvent } from '../trace/events.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import type { CallFields } from './call-fields.js'
import type { Scenario, ScenarioCaller } from './file.js'
import type { ScenarioPhone } from './phones.js'
import type { ScenarioCall } from './run.js'
import { apiValue } from './saved-api.js'
import { type Disguise, isSecretName, withoutSecrets } from './saved-disguise.js'
import { savedExpectations } from './saved-expectations.js'
import { fileBehaviour, fileFault, fileStep } from './saved-manner.js'
import { patternText } from './saved-phrase.js'
import { type SavedStep, savedSteps } from './saved-steps.js'
import { writeTime } from './time.js'
import { InOneLine, Noted, writeYaml } from './yaml-text.js'

/** What happened, and what it was to be. */
export interface Happened {
  readonly scenario: Scenario
  readonly calls: readonly ScenarioCall[]
  /** Faults that were given besides those of the scenario, and struck. */
  readonly faults: readonly FaultRule[]
  /** Phones that were not dialled, or did not do all that they were to. */
  readonly unmet: readonly UnmetPhone[]
  /** The steps were not written beforehand: somebody did as he liked. */
  readonly byHand: boolean
  /** Requests took the time that they really took. */
  readonly measured?: boolean
  /** The keys that were pressed by hand. */
  readonly pressed?: string
  /** Steps that did not come about; those after them neither. */
  readonly missed: boolean
  /** Wherever it is interrupted, it has no end. */
  readonly interrupted?: boolean
}

export interface SavedScenario {
  readonly text: string
  readonly steps: number
  readonly expectations: number
  /** Keys that have to be filled in. */
  readonly secretKeys: boolean
}

/** Writes what happened as a scenario in which the same happens again; `file` is where it is to be. */
export function savedScenario(happened: Happened, file: string, disguise: Disguise): SavedScenario {
  const { scenario, calls } = happened
  const several = scenario.callers.length > 1
  learn(calls, disguise)
  const placed = calls.filter(({ leg }) => !leg)
  const steps = scenario.callers.map(caller => stepsOf(caller, happened))
  const body = {
    callers: steps.map(list => list.map(({ value }) => value)),
    expect: placed.flatMap(({ name, trace }) =>
      savedExpectations(trace.events, { disguise, ...(several && { caller: name }) }),
    ),
  }
  const secretKeys = steps.flat().some(({ secret }) => secret)
  // A phone that all scenarios of a file share need not have done all that it was to.
  const used = usedPhones(happened)
  const shared = happened.unmet.some(({ phone }) => used.some(({ address }) => address === phone))
  const app = scenario.app && (relative(dirname(resolve(file)), scenario.app.folder) || '.')
  const call = scenario.callers[0]?.call ?? {}
  const common = {
    ...(needsSeed(happened) && { seed: scenario.seed ?? 1 }),
    ...(scenario.timeLimit !== undefined && { time_limit: writeTime(scenario.timeLimit * 1000) }),
    ...(app !== undefined && { app: new Noted('The sample that answers.', app) }),
    ...(scenario.program && { app: programOf(scenario.program) }),
    ...(!several && Object.keys(call).length > 0 && { call: callOf(call, scenario, disguise) }),
    ...phonesOf(happened, disguise),
    ...faultsOf(happened),
  }
  const caller = several
    ? { callers: callersOf(scenario, body.callers, disguise) }
    : body.callers[0]?.length
      ? { caller: new Noted('What the caller does, step by step; each waits until it can be done.', body.callers[0]) }
      : {}
  const own = {
    ...caller,
    ...(body.expect.length > 0 && { expect: new Noted('What must have happened in the end.', body.expect) }),
  }
  const name = disguise.text(nameOf(happened))
  const content = shared ? { ...common, scenarios: [{ name, ...own }] } : { name, ...common, ...own }
  const text = writeYaml(content, heading(file, { happened, secretKeys, disguise }))
  return { text, steps: steps.flat().length, expectations: body.expect.length, secretKeys }

  function stepsOf(
    { name, does, call }: ScenarioCaller,
    { byHand, missed }: Happened,
  ): { value: unknown; secret?: boolean }[] {
    const events = placed.find(one => one.name === name)?.trace.events ?? []
    const given = does.flatMap(({ step, place }) =>
      step.verb === 'api' ? [{ value: { api: apiValue(place) } }] : [{ value: write({ step }) }],
    )
    const asWritten = !byHand && !missed && does.length > 0 && !happened.interrupted && !cutOff(does, events)
    if (asWritten || isPlayedByPhone(call, scenario)) return given
    const scripted = does.map(({ step }) => (step.verb === 'presses' ? step.keys : '')).join('')
    return savedSteps(events, {
      alone: scenario.callers.length === 1,
      measured: happened.measured ?? false,
      pressed: happened.pressed ?? scripted,
    }).map(one => ({
      value: write(one),
      ...(one.secret && { secret: true }),
    }))
  }

  function write({ step, secret }: SavedStep): unknown {
    switch (step.verb) {
      case 'hears':
        return fileStep(
          typeof step.pattern === 'string' ? { ...step, pattern: patternText(disguise.text(step.pattern)) } : step,
        )
      case 'says':
        return fileStep({ ...step, text: disguise.speech(step.text) })
      case 'presses': {
        if (!secret) return fileStep({ ...step, keys: disguise.text(step.keys) })
        const keys = disguise.secretKeys(step.keys)
        const comment = disguise.redacts
          ? 'These keys are secret, and not the real ones: fill them in.'
          : 'The application keeps these keys out of its logs (log="false"): do not show them to everybody.'
        return new Noted(comment, fileStep({ ...step, keys }))
      }
      default:
        return fileStep(step)
    }
  }
}

/** A call that Plivo makes to a phone that does by itself what is done there. */
const isPlayedByPhone = ({ outbound, to = defaultNumbers.from }: CallFields, { phones = [] }: Scenario): boolean =>
  outbound === true &&
  phones.some(({ address, behaviour }) => {
    if (plain(address) !== plain(to) && address !== 'default') return false
    const manners = [behaviour].flat() as readonly PhoneManner[]
    return manners.some(manner => {
      if (typeof manner === 'string') return manner === 'voicemail'
      return ['does', 'says', 'presses', 'hears', 'hangsUp', 'voicemail'].some(deed => deed in manner)
    })
  })

/** Who is who, and what is secret, before it turns up in what was heard. */
function learn(calls: readonly ScenarioCall[], disguise: Disguise): void {
  for (const { params, secret = [] } of calls.flatMap(({ trace }) => trace.of('webhook.sent'))) {
    for (const name of ['From', 'To']) disguise.text(params[name] ?? '')
    disguise.callerName(params.CallerName ?? '')
    if (params.Speech) disguise.speech(params.Speech)
    for (const name of secret) if (params[name]) disguise.secretKeys(params[name])
  }
}

/** The caller hung up, or was hung up, other than his steps say. */
const cutOff = (does: ScenarioCaller['does'], events: readonly TraceEvent[]): boolean =>
  events.some(event => event.type === 'call.ended' && /^the (caller|callee) hung up/.test(event.because)) &&
  does.at(-1)?.step.verb !== 'hangs up'

const nameOf = ({ scenario, calls }: Happened): string => {
  if (scenario.name !== 'call') return `${scenario.name}, as it was played`
  const path = /^https?:\/\/[^/]+(\/[^?#]*)/i.exec(scenario.callers[0]?.call.answerUrl ?? '')?.[1] ?? 'a sample'
  const end = calls[0]?.trace.of('call.ended').at(-1)
  return `A call to ${path}${end ? ` that ends ${end.cause} ${end.name}` : ''}`
}

function heading(
  file: string,
  { happened, secretKeys, disguise }: { happened: Happened; secretKeys: boolean; disguise: Disguise },
): string {
  const header = happened.scenario.callers.some(({ call }) => call.answerUrl !== undefined)
  return [
    'A call that was made by hand, to be made again. Run it with:',
    `  offhook test ${file}`,
    ...(header && !happened.scenario.app
      ? [
          'Requests are signed with PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN of the environment, if they are set: no token is in here.',
        ]
      : []),
    ...(happened.interrupted ? ['The call was interrupted: this is as far as it came.'] : []),
    ...(disguise.redacts ? ['Numbers, names and what was said are not the real ones.'] : []),
    ...(secretKeys && disguise.redacts ? ['Keys that are secret have to be filled in, where it says so.'] : []),
  ].join('\n')
}

/** Chance is a part of what happened. */
const needsSeed = ({ scenario, faults }: Happened): boolean =>
  [...faults, ...(scenario.faults ?? []).map(({ rule }) => rule)].some(({ probability }) => probability !== undefined)

function programOf({ command, cwd, port, ready, readyWithin, env }: NonNullable<Scenario['program']>): object {
  const safe = Object.entries(env).filter(([name]) => !isSecretName(name))
  return {
    command: withoutSecrets(command),
    cwd,
    ...(port !== undefined && { port }),
    ...(ready !== undefined && { ready: String(ready) }),
    ready_within: writeTime(readyWithin),
    ...(safe.length > 0 && { env: Object.fromEntries(safe) }),
  }
}

const inSeconds = new Set(['ringTimeout', 'hangupOnRing', 'timeLimit'])
const inMs = /^machineDetection(?:Time|MaximumSpeechLength|InitialSilence|InitialGreeting)$/

/** Names and units of files: `ring_timeout: 10s`. A URL of a sample, or of a program, is a path. */
function callOf(call: CallFields, { app, program }: Scenario, disguise: Disguise): object {
  const own = app || program ? /^https?:\/\/[^/]+(?=\/)/i.exec(call.answerUrl ?? '')?.[0] : undefined
  return Object.fromEntries(
    Object.entries(call).flatMap(([name, value]): [string, unknown][] => {
      if (value === undefined) return []
      const key = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      if (inSeconds.has(name)) return [[key, writeTime(Number(value) * 1000)]]
      if (inMs.test(name)) return [[key, writeTime(Number(value))]]
      if (name === 'callerName') return [[key, disguise.callerName(String(value))]]
      if (name === 'sipHeaders') return [[key, new InOneLine(headersOf(value as Record<string, string>, disguise))]]
      if (typeof value !== 'string') return [[key, value]]
      const text = own && value.startsWith(own) ? value.slice(own.length) : value
      return [[key, name === 'sendDigits' ? value : disguise.text(text)]]
    }),
  )
}

const headersOf = (headers: Record<string, string>, disguise: Disguise): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? 'hidden' : disguise.text(value)]),
  )

const callersOf = (scenario: Scenario, steps: readonly unknown[][], disguise: Disguise): object =>
  Object.fromEntries(
    scenario.callers.map(({ name, starts, call }, index) => [
      name,
      {
        ...(starts > 0 && { starts: writeTime(starts) }),
        call: callOf(call, scenario, disguise),
        ...((steps[index]?.length ?? 0) > 0 && { does: steps[index] }),
      },
    ]),
  )

/** Those that were dialled, and who was called; the keyboard of a terminal was a phone that was answered when it was. */
function usedPhones({ scenario, calls }: Happened): ScenarioPhone[] {
  const events = calls.flatMap(({ trace }) => trace.events)
  const dialled = events.flatMap(event => (event.type === 'leg.dialed' ? [plain(event.to)] : []))
  const made = madeCalls(calls)
  return (scenario.phones ?? []).filter(
    ({ address }) => address === 'default' || dialled.includes(plain(address)) || made.has(plain(address)),
  )
}

/** Calls that Plivo made, by whom it called. */
const madeCalls = (calls: readonly ScenarioCall[]) =>
  new Map(
    calls.flatMap(({ trace }) => {
      const [arrived] = trace.of('call.arrived')
      return arrived?.direction === 'outbound' ? [[plain(arrived.to), trace] as const] : []
    }),
  )

function phonesOf(happened: Happened, disguise: Disguise): object {
  const made = madeCalls(happened.calls)
  const written = usedPhones(happened).flatMap(({ address, behaviour }: ScenarioPhone): [string, unknown][] => {
    const trace = made.get(plain(address))
    const live =
      trace && typeof behaviour === 'object' && !Array.isArray(behaviour) && Object.keys(behaviour).length === 0
    const rang = trace?.of('call.rang')[0]?.at
    const answered = trace?.of('call.answered')[0]?.at
    const manner = live
      ? answered === undefined || rang === undefined
        ? 'no-answer'
        : { answers: writeTime(Math.max(1, Math.round(answered - rang))) }
      : fileBehaviour(behaviour)
    return [
      [
        disguise.text(address),
        typeof manner === 'object' && !Array.isArray(manner)
          ? new InOneLine(manner as object as Record<string, unknown>)
          : manner,
      ],
    ]
  })
  if (written.length === 0) return {}
  return { phones: new Noted('What becomes of those who are rung.', Object.fromEntries(written)) }
}

const plain = (address: string): string => address.replace(/^\+/, '').toLowerCase()

function faultsOf({ scenario, faults }: Happened): object {
  const all = [
    ...faults.map(rule => fileFault(rule)),
    ...(scenario.faults ?? []).map(({ rule, call }) => ({ ...fileFault(rule), ...(call !== undefined && { call }) })),
  ]
  if (all.length === 0) return {}
  return {
    faults: new Noted(
      'What goes wrong with requests.',
      all.map(one => new InOneLine(one as Record<string, unknown>)),
    ),
  }
}
