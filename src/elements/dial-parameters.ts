import { isSip, wireNumber } from '../party/address.js'
import type { DialledLeg } from './dial-legs.js'
import type { Params } from './element.js'
import type { Facts } from './facts.js'
import type { LegEnd } from './leg.js'
import type { LegStatus } from './leg-status.js'

/** What is asked of callbackUrl: one request for each of these, of each leg. */
export type DialAction = 'answer' | 'connected' | 'digits' | 'hangup'

const events: Readonly<Record<DialAction, string>> = {
  answer: 'DialAnswer',
  connected: 'DialConnected',
  digits: 'DialDigitsMatch',
  hangup: 'DialHangup',
}

/** Of callbackUrl; the identity of the call comes with every callback. */
export const callbackParams = (dialAction: DialAction, leg: DialledLeg, facts: Facts): Params => ({
  Event: events[dialAction],
  DialAction: dialAction,
  DialBLegStatus: dialAction === 'hangup' ? 'hangup' : 'answer',
  ...legParams(leg, facts),
  DialBLegPosition: String(leg.plan.position),
  DialBLegBillRate: facts.billRate,
  ...(!isSip(leg.plan.to) && { STIRVerification: 'Not Applicable' }),
})

/** Whom a request is about: on callbacks, and on the request for confirmSound. */
export const legParams = ({ plan }: DialledLeg, facts: Facts): Params => ({
  DialALegUUID: facts.callUuid,
  DialBLegUUID: plan.leg,
  DialBLegFrom: wireNumber(plan.from),
  DialBLegTo: wireNumber(plan.to),
  ...Object.fromEntries(Object.entries(plan.headers).map(([name, value]) => [`X-PH-${name}`, value])),
})

/** More on DialHangup: how long it lasted, what it cost, and why it ended. */
export const hangupParams = ({ answeredAt }: DialledLeg, end: LegEnd, facts: Facts): Params => {
  const { duration, billDuration, totalCost } = facts.billing(answeredAt === undefined ? 0 : facts.now() - answeredAt)
  return {
    DialBLegDuration: String(duration),
    DialBLegBillDuration: String(billDuration),
    DialBLegTotalCost: totalCost,
    DialBLegHangupCause: end.cause,
    DialBLegHangupCauseName: end.name,
    DialBLegHangupCauseCode: String(end.code),
    DialBLegHangupSource: end.source,
  }
}

/** What became of a Dial. */
export interface DialResult {
  readonly status: LegStatus
  readonly rang: boolean
  readonly cause: string
  /** Who was connected: the id of the leg, or empty. */
  readonly connected: string
}

/** Of action. */
export const actionParams = ({ status, rang, cause, connected }: DialResult, { callUuid }: Facts): Params => ({
  DialStatus: status,
  DialRingStatus: String(rang),
  DialHangupCause: cause,
  DialALegUUID: callUuid,
  DialBLegUUID: connected,
})
