import { Type } from 'typebox'
import type { CallOptions } from '../../exchange/call-options.js'
import { callKeys } from '../../scenario/call-fields.js'
import { inCamelCase } from '../../scenario/outbound-fields.js'
import { type PlacedStep, readCallerSteps } from '../../scenario/placed-steps.js'
import { readKeys } from '../../scenario/shape.js'
import { nearest } from '../../trace/nearest.js'
import type { Application } from '../directory.js'
import { method, optional, text, url } from '../rest/fields.js'
import { readSipHeaders } from '../sip-headers.js'
import type { Switchboard } from '../switchboard.js'
import { type Body, OpenBody } from './body.js'
import { Refusal } from './refusal.js'

/** A call that is to come in. */
export interface InboundCall {
  readonly options: CallOptions & { readonly from: string; readonly to: string }
  readonly steps: readonly PlacedStep['step'][]
  /** What answers, unless an answer URL was given. */
  readonly application?: Application
}

/** What an inbound call is made of, for the document of the API. */
export const inboundBody = Type.Object({
  from: text('who calls: a number (+14155550100) or a SIP address', { examples: ['+14155550100'] }),
  to: text('who is called: a number of the account, or any if there is an answer_url', { examples: ['+14155550199'] }),
  answer_url: optional(url('asked what to do; the number’s application unless given')),
  answer_method: method('it'),
  fallback_url: optional(url('asked when the answer URL fails')),
  fallback_method: method('it'),
  hangup_url: optional(url('told when the call is over; an application’s is its answer URL unless it has one')),
  hangup_method: method('it'),
  caller_name: optional(text('the name of who calls, at most 50 characters')),
  forwarded_from: optional(text('who forwarded the call')),
  sip_headers: optional(
    Type.Union([Type.Record(Type.String(), Type.String()), Type.String()], {
      description: 'an object, or name=value,name=value: letters and digits; sent as X-PH-name',
    }),
  ),
  media_region: optional(text('where its media is hosted: what er=local comes to')),
  does: optional(
    Type.Union([Type.Array(Type.Unknown()), Type.String()], {
      description: 'the steps of the caller: a list as in scenario files, or a text as offhook call --script takes it',
      examples: [[{ hears: 'sales' }, { presses: '1' }, 'hangs up'], 'hears sales; presses 1; hangs up'],
    }),
  ),
})

const { sip_headers: headerKey, ...plainKeys } = callKeys
const keys = [...(Object.keys(callKeys) as (keyof typeof callKeys)[]), 'does'] as const

const refused = new Map([
  ['outbound', 'a call that Plivo makes is asked for by its API: POST /v1/Account/{auth_id}/Call/'],
  ['ring_url', '"ring_url" belongs to calls that Plivo makes: POST /v1/Account/{auth_id}/Call/'],
  ['caller', 'the steps of the caller are called "does"'],
  ['steps', 'the steps of the caller are called "does"'],
  ['script', 'the steps of the caller are called "does"'],
])

/** Reads what is to come in, and finds what answers it. Throws a Refusal. */
export const readInboundCall = (body: Body | undefined, board: Switchboard): InboundCall => {
  const open = new OpenBody(body, keys, refused)
  const { fields } = open
  const read = inCamelCase(readKeys(plainKeys, fields)) as Partial<CallOptions>
  if (!fields.from) open.missing('from', 'who calls, a number (+14155550100) or a SIP address')
  if (!fields.to) open.missing('to', 'who is called, a number of the account')
  const sipHeaders = headersIn(open)
  const steps = stepsIn(open)
  open.check()
  const { from = '', to = '' } = read
  const { account, ...answering } = answeringOf(read, to, from, board)
  const options = {
    ...answering.urls,
    ...read,
    from,
    to,
    ...(sipHeaders && { sipHeaders }),
    ...(account && { account }),
  }
  return { options: options as InboundCall['options'], steps, ...(answering.application && answering) }
}

const headersIn = ({ fields: { sip_headers: field } }: OpenBody<(typeof keys)[number]>) => {
  if (field?.kind !== 'scalar') return field && headerKey.shape.read(field, { callers: [], phones: [] })
  const read = readSipHeaders(field.source())
  if ('headers' in read) return read.headers
  return field.mistake(`sip_headers has "${read.wrong}"`, { allowed: 'name=value,name=value, or an object' })
}

const stepsIn = (open: OpenBody<(typeof keys)[number]>): InboundCall['steps'] => {
  const { does } = open.fields
  if (!does) return []
  if (does.kind !== 'scalar') return readCallerSteps(does, ['caller']).map(({ step }) => step)
  const read = open.script(does)
  return 'steps' in read ? read.steps : []
}

/** Who answers a call, and whose it is. Throws a Refusal if nobody would. */
const answeringOf = (
  { answerUrl }: Partial<CallOptions>,
  to: string,
  from: string,
  { directory, accounts }: Switchboard,
) => {
  const { application, subaccount } = directory.answered(to, from)
  const holder = subaccount === undefined ? undefined : accounts.find(subaccount)
  const account = holder && !holder.main ? holder.account : undefined
  if (answerUrl !== undefined) return { account, urls: {} }
  if (application) return { account, application, urls: urlsOf(application) }
  const numbers = directory.all('number').map(({ number }) => `+${number}`)
  const called = directory.find('number', to.replace(/^\+/, ''))
  if (endpointAt(from, directory)) throw new Refusal(404, idle(`the endpoint ${from}`))
  if (endpointAt(to, directory)) throw new Refusal(404, endpointCalled(to))
  throw new Refusal(404, called ? idle(`the number ${to}`) : unknownNumber(to, numbers))
}

const urlsOf = ({ answerUrl, answerMethod, fallbackUrl, fallbackMethod, hangupUrl, hangupMethod }: Application) => ({
  answerUrl,
  answerMethod,
  ...(fallbackUrl !== undefined && { fallbackUrl, fallbackMethod }),
  // As Plivo documents it: of an application, not of a call.
  hangupUrl: hangupUrl ?? answerUrl,
  hangupMethod,
})

const instead = 'or give an answer_url, and any number will do'

const idle = (what: string): string => `${what} has no application that answers its calls: give it one, ${instead}`

/** Whether an address is that of an endpoint of the account. */
const endpointAt = (address: string, directory: Switchboard['directory']): boolean => {
  const username = /^sips?:([^@;]+)@phone\.plivo\.com(?![^:;?])/i.exec(address)?.[1]
  return directory.all('endpoint').some(one => one.username === username)
}

const endpointCalled = (to: string): string =>
  `${to} is an endpoint: calls come in from it, and its application answers them; whom Dial or the API rings there is a phone of the configuration`

/** How many numbers a sentence names. */
const named = 10

const unknownNumber = (to: string, numbers: readonly string[]): string => {
  if (numbers.length === 0) return `there is no number ${to}, and no other: put one into the configuration, ${instead}`
  const near = nearest(to, numbers)
  const more = numbers.length > named ? ` and ${numbers.length - named} more` : ''
  const all = `those that there are: ${numbers.slice(0, named).join(', ')}${more}`
  return `there is no number ${to}${near === undefined ? '' : ` (did you mean ${near}?)`}; ${all}; ${instead}`
}
