import {
  checkRecording,
  checkRoomRecording,
  type RecordOptions,
  type RecordRoomOptions,
} from '../call/api-recording.js'
import {
  type DigitsOptions,
  type PlayOptions,
  readDigits,
  readPlay,
  readSpeak,
  readTransfer,
  type SpeakOptions,
  type TransferOptions,
} from '../call/operation-options.js'
import type { ConferenceRoom, WhichMembers } from '../exchange/conference-room.js'
import { flag, members, oneOf, type Read, seconds, text, url, urls } from './api-words.js'
import type { Scene } from './scene.js'
import { longestTime } from './time.js'

/** What is written after a key: an option of the library, and how it is read. */
type Option = readonly [option: string, read: Read]

export interface Operation {
  /** Its keys in a file; one without any stands alone. */
  readonly keys: Readonly<Record<string, Option>>
  /** Those that must be given. What else must be is said by `check`. */
  readonly needs?: readonly string[]
  /** It may stand alone, although it has keys. */
  readonly alone?: true
  /** Throws a TypeError for what makes no sense, as the library does. */
  check?(options: never): unknown
  carryOut(scene: Scene, options: never): void
}

const legs: Option = ['legs', oneOf('aleg', 'bleg', 'both')]
const sound = { legs, loop: ['loop', flag], mix: ['mix', flag] } as const
const method: Read = oneOf('GET', 'POST')
const recording = {
  file_format: ['fileFormat', oneOf('mp3', 'wav')],
  transcription_type: ['transcriptionType', oneOf('auto', 'hybrid')],
  transcription_url: ['transcriptionUrl', url],
  transcription_method: ['transcriptionMethod', method],
  callback_url: ['callbackUrl', url],
  callback_method: ['callbackMethod', method],
} as const

/** What is done to the call of the caller whose step it is. */
const ofCalls: Readonly<Record<string, Operation>> = {
  transfer: {
    keys: {
      legs,
      aleg_url: ['alegUrl', url],
      aleg_method: ['alegMethod', text],
      bleg_url: ['blegUrl', url],
      bleg_method: ['blegMethod', text],
    },
    check: (options: TransferOptions) => readTransfer(options),
    carryOut: ({ api }, options: TransferOptions) => api.transfer(options),
  },
  play: {
    keys: { urls: ['urls', urls], length: ['length', seconds({ least: 1, most: longestTime })], ...sound },
    check: (options: PlayOptions) => readPlay(options),
    carryOut: ({ api }, options: PlayOptions) => api.play(options),
  },
  stop_playing: { keys: {}, carryOut: ({ api }) => api.stopPlaying() },
  speak: {
    keys: { text: ['text', text], voice: ['voice', text], language: ['language', text], ...sound },
    check: (options: SpeakOptions) => readSpeak(options, 1),
    carryOut: ({ api }, options: SpeakOptions) => api.speak(options),
  },
  stop_speaking: { keys: {}, carryOut: ({ api }) => api.stopSpeaking() },
  send_digits: {
    keys: { digits: ['digits', text], leg: ['leg', oneOf('aleg', 'bleg')] },
    check: (options: DigitsOptions) => readDigits(options),
    carryOut: ({ api }, options: DigitsOptions) => api.sendDigits(options),
  },
  record: {
    keys: {
      time_limit: ['timeLimit', seconds({ least: 1000, most: longestTime, unit: 1000 })],
      record_channel_type: ['recordChannelType', oneOf('mono', 'stereo')],
      ...recording,
    },
    alone: true,
    check: (options: RecordOptions) => checkRecording(options),
    carryOut: ({ api }, options: RecordOptions) => void api.record(options),
  },
  stop_recording: { keys: {}, carryOut: ({ api }) => api.stopRecording() },
  hang_up: { keys: {}, carryOut: ({ api }) => api.hangUp() },
}

interface InRoom {
  readonly room: string
  readonly members?: readonly string[]
}

const room: Option = ['room', text]
const someMembers = { room, members: ['members', members] } as const

/** Of a room, and members who must be named: what is done to them cannot be taken back by forgetting a key. */
const ofMembers = (act: (room: ConferenceRoom, which: WhichMembers) => void): Operation => ({
  keys: someMembers,
  needs: ['room', 'members'],
  carryOut: (scene, { room: name, members: names = [] }: InRoom) => {
    const found = scene.room(name)
    act(found, scene.members(found, names))
  },
})

/** Of a room and what is heard there, by all members unless some are named. */
const inRoom = <Options extends object>(
  keys: Operation['keys'],
  check: (options: Options) => unknown,
  act: (room: ConferenceRoom, options: Options & { members: WhichMembers }) => void,
): Operation => ({
  keys: { ...keys, ...someMembers },
  needs: ['room'],
  check: ({ room: _, members: __, ...options }: InRoom & Options) => check(options as never),
  carryOut: (scene, { room: name, members: names = ['all'], ...options }: InRoom & Options) => {
    const found = scene.room(name)
    act(found, { ...(options as never as Options), members: scene.members(found, names) })
  },
})

const ofRoom = (act: (room: ConferenceRoom) => void): Operation => ({
  keys: { room },
  needs: ['room'],
  carryOut: (scene, options: InRoom) => act(scene.room(options.room)),
})

/** What is done to a conference and its members. */
const ofRooms: Readonly<Record<string, Operation>> = {
  mute_member: ofMembers((found, which) => found.mute(which)),
  unmute_member: ofMembers((found, which) => found.unmute(which)),
  deaf_member: ofMembers((found, which) => found.deaf(which)),
  undeaf_member: ofMembers((found, which) => found.undeaf(which)),
  kick_member: ofMembers((found, which) => found.kick(which)),
  hang_up_member: ofMembers((found, which) => found.hangUp(which)),
  play_to_member: inRoom(
    { url: ['url', url] },
    (options: { readonly url: string }) => readPlay({ urls: [options.url] }, 'url'),
    (found, options) => found.play(options),
  ),
  speak_to_member: inRoom(
    { text: ['text', text], voice: ['voice', text], language: ['language', text] },
    (options: Pick<SpeakOptions, 'text' | 'voice' | 'language'>) => readSpeak(options, 1),
    (found, options) => found.speak(options),
  ),
  record_conference: {
    keys: { room, ...recording },
    needs: ['room'],
    check: ({ room: _, ...options }: InRoom & RecordRoomOptions) => checkRoomRecording(options),
    carryOut: (scene, { room: name, ...options }: InRoom & RecordRoomOptions) => void scene.room(name).record(options),
  },
  stop_recording_conference: ofRoom(found => found.stopRecording()),
  stop_playing_in_conference: ofRoom(found => found.stopPlaying()),
  end_conference: ofRoom(found => found.end()),
}

/** A new operation is a row in one of the tables. */
export const operations: Readonly<Record<string, Operation>> = { ...ofCalls, ...ofRooms }

export const operationNames = Object.keys(operations)
