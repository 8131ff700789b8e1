import type { Clock, Timer } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'

/** What limits need of their call. */
export interface LimitPorts {
  readonly clock: Clock
  /** How long a call lasts that chooses no limit, in ms. */
  readonly longest: number
  tell(happening: Happening): void
  /** Ends the call with 6000 (Scheduled Hangup). */
  end(because: string): void
}

const hour = 3_600_000

/** "call ≤ 24 h, 4 h default time limit": of calls that are made (D46). In ms. */
export const longestCall = { inbound: 24 * hour, outbound: 4 * hour } as const

/** The timers that end a call whatever it does: its time limit, and a scheduled hangup. */
export class Limits {
  readonly #ports: LimitPorts
  #timeLimit: Timer | undefined
  #scheduled: Timer | undefined

  constructor(ports: LimitPorts) {
    this.#ports = ports
  }

  /**
   * The call lasts so many ms at most, of which some have passed. A limit that the call did not choose, or of hours, only
   * ends what never would.
   */
  limit(chosen?: number, passed = 0): void {
    const { clock, end, longest } = this.#ports
    const ms = chosen ?? longest
    const because = `the call reached its time limit of ${ms / 1000} s`
    this.#timeLimit = clock.after(ms - passed, 'the time limit', () => end(because), {
      background: chosen === undefined || ms >= hour,
    })
  }

  /** One timer per call, the last one wins; it outlives documents (D40). */
  schedule(ms: number): void {
    const { clock, tell, end } = this.#ports
    clock.cancel(this.#scheduled)
    tell({ type: 'hangup.scheduled', ms })
    const because = `<Hangup schedule="${ms / 1000}"> ran out`
    this.#scheduled = clock.after(ms, 'the scheduled hangup', () => end(because))
  }

  close(): void {
    this.#ports.clock.cancel(this.#timeLimit)
    this.#ports.clock.cancel(this.#scheduled)
  }
}
