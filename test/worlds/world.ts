import type { PhoneManner } from '../../src/party/phone.js'
import type { OutboundFields } from '../../src/scenario/outbound-fields.js'
import type { CallerStep } from '../../src/scenario/steps.js'
import type { WrittenFault } from '../../src/webhook/fault.js'
import type { FaultRule } from '../../src/webhook/fault-rule.js'

/**
 * A telephone network, an application and what people do, as plain data: everything that can be written into a scenario
 * and a sample folder. `{{base}}` in texts is the origin of the application.
 */
export interface World {
  /** Of the exchange: ids and chance. */
  readonly seed: number
  /** Seconds after which the platform hangs up, so that what would last for ever does not. */
  readonly timeLimit: number
  readonly app: WorldApp
  readonly callers: readonly WorldCaller[]
  readonly phones: Readonly<Record<string, readonly PhoneManner[]>>
  readonly faults: readonly FaultRule[]
}

export interface WorldApp {
  /** Paths, perhaps with a fragment. */
  readonly answer: string
  readonly fallback?: string | undefined
  readonly hangup: string
  /** The first reply of a path that is about the attempt is given; paths that are not here answer 404. */
  readonly routes: Readonly<Record<string, readonly WorldReply[]>>
}

/** What is answered: a document, silence as a WAV file, an empty body, or nothing because something breaks. */
export interface WorldReply {
  /** Which requests of this path within one call; all unless given. */
  readonly attempts?: readonly number[] | undefined
  readonly status?: number | undefined
  readonly document?: string | undefined
  /** Length of the audio, in ms. */
  readonly silence?: number | undefined
  /** In ms. */
  readonly delay?: number | undefined
  readonly fault?: WrittenFault | undefined
}

export interface WorldCaller {
  readonly name: string
  /** When the call is placed, in ms. */
  readonly starts: number
  readonly does: readonly WorldStep[]
  /** Plivo makes the call: it is he who is called. */
  readonly outgoing?: WorldOutgoing | undefined
}

/** As the library takes it; URLs are paths of the application. */
export type WorldOutgoing = { readonly to: string } & Omit<OutboundFields, 'outbound'>

/** What a caller does, or the application to his call by the API. */
export type WorldStep = CallerStep | { readonly verb: 'api'; readonly operation: WorldOperation }

/** As a scenario writes it; its URLs are paths of the application. */
export type WorldOperation = Readonly<Record<string, unknown>>

/** Where the application is: the folder that a world is written to is called `world`. */
/** Epoch ms of the instant 0 in virtual time. */
export const epoch = Date.UTC(2025, 0, 1)

export const origin = 'http://world.sample'
