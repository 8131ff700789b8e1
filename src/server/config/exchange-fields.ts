import type { Fidelity } from '../../exchange/options.js'
import type { Field } from '../../scenario/field.js'
import { inCamelCase } from '../../scenario/outbound-fields.js'
import { flag, oneOf, time, whole } from '../../scenario/plain-shapes.js'
import { type JsonSchema, type Keys, mapped, readKeys, recordSchema, type Shape, shaped } from '../../scenario/shape.js'
import { longestTime } from '../../scenario/time.js'

/** How much the account may do; what is not given is as Plivo has it. */
export interface ConfiguredLimits {
  /** Calls that the API makes in a second; more wait. */
  readonly callsPerSecond?: number
  /** Calls that come in in a second; more are refused. */
  readonly inboundCallsPerSecond?: number
  /** Requests of the API in five seconds; more are answered 429. */
  readonly requests?: number
}

const fidelityKeys = {
  unknown_elements: {
    meaning: 'an unknown element or an undocumented nesting: reject unless given',
    shape: oneOf('reject', 'ignore'),
  },
  relative_urls: { meaning: 'URLs without a host: reject unless given', shape: oneOf('reject', 'resolve') },
  max_documents: { meaning: 'documents that a call may fetch within a second; 100 unless given', shape: whole(1) },
  room_size: { meaning: 'how many members a conference holds; 20 unless given', shape: whole(1) },
  fallback_on_invalid_xml: {
    meaning: 'whether an answer that is no valid document leads to the fallback URL; true unless given',
    shape: flag,
  },
} satisfies Keys

export const fidelitySchema = (): JsonSchema => recordSchema(fidelityKeys)

/** Reads `fidelity`: where Plivo is silent, and offhook may decide otherwise. */
export function readFidelity(field: Field): Fidelity | undefined {
  const fields = field.record(Object.keys(fidelityKeys))
  return fields && inCamelCase(readKeys(fidelityKeys, fields))
}

const limitKeys = {
  calls_per_second: { meaning: 'calls that the API makes; more wait', shape: whole(1) },
  inbound_calls_per_second: { meaning: 'calls that come in; more are refused', shape: whole(1) },
  requests_per_5s: { meaning: 'requests of the API in five seconds; more are answered 429', shape: whole(1) },
} satisfies Keys

const refused = new Map([
  ['cps', '"cps" is called "calls_per_second", or "inbound_calls_per_second"'],
  ['requests', '"requests" is called "requests_per_5s": so many in five seconds'],
  ['requests_per_second', 'requests are counted in five seconds: "requests_per_5s"'],
])

export const limitsSchema = (): JsonSchema => recordSchema(limitKeys)

export function readLimits(field: Field): ConfiguredLimits {
  const fields = field.record(Object.keys(limitKeys), refused)
  if (!fields) return {}
  const { requests_per_5s: requests, ...calls } = readKeys(limitKeys, fields)
  return { ...inCamelCase(calls), ...(requests !== undefined && { requests }) }
}

const positive: Shape<number> = shaped({ type: 'number', exclusiveMinimum: 0 }, field => {
  const { plain } = field
  if (typeof plain === 'number' && Number.isFinite(plain) && plain > 0) return plain
  const [meant] = /^\d+(\.\d+)?/.exec(field.source()) ?? []
  return field.mistake(`${field.name} is no number more than 0`, {
    allowed: 'a number more than 0',
    ...(meant && Number(meant) > 0 && { nearest: `${field.name}: ${meant}` }),
  })
})

/** What stands at the top of the file, and is one value. */
export const exchangeKeys = {
  speed: { meaning: 'call time per real time: 20 is twenty times as fast; 1 unless given', shape: positive },
  time_limit: {
    meaning: 'when the platform hangs up; 24 hours unless given (outbound: 4)',
    shape: mapped(time({ least: 1000, most: longestTime }), ms => ms / 1000),
  },
  characters_per_second: { meaning: 'how fast speech is; 14 unless given', shape: positive },
} satisfies Keys
