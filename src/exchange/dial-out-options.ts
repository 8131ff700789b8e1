import { readTones } from '../audio/tones.js'
import type { Beginning } from '../call/beginning.js'
import type { DetectionPlan } from '../call/machine-detection.js'
import type { Arrival } from '../call/parameters.js'
import type { CallUrls } from '../call/ports.js'
import { inWords, refuseNoFlag, textGiven } from '../trace/given.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import {
  type CallOptions,
  defaultNumbers,
  readAddress,
  readCallOptions,
  readSource,
  sharedNames,
} from './call-options.js'

/** A call that the exchange makes, as `Make a call` of the REST API takes it. */
export interface DialOutOptions extends Omit<CallOptions, 'to' | 'forwardedFrom'> {
  /** Whom to call: a number or SIP address, a list of them, or several joined by `<`; at most 1000. */
  readonly to: string | readonly string[]
  /** Told when the phone rings (`Event=Ring`). */
  readonly ringUrl?: string
  readonly ringMethod?: 'GET' | 'POST'
  /** Keys that are sent when it is answered: 0-9 * #, pauses w (0.5 s) and W (1 s), and `@500` for tones of 500 ms. */
  readonly sendDigits?: string
  /** They are sent while it rings, if there is early media. */
  readonly sendOnPreanswer?: boolean
  /** Seconds from the answer after which it is hung up: the exchange's limit unless given, 86400 at most. */
  readonly timeLimit?: number
  /** Seconds from the first ring after which it is hung up, answered or not. */
  readonly hangupOnRing?: number
  /** Seconds after which nobody is waited for any more: 120. */
  readonly ringTimeout?: number
  /** Whether machines are told from people, and what becomes of a call that one has answered: it goes on, or is hung up. */
  readonly machineDetection?: 'true' | 'hangup' | boolean
  /** Ms for it: 2000 to 10000, 5000 by default. */
  readonly machineDetectionTime?: number
  /** Told of a machine, while the call goes on: without it, the answer URL waits for the result, and carries it. */
  readonly machineDetectionUrl?: string
  readonly machineDetectionMethod?: 'GET' | 'POST'
  /** More speech is a machine's; ms, 1000 to 6000, 5000 by default. */
  readonly machineDetectionMaximumSpeechLength?: number
  /** More silence before anything is said is a machine's; ms, 2000 to 10000, 4500 by default. */
  readonly machineDetectionInitialSilence?: number
  /** More words are a machine's; 2 to 10, 3 by default. */
  readonly machineDetectionMaximumWords?: number
  /** A longer greeting is a machine's; ms, 1000 to 5000, 1500 by default. */
  readonly machineDetectionInitialGreeting?: number
}

const ownNames = [
  'to',
  'ringUrl',
  'ringMethod',
  'sendDigits',
  'sendOnPreanswer',
  'timeLimit',
  'hangupOnRing',
  'ringTimeout',
  'machineDetection',
  'machineDetectionTime',
  'machineDetectionUrl',
  'machineDetectionMethod',
  'machineDetectionMaximumSpeechLength',
  'machineDetectionInitialSilence',
  'machineDetectionMaximumWords',
  'machineDetectionInitialGreeting',
] as const satisfies (keyof DialOutOptions)[]

const mostDestinations = 1000

/** What a call is made with, for each of those who are called. */
export interface DialOut {
  readonly arrivals: readonly Arrival[]
  readonly urls: CallUrls
  readonly beginning: Beginning
  /** Whether several were asked for, even if it is a list of one. */
  readonly several: boolean
}

/** Checks what calls are made with; throws a TypeError or RangeError that names the option and what is allowed. */
export const readDialOutOptions = (options: DialOutOptions): DialOut => {
  refuseUnknown(options, [...sharedNames, ...ownNames], 'exchange.dialOut')
  const inbound = Object.fromEntries(sharedNames.map(name => [name, options[name]])) as unknown as CallOptions
  const { arrival, urls } = readCallOptions({ ...inbound, from: options.from ?? defaultNumbers.to })
  const { to, several } = readDestinations(options.to)
  const { ringUrl, ringMethod, machineDetectionUrl, machineDetectionMethod } = options
  if (several && options.uuid !== undefined) throw new TypeError('uuid is for one call; to has several destinations')
  return {
    several,
    arrivals: to.map(one => ({ ...arrival, direction: 'outbound', to: one })),
    urls: {
      ...urls,
      ring: readSource(ringUrl, ringMethod, 'ring'),
      machineDetection: readSource(machineDetectionUrl, machineDetectionMethod, 'machineDetection'),
    },
    beginning: {
      make: {
        ringTimeout: timeOf(options, 'ringTimeout') ?? 120_000,
        hangupOnRing: timeOf(options, 'hangupOnRing'),
        timeLimit: timeOf(options, 'timeLimit'),
        tones: readSendDigits(options),
        detection: readDetection(options),
      },
    },
  }
}

