import { Player, type PlayerPorts } from '../audio/prompt.js'
import { Overlay } from './overlay.js'

/** What sounds in the ear of one party: its document's prompts, and beside them what the API lets it hear. */
export class Speaker {
  readonly player: Player
  readonly #ports: PlayerPorts
  /** Made when it is asked for, as few parties have one. */
  #overlay: Overlay | undefined

  constructor(ports: PlayerPorts) {
    this.#ports = ports
    this.player = new Player(ports)
  }

  get overlay(): Overlay {
    this.#overlay ??= new Overlay({ ...this.#ports, beneath: this.player })
    return this.#overlay
  }

  /** Whether the party hears nothing but what the API lets it hear. */
  get overlaid(): boolean {
    return this.#overlay?.alone ?? false
  }

  /** The party is gone. */
  close(because: string): void {
    this.player.stop(because)
    this.#overlay?.close(because)
  }
}
