import type { Notification, Params } from '../elements/element.js'
import type { Recording, RecordingPlan } from '../elements/recording.js'
import type { RoomRecordingPlan } from '../elements/room.js'
import { transcription, transcriptionDelay } from '../elements/transcription.js'
import { inWords } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import { urlValue } from '../xml/kinds/url.js'
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

/** How the API records a conference: everybody who is heard, mixed, until it is stopped or nobody is left. */
export type RecordRoomOptions = Omit<RecordOptions, 'timeLimit' | 'recordChannelType'>

/** The call that is recorded, or in whose name a conference is. */
export type RecordedCall = Pick<Ledger, 'uuid' | 'epochOf' | 'reportFragment'>

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

/** Reads the options, which {@link checkRecording} may refuse. */
export const planRecording = (
  options: RecordOptions,
  { clock, ledger, newId, shelf }: Omit<CallRecordingPorts, 'notify'>,
): RecordingPlan & { readonly limit: number } => {
  checkRecording(options)
  const { timeLimit = 60, fileFormat: format = 'mp3', recordChannelType: channels = 'stereo' } = options
  const told = toldOf(options, { purpose: 'Record a call', params: { call_uuid: ledger.uuid } }, ledger, newId)
  const id = newId()
  const recording = { id, format, url: shelf.urlOf(id, format), began: clock.now, transcript: [] }
  return { recording, channels, told, limit: timeLimit * 1000 }
}

/** Reads options that {@link checkRoomRecording} has let pass. */
export const planRoomRecording = (
  options: RecordRoomOptions,
  room: string,
  call: RecordedCall,
  newId: () => string,
): RoomRecordingPlan => {
  const about = { purpose: 'Record a conference', params: { conference_name: room } }
  return { format: options.fileFormat ?? 'mp3', whenAlone: true, told: toldOf(options, about, call, newId) }
}

/** Who is told of a recording that is complete, and what it is of. */
const toldOf = (
  { callbackUrl, callbackMethod = 'POST', transcriptionUrl, transcriptionMethod = 'POST' }: RecordRoomOptions,
  { purpose, params }: { readonly purpose: string; readonly params: Params },
  call: RecordedCall,
  newId: () => string,
): RecordingPlan['told'] => {
  for (const url of [callbackUrl, transcriptionUrl]) {
    if (url !== undefined) call.reportFragment(url)
  }
  const apiId = newId()
  const to = (what: string, url: string, method: 'GET' | 'POST', sent: Params): Notification => ({
    type: 'notify',
    purpose: `${purpose} ${what}`,
    url: urlValue(url, true),
    method: { given: method, method },
    params: sent,
    bare: true,
  })
  return recording => {
    const notifications: Notification[] = []
    if (callbackUrl !== undefined) {
      const sent = { api_id: apiId, ...params, ...recordingParams(recording, call) }
      notifications.push(to('callback', callbackUrl, callbackMethod, sent))
    }
    if (transcriptionUrl !== undefined) {
      const sent = to('transcription', transcriptionUrl, transcriptionMethod, transcription(call.uuid, recording))
      notifications.push({ ...sent, after: transcriptionDelay })
    }
    return notifications
  }
}

const recordingParams = ({ id, url, began, ended = began }: Recording, call: RecordedCall): Params => ({
  record_url: url,
  recording_id: id,
  recording_duration: String(Math.floor((ended - began) / 1000)),
  recording_duration_ms: String(ended - began),
  recording_start_ms: String(call.epochOf(began)),
  recording_end_ms: String(call.epochOf(ended)),
})

const knownOfRooms = [
  'fileFormat',
  'transcriptionType',
  'transcriptionUrl',
  'transcriptionMethod',
  'callbackUrl',
  'callbackMethod',
]
const known = ['timeLimit', 'recordChannelType', ...knownOfRooms]

/** So many seconds are a day: no call lasts longer. */
const longest = 24 * 3600

/** Throws a TypeError or RangeError for an option that is none, or not allowed. */
export function checkRecording(options: RecordOptions): void {
  refuseUnknown(options, known, 'record')
  const { timeLimit = 60 } = options
  if (!(Number.isInteger(timeLimit) && timeLimit >= 1 && timeLimit <= longest)) {
    throw new RangeError(
      `timeLimit is ${inWords(timeLimit)}; allowed is a whole number of seconds from 1 to ${longest}`,
    )
  }
  checkValues(options)
}

/** Throws a TypeError for an option that is none, or not allowed. */
export function checkRoomRecording(options: RecordRoomOptions): void {
  refuseUnknown(options, knownOfRooms, 'record')
  checkValues(options)
}

function checkValues(options: RecordOptions): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const allowed = words[name]
    if (value === undefined || !allowed || allowed.includes(value as string)) continue
    const near = typeof value === 'string' ? nearest(value, allowed) : undefined
    const hint = near ? `; did you mean ${near}?` : ''
    throw new TypeError(`${name} is ${inWords(value)}; allowed are ${allowed.join(' and ')}${hint}`)
  }
  for (const name of ['callbackUrl', 'transcriptionUrl'] as const) {
    const url = options[name]
    if (url === undefined || (typeof url === 'string' && urlValue(url, true).href !== undefined)) continue
    throw new TypeError(`${name} is ${inWords(url)}; allowed is an absolute http or https URL`)
  }
}
