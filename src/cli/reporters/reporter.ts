import type { Outcome, Planned, Summary } from '../../suite/outcome.js'
import type { Colours } from '../colours.js'
import type { RecordingFlags } from '../recordings.js'

/** Tells somebody how a suite goes. Each method returns what is written. */
export interface Reporter {
  /** Of a scenario, when it is over. */
  outcome?(outcome: Outcome): string
  /** In the end. */
  end(summary: Summary): string
}

export interface ReporterOptions {
  readonly paint: Colours
  readonly recordings: RecordingFlags
}

export type { Outcome, Planned, Summary }
