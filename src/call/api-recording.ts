import type { Notification, Params } from '../elements/element.js'
import type { Recording, RecordingPlan } from '../elements/recording.js'
import { transcription, transcriptionDelay } from '../elements/transcription.js'
import { urlValue } from '../xml/kinds/url.js'
import { nearest } from '../xml/nearest.js'
import { refuseUnknown } from '../xml/refuse-unknown.js'
import type { CallRecordingPorts } from './call-recordings.js'
import type { Ledger } from './ledger.js'

/** How the API records a live call. */
export interface RecordOptions {
  /** How long it may be, in seconds: a whole number from 1 on, 60 by default. */
  readonly timeLimit?: number
  /** `mp3` by default. */
  readonly fileFormat?: 'mp3' | 'wav'
  /** `stereo`, the default: the caller on the left, what he hears on the right. */
  readonly recordChannelType?: 'mono' | 'stereo'
  /** Changes nothing here. */
  readonly transcriptionType?: 'auto' | 'hybrid'
  /** Receives the transcript; an absolute http(s) URL, whose fragment configures the request. */
  readonly transcriptionUrl?: string
  /** How it is sent, `POST` by default. */
  readonly transcriptionMethod?: 'GET' | 'POST'
  /** Is told when the file is ready; an absolute http(s) URL, whose fragment configures the request. */
  readonly callbackUrl?: string
  /** How it is told, `POST` by default. */
  readonly callbackMethod?: 'GET' | 'POST'
}

/** A recording that has begun: what the REST API answers with. */
export interface StartedRecording {
  readonly recordingId: string
  /** Where the file can be had when it is complete. */
  readonly url: string
}

const methods = ['GET', 'POST']

/** What each option may be, where that is one of a few words. */
const words: Readonly<Record<string, readonly string[]>> = {
  fileFormat: ['mp3', 'wav'],
  recordChannelType: ['mono', 'stereo'],
  transcriptionType: ['auto', 'hybrid'],
  transcriptionMethod: methods,
  callbackMethod: methods,
}

/** Reads the options, which {@link checkRecordOptions} may refuse. */
export const planRecording = (
  options: RecordOptions,
  { clock, ledger, newId, shelf }: Omit<CallRecordingPorts, 'notify'>,
): RecordingPlan & { readonly limit: number } => {
  checkRecording(options)
  const { timeLimit = 60, fileFormat: format = 'mp3', recordChannelType: channels = 'stereo' } = options
  const { callbackUrl, callbackMethod = 'POST', transcriptionUrl, transcriptionMethod = 'POST' } = options
  for (const url of [callbackUrl, transcriptionUrl]) {
    if (url !== undefined) ledger.reportFragment(url)
  }
  const [apiId, id] = [newId(), newId()]
  const to = (what: string, url: string, method: 'GET' | 'POST', params: Params): Notification => ({
    type: 'notify',
    purpose: `Record a call ${what}`,
    url: urlValue(url, true),
    method: { given: method, method },
    params,
    bare: true,
  })
  const told = (recording: Recording): Notification[] => {
    const notifications: Notification[] = []
    if (callbackUrl !== undefined) {
      const params = { api_id: apiId, call_uuid: ledger.uuid, ...recordingParams(recording, ledger) }
      notifications.push(to('callback', callbackUrl, callbackMethod, params))
    }
    if (transcriptionUrl !== undefined) {
      const params = transcription(ledger.uuid, recording)
      const sent = to('transcription', transcriptionUrl, transcriptionMethod, params)
      notifications.push({ ...sent, after: transcriptionDelay })
    }
    return notifications
  }
  const recording = { id, format, url: shelf.urlOf(id, format), began: clock.now, transcript: [] }
  return { recording, channels, told, limit: timeLimit * 1000 }
}

const recordingParams = ({ id, url, began, ended = began }: Recording, ledger: Ledger): Params => ({
  record_url: url,
  recording_id: id,
  recording_duration: String(Math.floor((ended - began) / 1000)),
  recording_duration_ms: String(ended - began),
  recording_start_ms: String(ledger.epochOf(began)),
  recording_end_ms: String(ledger.epochOf(ended)),
})

const known = ['timeLimit', ...Object.keys(words), 'transcriptionUrl', 'callbackUrl']

/** So many seconds are a day: no call lasts longer. */
const longest = 24 * 3600

/** Throws a TypeError or RangeError for an option that is none, or not allowed. */
export function checkRecording(options: RecordOptions): void {
  refuseUnknown(options, known, 'record')
  const { timeLimit = 60 } = options
  if (!(Number.isInteger(timeLimit) && timeLimit >= 1 && timeLimit <= longest)) {
    throw new RangeError(`timeLimit is ${timeLimit}; allowed is a whole number of seconds from 1 to ${longest}`)
  }
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const allowed = words[name]
    if (value === undefined || !allowed || allowed.includes(value as string)) continue
    const near = nearest(String(value), allowed)
    throw new TypeError(
      `${name} is "${value}"; ${near ? `did you mean ${near}?` : `allowed are ${allowed.join(' and ')}`}`,
    )
  }
  for (const name of ['callbackUrl', 'transcriptionUrl'] as const) {
    const url = options[name]
    if (url === undefined || (typeof url === 'string' && urlValue(url, true).href !== undefined)) continue
    throw new TypeError(`${name} is "${url}"; allowed is an absolute http or https URL`)
  }
}
