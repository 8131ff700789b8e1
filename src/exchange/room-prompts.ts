import { Player, type PromptItem } from '../audio/prompt.js'
import type { FetchAudio } from '../call/presence.js'
import type { Clock } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'
import type { Seat } from './seat.js'

interface RoomPrompt {
  readonly items: readonly PromptItem[]
  /** Who hears it. */
  readonly to: Set<Seat> | 'all'
  readonly fetch: FetchAudio
}

/** What is played in a room: one prompt after the other, each for all or for some of the members. */
export class RoomPrompts {
  readonly #seats: () => readonly Seat[]
  readonly #clock: Clock
  readonly #player: Player
  #prompts: readonly RoomPrompt[] = []
  #audience: readonly Seat[] = []

  constructor(seats: () => readonly Seat[], clock: Clock) {
    this.#seats = seats
    this.#clock = clock
    this.#player = new Player({
      clock,
      record: happening => this.#tellAudience(happening),
      fetchAudio: (url, loaded) => this.#prompts[0]?.fetch(url, loaded),
      isSpeaking: () => false,
    })
  }

  /** It follows what is playing. */
  play(items: readonly PromptItem[], fetch: FetchAudio, to: Set<Seat> | 'all' = 'all'): void {
    this.#prompts = [...this.#prompts, { items, fetch, to }]
    if (this.#prompts.length === 1) this.#playNext()
  }

  /** Everything is broken off. */
  stop(because: string): void {
    this.#keep([], because)
  }

  /** What is for all is broken off; what is for some goes on, or is next. */
  stopForAll(because: string): void {
    this.#keep(
      this.#prompts.filter(({ to }) => to !== 'all'),
      because,
    )
  }

  /** What is for some is not for these any more, and is broken off when nobody is left that it is for. */
  stopFor(seats: Iterable<Seat>, because: string): void {
    const [playing] = this.#prompts
    for (const seat of seats) {
      for (const prompt of this.#prompts) {
        if (prompt.to === 'all' || !prompt.to.delete(seat)) continue
        if (prompt === playing) seat.cutOff(this.#clock.now, because)
      }
    }
    this.#keep(
      this.#prompts.filter(({ to }) => to === 'all' || to.size > 0),
      because,
    )
  }

  #keep(prompts: readonly RoomPrompt[], because: string): void {
    const [playing] = this.#prompts
    this.#prompts = prompts
    if (playing === prompts[0]) return
    this.#player.stop(because)
    this.#playNext()
  }

  #playNext(): void {
    const [prompt] = this.#prompts
    if (!prompt) return
    this.#player.play(prompt.items, () => {
      this.#prompts = this.#prompts.slice(1)
      this.#playNext()
    })
  }

  #tellAudience(happening: Happening): void {
    if (happening.type !== 'prompt.started' && happening.type !== 'prompt.finished') return
    if (happening.type === 'prompt.started') {
      const to = this.#prompts[0]?.to ?? 'all'
      this.#audience = this.#seats().filter(seat => !seat.deaf && (to === 'all' || to.has(seat)))
    }
    for (const seat of this.#audience) if (!seat.over) seat.hears(happening, this.#clock.now)
  }
}