const readDestinations = (given: string | readonly string[] | undefined) => {
  if (given === undefined || given?.length === 0) {
    throw new TypeError('to is missing: the number or SIP address to call, or a list of them')
  }
  if (typeof given !== 'string' && !Array.isArray(given)) {
    throw new TypeError(`to is ${inWords(given)}; allowed is a number or SIP address as a text, or a list of them`)
  }
  const several = typeof given !== 'string' || given.includes('<')
  const all = typeof given === 'string' ? given.split('<') : given
  if (all.length > mostDestinations) {
    throw new RangeError(`to has ${all.length} destinations; allowed are ${mostDestinations} at most`)
  }
  return { several, to: all.map(one => readAddress(typeof one === 'string' ? one.trim() : one, 'to')) }
}

const readSendDigits = ({ sendDigits, sendOnPreanswer = false }: DialOutOptions) => {
  refuseNoFlag(sendOnPreanswer, 'sendOnPreanswer')
  if (sendDigits === undefined) {
    if (sendOnPreanswer) throw new TypeError('sendOnPreanswer needs sendDigits: the keys to send')
    return undefined
  }
  const { digits, ms, problems } = readTones(textGiven(sendDigits, 'sendDigits'), { lengths: true })
  const [found] = problems
  if (found) throw new TypeError(`sendDigits is "${sendDigits}": ${found.message}; allowed are ${found.allowed}`)
  return digits === '' ? undefined : { digits, ms, early: sendOnPreanswer }
}

/** What its times may be, and which unit they have, in ms; the REST API takes whole numbers of them. */
export const dialOutTimes = {
  ringTimeout: { unit: 1000, least: 1, most: 86_400 },
  hangupOnRing: { unit: 1000, least: 0, most: 86_400 },
  timeLimit: { unit: 1000, least: 1, most: 86_400 },
  machineDetectionTime: { unit: 1, least: 2000, most: 10_000 },
  machineDetectionMaximumSpeechLength: { unit: 1, least: 1000, most: 6000 },
  machineDetectionInitialSilence: { unit: 1, least: 2000, most: 10_000 },
  machineDetectionInitialGreeting: { unit: 1, least: 1000, most: 5000 },
} as const

const readDetection = (options: DialOutOptions): DetectionPlan | undefined => {
  const given = options.machineDetection
  const found = { true: 'continue', hangup: 'hangup', false: undefined }[String(given ?? false)]
  if (found === undefined && given !== undefined && given !== false) {
    throw new TypeError(`machineDetection is ${inWords(given)}; allowed are true and hangup`)
  }
  const plan = {
    onMachine: found as DetectionPlan['onMachine'],
    time: timeOf(options, 'machineDetectionTime') ?? 5000,
    maximumSpeechLength: timeOf(options, 'machineDetectionMaximumSpeechLength') ?? 5000,
    initialSilence: timeOf(options, 'machineDetectionInitialSilence') ?? 4500,
    maximumWords: whole(options.machineDetectionMaximumWords, 'machineDetectionMaximumWords', 2, 10) ?? 3,
    initialGreeting: timeOf(options, 'machineDetectionInitialGreeting') ?? 1500,
  }
  if (found !== undefined) return plan
  const useless = ownNames.find(name => /^machineDetection./.test(name) && options[name] !== undefined)
  if (useless) throw new TypeError(`${useless} needs machineDetection: 'true' or 'hangup'`)
  return undefined
}

/** In ms. */
const timeOf = (options: DialOutOptions, name: keyof typeof dialOutTimes): number | undefined => {
  const { unit, least, most } = dialOutTimes[name]
  const given = whole(options[name], name, least, most)
  return given === undefined ? undefined : given * unit
}

const whole = (given: number | undefined, name: string, least: number, most: number): number | undefined => {
  if (given === undefined || (Number.isInteger(given) && given >= least && given <= most)) return given
  throw new RangeError(`${name} is ${inWords(given)}; allowed is a whole number from ${least} to ${most}`)
}
