import type { Params } from './element.js'
import type { Recording } from './recording.js'

/** How much later a transcript comes, in ms (D50); Plivo speaks of minutes. */
export const transcriptionDelay = 5000
/** For each minute that was begun. */
const rate = 0.05
/** "500 ms to 4 hours". */
const [shortest, longest] = [500, 4 * 3_600_000]

/** What is sent of a transcript: nothing of the call but its id. */
export const transcription = (callUuid: string, { id, began, ended = began, transcript }: Recording): Params => {
  const ms = ended - began
  const error =
    ms < shortest ? 'the recording is shorter than 500 ms' : ms > longest ? 'the recording is longer than 4 hours' : ''
  return {
    transcription: error ? '' : transcript.join(' '),
    transcription_charge: error ? '0.00000' : (Math.ceil(ms / 60_000) * rate).toFixed(5),
    transcription_rate: String(rate),
    duration: String(Math.floor(ms / 1000)),
    call_uuid: callUuid,
    recording_id: id,
    error,
  }
}
