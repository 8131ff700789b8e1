import type { LadderOptions, Trace } from '../trace.js'
import { ladderOf } from './figure.js'
import { ladderText } from './text.js'

/**
 * A ladder from where something began, the number of an event: its heads, two rows before that, and so many from there on. The
 * end of the trace if no more than that follows.
 */
export function ladderFrom(
  { events }: Pick<Trace, 'events'>,
  since: number,
  rows: number,
  options: LadderOptions = {},
): string {
  const { lanes, rows: all } = ladderOf(events, options)
  const first = all.findIndex(row => 'events' in row && row.events.some(({ seq }) => seq >= since))
  const from = first < 0 ? all.length - rows : Math.min(first - 2, all.length - rows)
  return ladderText({ lanes, rows: all.slice(Math.max(from, 0)).slice(0, rows) }, options)
}

/** The end of a trace as a ladder: its heads, and the last `rows` of what passed between them. */
export function ladderTail({ events }: Pick<Trace, 'events'>, rows: number, options: LadderOptions = {}): string {
  const { lanes, rows: all } = ladderOf(events, options)
  return ladderText({ lanes, rows: all.slice(-rows) }, options)
}
