import type { LegAsk } from '../elements/leg.js'
import type { Departed } from './departed.js'
import { Leg, type LegPorts } from './leg.js'

/** The parties that a call has dialled, and which of them the caller is connected to. */
export class Legs {
  readonly #ports: LegPorts
  /** Those that are not over, in the order in which they were dialled. */
  #legs: Leg[] = []

  constructor(ports: LegPorts) {
    this.#ports = ports
  }

  /** Does what an element asks of a leg; a leg that is over does nothing any more. */
  perform(ask: Exclude<LegAsk, { type: 'fetchSounds' | 'openEarlyMedia' }>): void {
    switch (ask.type) {
      case 'placeLeg':
        this.#legs = [...this.#legs.filter(({ over }) => !over), new Leg(ask.plan, this.#ports)]
        return
      case 'playToLeg':
        return this.#find(ask.leg)?.play(ask.items)
      case 'bridge':
        return this.#find(ask.leg)?.bridge(ask.limit)
      case 'hangUpLeg':
        this.#find(ask.leg)?.end(ask.code, ask.source, ask.because)
    }
  }

  /** The API hangs up a party that is dialled or talks; false if there is none of that DialBLegUUID. */
  hangUp(id: string): boolean {
    const leg = this.#find(id)
    leg?.hangUpByApi()
    return leg !== undefined
  }

  #find(id: string): Leg | undefined {
    return this.#legs.find(({ over, plan }) => plan.leg === id && !over)
  }

  /** Whether somebody hears what the caller says. */
  get listening(): boolean {
    return this.bridged?.speaker.overlaid === false
  }

  /** Whom the caller is connected to. */
  get bridged(): Leg | undefined {
    return this.#legs.find(({ over, bridged }) => bridged && !over)
  }

  /** Whom the caller is connected to leaves the call, and is nobody's leg any more. */
  depart(): Departed | undefined {
    return this.bridged?.depart()
  }

  /** What the caller said or pressed is heard on the other side. */
  hear(text: string): void {
    this.bridged?.hears(text)
  }

  /** What is left when the call ends without its element: nothing, unless the simulator itself broke. */
  close(because: string): void {
    for (const leg of this.#legs) leg.end(5010, 'Error', because)
  }

  /** What the parties do, as the end of a sentence; undefined if there are none. */
  describe(): string | undefined {
    const all = this.#legs.filter(({ over }) => !over)
    const [talking] = all.filter(({ bridged }) => bridged)
    return talking?.describe() ?? (all.map(leg => leg.describe()).join(' and ') || undefined)
  }
}
