import type { AnyStateMachine } from 'xstate'
import type { RecordingFile } from '../audio/recording-file.js'
import type { Clock } from '../clock/clock.js'
import type { PhoneBook } from '../party/phone-book.js'
import type { WebhookEngine } from '../webhook/engine.js'
import type { DocumentCache } from '../xml/cache.js'
import type { Problem } from '../xml/problem.js'
import type { Beginning } from './beginning.js'
import type { Call } from './call.js'
import type { DocumentRules, DocumentSource } from './documents.js'
import type { LedgerPorts } from './ledger.js'
import type { Arrival } from './parameters.js'
import type { Rooms } from './presence.js'

/** Where a call's requests go. The answer URL is the only one with a fallback. */
export interface CallUrls {
  readonly answer: DocumentSource
  readonly fallback?: DocumentSource | undefined
  readonly hangup?: DocumentSource | undefined
  /** Told when the phone rings, and when a machine picks up, of calls that are made. */
  readonly ring?: DocumentSource | undefined
  readonly machineDetection?: DocumentSource | undefined
}

/** Where recordings are kept and can be had. */
export interface Recordings {
  urlOf(id: string, format: string): string
  /** One begins; whatever keeps it from being had is reported. */
  begin(report: (found: Problem) => void): void
  /** One is complete: from now on it can be had. */
  add(file: RecordingFile): void
}

/** What a call needs of the exchange it belongs to. */
export interface CallPorts extends LedgerPorts {
  readonly clock: Clock
  readonly machine: AnyStateMachine
  readonly webhooks: WebhookEngine
  readonly documents: DocumentCache
  readonly recordings: Recordings
  readonly phones: PhoneBook
  readonly rooms: Rooms
  /** How many members a conference holds whose document does not say so. */
  readonly roomSize: number
  readonly charactersPerSecond: number
  readonly profanities: readonly string[]
  /** Ms of call time after which the platform hangs up, if somebody chose them. */
  readonly timeLimit: number | undefined
  readonly rules: DocumentRules
  /** Another call begins. */
  place(arrival: Arrival, urls: CallUrls, beginning: Beginning): Call
}
