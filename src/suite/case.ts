import type { Account } from '../call/account.js'
import type { CassetteMode } from '../scenario/cassette/open-cassette.js'
import type { FaultRule } from '../webhook/fault-rule.js'

/** One scenario, once. It may be handed to another thread. */
export interface Case {
  readonly file: string
  /** Which scenario of the file, from 0. */
  readonly index: number
  /** Which time, from 1: its seed counts up with it. */
  readonly run: number
  /** Where the program of the scenario listens. */
  readonly origin?: string
}

/** What all cases of a suite have in common. It may be handed to another thread. */
export interface CaseSettings {
  /** Overrides the seeds of the files. */
  readonly seed?: number
  readonly faults?: readonly FaultRule[]
  /** Whose token signs, where a scenario does not say. */
  readonly account: Partial<Account>
  /** Expected traces are written, and not compared. */
  readonly update?: boolean
  /** Where recordings are written, into a folder for each scenario. */
  readonly recordings?: string
  readonly recordingsPort?: number
  /** A folder with a cassette for each scenario that names none itself. */
  readonly cassettes?: string
  readonly cassetteMode?: CassetteMode
  /** In what is recorded, others stand for numbers, names and secret input. */
  readonly redact?: boolean
  /** What a result has besides. */
  readonly coverage?: boolean
  readonly events?: boolean
  readonly normalised?: boolean
}

/** What is written for it is named after its file and its place in it: ids are the same as often as the seed. */
export const nameOf = ({ file, index, run }: Case): string => {
  const name = file
    .replace(/\.ya?ml$/i, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+/, '')
  return [name, ...(index > 0 ? [index + 1] : []), ...(run > 1 ? [`run-${run}`] : [])].join('-')
}
