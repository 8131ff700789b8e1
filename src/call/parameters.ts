import { unansweredCall } from '../elements/leg-status.js'
import { isSip, wireNumber } from '../party/address.js'
import type { Region } from '../webhook/regions.js'
import type { Account } from './account.js'
import { hangupCause } from './hangup-causes.js'
import { zonedTime } from './wall-time.js'

/** What a call was placed with. */
export interface Arrival {
  /** CallUUID, where it was told before the call began: it has waited in a queue. */
  readonly uuid?: string | undefined
  /** Whose call it is, if not the account of the exchange. */
  readonly account?: Account | undefined
  /** Whether it came in, or the exchange makes it. */
  readonly direction: 'inbound' | 'outbound'
  readonly from: string
  readonly to: string
  /** The call that dialled it, if it was a leg of that. */
  readonly aleg?: string | undefined
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
  /** The same of a call that was made, once it is answered: its documents are asked for with it (D89). */
  readonly sessionAnswered?: string | undefined
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

/** "An inbound call always ends completed"; one that was made and not answered says why. */
export const callStatus = ({ arrival, ending, answeredAt }: CallFacts): string => {
  if (!ending) return answeredAt === undefined ? 'ringing' : 'in-progress'
  return arrival.direction === 'inbound' || answeredAt !== undefined ? 'completed' : unansweredCall(ending.code)
}

/** What a caller is called: a name, or the number with its plus. */
export const callerName = ({ callerName, from }: Arrival): string =>
  callerName ?? (isSip(from) ? '' : `+${wireNumber(from)}`)

/** On every request: what a call of this direction always carries, and what it carries when it has it. */
const everywhere = (facts: CallFacts, event: string): Params => {
  const { account, arrival, sessionStart } = facts
  const { CallStatus, CallUUID, Direction, From, To, ...made } = identity(facts)
  const params: Params = {
    BillRate: account.billRate,
    CallStatus,
    CallUUID,
    ...(Direction === 'inbound' && { CallerName: callerName(arrival) }),
    Direction,
    Event: event,
    From,
    ParentAuthID: account.parentAuthId,
    ...(!ofSip(arrival) && { STIRAttestation: 'Not Applicable', STIRVerification: 'Not Applicable' }),
    SessionStart: sessionStart,
    To,
    ...made,
  }
  if (arrival.forwardedFrom) params.ForwardedFrom = wireNumber(arrival.forwardedFrom)
  if (isSip(arrival.from)) params['SIP-H-From'] = `<${arrival.from}>`
  if (isSip(arrival.to)) params['SIP-H-To'] = `<${arrival.to}>`
  return Object.assign(params, sipHeaders(arrival))
}

const sipHeaders = ({ sipHeaders }: Arrival): Params =>
  Object.fromEntries(Object.entries(sipHeaders ?? {}).map(([name, value]) => [`X-PH-${name}`, value]))

/**
 * What says which call it is. Of one that was made and not answered, From is as it was given, and there are no ALeg ids
 * (as captured); RequestUUID is the CallUUID today.
 */
const identity = (facts: CallFacts) => {
  const { arrival, uuid, answeredAt } = facts
  const made = arrival.direction === 'outbound'
  return {
    CallStatus: callStatus(facts),
    CallUUID: uuid,
    Direction: arrival.direction,
    From: made && answeredAt === undefined ? arrival.from : wireNumber(arrival.from),
    To: wireNumber(arrival.to),
    ...(made && { RequestUUID: uuid }),
    ...(made && answeredAt !== undefined && { ALegUUID: arrival.aleg ?? uuid, ALegRequestUUID: arrival.aleg ?? uuid }),
  }
}

/** A call that was made to a SIP address crosses no country and no carrier (as captured). */
const ofSip = ({ direction, to }: Arrival): boolean => direction === 'outbound' && isSip(to)

const ofDocument = (facts: CallFacts, event: string): Params => {
  const { sessionStart, sessionAnswered = sessionStart } = facts
  return Object.assign(everywhere(facts, event), { SessionStart: sessionAnswered })
}

/** Of answer and fallback URL. CountryCode and RouteType are on these alone. */
export const answerParams = (facts: CallFacts): Params => {
  const { countryCode, routeType } = facts.account
  const route = ofSip(facts.arrival) ? {} : { CountryCode: countryCode, RouteType: routeType }
  return Object.assign(ofDocument(facts, 'StartApp'), route)
}

/** Of action and Redirect URLs, with the element's own; after the end, what the hangup says is on them too (D47). */
export const documentParams = (facts: CallFacts, own: Readonly<Params>): Params =>
  Object.assign(ofDocument(facts, 'Redirect'), facts.ending && endParams(facts, facts.ending), own)

/** Of the ring URL, the smallest set (as captured): the caller's name is on this one alone. */
export const ringParams = (facts: CallFacts): Params => ({
  ...identity(facts),
  CallerName: facts.arrival.callerName ?? '',
  Event: 'Ring',
  ParentAuthID: facts.account.parentAuthId,
  SessionStart: facts.sessionStart,
  ...sipHeaders(facts.arrival),
})

/** Of callbacks whose answer does not matter: the call's identity and the element's own; after the end as on action (D47). */
export const callbackParams = (facts: CallFacts, own: Readonly<Params>): Params =>
  Object.assign(identity(facts), sipHeaders(facts.arrival), facts.ending && endParams(facts, facts.ending), own)

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
  return { duration, billDuration, totalCost: costOf(billDuration, billRate) }
}

/** What so many billed seconds cost, at a rate per minute. */
export const costOf = (billDuration: number, billRate: string): string =>
  ((Number(billRate) * billDuration) / 60).toFixed(5)
