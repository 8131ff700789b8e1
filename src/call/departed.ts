import type { LegEnd, LegPlan } from '../elements/leg.js'
import type { Utterance } from '../party/line.js'
import type { Beginning } from './beginning.js'
import type { Joined } from './far-end.js'
import type { Ledger } from './ledger.js'
import type { Arrival } from './parameters.js'
import type { CallUrls } from './ports.js'

/** A leg that has left the call that dialled it; instants are epoch ms. */
export interface Departed extends Joined {
  readonly plan: LegPlan
  readonly startedAt: number
  readonly answeredAt: number
  /** The rest of what it is saying. */
  readonly saying: Utterance | undefined
  /** How it ended for the call that dialled it. */
  readonly end: LegEnd
}

/** The call that a leg becomes: under its own id, made by whoever dialled it, without a hangup URL (D95). */
export const onItsOwn = (leg: Departed, { uuid: aleg, arrival }: Ledger): [Arrival, CallUrls, Beginning] => {
  const { plan, callee, missed, startedAt, answeredAt } = leg
  const { from, to } = plan
  const join = { callee, missed, uuid: plan.leg, startedAt, answeredAt }
  // It asks for no document but that of the transfer.
  const urls = { answer: { url: '', method: 'POST' } } as const
  return [{ direction: 'outbound', from, to, aleg, mediaRegion: arrival.mediaRegion }, urls, { join }]
}
