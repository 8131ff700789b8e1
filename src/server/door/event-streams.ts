import type { TraceEvent } from '../../trace/events.js'
import { EventStream } from './event-stream.js'
import { Refusal } from './refusal.js'

/** How many may read at a time. */
export const mostStreams = 100

/** Who reads events as they happen. */
export class EventStreams {
  readonly #open = new Set<EventStream>()
  #closed = false

  get count(): number {
    return this.#open.size
  }

  /** A new one, that tells what happened before first. Throws a Refusal if there are too many. */
  open(before?: readonly TraceEvent[]): EventStream {
    if (this.#closed) throw new Refusal(503, 'offhook is about to stop')
    if (this.#open.size >= mostStreams) {
      throw new Refusal(503, `too many streams of events: ${mostStreams} are open, and one has to end first`)
    }
    const stream = new EventStream(before)
    this.#open.add(stream)
    stream.once('close', () => this.#open.delete(stream))
    return stream
  }

  /** Ends all of them. */
  close(): void {
    this.#closed = true
    for (const stream of this.#open) stream.stop('offhook was stopped')
  }
}
