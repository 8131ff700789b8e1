import { Readable } from 'node:stream'
import { deadline } from '../../clock/deadline.js'
import type { TraceEvent } from '../../trace/events.js'
import { jsonLine } from '../../trace/json-line.js'
import { shown } from '../../trace/secret.js'

/** How often a comment keeps a connection open, in ms; who has read nothing for two of them is gone. */
const beat = 15_000

/** Events that may wait for a reader, besides those that had happened before it came. */
export const mostWaiting = 5000

/** Server-sent events, as fast as they are read, and no more of them in memory than may wait. */
export class EventStream extends Readable {
  /** What had happened before the reader came, and how much of it is written. */
  readonly #before: readonly TraceEvent[]
  #written = 0
  readonly #waiting: TraceEvent[] = []
  /** Nothing more is taken now: the reader is slow, or all is written. */
  #full = false
  #idleBeats = 0
  #ended = false
  /** What is written last. */
  #last: string | undefined
  #callOff: () => void

  constructor(before: readonly TraceEvent[] = []) {
    super()
    this.#before = before
    // At once, so that the reader knows that it is connected.
    this.push('retry: 1000\n\n')
    this.#callOff = deadline(beat, () => this.#beat())
  }

  tell(event: TraceEvent): void {
    if (this.#last !== undefined) return
    this.#waiting.push(event)
    if (this.#waiting.length > mostWaiting) {
      this.#dropAll()
      this.#end(`: ended, as more than ${mostWaiting} events waited to be read\n\n`)
    } else this.#pump()
  }

  /** Ends it when everything is read: the call is over. */
  finish(): void {
    this.#last ??= 'event: end\ndata: {}\n\n'
    this.#pump()
  }

  /** Ends it now. */
  stop(because: string): void {
    this.#dropAll()
    if (this.#full) this.destroy()
    else this.#end(`: ${because}\n\n`)
  }

  override _read(): void {
    this.#full = this.#ended
    this.#idleBeats = 0
    this.#pump()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#callOff()
    this.#dropAll()
    this.#last ??= ''
    this.#ended = true
    this.#full = true
    done(error)
  }

  get #isWaiting(): boolean {
    return this.#written < this.#before.length || this.#waiting.length > 0
  }

  #pump(): void {
    while (!this.#full && this.#isWaiting) {
      const event = this.#before[this.#written] ?? this.#waiting.shift()
      if (this.#written < this.#before.length) this.#written++
      if (event) this.#full = !this.push(messageOf(event))
    }
    if (!this.#full && this.#last !== undefined) this.#end(this.#last)
  }

  #end(last: string): void {
    this.#last = last
    this.#ended = true
    this.#full = true
    this.push(last)
    this.push(null)
  }

  #dropAll(): void {
    this.#written = this.#before.length
    this.#waiting.length = 0
  }

  #beat(): void {
    this.#callOff = deadline(beat, () => this.#beat())
    if (this.#full && ++this.#idleBeats > 1) this.destroy()
    else if (!this.#full) this.#full = !this.push(': still here\n\n')
  }
}

const messageOf = (event: TraceEvent): string =>
  `id: ${event.seq}\nevent: ${event.type}\ndata: ${jsonLine(shown(event))}\n`
