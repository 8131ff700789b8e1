import type { Clock, Timer } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'

/** What limits need of their call. */
export interface LimitPorts {
  readonly clock: Clock
  /** Ms after which a call is over that has no limit of its own. */
  readonly timeLimit: number
  tell(happening: Happening): void
  /** The platform hangs up: 6000. */
  hangUp(because: string): void
}

/** When the platform hangs up by itself. */
export class Limits {
  readonly #ports: LimitPorts
  #timeLimit: Timer | undefined
  #scheduled: Timer | undefined

  constructor(ports: LimitPorts) {
    this.#ports = ports
  }

  /** From now on the call lasts so long at most. A limit that nobody chose, or of hours, only ends what never would. */
  limit(ms?: number): void {
    const { clock, timeLimit, hangUp } = this.#ports
    const limit = ms ?? timeLimit
    const because = `the call reached its time limit of ${limit / 1000} s`
    const background = ms === undefined || ms >= hour
    this.#timeLimit = clock.after(limit, 'the time limit', () => hangUp(because), { background })
  }

  /** One timer per call, the last one wins; it outlives documents (D40). */
  schedule(ms: number): void {
    const { clock, tell, hangUp } = this.#ports
    clock.cancel(this.#scheduled)
    tell({ type: 'hangup.scheduled', ms })
    const because = `<Hangup schedule="${ms / 1000}"> ran out`
    this.#scheduled = clock.after(ms, 'the scheduled hangup', () => hangUp(because))
  }

  close(): void {
    this.#ports.clock.cancel(this.#timeLimit)
    this.#ports.clock.cancel(this.#scheduled)
  }
}

const hour = 3_600_000
