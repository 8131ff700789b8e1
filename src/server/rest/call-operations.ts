import { Type } from 'typebox'
import type { LiveCall } from '../switchboard.js'
import { callUuid } from './call-lists.js'
import { flag, method, oneOf, optional, text, url, whole } from './fields.js'
import { type Asked, accepted, done, operation, saying } from './operation.js'
import { notFound } from './rest-error.js'

const group = 'Live calls'
const params = callUuid

const legs = optional(
  oneOf('who hears it: the caller, whom he is connected to, or both', ['aleg', 'bleg', 'both'], 'aleg'),
)
const sound = {
  legs,
  loop: optional(flag('it is repeated until it is stopped', false)),
  mix: optional(flag('everything else is heard, too', true)),
}

/** What recordings of calls and of conferences have in common. */
export const recordingFields = {
  file_format: optional(oneOf('of the file', ['mp3', 'wav'], 'mp3')),
  transcription_type: optional(oneOf('who writes the transcript', ['auto', 'hybrid'])),
  transcription_url: optional(url('told of the transcript')),
  transcription_method: method('it'),
  callback_url: optional(url('told when the file is ready')),
  callback_method: method('it'),
}

/** The same as options of the library. */
export const recordingOptions = (given: Record<string, unknown>) => ({
  fileFormat: given.file_format as 'mp3' | undefined,
  transcriptionType: given.transcription_type as 'auto' | undefined,
  transcriptionUrl: given.transcription_url as string | undefined,
  transcriptionMethod: verb(given.transcription_method),
  callbackUrl: given.callback_url as string | undefined,
  callbackMethod: verb(given.callback_method),
})

/** Methods are written as the caller likes. */
export const verb = (given: unknown): 'GET' | 'POST' | undefined =>
  typeof given === 'string' ? (given.toUpperCase() as 'GET') : undefined

const liveOne = ({
  params: { call_uuid: uuid },
  holder,
  board,
}: Asked<{ readonly call_uuid: string }, unknown, unknown>): LiveCall => {
  const live = board.find(uuid, holder)
  if (live) return live
  const aleg = board.legs.find(uuid)?.aleg
  const hint = aleg ? `; it is the bleg of ${aleg}: name that call, and legs=bleg` : ''
  throw notFound(`call not found: there is no live call "${uuid}"${hint}`)
}

const transfer = operation('POST', 'Call/:call_uuid/', {
  group,
  summary: 'Transfer a call to another document',
  params,
  body: Type.Object({
    legs: optional(oneOf('who goes on elsewhere', ['aleg', 'bleg', 'both'], 'aleg')),
    aleg_url: optional(url('asked for the document of the caller')),
    aleg_method: method('it'),
    bleg_url: optional(url('asked for the document of whom he is connected to')),
    bleg_method: method('it'),
  }),
  status: 202,
  answer: saying('call transferred', { call_uuids: Type.Array(Type.String()) }),
  does: asked => {
    const { call } = liveOne(asked)
    const { body } = asked
    call.api.transfer({
      legs: body.legs,
      alegUrl: body.aleg_url,
      alegMethod: verb(body.aleg_method),
      blegUrl: body.bleg_url,
      blegMethod: verb(body.bleg_method),
    })
    return accepted({ message: 'call transferred', call_uuids: [call.uuid] })
  },
})

const record = operation('POST', 'Call/:call_uuid/Record/', {
  group,
  summary: 'Record a call from now on',
  params,
  body: Type.Object({
    time_limit: optional(whole('seconds', 1, 86_400, 60)),
    record_channel_type: optional(
      oneOf('stereo: the caller on the left, what he hears on the right', ['stereo', 'mono'], 'stereo'),
    ),
    ...recordingFields,
  }),
  status: 202,
  answer: saying('call recording started', { url: Type.String(), recording_id: Type.String() }),
  does: asked => {
    const { time_limit: timeLimit, record_channel_type: recordChannelType } = asked.body
    const { recordingId, url: at } = liveOne(asked).call.api.record({
      ...recordingOptions(asked.body),
      ...(timeLimit !== undefined && { timeLimit }),
      ...(recordChannelType && { recordChannelType }),
    })
    return accepted({ message: 'call recording started', url: at, recording_id: recordingId })
  },
})

const stopRecord = operation('DELETE', 'Call/:call_uuid/Record/', {
  group,
  summary: 'Stop recording a call',
  params,
  body: Type.Object({ URL: optional(text('which recording; all unless given')), url: optional(text('the same')) }),
  status: 204,
  does: asked => {
    liveOne(asked).call.api.stopRecording(asked.body.URL ?? asked.body.url)
    return done
  },
})

const play = operation('POST', 'Call/:call_uuid/Play/', {
  group,
  summary: 'Play mp3 or wav files',
  params,
  body: Type.Object({
    urls: url('what is played; several with commas', 'no fragment'),
    length: optional(Type.Number({ description: 'seconds after which it is cut', exclusiveMinimum: 0 })),
    ...sound,
  }),
  status: 202,
  answer: saying('play started'),
  does: asked => {
    liveOne(asked).call.api.play(asked.body)
    return accepted({ message: 'play started' })
  },
})

const stopPlay = operation('DELETE', 'Call/:call_uuid/Play/', {
  group,
  summary: 'Stop playing',
  params,
  status: 204,
  does: asked => {
    liveOne(asked).call.api.stopPlaying()
    return done
  },
})

/** What is spoken. */
export const speechFields = {
  text: text('what is spoken'),
  voice: optional(text('WOMAN, MAN, or a voice of Amazon Polly', { default: 'WOMAN' })),
  language: optional(text('such as en-US', { default: 'en-US' })),
  type: optional(text('changes nothing')),
}

const speak = operation('POST', 'Call/:call_uuid/Speak/', {
  group,
  summary: 'Speak a text',
  params,
  body: Type.Object({ ...speechFields, ...sound }),
  status: 202,
  answer: saying('speak started'),
  does: asked => {
    const { type: _, ...options } = asked.body
    liveOne(asked).call.api.speak(options)
    return accepted({ message: 'speak started' })
  },
})

const stopSpeak = operation('DELETE', 'Call/:call_uuid/Speak/', {
  group,
  summary: 'Stop speaking',
  params,
  status: 204,
  does: asked => {
    liveOne(asked).call.api.stopSpeaking()
    return done
  },
})

const dtmf = operation('POST', 'Call/:call_uuid/DTMF/', {
  group,
  summary: 'Send keys as tones',
  params,
  body: Type.Object({
    digits: text('0-9 * #, and the pauses w (0.5 s) and W (1 s)'),
    leg: optional(oneOf('who hears them', ['aleg', 'bleg'], 'aleg')),
  }),
  status: 202,
  answer: saying('digits sent'),
  does: asked => {
    liveOne(asked).call.api.sendDigits(asked.body)
    return accepted({ message: 'digits sent' })
  },
})

export const callOperations = [transfer, record, stopRecord, play, stopPlay, speak, stopSpeak, dtmf]
