import type { Field } from '../../scenario/field.js'
import { Mistake } from '../../scenario/mistake.js'
import { inCamelCase } from '../../scenario/outbound-fields.js'
import { text } from '../../scenario/plain-shapes.js'
import { timezone } from '../../scenario/settings.js'
import {
  eitherOf,
  type JsonSchema,
  type Keys,
  readKeys,
  recordSchema,
  type Shape,
  shaped,
  type ToldKeys,
} from '../../scenario/shape.js'
import { namedEntries } from './names.js'
import { secret } from './secret.js'

/** Whose calls these are; what is not given is as an exchange has it. */
export interface ConfiguredAccount {
  /** `MA…`, 20 characters. */
  readonly authId?: string
  readonly authToken?: string
  /** What the API tells of it. */
  readonly name?: string
  readonly timezone?: string
  /** Per minute, as a decimal. */
  readonly billRate?: string
  readonly countryCode?: string
  readonly subaccounts: readonly ConfiguredSubaccount[]
}

export interface ConfiguredSubaccount {
  /** `SA…`, 20 characters. */
  readonly authId: string
  readonly authToken: string
  readonly name: string
}

const idPattern = (first: 'MA' | 'SA'): string => `^${first}[A-Z0-9]{18}$`

/** What is wrong with an auth id: the SDK for Python refuses what is not made like Plivo's. */
function wrongId(what: string, written: string, first: 'MA' | 'SA'): Mistake | undefined {
  if (new RegExp(idPattern(first)).test(written)) return undefined
  const upper = written.toUpperCase()
  const length = written.length === 20 ? '' : `, and has ${written.length}`
  return new Mistake(`${what} ${JSON.stringify(written)} is not made like Plivo's${length}`, {
    allowed: `20 characters of A-Z and 0-9 that begin with ${first}`,
    ...(new RegExp(idPattern(first)).test(upper) && { nearest: upper }),
  })
}

const authId: Shape<string> = shaped({ type: 'string', pattern: idPattern('MA') }, field => {
  const written = field.text()
  const wrong = written === undefined ? undefined : wrongId('auth_id', written, 'MA')
  return wrong ? field.mistake(wrong) : written
})

const decimal: Shape<string> = shaped(
  eitherOf({ type: 'string', pattern: '^\\d+(\\.\\d+)?$' }, { type: 'number', minimum: 0 }),
  field => {
    const written = field.source()
    if (/^\d+(\.\d+)?$/.test(written)) return written
    return field.mistake(`${field.name} is no price`, { allowed: 'a decimal such as 0.005' })
  },
)

const countryCode: Shape<string> = shaped({ type: 'string', pattern: '^[A-Z]{2}$' }, field => {
  const written = field.text()
  if (written === undefined || /^[A-Z]{2}$/.test(written)) return written
  return field.mistake(`country_code is ${JSON.stringify(written)}`, {
    allowed: 'two capital letters, as in US or DE',
    ...(/^[a-z]{2}$/i.test(written) && { nearest: written.toUpperCase() }),
  })
})

const keys = {
  auth_id: { meaning: 'the user of the API, AuthID of the requests: MA and 18 letters or digits', shape: authId },
  auth_token: { meaning: 'the password of the API; it signs the requests', shape: secret() },
  name: { meaning: 'what the API tells of it', shape: text },
  timezone: { meaning: 'of the times in callbacks: Europe/Berlin, UTC', shape: timezone },
  bill_rate: { meaning: 'the price of a minute, as a decimal', shape: decimal },
  country_code: { meaning: 'of the requests: US unless given', shape: countryCode },
} satisfies Keys

const subaccountKeys = {
  auth_token: {
    meaning: 'its password for the API; it signs the requests of its calls',
    shape: secret(),
    needed: true,
  },
  name: { meaning: 'what the API tells of it; its auth id unless given', shape: text },
} satisfies Keys

const toldKeys: ToldKeys = {
  ...keys,
  subaccounts: {
    meaning: 'by their auth ids: SA and 18 letters or digits',
    shape: {
      schema: {
        type: 'object',
        propertyNames: { pattern: idPattern('SA') },
        additionalProperties: recordSchema(subaccountKeys),
      },
    },
  },
}

export const configuredAccountSchema = (): JsonSchema => recordSchema(toldKeys)

const elsewhere = (key: string) => `"${key}" stands at the top of the file, beside "account"`

const refused = new Map([
  ['id', 'the id of an account is called "auth_id"'],
  ['token', 'the token of an account is called "auth_token"'],
  ['password', 'the password of an account is called "auth_token"'],
  ['subaccount', 'subaccounts stand under "subaccounts", by their auth ids'],
  ...['applications', 'numbers', 'endpoints', 'regions', 'fidelity', 'limits'].map(
    key => [key, elsewhere(key)] as const,
  ),
])

/** Reads `account`, with the ids of all subaccounts that the file names, whatever is wrong with them. */
export function readConfiguredAccount(field: Field): { account: ConfiguredAccount; ids: readonly string[] } {
  // A word alone is a secret, more likely than not.
  const fields =
    field.kind === 'scalar'
      ? field.mistake('account must be a record', { allowed: '{ auth_id: MAXXXXXXXXXXXXXXXXXX, auth_token: secret }' })
      : field.record(Object.keys(toldKeys), refused)
  const entries = fields?.subaccounts
    ? namedEntries(fields.subaccounts, '{ SAXXXXXXXXXXXXXXXXXX: { auth_token: other, name: sales } }')
    : []
  const account = {
    ...(fields && inCamelCase(readKeys(keys, fields))),
    subaccounts: entries.flatMap(({ key, value }) => readSubaccount(key, value) ?? []),
  }
  return { account, ids: entries.map(({ key }) => key.name) }
}

function readSubaccount(key: Field, value: Field): ConfiguredSubaccount | undefined {
  const wrong = wrongId('the subaccount', key.name, 'SA')
  if (wrong) key.mistake(wrong)
  const example = '{ auth_token: other, name: sales }'
  if (value.kind === 'scalar') return value.mistake('a subaccount is a record', { allowed: example })
  const fields = value.record(
    Object.keys(subaccountKeys),
    new Map([['auth_id', 'the auth id of a subaccount is its key']]),
  )
  if (!fields) return undefined
  if (!fields.auth_token) return key.mistake('a subaccount needs "auth_token"', { allowed: example })
  const { auth_token: authToken, name = key.name } = readKeys(subaccountKeys, fields)
  return authToken === undefined ? undefined : { authId: key.name, authToken, name }
}
