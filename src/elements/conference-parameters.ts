import type { Params } from './element.js'
import type { Facts } from './facts.js'
import type { Recording } from './recording.js'
import { recordingParams } from './recording.js'

/** A member of a conference, as requests name it. */
export interface Member {
  readonly room: string
  readonly conference: string
  readonly member: string
}

/** What is asked of callbackUrl: one request for each of these. */
export type ConferenceAction = 'enter' | 'exit' | 'digits' | 'floor' | 'record'

/** Enter and exit as captured; the others after their pattern (D99). */
const events: Readonly<Record<ConferenceAction, string>> = {
  enter: 'ConferenceEnter',
  exit: 'ConferenceExit',
  digits: 'ConferenceDigits',
  floor: 'ConferenceFloor',
  record: 'ConferenceRecord',
}

const memberParams = ({ room, conference, member }: Member): Params => ({
  ConferenceName: room,
  ConferenceUUID: conference,
  ConferenceMemberID: member,
})

/** Of callbackUrl, except for what only the first of them carries: the identity of the call, as captured. */
export const callbackParams = (action: ConferenceAction, member: Member, facts: Facts): Params => ({
  Event: events[action],
  ConferenceAction: action,
  ...memberParams(member),
  BillRate: facts.billRate,
  CallUUID: facts.callUuid,
  CallerName: facts.callerName,
})

/** Of the callback for a recording, whose file is complete. */
export const recordParams = (member: Member, recording: Recording, facts: Facts): Params => ({
  ...callbackParams('record', member, facts),
  ...recordingParams(recording, facts),
})

/** Of the request for waitSound; the same is sent for the sounds of entering and leaving. */
export const soundParams = (sound: string, room: string): Params => ({
  Event: 'ConferenceRemoteSounds',
  ConferenceAction: sound,
  ConferenceName: room,
})

/** Of action. */
export const actionParams = (member: Member, recording: { id: string; url: string } | undefined): Params => ({
  ...memberParams(member),
  ...(recording && { RecordUrl: recording.url, RecordingID: recording.id }),
})
