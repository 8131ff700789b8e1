import type { TraceEvent } from '../trace/events.js'

/** What the party at the far end of a call has heard to its end by this event: a prompt, or what the other side of the bridge says. */
export const heardIn = (event: TraceEvent): string | undefined => {
  if (event.type === 'prompt.finished' && event.heard && event.leg === undefined) return event.text
  return event.type === 'speech.heard' && event.leg !== undefined && event.across ? event.text : undefined
}
