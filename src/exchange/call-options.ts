import type { Account } from '../call/account.js'
import type { DocumentSource } from '../call/documents.js'
import type { Arrival } from '../call/parameters.js'
import type { CallUrls } from '../call/ports.js'
import { hideCredentials, hideUrlCredentials } from '../trace/credentials.js'
import { inWords, recordGiven, textGiven } from '../trace/given.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import { type Region, regionNamed } from '../webhook/regions.js'
import { accountOf } from './options.js'

/** A fake inbound call. Numbers in E.164 (+14155550100) or SIP addresses. */
export interface CallOptions {
  /** Absolute http(s) URL; its fragment configures the request. */
  readonly answerUrl: string
  readonly answerMethod?: 'GET' | 'POST'
  readonly fallbackUrl?: string
  readonly fallbackMethod?: 'GET' | 'POST'
  /** Not requested unless given (D33). */
  readonly hangupUrl?: string
  readonly hangupMethod?: 'GET' | 'POST'
  readonly from?: string
  readonly to?: string
  readonly callerName?: string
  readonly forwardedFrom?: string
  /** Custom SIP headers: letters and digits only; sent as X-PH-<name>. */
  readonly sipHeaders?: Readonly<Record<string, string>>
  /** Where its media is hosted, which `er=local` comes to; the exchange's `regions.media` unless given. */
  readonly mediaRegion?: Region
  /** Whose call it is: a subaccount, say; the exchange's account unless given. */
  readonly account?: Partial<Account>
  /** CallUUID, where somebody was told of it before; a new one unless given. */
  readonly uuid?: string
}

/** What a call that is made has, too. */
export const sharedNames = [
  'answerUrl',
  'answerMethod',
  'fallbackUrl',
  'fallbackMethod',
  'hangupUrl',
  'hangupMethod',
  'from',
  'callerName',
  'sipHeaders',
  'mediaRegion',
  'account',
  'uuid',
] as const satisfies (keyof CallOptions)[]
const names = [...sharedNames, 'to', 'forwardedFrom']

export const defaultNumbers = { from: '+14155550100', to: '+14155550199' } as const

/** Callers' names are cut by the vendor at this length. */
const longestName = 50

/** Checks what a call is placed with; throws a TypeError that names the option, what is allowed and the nearest right thing. */
export const readCallOptions = (options: CallOptions): { arrival: Arrival; urls: CallUrls } => {
  refuseUnknown(options, names, 'exchange.call')
  const answer = readSource(options.answerUrl, options.answerMethod, 'answer')
  if (!answer) throw new TypeError('answerUrl is missing: the URL that is asked what to do with the call')
  return {
    arrival: {
      direction: 'inbound',
      from: readAddress(options.from ?? defaultNumbers.from, 'from'),
      to: readAddress(options.to ?? defaultNumbers.to, 'to'),
      callerName:
        options.callerName === undefined
          ? undefined
          : textGiven(options.callerName, 'callerName').slice(0, longestName),
      forwardedFrom:
        options.forwardedFrom === undefined ? undefined : readAddress(options.forwardedFrom, 'forwardedFrom'),
      sipHeaders: sipHeaders(options.sipHeaders),
      mediaRegion: options.mediaRegion === undefined ? undefined : regionNamed(options.mediaRegion, 'mediaRegion'),
      ...(options.account && { account: accountOf(options.account) }),
      ...(options.uuid !== undefined && { uuid: uuidGiven(options.uuid) }),
    },
    urls: {
      answer,
      fallback: readSource(options.fallbackUrl, options.fallbackMethod, 'fallback'),
      hangup: readSource(options.hangupUrl, options.hangupMethod, 'hangup'),
    },
  }
}

/** A URL and its method; throws a TypeError that names the option. */
export const readSource = (
  url: string | undefined,
  method: string | undefined,
  kind: string,
): DocumentSource | undefined => {
  const verb = method ?? 'POST'
  if (verb !== 'GET' && verb !== 'POST')
    throw new TypeError(`${kind}Method is ${inWords(verb)}; allowed are GET and POST`)
  return url === undefined ? undefined : { url: absoluteUrl(url, `${kind}Url`), method: verb }
}

const uuidGiven = (given: unknown): string => {
  const uuid = textGiven(given, 'uuid', 'a UUID')
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return uuid
  throw new TypeError(`uuid is "${uuid}"; allowed is a UUID with small letters`)
}

/** The URL that was given; throws a TypeError that names the option. */
export const absoluteUrl = (given: unknown, option: string): string => {
  const url = textGiven(given, option, 'an absolute http or https URL')
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url
  const guess = url.startsWith('/') ? `http://localhost:3000${url}` : `http://${url.replace(/^[a-z]+:\/+/i, '')}`
  const near = URL.canParse(guess) ? `; did you mean ${hideCredentials(guess)}?` : ''
  throw new TypeError(`${option} is "${hideUrlCredentials(url)}"; allowed is an absolute http or https URL${near}`)
}

/** A number without what groups its digits, or a SIP address; throws a TypeError that names the option. */
export const readAddress = (written: unknown, option: string): string => {
  const allowed = 'a number (+14155550100) or a SIP address (sip:alice@example.com)'
  const given = textGiven(written, option, `${allowed}, as a text`)
  const number = given.replace(/[\s().-]/g, '')
  if (/^\+?\d{2,15}$/.test(number)) return number
  if (/^sips?:[^\s<>"]+$/i.test(given)) return given
  throw new TypeError(`${option} is "${given}"; allowed is ${allowed}`)
}

const sipHeaders = (headers: Readonly<Record<string, string>> = {}) => {
  for (const [name, value] of Object.entries(recordGiven(headers, 'sipHeaders', 'an object of names and values'))) {
    textGiven(value, `the SIP header ${name}`, 'a text of letters and digits')
    if (/^[A-Za-z0-9]+$/.test(name) && /^[A-Za-z0-9]*$/.test(value)) continue
    throw new TypeError(
      `the SIP header ${name}=${value} is not allowed; names and values consist of letters and digits`,
    )
  }
  return headers
}
