import { wireNumber } from '../../party/address.js'
import type { StoredCall } from '../store/stored-call.js'
import { comparable, passesNumber, passesTime } from './comparisons.js'
import { oneOf, optional, text } from './fields.js'
import { listing } from './listing.js'
import { offsetTime } from './offset-time.js'
import { type Answer, type Asked, ok } from './operation.js'
import { notFound } from './rest-error.js'

/** By what records of calls are filtered. */
export const callRecordFilters = {
  subaccount: optional(text('the auth id of a subaccount')),
  call_direction: optional(oneOf('whether it came in', ['inbound', 'outbound'])),
  from_number: optional(text('who called')),
  to_number: optional(text('who was called, or how the number begins')),
  parent_call_uuid: optional(text('the call that dialled it')),
  hangup_cause_code: optional(text('how it ended, such as 4000')),
  hangup_source: optional(text('who ended it, such as Caller')),
  ...comparable('bill_duration', 'seconds of talk'),
  ...comparable('end_time', 'when it ended, in UTC'),
}

type Query = Readonly<Partial<Record<string, string | number>>>

/** The records of an account, the last one first. */
export const listCallRecords = (asked: Asked<unknown, Query, unknown>): Answer => {
  const { query, holder, board } = asked
  const lasted = passesNumber('bill_duration', query)
  const ended = passesTime('end_time', query, board.exchange.epochOf(board.exchange.clock.now))
  const is = (name: string, value: string | number | undefined) =>
    query[name] === undefined || String(query[name]) === String(value)
  const number = (name: string) => wireNumber(String(query[name] ?? ''))
  const found = board.data.calls
    .ended()
    .filter(
      call =>
        board.isOf(call.account, holder) &&
        is('subaccount', call.account) &&
        is('call_direction', call.direction) &&
        is('parent_call_uuid', call.parentUuid) &&
        is('hangup_cause_code', call.hangup.code) &&
        (query.hangup_source === undefined ||
          String(query.hangup_source).toLowerCase() === call.hangup.source.toLowerCase()) &&
        (query.from_number === undefined || wireNumber(call.from) === number('from_number')) &&
        wireNumber(call.to).startsWith(number('to_number')) &&
        lasted(call.duration) &&
        ended(call.endedAt),
    )
  return ok(listing(found.reverse(), 'Call/', asked, call => callRecord(call, asked)))
}

/** The record of a call that is over. Throws a RestError if there is none. */
export const callRecordOf = (
  uuid: string,
  asked: Pick<Asked<unknown, unknown, unknown>, 'board' | 'holder'>,
): object => {
  const { board, holder } = asked
  const call = board.data.calls.find(uuid)
  if (call && board.isOf(call.account, holder)) return callRecord(call, asked)
  const live = board.find(uuid, holder) ? '; it is live: ask with ?status=live' : ''
  throw notFound(`call not found: there is no call "${uuid}" that is over${live}`)
}

/** What only a carrier could know is empty (D116). */
const callRecord = (
  call: StoredCall,
  { board, holder }: Pick<Asked<unknown, unknown, unknown>, 'board' | 'holder'>,
) => {
  const { timezone } = board.accounts.main.account
  const { hangup, duration, billDuration, direction } = call
  return {
    answer_time: call.answeredAt === undefined ? null : offsetTime(call.answeredAt, timezone),
    bill_duration: duration,
    billed_duration: billDuration,
    call_direction: direction,
    call_duration: duration,
    call_state: call.answeredAt === undefined ? call.status.toUpperCase() : 'ANSWER',
    call_uuid: call.uuid,
    cnam_lookup: '',
    conference_uuid: call.conferenceUuid ?? null,
    end_time: offsetTime(call.endedAt, timezone),
    from_number: wireNumber(call.from),
    hangup_cause_code: hangup.code,
    hangup_cause_name: hangup.name,
    hangup_source: hangup.source,
    initiation_time: offsetTime(call.startedAt, timezone),
    parent_call_uuid: call.parentUuid ?? null,
    resource_uri: `/v1/Account/${holder.authId}/Call/${call.uuid}/`,
    source_ip: call.sourceIp ?? '127.0.0.1',
    stir_attestation: 'Not Applicable',
    stir_verification: 'Not Applicable',
    to_number: wireNumber(call.to),
    total_amount: call.totalCost,
    total_rate: Number(call.billRate).toFixed(5),
    voice_network_group: '',
  }
}
