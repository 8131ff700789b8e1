import type { LadderOptions, Trace } from '../trace.js'
import { ladderOf } from './figure.js'
import { ladderText } from './text.js'

/** The end of a trace as a ladder: its heads, and the last `rows` of what passed between them. */
export function ladderTail({ events }: Pick<Trace, 'events'>, rows: number, options: LadderOptions = {}): string {
  const { lanes, rows: all } = ladderOf(events, options)
  return ladderText({ lanes, rows: all.slice(-rows) }, options)
}
