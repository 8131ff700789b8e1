import type { TraceEvent } from '../trace/events.js'
import { type NormalisedOptions, normalisedTrace } from '../trace/normalised.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'
import { type Subject, subjectsOf } from './subject.js'

/** The text of what happened without what differs from run to run; with `times`, call times and lengths stay. */
export function traceSnapshot(subject: Subject, options: NormalisedOptions = {}): string {
  refuseUnknown(options, ['times'], 'traceSnapshot')
  const { calls } = subjectsOf(subject, 'traceSnapshot')
  const events = calls.flatMap(({ trace }): TraceEvent[] => trace.events).sort((a, b) => a.seq - b.seq)
  return normalisedTrace(events, options)
}
