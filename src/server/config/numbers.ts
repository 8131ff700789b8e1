import type { Field } from '../../scenario/field.js'
import { type FilePlace, Mistake } from '../../scenario/mistake.js'
import { text } from '../../scenario/plain-shapes.js'
import { eitherOf, type JsonSchema, type Keys, readKeys, recordSchema } from '../../scenario/shape.js'
import { type Names, namedEntries, nameOf, noNames } from './names.js'

/** A number of the account. */
export interface ConfiguredNumber {
  /** In E.164, with its plus, however it is written. */
  readonly number: string
  /** The name of the application that answers its calls. */
  readonly application?: string
  readonly alias?: string
  /** The auth id of the subaccount that owns it. */
  readonly subaccount?: string
  readonly place: FilePlace
}

const e164 = '^\\+?[1-9][0-9]{6,14}$'

const keysWith = (names: Names) =>
  ({
    application: { meaning: 'the name of the application that answers its calls', shape: nameOf('application', names) },
    alias: { meaning: 'what the API tells of it', shape: text },
    subaccount: { meaning: 'the auth id of the subaccount that owns it', shape: nameOf('subaccount', names) },
  }) satisfies Keys

const refused = new Map([
  ['app', 'the application is called "application"'],
  ['app_id', 'an application is given by its name: application: main'],
  ['application_id', 'an application is given by its name: application: main'],
  ['number', 'the number is the key of the record'],
  ['answer_url', 'URLs belong to an application, which the number names: application: main'],
])

export const numbersSchema = (): JsonSchema => ({
  type: 'object',
  propertyNames: { pattern: e164 },
  additionalProperties: eitherOf({ type: 'string' }, recordSchema(keysWith(noNames))),
})

/** Reads `numbers`: each has the name of an application, or a record. */
export function readNumbers(list: Field, names: Names): ConfiguredNumber[] {
  const keys = keysWith(names)
  const lines = new Map<string, number>()
  return namedEntries(list, '{ "+14155550199": main }').flatMap(({ key, value }): ConfiguredNumber[] => {
    const number = readNumber(key, lines)
    const fields = value.kind === 'record' ? value.record(Object.keys(keys), refused) : namedOnly(value)
    if (!fields) return []
    const read = readKeys(keys, fields)
    return number === undefined ? [] : [{ number, ...read, place: key.place }]
  })
}

/** The name of an application alone. */
export function namedOnly(value: Field): { application: Field } | undefined {
  if (value.kind === 'scalar') return { application: value }
  return value.mistake(`${value.name} has no application`, { allowed: 'main, { application: main }, or {} for none' })
}

function readNumber(key: Field, lines: Map<string, number>): string | undefined {
  const { name, place } = key
  if (!new RegExp(e164).test(name)) return key.mistake(noNumber(name))
  const number = name.startsWith('+') ? name : `+${name}`
  const line = lines.get(number)
  if (line !== undefined)
    return key.mistake(`the number ${number} is there twice, with its plus and without: see line ${line}`)
  lines.set(number, place.line)
  return number
}

function noNumber(written: string): Mistake {
  const digits = written.replace(/^\s*(00)?/, '').replace(/[\s().+/-]/g, '')
  return new Mistake(`${JSON.stringify(written)} is no telephone number`, {
    allowed: 'a plus sign, the country code and the number, 7 to 15 digits: "+14155550199"',
    ...(new RegExp(e164).test(digits) && { nearest: `+${digits}` }),
  })
}
