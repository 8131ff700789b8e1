import { nearest } from '../trace/nearest.js'
import {
  type Fault,
  type FaultAmount,
  type FaultKind,
  FaultMistake,
  faultKinds,
  readFault,
  type WrittenFault,
} from '../webhook/fault.js'
import { type FaultKey, type FaultRule, faultKeys, readRule } from '../webhook/fault-rule.js'
import type { Field } from './field.js'
import { type FilePlace, Mistake } from './mistake.js'
import { method, timeSchema, urlPart, whole } from './plain-shapes.js'
import {
  eitherOf,
  type JsonSchema,
  nobody,
  oneOfKeys,
  recordSchema,
  reference,
  type ToldKey,
  wordOr,
  wordsSchema,
} from './shape.js'

/** A rule about faults, and where it is written. */
export interface ScenarioFault {
  readonly rule: Omit<FaultRule, 'call'>
  /** Whose call it is about, by name or number; all unless given. */
  readonly call?: string | number
  /** Where it is written, and must strike; one that several scenarios have in common need not. */
  readonly place?: FilePlace
}

/** Reads `faults`; `callers` are the names that `call` may give. */
export const readFaults = (list: Field, callers: readonly string[]): ScenarioFault[] =>
  (list.items() ?? []).flatMap(item => readItem(item, callers) ?? [])

/** How a fault is written: its name, or its name with an amount. Underscores do for hyphens, but nobody is told so. */
export const faultSchema = (isKind: (fault: Fault) => boolean = () => true): JsonSchema => {
  const kinds = (Object.entries(faultKinds) as [string, FaultKind][]).filter(([kind]) => isKind(readFault(kind)))
  const amounts = kinds.flatMap(([name, { amount, meaning }]) =>
    amount ? [[name, { meaning, shape: { schema: amountSchema(amount) } }] as const] : [],
  )
  const spelt = (names: readonly string[]) => names.filter(name => name.includes('-')).map(underscored)
  const others = amounts.filter(([name]) => name.includes('-'))
  const words = wordsSchema(Object.fromEntries(kinds.map(([name, { meaning }]) => [name, meaning])))
  const otherWords = { type: 'string', pattern: `^(${spelt(kinds.map(([name]) => name)).join('|')})$` }
  return wordOr(
    { oneOf: [words, otherWords] },
    oneOfKeys(Object.fromEntries(amounts), {
      patternProperties: Object.fromEntries(
        others.map(([name, { shape }]) => [`^${underscored(name)}$`, shape.schema]),
      ),
    }),
  )
}

const underscored = (name: string): string => name.replaceAll('-', '_')

const amountSchema = ({ unit, min, max }: FaultAmount): JsonSchema =>
  unit === 'ms' ? timeSchema : { type: 'integer', minimum: min, maximum: max }

const some: JsonSchema = { type: 'integer', minimum: 1, maximum: 6 }

/** Every condition, and what goes wrong. */
const keys: Readonly<Record<FaultKey, ToldKey>> = {
  fault: { meaning: 'what goes wrong', shape: { schema: reference('fault') }, needed: true },
  url: { meaning: 'a part of the URL without its fragment, or /regex/', shape: urlPart },
  purpose: {
    meaning:
      'what the request is for, as the trace says: answer, hangup, GetDigits action, audio; its last word does, too',
    shape: { schema: { type: 'string', pattern: '\\S' } },
  },
  method: { meaning: 'how it was requested', shape: method },
  call: {
    meaning: 'the name of a caller, or a number: 1 is the first call',
    shape: { schema: eitherOf({ type: 'string' }, { type: 'integer', minimum: 1 }) },
  },
  attempts: {
    meaning: 'which attempts: [1, 2], 1 or "1-2"; 1 is the first',
    shape: {
      schema: eitherOf(
        some,
        { type: 'array', items: some, minItems: 1 },
        { type: 'string', pattern: '^[1-6](-[1-6])?(,[1-6](-[1-6])?)*$' },
      ),
    },
  },
  times: { meaning: 'strikes so often at most', shape: whole(1) },
  probability: {
    meaning: 'from 0 to 1, drawn from the seed',
    shape: { schema: { type: 'number', minimum: 0, maximum: 1 } },
  },
}

