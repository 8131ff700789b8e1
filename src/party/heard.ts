import type { TraceEvent } from '../trace/events.js'

/**
 * What the party at the far end of a call has heard to its end by this event: a prompt, what the other side of the bridge
 * says or presses, or what another member of a conference says or presses.
 */
export const heardIn = (event: TraceEvent): string | undefined => {
  if (event.type === 'prompt.finished' && event.heard && event.leg === undefined) return event.text
  if (event.type === 'room.heard') return event.text
  if ((event.type !== 'speech.heard' && event.type !== 'digit.pressed') || event.leg === undefined) return undefined
  if (!event.across) return undefined
  return event.type === 'speech.heard' ? event.text : event.digit
}
