import type { AnyStateMachine } from 'xstate'
import type { Clock } from '../clock/clock.js'
import type { PhoneBook } from '../party/phone-book.js'
import type { WebhookEngine } from '../webhook/engine.js'
import type { DocumentCache } from '../xml/cache.js'
import type { DocumentRules, DocumentSource } from './documents.js'
import type { LedgerPorts } from './ledger.js'

/** Where a call's requests go. The answer URL is the only one with a fallback. */
export interface CallUrls {
  readonly answer: DocumentSource
  readonly fallback?: DocumentSource | undefined
  readonly hangup?: DocumentSource | undefined
}

/** What a call needs of the exchange it belongs to. */
export interface CallPorts extends LedgerPorts {
  readonly clock: Clock
  readonly machine: AnyStateMachine
  readonly webhooks: WebhookEngine
  readonly documents: DocumentCache
  readonly phones: PhoneBook
  readonly charactersPerSecond: number
  readonly profanities: readonly string[]
  /** Ms of call time after which the platform hangs up. */
  readonly timeLimit: number
  readonly rules: DocumentRules
}
