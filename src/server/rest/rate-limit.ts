import type { Clock } from '../../clock/clock.js'
import { RealClock } from '../../clock/real-clock.js'

/** "300 requests in 5 seconds", of each account. */
const usualSpan = 5000

/** How many requests accounts may send in a span of ms; without a number, as many as they like. */
export class RateLimit {
  readonly requests: number | undefined
  readonly #clock: Clock
  readonly #span: number
  readonly #taken = new Map<string, number[]>()

  constructor(requests?: number, clock: Clock = new RealClock(), span = usualSpan) {
    this.requests = requests
    this.#clock = clock
    this.#span = span
  }

  /** Counts a request of an account; how many ms it is too early, 0 if it is not. */
  take(account: string): number {
    if (this.requests === undefined) return 0
    const { now } = this.#clock
    const recent = (this.#taken.get(account) ?? []).filter(at => at > now - this.#span)
    const first = recent.length >= this.requests ? recent[recent.length - this.requests] : undefined
    if (first === undefined) recent.push(now)
    this.#taken.set(account, recent)
    return first === undefined ? 0 : first + this.#span - now
  }
}
