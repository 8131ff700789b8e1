import { type Arrival, callerName, callStatus } from '../../call/parameters.js'
import { sessionTime } from '../../call/wall-time.js'
import { wireNumber } from '../../party/address.js'
import type { QueuedCall } from '../call-queue.js'
import type { LiveLeg } from '../live-legs.js'
import type { LiveCall } from '../switchboard.js'

/** Who calls whom. */
export const parties = (arrival: Arrival) => ({
  caller_name: arrival.direction === 'inbound' ? callerName(arrival) : (arrival.callerName ?? ''),
  direction: arrival.direction,
  from: wireNumber(arrival.from),
  to: wireNumber(arrival.to),
})

/** A live call as `GET Call/{uuid}/?status=live` answers it. */
export const liveCall = ({ call: { facts, arrival, uuid } }: LiveCall) => ({
  call_status: callStatus(facts),
  call_uuid: uuid,
  ...parties(arrival),
  request_uuid: arrival.direction === 'outbound' ? uuid : '',
  session_start: facts.sessionStart,
  stir_attestation: 'Not Applicable',
  stir_verification: 'Not Applicable',
})

/** The same of a party that a call has dialled. */
export const liveLeg = ({ uuid, from, to, answered, at }: LiveLeg, epoch: number) => ({
  call_status: answered ? 'in-progress' : 'ringing',
  call_uuid: uuid,
  caller_name: '',
  direction: 'outbound',
  from: wireNumber(from),
  to: wireNumber(to),
  request_uuid: uuid,
  session_start: sessionTime(epoch + at, 0),
  stir_attestation: 'Not Applicable',
  stir_verification: 'Not Applicable',
})

/** A call that waits for its turn, as `GET Call/{uuid}/?status=queued` answers it. */
export const queuedCall = ({ uuid, from, to, callerName: name }: QueuedCall) => ({
  call_status: 'queued',
  call_uuid: uuid,
  caller_name: name ?? '',
  direction: 'outbound',
  from: wireNumber(from),
  to: wireNumber(to),
  request_uuid: uuid,
})
