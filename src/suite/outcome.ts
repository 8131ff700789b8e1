import type { Scenario } from '../scenario/file.js'
import type { FileMistake } from '../scenario/mistake.js'
import type { CaseResult } from './played-case.js'

/** What became of one scenario, as reporters tell it. */
export interface Outcome {
  readonly name: string
  readonly file: string
  /** Where it begins in its file; 0 if the file could not be read. */
  readonly line: number
  readonly status: 'passed' | 'failed' | 'invalid' | 'skipped'
  /** As often as it was played. */
  readonly runs: readonly CaseResult[]
  /** What is wrong with the file, if it is not valid. */
  readonly problems: readonly FileMistake[]
  /** The command that plays a run again, exactly. */
  replay(run: CaseResult): string
}

/** All of a suite, in the order of its files. */
export interface Summary {
  readonly outcomes: readonly Outcome[]
  /** Wall ms. */
  readonly took: number
}

export const countOf = ({ outcomes }: Summary, status: Outcome['status']): number =>
  outcomes.filter(one => one.status === status).length

/** A scenario that is to be played. */
export interface Planned {
  readonly scenario: Scenario
  readonly file: string
  readonly index: number
}
