import { Player, type PlayerPorts, type PromptItem } from '../audio/prompt.js'
import type { Timer } from '../clock/clock.js'
import type { Happening } from '../trace/events.js'

/** What an overlay is made with: the ports of a player, and the player of what it sounds beside. */
export interface OverlayPorts extends Omit<PlayerPorts, 'isSpeaking'> {
  readonly beneath: Player
}

/** What the API lets a party hear. Times in ms. */
export interface OverlaySound {
  readonly operation: 'play' | 'speak'
  readonly items: readonly PromptItem[]
  /** All of it is repeated until it is stopped. */
  readonly loop: boolean
  /** Without it, the party hears nothing else meanwhile. */
  readonly mix: boolean
  /** When it is cut, counted from its first sound. */
  readonly length?: number | undefined
}

/**
 * What the API lets one party hear beside what its document plays: one Play or Speak at a time, and tones (D93). It has
 * players of its own, so that an element still comes to the end of its own prompts.
 */
export class Overlay {
  readonly #ports: OverlayPorts
  readonly #sounds: Player
  readonly #tones: Player
  #sound: OverlaySound | undefined
  #cut: Timer | undefined
  #alone = false
  #waiting: PromptItem[] = []
  #sending = false

  constructor(ports: OverlayPorts) {
    this.#ports = ports
    const record = (happening: Happening) => ports.record({ ...happening, by: 'API' } as Happening)
    const isSpeaking = () => false
    this.#tones = new Player({ ...ports, isSpeaking, record })
    this.#sounds = new Player({
      ...ports,
      isSpeaking,
      record: happening => {
        if (happening.type === 'prompt.started') this.#begin()
        record(happening)
      },
    })
  }

  /** Whether the party hears nothing but this now. */
  get alone(): boolean {
    return this.#alone
  }

  play(sound: OverlaySound): void {
    this.#stop('the API lets something else be heard')
    this.#sound = sound
    this.#sounds.play(sound.items, () => this.#release(), sound.loop)
  }

  /** Whether there is something of that operation to stop. */
  sounds(operation: OverlaySound['operation']): boolean {
    return this.#sound?.operation === operation
  }

  stop(): void {
    this.#stop('the API stopped it')
  }

  /** Tones wait for those that are being sent. */
  send(tones: PromptItem): void {
    this.#waiting.push(tones)
    if (!this.#sending) this.#sendNext()
  }

  /** The party is gone. */
  close(because: string): void {
    this.#waiting = []
    this.#tones.stop(because)
    this.#stop(because)
  }

  #begin(): void {
    const sound = this.#sound
    if (!sound || this.#cut || this.#alone) return
    if (!sound.mix) this.#mute(true)
    const { length } = sound
    if (length === undefined) return
    const work = () => this.#stop(`its length of ${length / 1000} s was over`)
    this.#cut = this.#ports.clock.after(length, 'the length of what the API plays', work)
  }

  #stop(because: string): void {
    this.#sounds.stop(because)
    this.#release()
  }

  #release(): void {
    this.#sound = undefined
    this.#ports.clock.cancel(this.#cut)
    this.#cut = undefined
    if (this.#alone) this.#mute(false)
  }

  #mute(muted: boolean): void {
    this.#alone = muted
    this.#ports.beneath.mute(muted)
  }

  #sendNext(): void {
    const next = this.#waiting.shift()
    this.#sending = next !== undefined
    if (next) this.#tones.play([next], () => this.#sendNext())
  }
}
