import { checkRecording, type RecordOptions } from '../call/api-recording.js'
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
import type { Operations } from '../call/operations.js'
import type { Field } from './field.js'
import { unknown } from './mistake.js'

/** What the application does to the call by the API at this moment. */
export interface ApiStep {
  readonly verb: 'api'
  /** As it is written: `transfer { legs: both, aleg_url: /a }`. */
  readonly words: string
  /** Does it; `absolute` makes a URL of a path of the sample app. */
  carryOut(api: Operations, absolute: (url: string) => string): void
}

/** What is written after a key: an option of the library, and how it is read. */
type Option = readonly [option: string, read: (field: Field) => unknown]

interface Operation {
  /** Its keys in a file; one without any stands alone. */
  readonly keys: Readonly<Record<string, Option>>
  /** Whether it may stand alone all the same. */
  readonly alone?: true
  /** Throws a TypeError for what makes no sense, as the library does. */
  check?(options: never): unknown
  carryOut(api: Operations, options: never): void
}

const text = (field: Field): unknown => field.text()
const seconds = (field: Field): unknown => {
  const ms = field.time()
  return ms === undefined ? undefined : ms / 1000
}
const flag = (field: Field): unknown => {
  const source = field.source()
  if (source === 'true' || source === 'false') return source === 'true'
  return field.mistake(`${field.name} must be true or false`)
}
const oneOf =
  (...values: string[]) =>
  (field: Field): unknown =>
    field.oneOf(values)
/** A path of the sample app, or anything else: what is no URL fails as it does at Plivo. */
const url = (field: Field): unknown => address(field.text())
const urls = (field: Field): unknown =>
  field.kind === 'list'
    ? field.items()?.map(url)
    : field
        .text()
        ?.split(',')
        .map(one => address(one.trim()))

const legs: Option = ['legs', oneOf('aleg', 'bleg', 'both')]
const sound = { legs, loop: ['loop', flag], mix: ['mix', flag] } as const

/** A new operation is a row here. */
const operations: Readonly<Record<string, Operation>> = {
  transfer: {
    keys: {
      legs,
      aleg_url: ['alegUrl', url],
      aleg_method: ['alegMethod', text],
      bleg_url: ['blegUrl', url],
      bleg_method: ['blegMethod', text],
    },
    check: (options: TransferOptions) => readTransfer(options),
    carryOut: (api, options: TransferOptions) => api.transfer(options),
  },
  play: {
    keys: { urls: ['urls', urls], length: ['length', seconds], ...sound },
    check: (options: PlayOptions) => readPlay(options),
    carryOut: (api, options: PlayOptions) => api.play(options),
  },
  stop_playing: { keys: {}, carryOut: api => api.stopPlaying() },
  speak: {
    keys: { text: ['text', text], voice: ['voice', text], language: ['language', text], ...sound },
    check: (options: SpeakOptions) => readSpeak(options, 1),
    carryOut: (api, options: SpeakOptions) => api.speak(options),
  },
  stop_speaking: { keys: {}, carryOut: api => api.stopSpeaking() },
  send_digits: {
    keys: { digits: ['digits', text], leg: ['leg', oneOf('aleg', 'bleg')] },
    check: (options: DigitsOptions) => readDigits(options),
    carryOut: (api, options: DigitsOptions) => api.sendDigits(options),
  },
  record: {
    keys: {
      time_limit: ['timeLimit', seconds],
      file_format: ['fileFormat', oneOf('mp3', 'wav')],
      record_channel_type: ['recordChannelType', oneOf('mono', 'stereo')],
      transcription_type: ['transcriptionType', oneOf('auto', 'hybrid')],
      transcription_url: ['transcriptionUrl', url],
      transcription_method: ['transcriptionMethod', oneOf('GET', 'POST')],
      callback_url: ['callbackUrl', url],
      callback_method: ['callbackMethod', oneOf('GET', 'POST')],
    },
    alone: true,
    check: (options: RecordOptions) => checkRecording(options),
    carryOut: (api, options: RecordOptions) => api.record(options),
  },
  stop_recording: { keys: {}, carryOut: api => api.stopRecording() },
  hang_up: { keys: {}, carryOut: api => api.hangUp() },
}

export const operationNames = Object.keys(operations)

/** Reads what stands after `api:`: `hang_up`, `{ hang_up: true }`, or `{ transfer: { … } }`. */
export function readApiStep(field: Field): ApiStep | undefined {
  if (field.kind === 'scalar') {
    const name = field.oneOf(operationNames)
    return name === undefined ? undefined : readOperation(name, field, undefined)
  }
  if (field.kind === 'nothing') return field.mistake('"api" needs an operation', { allowed: operationNames.join(', ') })
  const [pair, second] = field.entries() ?? []
  if (!pair) return undefined
  if (second) return second.key.mistake(`"${second.key.name}" is an operation of its own; begin it with "- api:"`)
  if (!operationNames.includes(pair.key.name))
    return pair.key.mistake(unknown('operation', pair.key.name, operationNames))
  return readOperation(pair.key.name, pair.key, pair.value)
}

function readOperation(name: string, place: Field, value: Field | undefined): ApiStep | undefined {
  const { keys, alone: mayStandAlone, check, carryOut } = operations[name] as Operation
  const known = Object.keys(keys)
  const alone = value === undefined || value.kind === 'nothing' || value.source() === 'true'
  if (known.length === 0 || (mayStandAlone && alone)) {
    if (!alone) return value.mistake(`"${name}" stands alone`, { nearest: `api: ${name}` })
    return { verb: 'api', words: name, carryOut: api => carryOut(api, {} as never) }
  }
  if (!value) return place.mistake(`"${name}" needs a record`, { allowed: known.join(', ') })
  const before = value.problems.length
  const fields = value.record(known) ?? {}
  const given = Object.entries(fields).map(([key, one]) => [key, (one as Field) && keys[key]?.[1](one as Field)])
  const options = (base: (url: string) => string) =>
    Object.fromEntries(given.map(([key, read]) => [keys[key as string]?.[0], absolute(read, base)])) as never
  if (value.problems.length > before) return undefined
  try {
    check?.(options(written => (written.startsWith('/') ? `http://app.sample${written}` : written)))
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    return value.mistake(inFiles(error.message))
  }
  const words = given.map(([key, read]) => `${key}: ${shown(read)}`).join(', ')
  return { verb: 'api', words: `${name} { ${words} }`, carryOut: (api, base) => carryOut(api, options(base)) }
}

/** A URL that may be a path of the sample app. */
class Address {
  constructor(readonly written: string) {}
}

const address = (written: string | undefined) => (written === undefined ? undefined : new Address(written))

const absolute = (read: unknown, base: (url: string) => string): unknown => {
  if (Array.isArray(read)) return read.map(one => absolute(one, base))
  return read instanceof Address ? base(read.written) : read
}

const shown = (read: unknown): string => {
  if (Array.isArray(read)) return `[${read.map(shown).join(', ')}]`
  return read instanceof Address ? read.written : typeof read === 'string' ? JSON.stringify(read) : String(read)
}

/** Names as they are in a file: `aleg_url` for `alegUrl`. */
const inFiles = (message: string): string =>
  message.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`))
