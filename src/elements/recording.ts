import type { Values } from '../xml/element-shape.js'
import type { Conversation, Notification, Params, TypedStep } from './element.js'
import type { Facts } from './facts.js'
import type { RecordAttributes } from './record.js'
import { transcription, transcriptionDelay } from './transcription.js'

/** A recording in the making; lengths and instants in ms of call time. */
export interface Recording {
  readonly id: string
  readonly format: 'mp3' | 'wav'
  began: number
  ended?: number
  url: string
  /** What is said in it: known when it is complete. */
  transcript: string[]
}

/** A recording that is to be made. */
export interface RecordingPlan {
  readonly recording: Recording
  /** The caller alone; or the caller and what he hears, mixed, or one on the left and the other on the right. */
  readonly channels: 'caller' | 'mono' | 'stereo'
  /** Who is told of it when it is complete. */
  readonly told: (recording: Recording) => readonly Notification[]
}

/** What an element asks for recordings. */
export type RecordingAsk =
  | { type: 'startRecording'; plan: RecordingPlan }
  | { type: 'finishRecording'; recording: Recording; because: string }
  /** It goes on in the background for `limit` ms at most: from now on, or from when somebody who is dialled answers. */
  | { type: 'recordMeanwhile'; plan: RecordingPlan; limit: number; from: 'now' | 'answer' }

export type Record = Conversation<TypedStep<Values<RecordAttributes>>>

export const inBackground = ({ recordSession, startOnDialAnswer }: TypedStep['attributes']): boolean =>
  recordSession === true || startOnDialAnswer === true

/** Plans the recording of a step, which has an id and a URL from now on. */
export const planOf = ({ step, facts }: Record, channels: RecordingPlan['channels']): RecordingPlan => {
  const { fileFormat: format, callbackUrl, callbackMethod, transcriptionUrl } = step.attributes
  const id = facts.newId()
  const told = (recording: Recording): Notification[] => {
    const notifications: Notification[] = []
    if (callbackUrl) {
      const params = recordingParams(recording, facts)
      const purpose = 'Record callback'
      notifications.push({ type: 'notify', purpose, url: callbackUrl, method: callbackMethod, params })
    }
    if (transcriptionUrl) {
      notifications.push({
        type: 'notify',
        purpose: 'Record transcription',
        url: transcriptionUrl,
        method: { given: 'POST', method: 'POST' },
        params: transcription(facts.callUuid, recording),
        after: transcriptionDelay,
        bare: true,
      })
    }
    return notifications
  }
  const recording = { id, format, began: facts.now(), url: facts.recordingUrl(id, format), transcript: [] }
  return { recording, channels, told }
}

export const recordingParams = ({ id, url, began, ended = began }: Recording, facts: Facts): Params => ({
  RecordUrl: url,
  RecordingID: id,
  RecordingDuration: String(Math.floor((ended - began) / 1000)),
  RecordingDurationMs: String(ended - began),
  RecordingStartMs: String(facts.epochOf(began)),
  RecordingEndMs: String(facts.epochOf(ended)),
})

/** Of one in the background, when action is requested: neither its length nor its instants are known (D34). */
export const unfinishedParams = ({ id, url }: Recording): Params => ({
  RecordUrl: url,
  RecordingID: id,
  RecordingDuration: '-1',
  RecordingDurationMs: '-1',
  RecordingStartMs: '-1',
  RecordingEndMs: '-1',
})
