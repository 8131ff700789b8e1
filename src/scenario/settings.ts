import type { Field } from './field.js'
import { inCamelCase } from './outbound-fields.js'
import { text } from './plain-shapes.js'
import { type JsonSchema, type Keys, readKeys, recordSchema, type Shape, shaped } from './shape.js'

/** Whose token signs, and whose time zone the times of callbacks are in. */
export interface ScenarioAccount {
  readonly authId?: string
  readonly authToken?: string
  readonly timezone?: string
}

/** Seconds after which the platform hangs up. */
export function readTimeLimit(field: Field): number | undefined {
  const ms = field.time()
  if (ms === undefined || ms >= 1000) return ms === undefined ? undefined : ms / 1000
  return field.mistake('time_limit is shorter than any platform takes to hang up', {
    allowed: 'a time from 1s to 24 hours (1440m)',
  })
}

/** A name of the time zone database. */
export const timezone: Shape<string> = shaped({ type: 'string' }, field => {
  const name = field.text()
  if (name === undefined || isTimezone(name)) return name
  return field.mistake(`there is no time zone ${JSON.stringify(name)}`, { allowed: 'a name like Europe/Berlin or UTC' })
})

const keys = {
  auth_id: { meaning: 'AuthID and ParentAuthID of the requests', shape: text },
  auth_token: { meaning: 'whose token signs the requests', shape: text },
  timezone: { meaning: 'of the times in callbacks: Europe/Berlin, UTC', shape: timezone },
} satisfies Keys

export const accountSchema = (): JsonSchema => recordSchema(keys)

export function readAccount(field: Field): ScenarioAccount {
  const account = field.record(Object.keys(keys))
  return account ? inCamelCase(readKeys(keys, account)) : {}
}

function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
