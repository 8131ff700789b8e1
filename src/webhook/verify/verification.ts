import type { Provenance } from '../../xml/problem.js'
import type { Tokens, Version } from './reading.js'

/** What came of verifying a request: plain data, without a token in it. */
export interface Verification {
  /**
   * `valid`: a signature matches. `explained`: none does, and it is known why. `unexplained`: none does.
   * `unsigned`: there is no signature.
   */
  readonly verdict: 'valid' | 'explained' | 'unexplained' | 'unsigned'
  readonly method: string
  readonly url: string
  /** Names of the parameters, in order of arrival. */
  readonly params: readonly string[]
  /** One for each signature header of the request, V3 first. */
  readonly checks: readonly SignatureCheck[]
  /** Why the strongest signature does not match, where it is known. */
  readonly explanation?: Explanation
  /** Of a valid request: where a validator may refuse it all the same. Otherwise: what is still possible. */
  readonly remarks: readonly Remark[]
  /** Codes of the explanations that were tried; empty if none had to be. */
  readonly tried: readonly string[]
  /** Whether all of it was: the search ends early for a request that is far larger than those by Plivo. */
  readonly triedAll: boolean
}

export interface SignatureCheck {
  /** `X-Plivo-Signature-Ma-V3`. */
  readonly header: string
  readonly version: Version
  /** By whose token Plivo signs this header: of the account that owns the number, or of its main account. */
  readonly signer: keyof Tokens
  readonly matches: boolean
  /** Whether the header has a second signature, of the URL without its port, that matches, too. */
  readonly withoutPort: boolean
  /** What is signed, as the request was given; absent where it cannot be made. */
  readonly text?: string
  /** Why it cannot be checked. */
  readonly unchecked?: string
}

export interface Explanation {
  /** One, or two that come together. */
  readonly causes: readonly Cause[]
  /** The headers that match under it. */
  readonly headers: readonly string[]
  /** What was signed. */
  readonly signed: string
  /** What was verified in its place; absent where nothing could be. */
  readonly verified?: string
}

export interface Cause {
  /** `scheme`, `params-lists`. */
  readonly code: string
  /** What happened. */
  readonly sentence: string
  /** What to change in the application. */
  readonly advice: string
  readonly provenance: Provenance
  readonly rule: string
}

export interface Remark {
  readonly code: string
  readonly sentence: string
}
