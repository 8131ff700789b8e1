import { type Region, regions } from '../webhook/regions.js'
import type { Field } from './field.js'
import { type OutboundFields, outboundKeys, readOutbound } from './outbound-fields.js'
import { readMethod, readUrl } from './url-field.js'

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

const keys = [
  'answer_url',
  'answer_method',
  'fallback_url',
  'fallback_method',
  'hangup_url',
  'hangup_method',
  'from',
  'to',
  'caller_name',
  'forwarded_from',
  'sip_headers',
  'media_region',
] as const

/**
 * Reads `call`; paths are allowed as URLs when an app is there to answer them. `shared` is what all callers of the file
 * have in common.
 */
export function readCall(field: Field, app: boolean, shared: CallFields = {}): CallFields | undefined {
  const call = field.record([...keys, ...outboundKeys])
  if (!call) return undefined
  const outbound = readOutbound(call, app, shared.outbound)
  const made = outbound.outbound ?? shared.outbound
  if (made && call.forwarded_from) call.forwarded_from.mistake('a call that Plivo makes is forwarded by nobody')
  return { ...readPlaced(call, app), ...outbound }
}

function readPlaced(call: Partial<Record<(typeof keys)[number], Field>>, app: boolean): CallFields {
  return {
    from: party(call.from),
    to: party(call.to),
    answerUrl: readUrl(call.answer_url, app),
    answerMethod: readMethod(call.answer_method),
    fallbackUrl: readUrl(call.fallback_url, app),
    fallbackMethod: readMethod(call.fallback_method),
    hangupUrl: readUrl(call.hangup_url, app),
    hangupMethod: readMethod(call.hangup_method),
    callerName: call.caller_name?.text(),
    forwardedFrom: party(call.forwarded_from),
    sipHeaders: headers(call.sip_headers),
    mediaRegion: call.media_region?.oneOf(regions),
  }
}

/** A telephone number or a SIP address. */
function party(field?: Field): string | undefined {
  const text = field?.text()
  if (text === undefined || field === undefined) return undefined
  if (/^\+?\d{2,15}$/.test(text) || /^sips?:[^\s@<>"]+@[^\s@<>"]+$/i.test(text)) return text
  return field.mistake(`${field.name} is neither a number nor a SIP address: ${JSON.stringify(text)}`, {
    allowed: '"+14155550100" or "sip:alice@phone.plivo.com"',
  })
}

function headers(field?: Field): Record<string, string> | undefined {
  const entries = field?.entries()?.flatMap(({ key, value }): [string, string][] => {
    if (!/^[A-Za-z0-9]+$/.test(key.name)) {
      return (
        key.mistake(`Plivo passes no SIP header named ${JSON.stringify(key.name)}`, {
          allowed: 'letters and digits',
        }) ?? []
      )
    }
    const text = value.text()
    if (text === undefined || /^[A-Za-z0-9]*$/.test(text)) return text === undefined ? [] : [[key.name, text]]
    return (
      value.mistake(`Plivo passes no SIP header value ${JSON.stringify(text)}`, { allowed: 'letters and digits' }) ?? []
    )
  })
  return entries && Object.fromEntries(entries)
}
