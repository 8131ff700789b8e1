import type { Field } from '../../scenario/field.js'
import { type FilePlace, Mistake } from '../../scenario/mistake.js'
import { text } from '../../scenario/plain-shapes.js'
import { eitherOf, type JsonSchema, type Keys, readKeys, recordSchema } from '../../scenario/shape.js'
import { type Names, namedEntries, nameOf, noNames } from './names.js'
import { namedOnly } from './numbers.js'
import { secret } from './secret.js'

/** A SIP phone of the account: `sip:alice@phone.plivo.com`. */
export interface ConfiguredEndpoint {
  readonly username: string
  /** The name of the application that answers its calls. */
  readonly application?: string
  readonly alias?: string
  readonly password?: string
  /** The auth id of the subaccount that owns it. */
  readonly subaccount?: string
  readonly place: FilePlace
}

const usernames = '^[A-Za-z0-9][A-Za-z0-9._-]*$'

const keysWith = (names: Names) =>
  ({
    application: { meaning: 'the name of the application that answers its calls', shape: nameOf('application', names) },
    alias: { meaning: 'what the API tells of it; its username unless given', shape: text },
    password: { meaning: 'what it registers with, 5 characters or more', shape: secret(5) },
    subaccount: { meaning: 'the auth id of the subaccount that owns it', shape: nameOf('subaccount', names) },
  }) satisfies Keys

const refused = new Map([
  ['app', 'the application is called "application"'],
  ['app_id', 'an application is given by its name: application: main'],
  ['application_id', 'an application is given by its name: application: main'],
  ['username', 'the username is the key of the record'],
  ['answer_url', 'URLs belong to an application, which the endpoint names: application: main'],
])

export const endpointsSchema = (): JsonSchema => ({
  type: 'object',
  propertyNames: { pattern: usernames },
  additionalProperties: eitherOf({ type: 'string' }, recordSchema(keysWith(noNames))),
})

/** Reads `endpoints`: each has the name of an application, or a record. */
export function readEndpoints(list: Field, names: Names): ConfiguredEndpoint[] {
  const keys = keysWith(names)
  return namedEntries(list, '{ alice: { application: main } }').flatMap(({ key, value }): ConfiguredEndpoint[] => {
    const isUsername = new RegExp(usernames).test(key.name)
    if (!isUsername) key.mistake(noUsername(key.name))
    const fields = value.kind === 'record' ? value.record(Object.keys(keys), refused) : namedOnly(value)
    if (!fields) return []
    const read = readKeys(keys, fields)
    return isUsername ? [{ username: key.name, ...read, place: key.place }] : []
  })
}

function noUsername(written: string): Mistake {
  const [, user = ''] = /^(?:sips?:)?([^@]+)(?:@.*)?$/i.exec(written) ?? []
  return new Mistake(`${JSON.stringify(written)} is no username of an endpoint`, {
    allowed: 'letters, digits, and ".", "_", "-" after the first: alice, for sip:alice@phone.plivo.com',
    ...(new RegExp(usernames).test(user) && { nearest: user }),
  })
}
