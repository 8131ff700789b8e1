import type { Severity } from '../xml/problem.js'
import { severities } from './check-flags.js'
import type { Checked, Unread } from './check-source.js'

/** What all of it came to. */
export interface CheckOutcome {
  readonly checked: readonly Checked[]
  readonly unread: readonly Unread[]
  /** How many problems were corrected in the files. */
  readonly fixed: number
  /** Whether a problem of that severity makes the command fail. */
  readonly fails: (severity: Severity) => boolean
  readonly exitCode: number
}

/** How problems are written. */
export interface CheckReport {
  /** Of one source, as soon as it is checked. */
  checked(source: Checked): string
  /** When all are. */
  ended(outcome: CheckOutcome): string
}

/** `risky`, the default, and what is worse. */
export const failsFrom =
  (least: Severity = 'risky') =>
  (severity: Severity): boolean =>
    severities.indexOf(severity) <= severities.indexOf(least)
