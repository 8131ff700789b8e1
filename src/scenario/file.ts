import { basename, dirname, resolve } from 'node:path'
import type { RegionOptions } from '../webhook/regions.js'
import { overridden, readCallers, type ScenarioCaller, stepsUnder } from './callers.js'
import { type Expectation, readExpectation } from './expectation.js'
import { readFaults, type ScenarioFault } from './faults.js'
import { type Field, readYaml } from './field.js'
import { type FileMistake, type FilePlace, Mistake, unknown, wholeFile } from './mistake.js'
import { readPhones, type ScenarioPhone } from './phones.js'
import type { PlacedStep } from './placed-steps.js'
import { type Program, readApp } from './program.js'
import { readText } from './read.js'
import { readRegions } from './regions.js'
import { readAccount, readTimeLimit, type ScenarioAccount } from './settings.js'

export type { PlacedStep, ScenarioCaller }

/** A conversation as a test: who calls, what the caller does, and what must have happened in the end. */
export interface Scenario {
  readonly name: string
  /** As it was named when it was read; all places refer to it. */
  readonly file: string
  /** Where it begins in its file. */
  readonly place?: FilePlace
  readonly seed?: number
  /** Seconds after which the platform hangs up; its usual time unless given. */
  readonly timeLimit?: number
  readonly account?: ScenarioAccount
  /** The folder of the sample that answers, and where that is written. */
  readonly app?: { readonly folder: string; readonly place: FilePlace }
  /** The program that answers, and is started for that. */
  readonly program?: Program
  /** Where the answers of the application are kept: an absolute path. */
  readonly cassette?: string
  readonly callers: readonly ScenarioCaller[]
  /** The far ends that Dial can reach. */
  readonly phones?: readonly ScenarioPhone[]
  /** What goes wrong with webhooks; the first rule that matches one is the one. */
  readonly faults?: readonly ScenarioFault[]
  readonly regions?: RegionOptions
  readonly expect: readonly Expectation[]
}

const keys = [
  'name',
  'seed',
  'time_limit',
  'account',
  'app',
  'cassette',
  'call',
  'phones',
  'caller',
  'callers',
  'faults',
  'regions',
  'expect',
] as const

type Fields = Partial<Record<(typeof keys)[number], Field>>

const refused = new Map(stepsUnder('caller'))

/** Reads one scenario of a file: the one of that name, or the only one. */
export function loadScenario(file: string, name?: string): { scenario: Scenario } | { problems: FileMistake[] } {
  return theOne(loadScenarios(file), name)
}

/** Reads the text of a file with one scenario; see {@link readScenarios}. */
export function readScenario(text: string, file: string): { scenario: Scenario } | { problems: FileMistake[] } {
  return theOne(readScenarios(text, file))
}

/** Reads the scenarios of a file. */
export function loadScenarios(file: string): { scenarios: Scenario[] } | { problems: FileMistake[] } {
  const text = readText(file)
  return text instanceof Mistake ? { problems: [text] } : readScenarios(text, file)
}

/**
 * Reads the text of a scenario file: one scenario, or a list of them with what they have in common above it. `file` is its
 * name in messages, and the place that paths are relative to.
 */
export function readScenarios(text: string, file: string): { scenarios: Scenario[] } | { problems: FileMistake[] } {
  const yaml = readYaml(text, file)
  if ('problems' in yaml) return yaml
  const { root } = yaml
  const fields = root.record([...keys, 'scenarios'], refused)
  if (!fields) return { problems: root.problems }
  const scenarios = fields.scenarios ? readList(fields.scenarios, fields) : [readOne(fields, {}, root)]
  return root.problems.length ? { problems: onceEach(root.problems) } : { scenarios }
}

function theOne(
  read: ReturnType<typeof readScenarios>,
  name?: string,
): { scenario: Scenario } | { problems: FileMistake[] } {
  if ('problems' in read) return read
  const [first, another] = read.scenarios as [Scenario, ...Scenario[]]
  const names = read.scenarios.map(scenario => scenario.name)
  if (name !== undefined) {
    const scenario = read.scenarios.find(one => one.name === name)
    return scenario ? { scenario } : { problems: [unknown('scenario', name, names).at(wholeFile(first.file))] }
  }
  if (!another?.place) return { scenario: first }
  const several = names.map(one => JSON.stringify(one)).join(', ')
  return { problems: [new Mistake(`one scenario is wanted, and the file has several: ${several}`).at(another.place)] }
}

