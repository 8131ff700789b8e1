import type { Phases } from '../../webhook/phases.js'
import type { AttemptOutcome } from '../../webhook/webhook.js'
import type { FilePlace } from '../mistake.js'

/** One attempt of a request, and what came of it; ids in it are placeholders. */
export interface CassetteEntry {
  /** Which call it belongs to: 1 is the first that asked for something. */
  readonly call: number
  readonly purpose: string
  readonly method: 'GET' | 'POST'
  /** Without its fragment. */
  readonly url: string
  /** The parameters that tell it from others, without those of its call. */
  readonly with: Readonly<Record<string, string>>
  readonly answer: CassetteAnswer
  /** Where it stands in its file. */
  readonly place?: FilePlace
}

export interface CassetteAnswer {
  readonly outcome: AttemptOutcome
  readonly status?: number
  /** How an attempt ended that was not answered. */
  readonly reason?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Call time, where it took any. */
  readonly costs?: Phases
  readonly cutByTotal?: boolean
  /** How long it really took when it was stored, in ms; it is of no consequence. */
  readonly took?: number
}

/** What all requests of a call have in common: who calls whom. */
export type CassetteCall = Readonly<Record<string, string>>

export interface Tape {
  readonly calls: readonly CassetteCall[]
  readonly entries: readonly CassetteEntry[]
  /** Numbers and what is said are not the real ones. */
  readonly redacted: boolean
}

/** One line: `POST /menu (GetDigits action) Digits="1"`. */
export function describeEntry({ method, url, purpose, with: params }: Omit<CassetteEntry, 'answer' | 'call'>): string {
  const told = Object.entries(params).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
  return `${method} ${pathOf(url)} (${purpose})${told.join('')}`
}

/** Path and query: where an application listens does not matter. */
export function pathOf(url: string): string {
  const [, path = ''] = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url) ?? []
  return path || '/'
}
