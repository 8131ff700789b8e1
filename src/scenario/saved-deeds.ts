import type { PartyStep } from '../party/step.js'
import type { EventOf, TraceEvent } from '../trace/events.js'

/** What somebody did on the phone, besides what the trace shows: it has dots for what an element with log="false" collects. */
export interface Noted {
  /** Every key, in order. */
  readonly keys: string
  /** Every sentence, in order. */
  readonly said: readonly string[]
}

/** One thing that the far end of a call did, and when. */
export interface Deed {
  readonly step: PartyStep
  /** Its first event; nothing that the far end does later is before it. */
  readonly begins: TraceEvent
  /** When it is over, in ms of call time: a saved step ends then. */
  readonly until: number
  /** Its last event. */
  readonly ends: TraceEvent
  /** The element that heard it. */
  readonly heardBy?: string | undefined
}

/** Keys that are pressed in a step follow each other so, in ms. */
const keyGap = 200

/** Keys that follow each other faster than this, in ms, are pressed in one go. */
const quickly = 1500

/** What the far end of a call did, in order: keys that were pressed in one go are one deed. */
export function deedsOf(events: readonly TraceEvent[], noted?: Noted): Deed[] {
  const deeds: Deed[] = []
  const counts = { keys: 0, said: 0 }
  let speaking: EventOf<'speech.started'> | undefined
  for (const event of events) {
    if (event.leg !== undefined) continue
    switch (event.type) {
      case 'digit.pressed': {
        const key = noted?.keys[counts.keys++] ?? event.digit
        const last = deeds.at(-1)
        const joined = last && inOneGo(last, event, events) ? joinedWith(last, key, event) : undefined
        if (joined) deeds.splice(-1, 1, joined)
        else if (/^[\d*#]$/.test(key)) deeds.push(deed({ verb: 'presses', keys: key }, event, event.heardBy))
        break
      }
      case 'speech.started':
        speaking = event
        break
      case 'speech.heard': {
        const text = noted?.said[counts.said++] ?? event.text
        const begins = speaking ?? event
        speaking = undefined
        if (!text.trim()) break
        const step = { verb: 'says', text } as const
        deeds.push({ step, begins, ends: event, until: event.at, heardBy: event.heardBy })
        break
      }
      case 'tone.heard':
        deeds.push(deed({ verb: 'beeps' }, event, event.heardBy))
        break
      case 'call.ended': {
        const text = noted?.said[counts.said]
        // The call ended in the middle of a sentence.
        if (speaking && text !== undefined && !isByFarEnd(event)) {
          deeds.push({ step: { verb: 'says', text }, begins: speaking, ends: event, until: event.at })
        }
        if (isByFarEnd(event)) deeds.push(deed({ verb: 'hangs up' }, event))
      }
    }
  }
  return deeds
}

const deed = (step: PartyStep, event: TraceEvent, heardBy?: string): Deed => ({
  step,
  begins: event,
  ends: event,
  until: event.at,
  heardBy,
})

/** Hung up, or declined while it rang. */
export const isByFarEnd = ({ cause, source }: EventOf<'call.ended'>): boolean =>
  (cause === 4000 && /^Calle[re]$/.test(source)) || (cause === 3020 && source === 'Carrier')

const joinedWith = (last: Deed, key: string, event: TraceEvent): Deed | undefined =>
  last.step.verb === 'presses' && /^[\d*#]$/.test(key)
    ? { ...last, step: { verb: 'presses', keys: last.step.keys + key }, ends: event, until: event.at }
    : undefined

/** Exactly as a step does it, or so that nothing happened meanwhile but what the first of these keys did: it cut prompts short. */
function inOneGo(last: Deed, event: EventOf<'digit.pressed'>, events: readonly TraceEvent[]): boolean {
  const gap = event.at - last.until
  if (gap === keyGap) return true
  if (gap > quickly || event.heardBy === undefined || event.heardBy !== last.heardBy) return false
  return events
    .filter(({ seq }) => seq > last.ends.seq && seq < event.seq)
    .every(one => one.type === 'prompt.finished' && !one.heard)
}
