import { defaultNumbers } from '../exchange/call-options.js'
import { type DialOutOptions, dialOutTimes, readDialOutOptions } from '../exchange/dial-out-options.js'
import type { Field } from './field.js'
import { type TimeBounds, timeWithin } from './time.js'
import { readMethod, readUrl } from './url-field.js'

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

export const outboundKeys = [
  'outbound',
  'ring_url',
  'ring_method',
  'ring_timeout',
  'hangup_on_ring',
  'time_limit',
  'send_digits',
  'send_on_preanswer',
  'machine_detection',
  'machine_detection_url',
  'machine_detection_method',
  'machine_detection_time',
  'machine_detection_maximum_speech_length',
  'machine_detection_initial_silence',
  'machine_detection_maximum_words',
  'machine_detection_initial_greeting',
] as const

/** Reads them; without `outbound: true`, here or for all callers, each of the others is a mistake. */
export function readOutbound(
  call: Partial<Record<(typeof outboundKeys)[number], Field>>,
  app: boolean,
  shared?: boolean,
): OutboundFields {
  const outbound = flag(call.outbound)
  if (!(outbound ?? shared)) {
    for (const key of outboundKeys.slice(1)) {
      call[key]?.mistake(`"${key}" belongs to calls that Plivo makes; give outbound: true beside it`)
    }
  }
  const fields = {
    outbound,
    ringUrl: readUrl(call.ring_url, app),
    ringMethod: readMethod(call.ring_method),
    ringTimeout: time('ringTimeout', call.ring_timeout),
    hangupOnRing: time('hangupOnRing', call.hangup_on_ring),
    timeLimit: time('timeLimit', call.time_limit),
    sendDigits: call.send_digits?.text(),
    sendOnPreanswer: flag(call.send_on_preanswer),
    machineDetection: detection(call.machine_detection),
    machineDetectionUrl: readUrl(call.machine_detection_url, app),
    machineDetectionMethod: readMethod(call.machine_detection_method),
    machineDetectionTime: time('machineDetectionTime', call.machine_detection_time),
    machineDetectionMaximumSpeechLength: time(
      'machineDetectionMaximumSpeechLength',
      call.machine_detection_maximum_speech_length,
    ),
    machineDetectionInitialSilence: time('machineDetectionInitialSilence', call.machine_detection_initial_silence),
    machineDetectionMaximumWords: call.machine_detection_maximum_words?.whole(2, '2 to 10'),
    machineDetectionInitialGreeting: time('machineDetectionInitialGreeting', call.machine_detection_initial_greeting),
  }
  refuse(fields, call)
  return fields
}

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

function flag(field?: Field): boolean | undefined {
  const source = field?.source()
  if (source === 'true' || source === 'false') return source === 'true'
  return field?.mistake(`${field.name} is ${JSON.stringify(source)}`, { allowed: 'true or false' })
}

function detection(field?: Field): 'true' | 'hangup' | undefined {
  const source = field?.source()
  if (source === 'true' || source === 'hangup') return source
  return field?.mistake(`${field.name} is ${JSON.stringify(source)}`, { allowed: 'true or hangup' })
}

/** A time as the REST API takes it: in whole seconds, or in ms. */
function time(option: keyof typeof dialOutTimes, field?: Field): number | undefined {
  const ms = field?.time()
  if (ms === undefined || field === undefined) return undefined
  const wrong = timeWithin(field.name, ms, boundsOf(option))
  return wrong ? field.mistake(wrong) : ms / dialOutTimes[option].unit
}

/** What a time of a call that is made may be. */
export const boundsOf = (option: keyof typeof dialOutTimes): TimeBounds => {
  const { unit, least, most } = dialOutTimes[option]
  return { unit, least: least * unit, most: most * unit }
}
