import { defaultNumbers } from '../exchange/call-options.js'
import { type DialOutOptions, dialOutTimes, readDialOutOptions } from '../exchange/dial-out-options.js'
import type { Field } from './field.js'
import { appUrl, flag, method, text, time as timeIn, whole } from './plain-shapes.js'
import { type Keys, mapped, nobody, readKeys, type Shape, shaped } from './shape.js'
import { type TimeBounds, writeTime } from './time.js'

/** What only calls have that Plivo makes, the way the library's `exchange.dialOut` takes it. */
export interface OutboundFields
  extends Omit<
    DialOutOptions,
    | 'to'
    | 'from'
    | 'answerUrl'
    | 'answerMethod'
    | 'fallbackUrl'
    | 'fallbackMethod'
    | 'hangupUrl'
    | 'hangupMethod'
    | 'callerName'
    | 'sipHeaders'
    | 'mediaRegion'
  > {
  /** Plivo makes the call: whoever is called plays the steps. */
  readonly outbound?: boolean
}

/** What a time of a call that is made may be. */
export const boundsOf = (option: keyof typeof dialOutTimes): TimeBounds => {
  const { unit, least, most } = dialOutTimes[option]
  return { unit, least: least * unit, most: most * unit }
}

/** A time as the REST API takes it: in whole seconds, or in ms. */
const time = (option: keyof typeof dialOutTimes): Shape<number> =>
  mapped(timeIn(boundsOf(option)), ms => ms / dialOutTimes[option].unit)

const words = (option: keyof typeof dialOutTimes): string => {
  const { least, most } = boundsOf(option)
  return `${writeTime(least)} to ${writeTime(most)}`
}

const detection: Shape<'true' | 'hangup'> = shaped({ enum: [true, 'true', 'hangup'] }, field => {
  const source = field.source()
  if (source === 'true' || source === 'hangup') return source
  return field.mistake(`${field.name} is ${JSON.stringify(source)}`, { allowed: 'true or hangup' })
})

export const outboundKeys = {
  outbound: { meaning: 'Plivo makes the call, and whoever is called plays the steps', shape: flag },
  ring_url: { meaning: 'told when the phone rings', shape: appUrl },
  ring_method: { meaning: 'POST unless given', shape: method },
  ring_timeout: {
    meaning: `after which nobody is waited for any more: 120s unless given; ${words('ringTimeout')}`,
    shape: time('ringTimeout'),
  },
  hangup_on_ring: {
    meaning: `from the first ring, after which it is hung up, answered or not; ${words('hangupOnRing')}`,
    shape: time('hangupOnRing'),
  },
  time_limit: {
    meaning: `from the answer, after which it is hung up; ${words('timeLimit')}`,
    shape: time('timeLimit'),
  },
  send_digits: { meaning: 'keys that are sent when it is answered: 0-9 * #, w, W, and @500 for 500 ms', shape: text },
  send_on_preanswer: { meaning: 'they are sent in early media', shape: flag },
  machine_detection: { meaning: 'what becomes of a call that a machine has answered', shape: detection },
  machine_detection_url: { meaning: 'told of a machine; the answer URL does not wait', shape: appUrl },
  machine_detection_method: { meaning: 'POST unless given', shape: method },
  machine_detection_time: {
    meaning: `how long it takes at most: ${words('machineDetectionTime')}`,
    shape: time('machineDetectionTime'),
  },
  machine_detection_maximum_speech_length: {
    meaning: `more speech is a machine's: ${words('machineDetectionMaximumSpeechLength')}`,
    shape: time('machineDetectionMaximumSpeechLength'),
  },
  machine_detection_initial_silence: {
    meaning: `more silence before anything is said is a machine's: ${words('machineDetectionInitialSilence')}`,
    shape: time('machineDetectionInitialSilence'),
  },
  machine_detection_maximum_words: { meaning: "more words are a machine's: 2 to 10", shape: whole(2, '2 to 10', 10) },
  machine_detection_initial_greeting: {
    meaning: `a longer greeting is a machine's: ${words('machineDetectionInitialGreeting')}`,
    shape: time('machineDetectionInitialGreeting'),
  },
} satisfies Keys

/** Reads them; without `outbound: true`, here or for all callers, each of the others is a mistake. */
export function readOutbound(call: Partial<Record<string, Field>>, app: boolean, shared?: boolean): OutboundFields {
  const read = readKeys(outboundKeys, call, { ...nobody, app })
  if (!(read.outbound ?? shared)) {
    for (const key of Object.keys(outboundKeys).slice(1)) {
      call[key]?.mistake(`"${key}" belongs to calls that Plivo makes; give outbound: true beside it`)
    }
  }
  const fields: OutboundFields = inCamelCase(read)
  refuse(fields, call)
  return fields
}

/** As the library names them: `answerUrl` for `answer_url`. */
export const inCamelCase = (values: object): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  )

/** What the library would throw, at the place of the key that it is about. */
function refuse({ outbound: _, ...fields }: OutboundFields, call: Partial<Record<string, Field>>): void {
  // Paths become URLs later; whether machine detection is on may be said for all callers.
  const { ringUrl: _ring, machineDetectionUrl: _url, machineDetection = 'true', ...rest } = fields
  try {
    readDialOutOptions({ to: defaultNumbers.from, answerUrl: 'http://app.test/', machineDetection, ...rest })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const [name = ''] = /^\w+/.exec(error.message) ?? []
    const key = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
    call[key]?.mistake(error.message.replace(name, key))
  }
}
