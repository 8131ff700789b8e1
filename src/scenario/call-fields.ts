import { type Region, regions } from '../webhook/regions.js'
import type { Field } from './field.js'
import { inCamelCase, type OutboundFields, outboundKeys, readOutbound } from './outbound-fields.js'
import { appUrl, method, oneOf, text } from './plain-shapes.js'
import { type JsonSchema, type Keys, nobody, readKeys, recordSchema, type Shape, shaped } from './shape.js'

/** What a call is made of, the way the library's `exchange.call` and `exchange.dialOut` take it; URLs may still be paths of a sample app. */
export interface CallFields extends OutboundFields {
  readonly from?: string
  readonly to?: string
  readonly answerUrl?: string
  readonly answerMethod?: 'GET' | 'POST'
  readonly fallbackUrl?: string
  readonly fallbackMethod?: 'GET' | 'POST'
  readonly hangupUrl?: string
  readonly hangupMethod?: 'GET' | 'POST'
  readonly callerName?: string
  readonly forwardedFrom?: string
  readonly sipHeaders?: Readonly<Record<string, string>>
  /** Where its media is hosted: what `er=local` comes to. */
  readonly mediaRegion?: Region
}

/** A telephone number or a SIP address. */
const party: Shape<string> = shaped(
  { type: 'string', pattern: '^\\+?[0-9]{2,15}$|^[sS][iI][pP][sS]?:[^\\s@<>"]+@[^\\s@<>"]+$' },
  field => {
    const written = field.text()
    if (written === undefined || /^\+?\d{2,15}$|^sips?:[^\s@<>"]+@[^\s@<>"]+$/i.test(written)) return written
    return field.mistake(`${field.name} is neither a number nor a SIP address: ${JSON.stringify(written)}`, {
      allowed: '"+14155550100" or "sip:alice@phone.plivo.com"',
    })
  },
)

const headers: Shape<Readonly<Record<string, string>>> = shaped(
  {
    type: 'object',
    propertyNames: { pattern: '^[A-Za-z0-9]+$' },
    additionalProperties: { type: 'string', pattern: '^[A-Za-z0-9]*$' },
  },
  field => {
    const allowed = 'letters and digits'
    const entries = field.entries()?.flatMap(({ key, value }): [string, string][] => {
      const name = JSON.stringify(key.name)
      if (!/^[A-Za-z0-9]+$/.test(key.name))
        return key.mistake(`Plivo passes no SIP header named ${name}`, { allowed }) ?? []
      const written = value.text()
      if (written === undefined) return []
      if (/^[A-Za-z0-9]*$/.test(written)) return [[key.name, written]]
      return value.mistake(`Plivo passes no SIP header value ${JSON.stringify(written)}`, { allowed }) ?? []
    })
    return entries && Object.fromEntries(entries)
  },
)

/** What every call may have, whoever makes it. */
export const callKeys = {
  answer_url: { meaning: 'asked for the document when the call is answered', shape: appUrl },
  answer_method: { meaning: 'POST unless given', shape: method },
  fallback_url: { meaning: 'asked when the answer URL fails', shape: appUrl },
  fallback_method: { meaning: 'POST unless given', shape: method },
  hangup_url: { meaning: 'told when the call is over', shape: appUrl },
  hangup_method: { meaning: 'POST unless given', shape: method },
  from: { meaning: 'who calls: a number in quotes, or a SIP address', shape: party },
  to: { meaning: 'who is called: a number in quotes, or a SIP address', shape: party },
  caller_name: { meaning: 'the name of who calls', shape: text },
  forwarded_from: { meaning: 'who forwarded the call', shape: party },
  sip_headers: { meaning: 'SIP headers, without their X-PH-', shape: headers },
  media_region: { meaning: 'where its media is hosted: what er=local comes to', shape: oneOf(...regions) },
} satisfies Keys

const allKeys = { ...callKeys, ...outboundKeys }

/** How `call` is written. */
export const callSchema = (): JsonSchema => recordSchema(allKeys)

/**
 * Reads `call`; paths are allowed as URLs when an app is there to answer them. `shared` is what all callers of the file
 * have in common.
 */
export function readCall(field: Field, app: boolean, shared: CallFields = {}): CallFields | undefined {
  const call = field.record(Object.keys(allKeys))
  if (!call) return undefined
  const outbound = readOutbound(call, app, shared.outbound)
  const made = outbound.outbound ?? shared.outbound
  if (made && call.forwarded_from) call.forwarded_from.mistake('a call that Plivo makes is forwarded by nobody')
  return { ...inCamelCase(readKeys(callKeys, call, { ...nobody, app })), ...outbound }
}
