import type { LegEnd, LegPlan, LegSignal } from '../elements/leg.js'
import type { Utterance } from '../party/line.js'
import type { Beginning } from './beginning.js'
import type { Joined } from './far-end.js'
import type { Ledger } from './ledger.js'
import type { Legs } from './legs.js'
import type { Destination } from './operation-options.js'
import type { Arrival } from './parameters.js'
import type { CallPorts, CallUrls } from './ports.js'

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

/** What parting needs of the call that is transferred. */
export interface PartingPorts {
  readonly ledger: Ledger
  readonly legs: Pick<Legs, 'depart'>
  readonly course: { transfer(url: string, method: string): void }
  signal(signal: LegSignal): void
  place: CallPorts['place']
}

/**
 * Each of the legs that is given somewhere to go on goes there, and they hear one another no more. Whom the caller is
 * connected to leaves first; a caller who is not transferred hears of it as of any other end of that leg (D95).
 */
export const part = (aleg: Destination | undefined, bleg: Destination | undefined, ports: PartingPorts): void => {
  const { ledger, legs, course, signal, place } = ports
  const leg = bleg && legs.depart()
  if (aleg) course.transfer(aleg.url, aleg.method)
  else if (leg) signal({ type: 'leg.ended', leg: leg.plan.leg, end: leg.end })
  if (bleg && leg) place(...onItsOwn(leg, bleg, ledger))
}

/** The call that a leg becomes: under its own id, made by whoever dialled it, without a hangup URL. */
const onItsOwn = (leg: Departed, to: Destination, { uuid, arrival }: Ledger): [Arrival, CallUrls, Beginning] => [
  {
    direction: 'outbound',
    account: arrival.account,
    from: leg.plan.from,
    to: leg.plan.to,
    aleg: uuid,
    sipHeaders: leg.plan.headers,
    mediaRegion: arrival.mediaRegion,
  },
  // It asks for no document but that of the transfer.
  { answer: { url: '', method: 'POST' } },
  { join: { ...leg, uuid: leg.plan.leg, goesOn: to } },
]
