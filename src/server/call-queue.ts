import type { Clock, Timer } from '../clock/clock.js'

/** A call that waits for its turn. */
export interface QueuedCall {
  readonly uuid: string
  readonly from: string
  readonly to: string
  readonly callerName: string | undefined
  /** The auth id of whose call it is. */
  readonly authId: string
  begin(): void
}

/**
 * Lets so many calls begin in any second ("2 calls per second"; what is more is queued), in the order in which they came.
 * Without a limit, all begin at once (D110).
 */
export class CallQueue {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #waiting = new Map<string, { readonly call: QueuedCall; readonly timer: Timer }>()
  /** Call times at which the last calls begin, as many as may in a second. */
  #starts: number[] = []

  constructor(clock: Clock, perSecond = Number.POSITIVE_INFINITY) {
    this.#clock = clock
    this.#perSecond = perSecond
  }

  get all(): readonly QueuedCall[] {
    return [...this.#waiting.values()].map(({ call }) => call)
  }

  find(uuid: string): QueuedCall | undefined {
    return this.#waiting.get(uuid)?.call
  }

  /** Begins a call at once, or when it is its turn; whether it has to wait. */
  push(call: QueuedCall): boolean {
    const { now } = this.#clock
    const due = this.#due(now)
    if (due <= now) {
      call.begin()
      return false
    }
    const timer = this.#clock.after(due - now, `the call to ${call.to} leaves the queue`, () => {
      this.#waiting.delete(call.uuid)
      call.begin()
    })
    this.#waiting.set(call.uuid, { call, timer })
    return true
  }

  /** Takes a call out of the queue; false if it does not wait. */
  cancel(uuid: string): boolean {
    this.#clock.cancel(this.#waiting.get(uuid)?.timer)
    return this.#waiting.delete(uuid)
  }

  #due(now: number): number {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return now
    const first = this.#starts.at(-this.#perSecond)
    const due = first === undefined ? now : Math.max(now, first + 1000)
    this.#starts = [...this.#starts, due].slice(-this.#perSecond)
    return due
  }
}
