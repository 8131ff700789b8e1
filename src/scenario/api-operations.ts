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
import { members, seconds, url, urls } from './api-words.js'
import { flag, method, oneOf, text } from './plain-shapes.js'
import type { Scene } from './scene.js'
import {
  type JsonSchema,
  type Key,
  oneOfKeys,
  orAlone,
  recordSchema,
  type Shape,
  wordOr,
  wordsSchema,
} from './shape.js'
import { longestTime } from './time.js'

/** A key of a file, which is an option of the library. */
interface Option extends Key {
  readonly option: string
}

export interface Operation {
  /** What it does, in a few words. */
  readonly meaning: string
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

const key = (option: string, shape: Shape<unknown>, meaning: string): Option => ({ option, shape, meaning })

const legs = key('legs', oneOf('aleg', 'bleg', 'both'), 'whose: the caller, whom he is connected to, or both')
const sound = {
  legs,
  loop: key('loop', flag, 'whether it is repeated until it is stopped'),
  mix: key('mix', flag, 'whether everything else is heard meanwhile; true unless given'),
}
const speech = {
  text: key('text', text, 'what is spoken'),
  voice: key('voice', text, 'WOMAN unless given'),
  language: key('language', text, 'en-US unless given'),
}
const recording = {
  file_format: key('fileFormat', oneOf('mp3', 'wav'), 'mp3 unless given'),
  transcription_type: key('transcriptionType', oneOf('auto', 'hybrid'), 'who writes the transcript'),
  transcription_url: key('transcriptionUrl', url, 'told of the transcript'),
  transcription_method: key('transcriptionMethod', method, 'POST unless given'),
  callback_url: key('callbackUrl', url, 'told of the recording'),
  callback_method: key('callbackMethod', method, 'POST unless given'),
}

/** What is done to the call of the caller whose step it is. */
const ofCalls: Readonly<Record<string, Operation>> = {
  transfer: {
    meaning: 'breaks off what a leg does, and runs the document of another URL',
    keys: {
      legs,
      aleg_url: key('alegUrl', url, 'asked for the document of the caller'),
      aleg_method: key('alegMethod', text, 'POST unless given'),
      bleg_url: key('blegUrl', url, 'asked for the document of whom he is connected to'),
      bleg_method: key('blegMethod', text, 'POST unless given'),
    },
    check: (options: TransferOptions) => readTransfer(options),
    carryOut: ({ api }, options: TransferOptions) => api.transfer(options),
  },
  play: {
    meaning: 'plays mp3 or wav files beside what the document plays',
    keys: {
      urls: key('urls', urls, 'a list, or one text with commas'),
      length: key('length', seconds({ least: 1, most: longestTime }), 'after which it is cut'),
      ...sound,
    },
    check: (options: PlayOptions) => readPlay(options),
    carryOut: ({ api }, options: PlayOptions) => api.play(options),
  },
  stop_playing: { meaning: 'stops it', keys: {}, carryOut: ({ api }) => api.stopPlaying() },
  speak: {
    meaning: 'speaks a text beside what the document plays',
    keys: { ...speech, ...sound },
    check: (options: SpeakOptions) => readSpeak(options, 1),
    carryOut: ({ api }, options: SpeakOptions) => api.speak(options),
  },
  stop_speaking: { meaning: 'stops it', keys: {}, carryOut: ({ api }) => api.stopSpeaking() },
  send_digits: {
    meaning: 'sends keys as tones',
    keys: {
      digits: key('digits', text, '0-9 * #, and w and W for pauses'),
      leg: key('leg', oneOf('aleg', 'bleg'), 'to whom: aleg unless given'),
    },
    check: (options: DigitsOptions) => readDigits(options),
    carryOut: ({ api }, options: DigitsOptions) => api.sendDigits(options),
  },
  record: {
    meaning: 'records in the background',
    keys: {
      time_limit: key('timeLimit', seconds({ least: 1000, most: longestTime, unit: 1000 }), '60s unless given'),
      record_channel_type: key('recordChannelType', oneOf('mono', 'stereo'), 'stereo unless given'),
      ...recording,
    },
    alone: true,
    check: (options: RecordOptions) => checkRecording(options),
    carryOut: ({ api }, options: RecordOptions) => void api.record(options),
  },
  stop_recording: {
    meaning: 'stops all that is recorded in the background',
    keys: {},
    carryOut: ({ api }) => api.stopRecording(),
  },
  hang_up: { meaning: 'hangs up the call: 4000, API Request', keys: {}, carryOut: ({ api }) => api.hangUp() },
}

interface InRoom {
  readonly room: string
  readonly members?: readonly string[]
}

const room = key('room', text, 'the name of the conference')
const someMembers = {
  room,
  members: key('members', members, 'all, names of callers, numbers of legs that were transferred, or ids of members'),
}

/** Of a room, and members who must be named: what is done to them cannot be taken back by forgetting a key. */
const ofMembers = (meaning: string, act: (room: ConferenceRoom, which: WhichMembers) => void): Operation => ({
  meaning,
  keys: someMembers,
  needs: ['room', 'members'],
  carryOut: (scene, { room: name, members: names = [] }: InRoom) => {
    const found = scene.room(name)
    act(found, scene.members(found, names))
  },
})

/** Of a room and what is heard there, by all members unless some are named. */
const inRoom = <Options extends object>(
  meaning: string,
  keys: Operation['keys'],
  check: (options: Options) => unknown,
  act: (room: ConferenceRoom, options: Options & { members: WhichMembers }) => void,
): Operation => ({
  meaning,
  keys: { ...keys, ...someMembers },
  needs: ['room'],
  check: ({ room: _, members: __, ...options }: InRoom & Options) => check(options as never),
  carryOut: (scene, { room: name, members: names = ['all'], ...options }: InRoom & Options) => {
    const found = scene.room(name)
    act(found, { ...(options as never as Options), members: scene.members(found, names) })
  },
})

const ofRoom = (meaning: string, act: (room: ConferenceRoom) => void): Operation => ({
  meaning,
  keys: { room },
  needs: ['room'],
  carryOut: (scene, options: InRoom) => act(scene.room(options.room)),
})

/** What is done to a conference and its members. */
const ofRooms: Readonly<Record<string, Operation>> = {
  mute_member: ofMembers('they are not heard', (found, which) => found.mute(which)),
  unmute_member: ofMembers('they are heard again', (found, which) => found.unmute(which)),
  deaf_member: ofMembers('they hear nothing of the conference', (found, which) => found.deaf(which)),
  undeaf_member: ofMembers('they hear it again', (found, which) => found.undeaf(which)),
  kick_member: ofMembers('they leave, and go on with action or the next element', (found, which) => found.kick(which)),
  hang_up_member: ofMembers('their calls are hung up: 4000, API Request', (found, which) => found.hangUp(which)),
  play_to_member: inRoom(
    'an mp3 or wav file is played, to all unless members are named',
    { url: key('url', url, 'the file') },
    (options: { readonly url: string }) => readPlay({ urls: [options.url] }, 'url'),
    (found, options) => found.play(options),
  ),
  speak_to_member: inRoom(
    'a text is spoken, to all unless members are named',
    speech,
    (options: Pick<SpeakOptions, 'text' | 'voice' | 'language'>) => readSpeak(options, 1),
    (found, options) => found.speak(options),
  ),
  record_conference: {
    meaning: 'records everybody who is heard, mixed, until it is stopped or nobody is left',
    keys: { room, ...recording },
    needs: ['room'],
    check: ({ room: _, ...options }: InRoom & RecordRoomOptions) => checkRoomRecording(options),
    carryOut: (scene, { room: name, ...options }: InRoom & RecordRoomOptions) => void scene.room(name).record(options),
  },
  stop_recording_conference: ofRoom('stops every recording of the conference', found => found.stopRecording()),
  stop_playing_in_conference: ofRoom('stops what is played and spoken, for everybody', found => found.stopPlaying()),
  end_conference: ofRoom('everybody leaves, and goes on with action or the next element', found => found.end()),
}

/** A new operation is a row in one of the tables. */
export const operations: Readonly<Record<string, Operation>> = { ...ofCalls, ...ofRooms }

export const operationNames = Object.keys(operations)

/** What needs nothing stands alone, or with `true`. */
export const operationSchema = (): JsonSchema => {
  const all = Object.entries(operations)
  const isAlone = ({ keys, alone }: Operation) => alone === true || Object.keys(keys).length === 0
  const words = all.filter(([, one]) => isAlone(one)).map(([name, { meaning }]) => [name, meaning])
  const records = all.map(([name, one]) => [name, { meaning: one.meaning, shape: { schema: takes(one) } }])
  return wordOr(wordsSchema(Object.fromEntries(words)), oneOfKeys(Object.fromEntries(records)))
}

const takes = ({ keys, needs = [], alone }: Operation): JsonSchema => {
  if (Object.keys(keys).length === 0) return { enum: [true, null] }
  const fields = recordSchema(keys, needs.length > 0 ? { required: needs } : {})
  return alone ? orAlone(fields) : fields
}
