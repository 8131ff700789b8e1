import type { Field } from './field.js'
import { text } from './plain-shapes.js'
import { type JsonSchema, type Keys, recordSchema } from './shape.js'

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

const keys = {
  auth_id: { meaning: 'AuthID and ParentAuthID of the requests', shape: text },
  auth_token: { meaning: 'whose token signs the requests', shape: text },
  timezone: { meaning: 'of the times in callbacks: Europe/Berlin, UTC', shape: text },
} satisfies Keys

export const accountSchema = (): JsonSchema => recordSchema(keys)

export function readAccount(field: Field): ScenarioAccount {
  const account = field.record(Object.keys(keys))
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