function readList(list: Field, shared: Fields): Scenario[] {
  const items = list.items() ?? []
  if (list.kind === 'list' && items.length === 0) list.mistake('"scenarios" names no scenario')
  if (shared.expect?.items()?.some(item => item.entries()?.some(({ key }) => key.name === 'trace'))) {
    shared.expect.mistake('scenarios cannot have one trace in common: each expects a file of its own')
  }
  const names = new Set<string>()
  return items.flatMap(item => {
    const fields = item.record(keys, refused)
    if (!fields) return []
    if (!fields.name) item.mistake('a scenario of a list needs a name')
    const scenario = readOne(fields, shared, item)
    if (names.has(scenario.name)) fields.name?.mistake(`there are two scenarios named ${JSON.stringify(scenario.name)}`)
    names.add(scenario.name)
    return [scenario]
  })
}

/** One scenario; what it does not say itself is what all of the file have in common. */
function readOne(own: Fields, shared: Fields, whole: Field): Scenario {
  const given: Fields = { ...shared, ...own, ...(own.caller && { callers: own.callers }) }
  if (own.callers && !own.caller) given.caller = undefined
  const { file } = whole.place
  const app = given.app && readApp(given.app)
  const phones = [
    ...(own.phones ? readPhones(own.phones) : []),
    // Not every scenario dials all of the phones that they share.
    ...(shared.phones ? readPhones(shared.phones).map(({ place: _, ...phone }) => phone) : []),
  ].filter(({ address }, index, all) => all.findIndex(other => other.address === address) === index)
  const addresses = phones.map(({ address }) => address)
  const isAnswered = given.app !== undefined
  const call = overridden(overridden({}, shared.call, isAnswered), own.call, isAnswered)
  const callers = readCallers({
    call,
    caller: given.caller,
    callers: given.callers,
    app: isAnswered,
    phones: addresses,
  })
  const names = callers.map(({ name }) => name)
  const cassette = given.cassette?.text()
  refuseUnanswered(callers, own.call ?? shared.call ?? given.callers ?? whole, given.app)
  return {
    name: own.name?.text() ?? titleOf(file),
    file,
    place: whole.place,
    seed: given.seed?.whole(0, 'a whole number, 0 or more'),
    ...(given.time_limit && { timeLimit: readTimeLimit(given.time_limit) }),
    account: given.account && readAccount(given.account),
    ...app,
    ...(cassette !== undefined && { cassette: resolve(dirname(file), cassette) }),
    callers,
    phones,
    faults: [
      ...(own.faults ? readFaults(own.faults, names) : []),
      ...(shared.faults ? readFaults(shared.faults, names).map(({ place: _, ...fault }) => fault) : []),
    ],
    regions: given.regions && readRegions(given.regions),
    expect: [shared.expect, own.expect].flatMap(
      list => list?.items()?.flatMap(item => readExpectation(item, names, addresses) ?? []) ?? [],
    ),
  }
}

/** What a scenario is called that has no name: `menu` of `calls/menu.scenario.yaml`. */
export const titleOf = (file: string): string => basename(file).replace(/(?<=.)(\.scenario)?\.ya?ml$/i, '')

/** A program has no answer URL of its own, as a sample has. A URL that was refused has been reported already. */
function refuseUnanswered(callers: readonly ScenarioCaller[], where: Field, app: Field | undefined): void {
  if (where.problems.length > 0 || (app && app.kind !== 'record')) return
  if (callers.every(({ call }) => call.answerUrl !== undefined)) return
  where.mistake(
    app
      ? 'what is asked is missing: give call.answer_url, a path of the application (/answer)'
      : 'nobody answers: give call.answer_url (a running application) or app (a sample folder, or a command)',
  )
}

/** What is wrong with what scenarios have in common is found once for each of them. */
const onceEach = (problems: readonly FileMistake[]): FileMistake[] => [
  ...new Map(problems.map(problem => [String(problem), problem])).values(),
]
