import { nearest } from '../trace/nearest.js'
import type { ExpectationKind, Happened } from './expectation-kind.js'
import { answeredWithin } from './expectations/answered-within.js'
import { dialed, notDialed } from './expectations/dialed.js'
import { ended } from './expectations/ended.js'
import { heard, notHeard } from './expectations/heard.js'
import { billed, lasted } from './expectations/lasted.js'
import { message, notMessage } from './expectations/message.js'
import { met } from './expectations/met.js'
import { noFailedRequests } from './expectations/no-failed-requests.js'
import { noProblems } from './expectations/no-problems.js'
import { notRecorded, recorded } from './expectations/recorded.js'
import { notRequested, requested } from './expectations/requested.js'
import { requestedInOrder } from './expectations/requested-in-order.js'
import { trace } from './expectations/trace.js'
import type { Field } from './field.js'
import { type FilePlace, Mistake } from './mistake.js'
import { callerName } from './plain-shapes.js'
import {
  described,
  type JsonSchema,
  type Key,
  type Keys,
  orAlone,
  propertiesOf,
  readKeys,
  type Scope,
  wordOr,
  wordsSchema,
} from './shape.js'

/** Every kind. */
const kinds = {
  requested,
  not_requested: notRequested,
  requested_in_order: requestedInOrder,
  no_failed_requests: noFailedRequests,
  heard,
  not_heard: notHeard,
  ended,
  lasted,
  billed,
  no_problems: noProblems,
  dialed,
  not_dialed: notDialed,
  met,
  message,
  not_message: notMessage,
  recorded,
  not_recorded: notRecorded,
  answered_within: answeredWithin,
  trace,
}

export type ExpectationName = keyof typeof kinds

type Expected<K extends ExpectationName> = Parameters<(typeof kinds)[K]['describe']>[0]

/** What of an expectation is the same for all kinds. */
interface Common {
  readonly place: FilePlace
  readonly caller?: string
}

export type ExpectationOf<K extends ExpectationName> = Common & { readonly kind: K } & Expected<K>

/** One line of `expect`: what must be true of the calls once they have ended. */
export type Expectation = { [K in ExpectationName]: ExpectationOf<K> }[ExpectationName]

type AnyKind = ExpectationKind<object, Keys>

const names = Object.keys(kinds) as ExpectationName[]

const kindOf = (name: ExpectationName): AnyKind => kinds[name] as never as AnyKind

const caller: Key = { meaning: 'whose call: a caller, or the number of a leg that was transferred', shape: callerName }

/** What may stand beside an expectation. */
const besideOf = ({ beside, ofAllCalls }: AnyKind): Keys => (ofAllCalls ? beside : { ...beside, caller })

/**
 * Reads one item of `expect`; `callers` are the names that `caller` may give, and `phones`, whose legs may become calls of
 * their own.
 */
export function readExpectation(
  item: Field,
  callers: readonly string[],
  phones: readonly string[] = [],
): Expectation | undefined {
  const scope: Scope = { callers, phones }
  const problems = item.problems.length
  const read = item.kind === 'scalar' ? readWord(item) : readRecord(item, scope)
  if (!read || item.problems.length > problems) return undefined
  const { kind, caller } = read
  if (kindOf(kind).ofOneCall && caller === undefined && callers.length > 1) {
    return item.mistake(`with several callers, "${kind}" must say whose call`, {
      allowed: `caller: ${callers.join(' | ')}`,
    })
  }
  return { ...read, place: item.place } as Expectation
}

type Read = { readonly kind: ExpectationName; readonly caller?: string }

/** `- not_recorded`: what may stand alone. */
function readWord(item: Field): Read | undefined {
  const name = item.text()
  if (name === undefined) return undefined
  const kind = names.find(one => one === name)
  if (!kind) return item.mistake(noKind([name.split(/[:\s]/)[0] ?? name]))
  const { alone, written } = kindOf(kind)
  return alone ? { kind, ...alone } : item.mistake(`"${kind}" does not stand alone`, { allowed: written })
}

