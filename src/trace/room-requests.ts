import type { EventOf, TraceEvent } from './events.js'

type Requested = EventOf<'operation.requested'>

/** An event, and those that tell the same of other calls, itself included. */
export interface Told {
  readonly event: TraceEvent
  readonly all: readonly TraceEvent[]
}

/** What the API asks of a room is told to each of its members, one after another: this knows what one of them told. */
export class RoomRequests {
  #last: Requested | undefined
  readonly #calls = new Set<string>()

  /** Whether the event before it told the same of another call. */
  repeats(event: TraceEvent): boolean {
    const requested = event.type === 'operation.requested' && event.room !== undefined ? event : undefined
    const again = requested !== undefined && this.#isLast(requested) && !this.#calls.has(event.call)
    if (!again) this.#calls.clear()
    if (requested) this.#calls.add(event.call)
    this.#last = requested
    return again
  }

  #isLast({ at, operation, what, digits, room }: Requested): boolean {
    const last = this.#last
    if (!last || last.at !== at || last.operation !== operation) return false
    return last.what === what && last.digits === digits && last.room === room
  }
}

/** The events, those of one request to a room as one. */
export function toldOnce(events: readonly TraceEvent[]): Told[] {
  const requests = new RoomRequests()
  const told: { event: TraceEvent; all: TraceEvent[] }[] = []
  for (const event of events) {
    if (requests.repeats(event)) told.at(-1)?.all.push(event)
    else told.push({ event, all: [event] })
  }
  return told
}

/** How many members a request to a room is about, if there are several. */
export const membersAsked = (count: number): string => (count > 1 ? `${count} members` : '')
