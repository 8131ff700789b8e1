import { dirname, relative, resolve } from 'node:path'
import type { TraceEvent } from '../trace/events.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import type { CallFields } from './call-fields.js'
import type { ScenarioCaller } from './callers.js'
import { hidden, withoutSecrets } from './cassette/secrets.js'
import { type Scenario, titleOf } from './file.js'
import type { Answering } from './placed-call.js'
import { isByFarEnd, type Noted } from './saved-deeds.js'
import { expectationsOf } from './saved-expectations.js'
import { phonesValue } from './saved-phones.js'
import { redactionOf } from './saved-redaction.js'
import { stepsOf } from './saved-steps.js'
import { callValue, faultRuleValue, stepValue } from './saved-values.js'
import { writeTime } from './time.js'
import { yamlOf } from './yaml-text.js'

/** A call that has been made, or has come as far as it came. */
export interface MadeCall {
  /** Of its caller. */
  readonly name: string
  readonly events: readonly TraceEvent[]
  readonly attempts: readonly ObservedAttempt[]
  /** What was done by hand, if it was. */
  readonly noted?: Noted
  /** How many of the steps that the caller was to do came about; all unless given. */
  readonly stepsDone?: number
  /** It was a leg of another call before it was transferred. */
  readonly leg?: boolean
}

export interface SavedParts {
  /** What was played; its callers have the steps that they were given. */
  readonly scenario: Scenario
  readonly calls: readonly MadeCall[]
  /** Faults that were given besides those of the scenario. */
  readonly faults?: readonly FaultRule[]
  /** Faults that no request met, in one line each: they would fail a test. */
  readonly unmetFaults?: readonly { readonly rule: FaultRule; readonly words: string }[]
  /** The sample that answers: what it says itself need not be written. */
  readonly sample?: Answering | undefined
  /** Where the answers of the application are kept. */
  readonly cassette?: string
  readonly redact?: boolean
  /** What else is to be said at the top of the file, a sentence each. */
  readonly notes?: readonly string[]
}

/** Makes a scenario of calls that have been made: the same steps, and what came of them as expectations. */
export function savedScenario(parts: SavedParts, file: string): string {
  const { scenario, calls, faults = [], unmetFaults = [], sample, redact } = parts
  const own = calls.filter(({ leg }) => !leg)
  const events = calls.flatMap(call => call.events).sort((one, other) => one.seq - other.seq)
  const callers = scenario.callers.map(caller => ({
    ...caller,
    does: stepsFor(
      caller,
      own.find(({ name }) => name === caller.name),
      scenario.callers.length > 1,
    ),
    call: plainUrls(caller.call, sample),
  }))
  const several = callers.length > 1
  const redaction = redact
    ? redactionOf(
        callers.map(({ call }) => call),
        events,
      )
    : undefined
  const kept = [
    ...faults.map(rule => ({ rule, call: undefined })),
    ...(scenario.faults ?? []).map(({ rule, call }) => ({ rule, call })),
  ].filter(({ rule }) => !unmetFaults.some(unmet => unmet.rule === rule || sameRule(unmet.rule, rule)))
  const needsSeed = kept.some(({ rule }) => rule.probability !== undefined)
  const value = {
    name: scenario.name === 'call' ? titleOf(file) : scenario.name,
    ...((needsSeed || scenario.file !== 'offhook call') && scenario.seed !== undefined && { seed: scenario.seed }),
    ...(scenario.timeLimit !== undefined && { time_limit: writeTime(scenario.timeLimit * 1000) }),
    ...appOf(scenario, file),
    ...(parts.cassette !== undefined && { cassette: pathFrom(file, parts.cassette) }),
    ...(several ? {} : { call: callValue(callers[0]?.call ?? {}) }),
    phones: phonesValue(events, [...(scenario.phones ?? [])].reverse()),
    ...(several ? { callers: callersValue(callers) } : { caller: callers[0]?.does ?? [] }),
    faults: kept.map(({ rule, call }) => faultRuleValue(rule, call)),
    ...(scenario.regions && { regions: regionsValue(scenario.regions) }),
    expect: expectationsOf(own.map(call => ({ ...(several && { caller: call.name }), events: call.events }))),
  }
  const plain = mapped(value, withoutSecrets) as typeof value
  return written(redaction ? redaction(plain) : plain, file, parts)
}

type Steps = readonly unknown[]

/** Steps that were written stay as they were; what was done by hand, or came after them, is made into steps. */
function stepsFor(caller: ScenarioCaller, call: MadeCall | undefined, several: boolean): Steps {
  const given = caller.does.map(({ step }) => step)
  if (!call) return given.map(stepValue)
  const done = given.slice(0, call.stepsDone ?? given.length)
  const hungUp = call.events.some(event => event.type === 'call.ended' && isByFarEnd(event))
  const asWritten = given.length > 0 && !call.noted
  const isWhole = !hungUp || done.at(-1)?.verb === 'hangs up' || done.some(({ verb }) => verb === 'api')
  if (asWritten && isWhole) return done.map(stepValue)
  // Who is called and has a phone of his own does by himself what that does.
  if (caller.call.outbound && !call.noted && given.length === 0) return []
  return stepsOf({ ...call, exact: several }, call.noted).map(stepValue)
}

