import { Type } from 'typebox'
import { isSip, wireNumber } from '../../party/address.js'
import type { StoredRecording } from '../store/recording-log.js'
import { comparable, isCompared, passesNumber, passesTime } from './comparisons.js'
import { optional, page, text } from './fields.js'
import { listing } from './listing.js'
import { offsetTime } from './offset-time.js'
import { type Asked, done, ok, operation } from './operation.js'
import { notFound } from './rest-error.js'

const group = 'Recordings'
export const recordingId = Type.Object({ recording_id: text('RecordingID') })

type Asking = Pick<Asked<unknown, unknown, unknown>, 'board' | 'holder'>
type AskedOfOne = Asking & { readonly params: { readonly recording_id: string } }

/** By what recordings are filtered, and what of them must be the same. */
const filters: Readonly<Record<string, (recording: StoredRecording) => string | undefined>> = {
  subaccount: ({ account }) => account,
  call_uuid: ({ callUuid }) => callUuid,
  conference_name: ({ conference }) => conference,
  conference_uuid: ({ conferenceUuid }) => conferenceUuid,
  from_number: ({ from }) => wireNumber(from),
  to_number: ({ to }) => wireNumber(to),
  // There are no multi-party calls.
  mpc_name: () => undefined,
  mpc_uuid: () => undefined,
}

const list = operation('GET', 'Recording/', {
  group,
  summary: 'List recordings',
  query: Type.Object({
    from_number: optional(text('who called')),
    to_number: optional(text('who was called')),
    subaccount: optional(text('the auth id of a subaccount')),
    call_uuid: optional(text('the call that was recorded')),
    conference_name: optional(text('the conference that was recorded')),
    conference_uuid: optional(text('the same by its ConferenceUUID')),
    mpc_name: optional(text('the multi-party call that was recorded')),
    mpc_uuid: optional(text('the same by its id')),
    ...comparable('add_time', 'when it was complete, in UTC'),
    ...comparable('recording_storage_duration', 'days that it has been there'),
    ...page,
  }),
  status: 200,
  does: asked => {
    const { board, holder } = asked
    const query: Readonly<Record<string, unknown>> = asked.query
    const now = nowOf(board)
    const stored = passesNumber('recording_storage_duration', query)
    // Who asks for old ones means them.
    const always = isCompared('recording_storage_duration', query) && !isCompared('add_time', query)
    const added = always ? () => true : passesTime('add_time', query, now)
    const given = Object.entries(filters).flatMap(([name, of]) => {
      const value = query[name]
      if (value === undefined) return []
      // The plus of a query that was not encoded is a space.
      const meant = name.endsWith('_number') ? wireNumber(String(value).trim()) : String(value)
      return [(recording: StoredRecording) => of(recording) === meant]
    })
    const found = board.data.recordings
      .all()
      .filter(
        one =>
          board.isOf(one.account, holder) && given.every(is => is(one)) && stored(days(one, now)) && added(one.endedAt),
      )
    return ok(listing(found.reverse(), 'Recording/', asked, one => recordingObject(one, asked)))
  },
})

const get = operation('GET', 'Recording/:recording_id/', {
  group,
  summary: 'Get a recording',
  params: recordingId,
  status: 200,
  does: asked => ok(recordingObject(storedRecording(asked), asked)),
})

const remove = operation('DELETE', 'Recording/:recording_id/', {
  group,
  summary: 'Delete a recording, and its file',
  params: recordingId,
  status: 204,
  does: asked => {
    const { id } = storedRecording(asked)
    const { exchange, data } = asked.board
    exchange.deleteRecording(id)
    data.recordings.delete(id)
    return done
  },
})

/** A complete recording of the account. Throws a RestError if there is none. */
export const storedRecording = ({ params: { recording_id: id }, board, holder }: AskedOfOne): StoredRecording => {
  const found = board.data.recordings.find(id)
  if (found && board.isOf(found.account, holder)) return found
  throw notFound(`recording not found: there is no recording "${id}" that is complete`)
}

/** For each minute that was begun and each month, once 90 days are over. */
const storage = { rate: 0.0004, free: 90 }

const recordingObject = (recording: StoredRecording, { board, holder }: Asking) => {
  const { timezone } = board.accounts.main.account
  const { id, callUuid, conference, format, ms, startedAt, endedAt, type, from, to } = recording
  const minutes = Math.max(1, Math.ceil(ms / 60_000))
  const stored = days(recording, nowOf(board))
  return {
    add_time: offsetTime(endedAt, timezone).replace(
      /(?=[+-][\d:]+$)/,
      `.${String(Math.floor(endedAt) % 1000).padStart(3, '0')}000`,
    ),
    call_uuid: callUuid,
    conference_name: conference ?? 'noname',
    conference_uuid: recording.conferenceUuid ?? null,
    from_number: plus(from),
    monthly_recording_storage_amount: stored > storage.free ? Number((minutes * storage.rate).toFixed(5)) : 0,
    mpc_name: null,
    mpc_uuid: null,
    recording_duration_ms: ms.toFixed(5),
    recording_end_ms: endedAt.toFixed(5),
    recording_format: format,
    recording_id: id,
    recording_start_ms: startedAt.toFixed(5),
    recording_storage_duration: stored,
    recording_storage_rate: storage.rate,
    recording_type: type,
    recording_url: board.recordingUrl(recording),
    resource_uri: `/v1/Account/${holder.authId}/Recording/${id}/`,
    rounded_recording_duration: minutes * 60,
    to_number: plus(to),
  }
}

const nowOf = ({ exchange }: Asking['board']): number => exchange.epochOf(exchange.clock.now)

/** "Increments by one after 24 hours from the recording add time. Minimum value: 1" */
const days = ({ endedAt }: StoredRecording, now: number): number =>
  1 + Math.max(0, Math.floor((now - endedAt) / 86_400_000))

/** As these objects have numbers. */
const plus = (address: string): string => (isSip(address) ? address : `+${wireNumber(address)}`)

export const recordingOperations = [list, get, remove]
