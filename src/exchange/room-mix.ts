import { endOf, type Sound } from '../audio/tape.js'
import type { Seat } from './seat.js'

interface Running {
  /** Who does not hear himself. */
  readonly except: Seat | undefined
  readonly sounds: Sound[]
}

/** What is heard of the members of a room, kept for as long as somebody records it. */
export class RoomMix {
  readonly #running = new Map<string, Running>()
  readonly #seats: () => Iterable<Seat>

  constructor(seats: () => Iterable<Seat>) {
    this.#seats = seats
  }

  /** Begins to keep what is heard, under the recording's id; with `from`, what sounds already is heard from then on. */
  begin(id: string, except?: Seat, from?: number): void {
    this.#running.set(id, { except, sounds: [] })
    for (const seat of this.#seats()) if (seat !== except && seat.isHeard) seat.member.tape.begin(id, from)
  }

  /** What was heard since. */
  end(id: string): readonly Sound[] {
    const running = this.#running.get(id)
    if (!running) return []
    this.#running.delete(id)
    for (const seat of this.#seats()) if (seat !== running.except) running.sounds.push(...seat.member.tape.end(id))
    return running.sounds
  }

  /** From now on a member is heard. */
  join(seat: Seat, now: number): void {
    for (const [id, { except }] of this.#running) if (seat !== except) seat.member.tape.begin(id, now)
  }

  /** From now on a member is not heard any more; what it is saying is cut off. */
  leave(seat: Seat, now: number): void {
    for (const [id, { except, sounds }] of this.#running) {
      if (seat === except) continue
      sounds.push(...seat.member.tape.end(id).map(sound => (endOf(sound) > now ? { ...sound, until: now } : sound)))
    }
  }
}
