import { beepLength, type PromptItem } from '../audio/prompt.js'
import type { Step, Values } from '../xml/element-shape.js'
import type { ConferenceAttributes } from './conference.js'
import {
  type ConferenceAction,
  callbackParams,
  type Member,
  recordParams,
  soundParams,
} from './conference-parameters.js'
import type { Conversation, Notification, Params, TypedStep } from './element.js'
import type { KeyPatterns } from './key-patterns.js'
import { soundItems } from './prompts.js'
import type { Recording } from './recording.js'
import type { RoomPlan } from './room.js'
import { transcription, transcriptionDelay } from './transcription.js'

export type Conference = Conversation<TypedStep<Values<ConferenceAttributes>, string>>

/** What a Conference keeps while it runs. */
export interface Meeting extends Conference {
  readonly keys: KeyPatterns
  /** Who the call is in the room, once it has entered. */
  member: Member | undefined
  waits: boolean
  recording: { readonly id: string; readonly url: string } | undefined
  music: readonly PromptItem[]
  /** How often waitSound was requested, and when its sounds began the last time. */
  fetched: number
  musicAt: number
  because: string
}

/** So often waitSound is requested anew; from then on its last document is repeated (D100). */
export const mostFetched = 20

export const tell = (
  { step, facts, ask, member }: Meeting,
  what: ConferenceAction,
  more: Params = {},
  bare = false,
): void => {
  const { callbackUrl: url, callbackMethod: method } = step.attributes
  if (!url || !member) return
  const params = { ...callbackParams(what, member, facts), ...more }
  ask({ type: 'notify', purpose: 'Conference callback', url, method, params, bare })
}

/** "Exit has ConferenceLastMember, and drops From, To, Direction and CallStatus." Then the others hear of it. */
export const tellExit = (context: Meeting, last: boolean): void => {
  if (!context.member) return
  tell(context, 'exit', { ConferenceLastMember: String(last) }, true)
  if (!last) playToAll(context, 'exitSound')
}

/** A sound for everybody in the room, if one is given. */
export const playToAll = ({ step, facts, ask }: Meeting, attribute: 'enterSound' | 'exitSound'): void => {
  const sound = step.attributes[attribute]
  if (sound === '') return
  if (sound === 'beep:1') return ask({ type: 'playInRoom', items: [beep] })
  if (sound === 'beep:2') return ask({ type: 'playInRoom', items: [beep, { sound: 'silence', ms: 200 }, beep] })
  const params = soundParams(attribute, step.body)
  const read = (steps: readonly Step[]) => soundItems(steps, facts, ask)
  ask({ type: 'playInRoom', purpose: `Conference ${attribute}`, url: sound, params, read })
}

const beep: PromptItem = { sound: 'beep', ms: beepLength }

/** The document of waitSound is requested, if there is one and it was not too often; else what there is of it is repeated. */
export const fetchMusic = (context: Meeting): Partial<Meeting> => {
  const { step, ask, fetched } = context
  const { waitSound: url } = step.attributes
  if (!url) return {}
  if (fetched >= mostFetched) return playMusic(context, context.music, true)
  const params = soundParams('waitSound', step.body)
  ask({ type: 'fetchSounds', purpose: 'Conference waitSound', url, params, leg: undefined })
  return { fetched: fetched + 1 }
}

/** What the member hears while it waits. */
export const playMusic = (
  { ask, facts }: Meeting,
  items: readonly PromptItem[],
  endless = false,
): Pick<Meeting, 'music' | 'musicAt'> => {
  if (items.length > 0) ask({ type: 'play', items, endless })
  return { music: items, musicAt: facts.now() }
}

/** How the room is to be, as far as this member has a say. */
export const planOf = ({ step, facts }: Meeting): RoomPlan => {
  const { startConferenceOnEnter, endConferenceOnExit, record, recordFileFormat, recordWhenAlone } = step.attributes
  const { stayAlone, muted, maxMembers, timeLimit, relayDTMF } = step.attributes
  const told = (recording: Recording, who: Omit<Member, 'room'>) =>
    recordingNotices({ step, facts }, recording, { ...who, room: step.body })
  return {
    room: step.body,
    starts: startConferenceOnEnter,
    ends: endConferenceOnExit,
    stayAlone,
    muted,
    maxMembers: maxMembers ?? facts.roomSize,
    timeLimit: timeLimit || undefined,
    relayKeys: relayDTMF,
    record: record ? { format: recordFileFormat, whenAlone: recordWhenAlone, told } : undefined,
  }
}

/** Who is told of a recording that is complete: callbackUrl, and transcriptionUrl later. */
const recordingNotices = (
  { step, facts }: Pick<Meeting, 'step' | 'facts'>,
  recording: Recording,
  member: Member,
): Notification[] => {
  const { callbackUrl, callbackMethod, transcriptionUrl, transcriptionMethod } = step.attributes
  const notices: Notification[] = []
  if (callbackUrl) {
    const params = recordParams(member, recording, facts)
    const how = { url: callbackUrl, method: callbackMethod, params, bare: true }
    notices.push({ type: 'notify', purpose: 'Conference callback', ...how })
  }
  if (transcriptionUrl) {
    const params = transcription(facts.callUuid, recording)
    const how = { url: transcriptionUrl, method: transcriptionMethod, params, bare: true }
    notices.push({ type: 'notify', purpose: 'Conference transcription', ...how, after: transcriptionDelay })
  }
  return notices
}
