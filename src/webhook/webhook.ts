import type { Phases } from './phases.js'
import type { Policy } from './policy.js'

/**
 * One logical request of the exchange to the application under test. It may take several attempts.
 * `purpose` says which URL of the vendor's table it is ("answer", "GetDigits action", "hangup", "Play audio").
 */
export interface Webhook {
  readonly call: string
  readonly purpose: string
  /** Absolute, with its fragment as written; the fragment is never sent. */
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly params: Readonly<Record<string, string>>
  /** The parameters that are shown as dots wherever the trace is read. */
  readonly secret?: readonly string[]
  readonly policy: Policy
  /** Voice requests are signed; fetching audio is not. */
  readonly signed: boolean
  /** Whether anybody still waits for the answer; once nobody does, it is not tried again (D105). Somebody does, unless given. */
  readonly wanted?: () => boolean
}

/** A webhook on its way. */
export interface SentWebhook extends Webhook {
  /** As the trace has it. */
  readonly id: string
}

/**
 * How one attempt ended:
 * `ok` a complete 2xx answer · `ct` no TCP or TLS connection (refused, unreachable, DNS, handshake, certificate, timeout) ·
 * `rt` connected, then no byte in time or closed before any byte · `partial` some bytes, then stall, reset or short body ·
 * `3xx` `4xx` `5xx` a complete answer of that status · `invalid` not HTTP, or larger than allowed.
 */
export type AttemptOutcome = 'ok' | 'ct' | 'rt' | 'partial' | '3xx' | '4xx' | '5xx' | 'invalid'

export interface Attempt {
  /** 1 is the first; every later one is a retry. */
  readonly number: number
  /** The region it left from; a way to choose one where nothing says which that is. */
  readonly region: string
  readonly outcome: AttemptOutcome
  readonly status?: number
  /** Deterministic words for a person: "connection refused", "no byte within rt = 3000 ms". */
  readonly reason: string
  /** Call time, in ms: under virtual time by its settings (ct or rt of a timeout, 0 for an answer), else as measured. */
  readonly phases: Phases
  /** The sum of `phases`. */
  readonly cost: number
  /** Whether the attempt was cut because tt ran out. */
  readonly cutByTotal: boolean
  readonly bytes: number
  /** The fault that was injected, as its rule spells it: `stall-after=12`. */
  readonly fault?: string
}

export interface Delivery {
  readonly ok: boolean
  /** Of the last attempt, where there was one. */
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly attempts: readonly Attempt[]
  /** The judgement in one sentence: "503 is not retried: rp=ct,rt covers … (default). 0 of 1 retries used." */
  readonly judgement: string
}