function readRecord(item: Field, scope: Scope): Read | undefined {
  const written = item.entries()?.map(({ key }) => key.name)
  if (!written) return undefined
  const [kind, another] = names.filter(name => written.includes(name))
  if (!kind) return item.mistake(noKind(written))
  if (another) return item.mistake(`"${kind}" and "${another}" are two expectations; begin each with its own "- "`)
  const beside = besideOf(kindOf(kind))
  const fields = item.record([kind, ...Object.keys(beside)])
  const field = fields?.[kind]
  if (!fields || !field) return undefined
  const { alone, subject } = kindOf(kind)
  const isAlone = alone && (field.source() === 'true' || field.kind === 'nothing')
  return { kind, ...(isAlone ? alone : subject.read(field, scope)), ...readKeys(beside, fields, scope) }
}

function noKind(written: readonly string[]): Mistake {
  const near = written.map(name => nearest(name, names)).find(Boolean)
  return new Mistake(`unknown expectation ${JSON.stringify(written[0] ?? '')}`, {
    nearest: near,
    allowed: names.join(', '),
  })
}

/** An expectation as a sentence: `/menu is requested with Digits="1"`. */
export const describeExpectation = (expectation: Expectation): string =>
  kindOf(expectation.kind).describe(expectation as never)

/** Undefined if it holds, otherwise what happened instead, line by line. */
export const checkHappened = (expectation: Expectation, happened: Happened): string[] | undefined =>
  kindOf(expectation.kind).check(expectation as never, happened)

/**
 * How one expectation is written, whichever it is. Which kind it is says what else may stand there; so an editor offers the
 * kinds first, and then what belongs to the one that was chosen.
 */
export const expectationSchema = (): JsonSchema => {
  const alone = names.filter(name => kindOf(name).alone).map(name => [name, toldOf(kindOf(name))])
  return wordOr(wordsSchema(Object.fromEntries(alone)), {
    properties: Object.fromEntries(names.map(name => [name, offered(kindOf(name))])),
    type: 'object',
    minProperties: 1,
    if: { anyOf: names.map(name => ({ required: [name] })) },
    else: { propertyNames: { enum: names } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    allOf: names.map(name => ({ if: { type: 'object', required: [name] }, then: schemaOf(name) })),
  })
}

/** What an editor needs to offer a kind. */
const offered = (kind: AnyKind): JsonSchema => {
  const { type } = kind.subject.schema
  return { ...(type !== undefined && !kind.alone && { type }), description: toldOf(kind) }
}

function schemaOf(name: ExpectationName): JsonSchema {
  const kind = kindOf(name)
  const { schema } = kind.subject
  const subject = kind.alone ? orAlone(schema) : schema
  const properties = { [name]: described(subject, toldOf(kind)), ...propertiesOf(besideOf(kind)) }
  return { properties, propertyNames: { enum: Object.keys(properties) } }
}

/** Without the marks of Markdown. */
const toldOf = ({ meaning }: AnyKind): string => `True when ${meaning.replaceAll('`', '')}`

/** Those that are allowed, where it is one of some words. */
const wordsOf = ({ enum: words, oneOf = [] }: JsonSchema): unknown[] =>
  (words as unknown[] | undefined) ?? (oneOf as JsonSchema[]).flatMap(one => one.const ?? [])

/** For the tables of the docs: how each is written and when it is true, and what else may be written, of which kinds. */
export const expectationTables = () => {
  const others = new Map<string, { key: string; meaning: string; of: string[] }>()
  for (const name of names) {
    const { properties = {} } = kindOf(name).subject.schema as { readonly properties?: ReturnType<typeof propertiesOf> }
    for (const [key, schema] of Object.entries({ ...properties, ...propertiesOf(kindOf(name).beside) })) {
      const meaning = [String(schema.description), wordsOf(schema).join(', ')].filter(Boolean).join(': ')
      const known = others.get(`${key} ${meaning}`) ?? { key, meaning, of: [] }
      others.set(`${key} ${meaning}`, { ...known, of: [...known.of, name] })
    }
  }
  return {
    kinds: names.map(name => ({ written: kindOf(name).written, meaning: kindOf(name).meaning })),
    keys: [...others.values()],
  }
}
