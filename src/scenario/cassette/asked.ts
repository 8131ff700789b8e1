import type { SentWebhook } from '../../webhook/webhook.js'
import { type Disguise, secretValue } from '../saved-disguise.js'
import type { CassetteCall, CassetteEntry } from './entry.js'
import type { CallIds } from './ids.js'

/** A request as it is compared: without ids, times and secrets. */
export type Asked = Pick<CassetteEntry, 'purpose' | 'method' | 'url' | 'with'> & {
  /** Those of its parameters that its call has as a whole. */
  readonly call: CassetteCall
}

/** Times, lengths and prices. */
const measured =
  /Time$|Duration(?:Ms)?$|Cost$|Amount$|BillRate$|^Recording(?:Start|End)Ms$|^SessionStart$|^TimeStamp$|Nonce$/i
/** Ids, and the URLs of recordings. */
export const isId = (name: string): boolean =>
  /UUID$|ID$|^Record(?:ing)?(?:Url|File)$/.test(name) && !/^ConferenceMemberID$/.test(name)
/** What says nothing that purpose and call have not said. */
const usual = new Set([
  'CallStatus',
  'ConferenceMemberID',
  'CountryCode',
  'DialBLegHangupCause',
  'DialBLegHangupCauseName',
  'Event',
  'HangupCause',
  'HangupCauseName',
  'RouteType',
  'STIRAttestation',
  'STIRVerification',
])
const ofCall = /^(?:CallerName|Direction|ForwardedFrom|From|To|SIP-H-.*|X-PH-.*)$/
const spoken = /^(?:Speech|UnstableSpeech|StableSpeech)$/

/** What tells a request from others. */
export function askedOf(webhook: SentWebhook, ids: CallIds, disguise: Disguise): Asked {
  const { purpose, method, params, secret = [] } = webhook
  const own: Record<string, string> = {}
  const call: Record<string, string> = {}
  const plain = (text: string) => disguise.text(ids.hide(text, webhook.call))
  for (const [name, value] of Object.entries(params)) {
    if (measured.test(name) || isId(name) || usual.has(name)) continue
    const shown = secret.includes(name)
      ? disguise.secretKeys(value)
      : spoken.test(name) && value
        ? disguise.speech(value)
        : name === 'CallerName'
          ? disguise.callerName(value)
          : secretValue(name, plain(value))
    ;(ofCall.test(name) ? call : own)[name] = shown
  }
  return { purpose, method, url: plain(webhook.url.replace(/#.*$/s, '')), with: own, call }
}

/** Every parameter of it. */
export const allOf = (asked: Pick<Asked, 'call' | 'with'>): Record<string, string> => ({ ...asked.call, ...asked.with })

/** Digits are as good as other digits, and what is said as good as anything else: of a tape that is redacted. */
export const form = (name: string, value: string): string =>
  spoken.test(name) || name === 'CallerName' ? '' : value.replace(/\d/g, '0').replace(/sip:[^@]*@/g, 'sip:@')
