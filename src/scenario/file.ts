import { basename, dirname, resolve } from 'node:path'
import type { RegionOptions } from '../webhook/regions.js'
import { type CallFields, readCall } from './call-fields.js'
import { type Expectation, readExpectation } from './expectation.js'
import { readFaults, type ScenarioFault } from './faults.js'
import { type Field, readYaml } from './field.js'
import { type FileMistake, type FilePlace, Mistake } from './mistake.js'
import { readPhones, type ScenarioPhone } from './phones.js'
import { type PlacedStep, readCallerSteps } from './placed-steps.js'
import { readText } from './read.js'
import { readRegions } from './regions.js'
import { verbs } from './steps.js'

export type { PlacedStep }

/** A conversation as a test: who calls, what the caller does, and what must have happened in the end. */
export interface Scenario {
  readonly name: string
  /** As it was named when it was read; all places refer to it. */
  readonly file: string
  readonly seed?: number
  /** Seconds after which the platform hangs up; its usual 4 hours unless given. */
  readonly timeLimit?: number
  readonly account?: { readonly authId?: string; readonly authToken?: string; readonly timezone?: string }
  /** The folder of the sample that answers, and where that is written. */
  readonly app?: { readonly folder: string; readonly place: FilePlace }
  readonly callers: readonly ScenarioCaller[]
  /** The far ends that Dial can reach. */
  readonly phones?: readonly ScenarioPhone[]
  /** What goes wrong with webhooks; the first rule that matches one is the one. */
  readonly faults?: readonly ScenarioFault[]
  readonly regions?: RegionOptions
  readonly expect: readonly Expectation[]
}

export interface ScenarioCaller {
  readonly name: string
  /** Milliseconds of call time before the call is placed. */
  readonly starts: number
  readonly call: CallFields
  readonly does: readonly PlacedStep[]
}

const keys = [
  'name',
  'seed',
  'time_limit',
  'account',
  'app',
  'call',
  'phones',
  'caller',
  'callers',
  'faults',
  'regions',
  'expect',
] as const

/** Steps that lost their indentation, and where they belong. */
const stepsUnder = (place: string): [string, string][] =>
  Object.entries({ ...verbs, api: 'an operation' }).map(([verb, takes]) => [
    verb,
    `unknown key "${verb}"; it belongs under ${place}, as - ${verb}${takes && ': …'}`,
  ])

const refused = new Map(stepsUnder('caller'))

/** Reads a scenario file from disk. */
export function loadScenario(file: string): { scenario: Scenario } | { problems: FileMistake[] } {
  const text = readText(file)
  return text instanceof Mistake ? { problems: [text] } : readScenario(text, file)
}

/** Reads the text of a scenario file; `file` is its name in messages, and the place that `app` is relative to. */
export function readScenario(text: string, file: string): { scenario: Scenario } | { problems: FileMistake[] } {
  const yaml = readYaml(text, file)
  if ('problems' in yaml) return yaml
  const { root } = yaml
  const fields = root.record(keys, refused)
  if (!fields) return { problems: root.problems }
  const folder = fields.app?.text()
  const phones = fields.phones ? readPhones(fields.phones) : []
  const addresses = phones.map(({ address }) => address)
  const callers = readCallers(fields, root, addresses)
  const names = callers.map(caller => caller.name)
  const scenario: Scenario = {
    name: fields.name?.text() ?? basename(file).replace(/\.ya?ml$/, ''),
    file,
    seed: fields.seed?.whole(0, 'a whole number, 0 or more'),
    ...(fields.time_limit && { timeLimit: readTimeLimit(fields.time_limit) }),
    account: fields.account && readAccount(fields.account),
    app:
      folder !== undefined && fields.app
        ? { folder: resolve(dirname(file), folder), place: fields.app.place }
        : undefined,
    callers,
    phones,
    faults: fields.faults ? readFaults(fields.faults, names) : [],
    regions: fields.regions && readRegions(fields.regions),
    expect: fields.expect?.items()?.flatMap(item => readExpectation(item, names, addresses) ?? []) ?? [],
  }
  return root.problems.length ? { problems: root.problems } : { scenario }
}

function readTimeLimit(field: Field): number | undefined {
  const ms = field.time()
  if (ms === undefined || ms >= 1000) return ms === undefined ? undefined : ms / 1000
  return field.mistake('time_limit is shorter than any platform takes to hang up', {
    allowed: 'a time from 1s to 24 hours (1440m)',
  })
}

function readAccount(field: Field): Scenario['account'] {
  const account = field.record(['auth_id', 'auth_token', 'timezone'])
  const timezone = account?.timezone?.text()
  if (timezone !== undefined && !isTimezone(timezone)) {
    account?.timezone?.mistake(`there is no time zone ${JSON.stringify(timezone)}`, {
      allowed: 'a name like Europe/Berlin or UTC',
    })
  }
  const given = { authId: account?.auth_id?.text(), authToken: account?.auth_token?.text(), timezone }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function readCallers(
  fields: Partial<Record<(typeof keys)[number], Field>>,
  root: Field,
  phones: readonly string[],
): ScenarioCaller[] {
  const app = fields.app !== undefined
  const call = (fields.call && readCall(fields.call, app)) ?? {}
  if (fields.caller && fields.callers) fields.callers.mistake('either "caller" (one) or "callers" (several), not both')
  const entries = fields.callers?.entries() ?? []
  /** Who may be in a conference: a leg that is transferred, too. */
  const names = [
    ...(fields.callers ? entries.map(({ key }) => key.name) : ['caller']),
    ...phones.filter(address => address !== 'default'),
  ]
  const callers = fields.callers
    ? entries.map(({ key, value }) => readCaller(key.name, value, call, app, names))
    : [{ name: 'caller', starts: 0, call, does: fields.caller ? readCallerSteps(fields.caller, names) : [] }]
  if (fields.callers && !callers.length) fields.callers.mistake('"callers" names no caller')
  // A URL that was refused has been reported already.
  if (!app && !root.problems.length && callers.some(caller => caller.call.answerUrl === undefined)) {
    const where = fields.call ?? fields.callers ?? root
    where.mistake('nobody answers: give call.answer_url (a running application) or app (a sample folder)')
  }
  return callers
}

function readCaller(
  name: string,
  field: Field,
  shared: CallFields,
  app: boolean,
  names: readonly string[],
): ScenarioCaller {
  const fields = field.record(['starts', 'call', 'does'], new Map(stepsUnder('does')))
  const own = Object.entries((fields?.call && readCall(fields.call, app, shared)) ?? {}).filter(
    ([, value]) => value !== undefined,
  )
  return {
    name,
    starts: fields?.starts?.time() ?? 0,
    call: { ...shared, ...Object.fromEntries(own) },
    does: fields?.does ? readCallerSteps(fields.does, names) : [],
  }
}
