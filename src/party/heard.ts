import type { TraceEvent } from '../trace/events.js'

/**
 * What the party at the far end of a call has heard to its end by this event: a prompt, what the other side of the bridge
 * says, or what another member of a conference says or presses.
 */
export const heardIn = (event: TraceEvent): string | undefined => {
  if (event.type === 'prompt.finished' && event.heard && event.leg === undefined) return event.text
  if (event.type === 'room.heard') return event.text
  return event.type === 'speech.heard' && event.leg !== undefined && event.across ? event.text : undefined
}
