import { isSip, wireNumber } from '../party/address.js'
import type { Region } from '../webhook/regions.js'
import type { Account } from './account.js'
import { hangupCause } from './hangup-causes.js'
import { zonedTime } from './wall-time.js'

/** What a call was placed with. */
export interface Arrival {
  readonly from: string
  readonly to: string
  readonly callerName?: string | undefined
  /** The number that forwarded the call, where the carrier says so. */
  readonly forwardedFrom?: string | undefined
  /** Sent as `X-PH-<name>`. */
  readonly sipHeaders?: Readonly<Record<string, string>> | undefined
  /** Where its media is hosted: what `er=local` comes to. */
  readonly mediaRegion?: Region | undefined
}

/** What the parameters of a call's requests are made of. Instants are epoch ms. */
export interface CallFacts {
  readonly account: Account
  readonly arrival: Arrival
  readonly uuid: string
  readonly sessionStart: string
  readonly startedAt: number
  readonly answeredAt: number | undefined
  readonly ending: Ending | undefined
}

export interface Ending {
  readonly code: number
  readonly source: string
  readonly because: string
  readonly at: number
}

type Params = Record<string, string>

export const callStatus = ({ ending, answeredAt }: CallFacts): string =>
  ending ? 'completed' : answeredAt === undefined ? 'ringing' : 'in-progress'

/** What a caller is called: a name, or the number with its plus. */
export const callerName = ({ callerName, from }: Arrival): string =>
  callerName ?? (isSip(from) ? '' : `+${wireNumber(from)}`)

/** On every request: what an inbound call always carries, and what it carries when it has it. */
const everywhere = (facts: CallFacts, event: string): Params => {
  const { account, arrival, uuid, sessionStart } = facts
  const from = wireNumber(arrival.from)
  const params: Params = {
    BillRate: account.billRate,
    CallStatus: callStatus(facts),
    CallUUID: uuid,
    CallerName: callerName(arrival),
    Direction: 'inbound',
    Event: event,
    From: from,
    ParentAuthID: account.parentAuthId,
    STIRAttestation: 'Not Applicable',
    STIRVerification: 'Not Applicable',
    SessionStart: sessionStart,
    To: wireNumber(arrival.to),
  }
  if (arrival.forwardedFrom) params.ForwardedFrom = wireNumber(arrival.forwardedFrom)
  if (isSip(arrival.from)) params['SIP-H-From'] = `<${arrival.from}>`
  if (isSip(arrival.to)) params['SIP-H-To'] = `<${arrival.to}>`
  for (const name in arrival.sipHeaders) params[`X-PH-${name}`] = arrival.sipHeaders[name] ?? ''
  return params
}

/** Of answer and fallback URL. CountryCode and RouteType are on these alone. */
export const answerParams = (facts: CallFacts): Params => {
  const { countryCode, routeType } = facts.account
  return Object.assign(everywhere(facts, 'StartApp'), { CountryCode: countryCode, RouteType: routeType })
}

/** Of action and Redirect URLs, with the element's own; after the end, what the hangup says is on them too (D47). */
export const documentParams = (facts: CallFacts, own: Readonly<Params>): Params =>
  Object.assign(everywhere(facts, 'Redirect'), facts.ending && endParams(facts, facts.ending), own)

/** Of callbacks whose answer does not matter: the call's identity and the element's own. */
export const callbackParams = (facts: CallFacts, own: Readonly<Params>): Params => ({
  CallStatus: callStatus(facts),
  CallUUID: facts.uuid,
  Direction: 'inbound',
  From: wireNumber(facts.arrival.from),
  To: wireNumber(facts.arrival.to),
  ...own,
})

/** Of the hangup URL. */
export const hangupParams = (facts: CallFacts, ending: Ending): Params =>
  Object.assign(everywhere(facts, 'Hangup'), endParams(facts, ending), {
    StartTime: zonedTime(facts.startedAt, facts.account.timezone),
    AnswerTime: facts.answeredAt === undefined ? '' : zonedTime(facts.answeredAt, facts.account.timezone),
    EndTime: zonedTime(ending.at, facts.account.timezone),
  })

const endParams = (facts: CallFacts, ending: Ending): Params => {
  const { duration, billDuration, totalCost } = billing(facts)
  const { cause, name } = hangupCause(ending.code)
  return {
    HangupCause: cause,
    HangupCauseCode: String(ending.code),
    HangupCauseName: name,
    HangupSource: ending.source,
    Duration: String(duration),
    BillDuration: String(billDuration),
    TotalCost: totalCost,
  }
}

/** Seconds from answer to end, begun ones counted; billed in pulses of 60 s (observed: 66 s are billed as 120). */
export const billing = ({ account, answeredAt, ending }: CallFacts) =>
  billed(answeredAt !== undefined && ending !== undefined ? ending.at - answeredAt : 0, account)

/** What so many ms of a call or a leg come to. */
export const billed = (ms: number, { billRate }: Account) => {
  const duration = Math.ceil(ms / 1000)
  const billDuration = Math.ceil(duration / 60) * 60
  return { duration, billDuration, totalCost: ((Number(billRate) * billDuration) / 60).toFixed(5) }
}
