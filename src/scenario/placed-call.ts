import type { Call } from '../call/call.js'
import type { CallOptions } from '../exchange/call-options.js'
import { defaultNumbers } from '../exchange/call-options.js'
import type { DialOutOptions } from '../exchange/dial-out-options.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Caller } from '../party/caller.js'
import type { CallFields } from './call-fields.js'
import type { Scenario } from './file.js'
import type { ScenarioPhone } from './phones.js'

/** What answers, where paths are URLs: a sample, or a program that has none of its own but its origin. */
export interface Answering {
  readonly origin: string
  readonly answerUrl?: string
  readonly fallbackUrl?: string
  readonly hangupUrl?: string
  readonly ringUrl?: string
  readonly machineDetectionUrl?: string
}

/** Places the call of one caller, or makes the call to the one who is called. */
export function placeCall(call: CallFields, exchange: Exchange, app?: Answering): Caller<Call> {
  return call.outbound ? exchange.dialOut(dialOutOptionsOf(call, app)) : exchange.call(callOptionsOf(call, app))
}

/** The call as the exchange takes it: paths become URLs of the app, and what is not given is the app's, or a default. */
export function callOptionsOf({ outbound: _, ...call }: CallFields, app?: Answering): CallOptions {
  const absolute = (url?: string) => (app && url?.startsWith('/') ? app.origin + url : url)
  const { fallbackUrl = app?.fallbackUrl, hangupUrl = app?.hangupUrl } = call
  return defined({
    ...call,
    answerUrl: absolute(call.answerUrl) ?? app?.answerUrl ?? '',
    fallbackUrl: absolute(fallbackUrl),
    hangupUrl: absolute(hangupUrl),
  })
}

/** The same of a call that is made. An app's machine detection URL is one only where machines are looked for. */
export function dialOutOptionsOf(call: CallFields, app?: Answering): DialOutOptions & { readonly to: string } {
  const absolute = (url?: string) => (app && url?.startsWith('/') ? app.origin + url : url)
  const { ringUrl = app?.ringUrl, machineDetection, to = called } = call
  const machineDetectionUrl = call.machineDetectionUrl ?? (machineDetection ? app?.machineDetectionUrl : undefined)
  return defined({
    ...callOptionsOf(call, app),
    to,
    ringUrl: absolute(ringUrl),
    machineDetectionUrl: absolute(machineDetectionUrl),
  })
}

/** Who is called where nobody says who: the one who would call otherwise. */
const called = defaultNumbers.from

/** The phones of a scenario; one that is called by Plivo and not given answers after 2 s (D92). */
export function phonesOf({ phones = [], callers }: Scenario): readonly ScenarioPhone[] {
  const given = new Set(phones.map(({ address }) => address.replace(/^\+/, '')))
  if (given.has('default')) return phones
  const others = callers.flatMap(({ call: { outbound, to = called } }) => (outbound ? [to] : []))
  const missing = [...new Set(others)].filter(to => !given.has(to.replace(/^\+/, '')))
  return [...phones, ...missing.map(address => ({ address, behaviour: { answers: '2s' } }))]
}

const defined = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
