import type { PromptItem } from '../audio/prompt.js'
import type { Step, UrlValue } from '../xml/element-shape.js'
import type { Notification, Params } from './element.js'
import type { Recording } from './recording.js'

/** How a call is in a conference room. */
export interface RoomPlan {
  readonly room: string
  /** Whether the conference starts when this member enters; until it does, everybody waits. */
  readonly starts: boolean
  /** Whether it ends for everybody when this member leaves. */
  readonly ends: boolean
  /** Whether the member may be alone in it, once others have been there. */
  readonly stayAlone: boolean
  readonly muted: boolean
  /** How many the room holds, and how long it lasts, in ms: what the first member says counts. */
  readonly maxMembers: number
  readonly timeLimit: number | undefined
  /** Whether the keys of this member are heard by the others. */
  readonly relayKeys: boolean
  readonly record: RoomRecordingPlan | undefined
}

/** Who somebody is in a conference: ConferenceMemberID and ConferenceUUID. */
export interface RoomMemberId {
  readonly member: string
  readonly conference: string
}

/** How a conference is recorded, and who is told when it is over. */
export interface RoomRecordingPlan {
  readonly format: 'mp3' | 'wav'
  /** Whether it goes on while nobody but one member is there. */
  readonly whenAlone: boolean
  /** Whom to tell of it when it is complete. */
  readonly told: (recording: Recording, who: RoomMemberId) => readonly Notification[]
}

/** What an element hears of the room that it has entered. */
export type RoomSignal =
  /** `waits`: the conference has not started, or nobody else is there. */
  | ({ type: 'room.entered'; first: boolean; waits: boolean } & RoomMemberId)
  | { type: 'room.full'; because: string }
  /** From now on the member waits, or waits no more. */
  | { type: 'room.waits'; waits: boolean }
  /** The member speaks, and has not had the floor before. */
  | { type: 'room.floor' }
  /** A recording that this member asked for has begun. */
  | { type: 'room.recorded'; recording: { readonly id: string; readonly url: string } }
  /** The member was removed; `last` says that nobody is left. */
  | { type: 'room.left'; because: string; last: boolean }

/** What an element asks for a room. */
export type RoomAsk =
  | { type: 'enterRoom'; plan: RoomPlan }
  | { type: 'leaveRoom'; because: string }
  | { type: 'takeFloor' }
  | { type: 'sayInRoom'; text: string }
  | { type: 'pressInRoom'; digit: string }
  /** Everybody in the room hears it, also when the member who asks has just left. */
  | { type: 'playInRoom'; items: readonly PromptItem[] }
  | {
      type: 'playInRoom'
      purpose: string
      url: UrlValue
      params: Params
      read: (steps: readonly Step[]) => readonly PromptItem[]
    }
