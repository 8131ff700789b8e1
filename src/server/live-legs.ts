import type { TraceEvent } from '../trace/events.js'

/** A party that a call has dialled, as long as it rings or talks. */
export interface LiveLeg {
  readonly uuid: string
  /** The call that dialled it. */
  readonly aleg: string
  readonly from: string
  readonly to: string
  readonly answered: boolean
  /** Call time at which it was dialled. */
  readonly at: number
}

/** The parties that calls have dialled and that are not over, by their ids: calls of their own (D111). */
export class LiveLegs {
  readonly #legs = new Map<string, LiveLeg>()

  get all(): readonly LiveLeg[] {
    return [...this.#legs.values()]
  }

  find(uuid: string): LiveLeg | undefined {
    return this.#legs.get(uuid)
  }

  hear(event: TraceEvent): void {
    switch (event.type) {
      case 'leg.dialed': {
        const { leg: uuid, call: aleg, from, to, at } = event
        this.#legs.set(uuid, { uuid, aleg, from, to, at, answered: false })
        return
      }
      case 'leg.answered': {
        const leg = this.#legs.get(event.leg)
        if (leg) this.#legs.set(event.leg, { ...leg, answered: true })
        return
      }
      case 'leg.ended':
      case 'leg.transferred':
        this.#legs.delete(event.leg)
    }
  }
}
