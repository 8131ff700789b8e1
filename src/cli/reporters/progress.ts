import { shortened } from '../../trace/printable.js'
import type { Screen } from '../screen.js'
import type { Outcome } from './reporter.js'

/** A line below everything else that says how far a suite is, in a terminal. */
export class Progress {
  readonly #screen: Screen
  readonly #total: number
  #over = 0
  #failed = 0
  #playing = ''

  constructor(screen: Screen, total: number) {
    this.#screen = screen
    this.#total = total
  }

  playing(name: string): void {
    this.#playing = name
    this.#draw()
  }

  outcome({ status }: Outcome): void {
    this.#over++
    if (status === 'failed' || status === 'invalid') this.#failed++
    this.#draw()
  }

  end(): void {
    this.#screen.footer('')
  }

  #draw(): void {
    const failed = this.#failed > 0 ? `, ${this.#failed} failed` : ''
    const line = `${this.#over} of ${this.#total}${failed}  ${this.#playing}`
    this.#screen.footer(shortened(line, this.#screen.width - 1))
  }
}
