import type { Output } from './io.js'

/** Lines that stay, and below them one that changes: what is being typed. */
export class Screen {
  readonly #output: Output
  #footer = ''

  constructor(output: Output) {
    this.#output = output
  }

  print(text: string): void {
    this.#output.write(`${this.#cleared}${text}\n${this.#footer}`)
  }

  /** Shows a line below everything else, or with an empty text none. It must fit the terminal. */
  footer(text: string): void {
    this.#output.write(this.#cleared + text)
    this.#footer = text
  }

  get width(): number {
    return this.#output.columns || 80
  }

  get #cleared(): string {
    return this.#footer === '' ? '' : '\r\x1b[K'
  }
}