const callersValue = (callers: readonly { name: string; starts: number; call: CallFields; does: Steps }[]): object =>
  Object.fromEntries(
    callers.map(({ name, starts, call, does }) => [
      name,
      { ...(starts > 0 && { starts: writeTime(starts) }), call: callValue(call), does },
    ]),
  )

/** Paths instead of URLs where a sample answers, and none where it is the sample that says them. */
const plainUrls = (call: CallFields, sample?: Answering): CallFields =>
  Object.fromEntries(
    Object.entries(call).flatMap(([name, value]) => {
      if (!sample || typeof value !== 'string') return [[name, value]]
      if (value === sample[name as keyof Answering]) return []
      return [[name, value.startsWith(`${sample.origin}/`) ? value.slice(sample.origin.length) : value]]
    }),
  )

function appOf({ app, program }: Scenario, file: string): object {
  if (app) return { app: pathFrom(file, app.folder) }
  if (!program) return {}
  const { command, cwd, port, ready, readyWithin, env } = program
  return {
    app: {
      command,
      cwd: pathFrom(file, cwd),
      ...(ready !== undefined && { ready: String(ready) }),
      ...(port !== undefined && { port }),
      ...(readyWithin !== 30_000 && { ready_within: writeTime(readyWithin) }),
      ...(Object.keys(env).length > 0 && { env: withoutSecretValues(env) }),
    },
  }
}

const withoutSecretValues = (env: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      /token|secret|passw|key|credential/i.test(name) ? hidden : value,
    ]),
  )

const pathFrom = (file: string, path: string): string =>
  relative(dirname(resolve(file)), resolve(path)).replaceAll('\\', '/') || '.'

/** A rule of the file is another object in the exchange where it names a caller. */
const sameRule = ({ call: _, ...one }: FaultRule, { call: __, ...other }: FaultRule): boolean =>
  String(one.url) === String(other.url) && JSON.stringify(one) === JSON.stringify(other)

const regionsValue = ({ latency, ...regions }: NonNullable<Scenario['regions']>): object => ({
  ...regions,
  ...(latency && {
    latency: Object.fromEntries(Object.entries(latency).map(([region, ms]) => [region, writeTime(Number(ms))])),
  }),
})

/** A copy with every text in it changed, but for names of keys. */
function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => mapped(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, change)]))
}

const stepsTold =
  '"hears" lets time run until a prompt with these words has been heard; "waits" is where the moment matters.'

/** What is told of each part of the file to somebody who has never seen one. */
const comments: Readonly<Record<string, string>> = {
  app: 'What answers: the program, or the folder of a sample.',
  cassette: 'What the application answered: with it, the scenario is played without the application.',
  call: 'Who calls whom, and the URLs of the application.',
  phones: 'Whom the application dials, and what they do.',
  caller: `What the caller does. ${stepsTold}`,
  callers: `Who calls, and what they do. ${stepsTold}`,
  faults: 'What goes wrong with requests.',
  expect: 'What must have happened in the end.',
}

const style = { inline: ['with', 'ended', 'message', 'sip_headers', 'fault'] }

function written(value: Readonly<Record<string, unknown>>, file: string, parts: SavedParts): string {
  const sections = Object.entries(value).filter(([, part]) => !isEmpty(part))
  return [
    `# A call that was made with \`offhook call\`, as a test. To play it again:  offhook test ${pathOf(file)}\n`,
    ...notes(parts).map(note => `# ${note}\n`),
    ...sections.map(([key, part]) => (comments[key] ? `\n# ${comments[key]}\n` : '') + yamlOf(key, part, style)),
  ].join('')
}

const pathOf = (file: string): string => file.replace(/[\r\n]/g, ' ')

const isEmpty = (part: unknown): boolean =>
  Array.isArray(part) ? part.length === 0 : typeof part === 'object' && part !== null && Object.keys(part).length === 0

function notes({ calls, unmetFaults = [], redact, scenario, notes: told = [] }: SavedParts): string[] {
  const isOver = calls.length > 0 && calls.every(({ events }) => events.some(({ type }) => type === 'call.ended'))
  const text = JSON.stringify(scenario.callers.map(({ call }) => call))
  return [
    ...(isOver ? [] : ['The call had not ended when this was written: it has what had happened until then.']),
    ...(redact ? ['Numbers, names, what was said and secret input in it are invented.'] : []),
    ...(withoutSecrets(text) === text ? [] : ['Credentials of URLs are not in it: "hidden" stands for each of them.']),
    ...told,
    ...unmetFaults.map(
      ({ words }) => `No request met this fault, and it is left out: ${words.replace(/[\r\n]/g, ' ')}`,
    ),
  ]
}
