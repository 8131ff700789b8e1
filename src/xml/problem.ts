import { hideCredentials } from '../trace/credentials.js'
import { catalogue } from './catalogue.js'
import type { Place } from './document.js'

/** `breaks`: the call fails there. `risky`: something else happens than is written. `note`: worth knowing. */
export type Severity = 'breaks' | 'risky' | 'note'

/** How a rule is known: the vendor's docs, its SDKs, seen in real traffic, concluded from those, or decided by offhook. */
export type Provenance = 'documented' | 'SDK' | 'observed' | 'inferred' | 'decided'

export type ProblemCode = keyof typeof catalogue

/** Something in a document, a fragment or a file that will not do what was probably meant. Data, never thrown. */
export interface Problem {
  /** From the catalogue, e.g. `unknown-attribute`. */
  readonly code: ProblemCode
  readonly severity: Severity
  /** One sentence in plain words; names the thing and what happens instead. */
  readonly message: string
  readonly place?: Place
  /** What would be allowed: "a whole number of seconds, 1 or more". */
  readonly allowed?: string
  /** The nearest right thing, ready to be written. */
  readonly nearest?: string
  readonly provenance: Provenance
  /** A decision (`D3`) or the vendor's page. */
  readonly rule: string
}

/** What a problem may say of itself besides its code and sentence; the rest comes from the catalogue. */
export type ProblemDetails = Partial<Omit<Problem, 'code' | 'message'>>

/**
 * A problem of the catalogue, with its severity, provenance and rule unless `details` knows better. What it says quotes
 * URLs, and never their credentials (D78).
 */
export const problem = (code: ProblemCode, message: string, details: ProblemDetails = {}): Problem => {
  const { severity, provenance, rule } = catalogue[code]
  const { place, allowed, nearest } = details
  return {
    code,
    severity: details.severity ?? severity,
    message: hideCredentials(message),
    ...(place && { place }),
    ...(allowed !== undefined && { allowed: hideCredentials(allowed) }),
    ...(nearest !== undefined && { nearest: hideCredentials(nearest) }),
    provenance: details.provenance ?? provenance,
    rule: details.rule ?? rule,
  }
}

export { catalogue }