/** How one rule of `faults` is written. */
export const faultRuleSchema = (): JsonSchema => recordSchema(keys)

function readItem(item: Field, callers: readonly string[]): ScenarioFault | undefined {
  const fields = item.record(faultKeys)
  if (!fields) return undefined
  if (!fields.fault)
    return item.mistake('what goes wrong is missing: fault', { allowed: 'fault: stall, fault: { status: 503 }' })
  const fault = readFaultField(fields.fault)
  const given = {
    url: fields.url && urlPart.read(fields.url, nobody),
    purpose: fields.purpose?.text(),
    method: fields.method && method.read(fields.method, nobody),
    attempts: fields.attempts && readAttempts(fields.attempts),
    times: fields.times?.whole(1, 'a whole number, 1 or more'),
    probability: fields.probability && readNumber(fields.probability),
  }
  const call = fields.call && readWhose(fields.call, callers)
  const conditions = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  for (const [key, value] of Object.entries(conditions)) {
    // Each alone, so that a mistake is found where it stands.
    const field = fields[key as keyof typeof given] ?? item
    field.read(orMistake(() => readRule({ fault: 'stall', [key]: value })))
  }
  if (!fault) return undefined
  return { rule: { ...conditions, fault: writtenOf(fault) }, ...(call !== undefined && { call }), place: item.place }
}

/** `stall`, or `{ stall_after: 12 }`; times have a unit. */
export function readFaultField(field: Field): Fault | undefined {
  if (field.kind !== 'record') {
    const status = field.source()
    if (/^[2-5]\d\d$/.test(status)) {
      return field.mistake(`${status} is no fault: it is the status of one`, {
        nearest: `fault: { status: ${status} }`,
      })
    }
    const name = field.text()
    return name === undefined ? undefined : field.read(orMistake(() => readFault(name)))
  }
  const [pair, second] = field.entries() ?? []
  if (!pair || second) return field.mistake('a fault is one name with its amount', { allowed: '{ status: 503 }' })
  const { key, value } = pair
  const named = key.read(orMistake(() => readFault(key.name)))
  if (!named) return undefined
  const { amount }: FaultKind = faultKinds[named.kind]
  if (!amount) return value.mistake(`the fault ${named.kind} takes no amount`, { nearest: `fault: ${named.kind}` })
  const given = amount.unit === 'ms' ? value.time() : value.whole(0, 'a whole number')
  return given === undefined ? undefined : value.read(orMistake(() => readFault({ [named.kind]: given })))
}

/** As the library takes it. */
export function writtenOf({ kind, amount: given }: Fault): WrittenFault {
  const { amount }: FaultKind = faultKinds[kind]
  return amount ? ({ [kind]: given } as unknown as WrittenFault) : kind
}

/** What a reader of the library gives, its mistake as one of a file. */
export function orMistake<T>(read: () => T): T | Mistake {
  try {
    return read()
  } catch (error) {
    if (error instanceof FaultMistake) return new Mistake(error.what, error.hint)
    throw error
  }
}

/** `[1, 2]`, `1` or `"1-2"`. */
function readAttempts(field: Field): number[] | string | undefined {
  if (field.kind === 'scalar') return field.source()
  const items = field.items()
  const numbers = items?.flatMap(item => item.whole(1, 'a whole number; 1 is the first attempt') ?? [])
  return numbers?.length === items?.length ? numbers : undefined
}

/** What is no number is kept, to be named. */
function readNumber(field: Field): number | string {
  const written = field.source()
  return /^[\d.]+$/.test(written) ? Number(written) : written
}

function readWhose(field: Field, callers: readonly string[]): string | number | undefined {
  if (/^\d+$/.test(field.source())) return field.whole(1, 'a whole number; 1 is the first call')
  const name = field.text()
  if (name === undefined || callers.includes(name)) return name
  return field.mistake(`there is no caller ${JSON.stringify(name)}`, {
    nearest: nearest(name, callers),
    allowed: callers.join(', '),
  })
}
