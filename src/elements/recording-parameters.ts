import type { Facts, Params, Recording } from './element.js'

/** Where a recording is, and how long it is: seconds and milliseconds; instants are epoch ms. */
export const recordingParams = ({ id, url, began, ended = began }: Recording, { epochOf }: Facts): Params => ({
  RecordUrl: url,
  RecordingID: id,
  RecordingDuration: String(Math.floor((ended - began) / 1000)),
  RecordingDurationMs: String(ended - began),
  RecordingStartMs: String(epochOf(began)),
  RecordingEndMs: String(epochOf(ended)),
})
