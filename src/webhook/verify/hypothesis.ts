import type { Provenance } from '../../xml/problem.js'
import type { CapturedRequest } from './captured.js'
import type { Reading } from './reading.js'

/** One thing that may have happened to a request between Plivo and the application, or inside the application. */
export interface Hypothesis {
  /** `scheme`, `params-arrays`: stable, for programs. */
  readonly code: string
  /** What to change in the application. */
  readonly advice: string
  /** What is different in the URL that was signed, in two or three words; absent where it is not the URL. */
  readonly urlChange?: string
  /** How the rule is known that makes it matter, and where it comes from. */
  readonly provenance: Provenance
  readonly rule: string
  /** What would undo it, the likeliest first. May be many: they are made one by one, as far as they are wanted. */
  changes(reading: Reading, known: Known): Iterable<Change>
}

export interface Change {
  readonly reading: Reading
  /** What happened, in one sentence that names it. */
  readonly sentence: string
  /** Where it is more than the hypothesis can say of all of its changes. */
  readonly advice?: string
}

/** What is known besides a reading. */
export interface Known {
  readonly captured: CapturedRequest
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  /** Of the account, where it is known. */
  readonly authId?: string | undefined
}

type Rule = Pick<Hypothesis, 'provenance' | 'rule'>

/** Where the rules come from. */
export const urlIsSigned: Rule = {
  provenance: 'SDK',
  rule: 'V2 and V3 sign scheme, host, port and path as they were called',
}
export const queryIsSigned: Rule = { provenance: 'SDK', rule: 'V3 signs the query, decoded and sorted' }
export const paramsAreSigned: Rule = {
  provenance: 'SDK',
  rule: 'V3 signs every key and value of the form as Plivo sent it',
}
export const formAsSent: Rule = { provenance: 'decided', rule: 'D73' }
export const signaturesAsSent: Rule = { provenance: 'decided', rule: 'D70' }
export const exactMatch: Rule = {
  provenance: 'SDK',
  rule: 'header, nonce and token are compared as they are, nothing is trimmed',
}
