import { Type } from 'typebox'
import { transcription, transcriptionDelay } from '../../elements/transcription.js'
import { urlValue } from '../../xml/kinds/url.js'
import type { StoredRecording } from '../store/recording-log.js'
import type { Switchboard } from '../switchboard.js'
import { optional, url } from './fields.js'
import { accepted, apiId, done, ok, operation, saying } from './operation.js'
import { recordingId, storedRecording } from './recordings.js'
import { badRequest, notFound } from './rest-error.js'

const group = 'Recordings'
const path = 'Transcription/:recording_id/'

const get = operation('GET', path, {
  group,
  summary: 'Get the transcript of a recording: 5 s after the recording is complete, or after it was asked for',
  params: recordingId,
  status: 200,
  answer: Type.Object({
    api_id: apiId,
    cost: Type.Number(),
    rate: Type.Number({ description: 'for each minute that was begun' }),
    recording_duration_ms: Type.Number(),
    recording_start_ms: Type.Number({ description: 'ms since 1970' }),
    status: Type.String({ description: 'completed or failed' }),
    transcription: Type.String(),
  }),
  does: asked => {
    const recording = storedRecording(asked)
    const { id, endedAt, startedAt, ms, transcribed = endedAt + transcriptionDelay } = recording
    if (transcribed === false) throw notFound(`transcription not found: that of the recording "${id}" was deleted`)
    const { exchange } = asked.board
    if (exchange.epochOf(exchange.clock.now) < transcribed) return ok({ message: 'transcription in progress' })
    const said = transcriptOf(recording)
    return ok({
      cost: Number(said.transcription_charge),
      rate: Number(said.transcription_rate),
      recording_duration_ms: ms,
      recording_start_ms: startedAt,
      status: said.error ? 'failed' : 'completed',
      transcription: said.transcription,
      ...(said.error && { error: said.error }),
    })
  },
})

const create = operation('POST', path, {
  group,
  summary: 'Ask for the transcript of a recording, which is there 5 s later',
  params: recordingId,
  body: Type.Object({ transcription_callback_url: optional(url('receives it, by POST', 'no fragment')) }),
  status: 202,
  answer: saying('request accepted'),
  does: asked => {
    const recording = storedRecording(asked)
    const { transcription_callback_url: to } = asked.body
    if (to !== undefined && urlValue(to, false).href === undefined) {
      throw badRequest(`transcription_callback_url parameter is "${to}"; allowed is an absolute http or https URL`)
    }
    const { exchange, data } = asked.board
    const now = exchange.epochOf(exchange.clock.now)
    data.recordings.add({ ...recording, transcribed: now + transcriptionDelay })
    if (to !== undefined) send(recording, to, asked.board)
    return accepted({ message: 'request accepted' })
  },
})

const send = (recording: StoredRecording, to: string, { exchange }: Switchboard): void =>
  exchange.requestsOf(recording.callUuid).sendLater(transcriptionDelay, () => ({
    purpose: 'Transcription callback',
    url: to,
    method: 'POST',
    params: transcriptOf(recording),
    configurable: false,
  }))

const transcriptOf = ({ id, callUuid, ms, transcript, url, format }: StoredRecording) =>
  transcription(callUuid, { id, url, format, began: 0, ended: ms, transcript: [transcript] })

const remove = operation('DELETE', path, {
  group,
  summary: 'Delete the transcript of a recording',
  params: recordingId,
  status: 204,
  does: asked => {
    const recording = storedRecording(asked)
    if (recording.transcribed === false) {
      throw notFound(`transcription not found: that of the recording "${recording.id}" was deleted`)
    }
    asked.board.data.recordings.add({ ...recording, transcribed: false })
    return done
  },
})

export const transcriptionOperations = [get, create, remove]
