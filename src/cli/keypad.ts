/** What Node's `keypress` event tells of a key. */
export interface Key {
  readonly name?: string
  readonly ctrl?: boolean
  readonly meta?: boolean
}

/** What keys lead to. */
export interface Deeds {
  presses(digit: string): void
  /** The first letter of a sentence was typed. */
  beginsSpeaking(): void
  /** The sentence is complete; empty when it was taken back. */
  finishesSpeaking(text: string): void
  /** Enter, while no line is being typed. */
  picksUp(): void
  hangsUp(): void
  /** A key that means nothing. */
  wonders(): void
}

/**
 * ```
 *            0-9 * #: press                 the first letter: begin to speak
 *   keys  ────────────────  speech line  ──── Enter: said ──────────────>  keys
 *         ──────  /  ─────>              ──── Esc: nothing that can be understood ──>
 *   q, Ctrl-C, Ctrl-D: hang up           Ctrl-C: hang up
 *   Enter: pick up
 * ```
 */
export class Keypad {
  readonly #deeds: Deeds
  #line: string | undefined
  #speaking = false

  constructor(deeds: Deeds) {
    this.#deeds = deeds
  }

  /** What is being typed to be said; undefined while keys are keys of the telephone. */
  get line(): string | undefined {
    return this.#line
  }

  hear(text: string | undefined, key: Key): void {
    if (key.ctrl && key.name === 'c') {
      this.#line = undefined
      this.#speaking = false
      this.#deeds.hangsUp()
    } else if (this.#line === undefined) this.#hearKey(text, key)
    else this.#hearLetter(this.#line, text, key)
  }

  #hearKey(text: string | undefined, key: Key): void {
    if (key.ctrl && key.name === 'd') this.#deeds.hangsUp()
    else if (key.name === 'return' || key.name === 'enter') this.#deeds.picksUp()
    else if (key.ctrl || key.meta || text === undefined) return
    else if (/^[0-9*#]$/.test(text)) this.#deeds.presses(text)
    else if (text === '/') this.#line = ''
    else if (text === 'q') this.#deeds.hangsUp()
    else if (/^[^\p{C}\s]+$/u.test(text)) this.#deeds.wonders()
  }

  #hearLetter(line: string, text: string | undefined, key: Key): void {
    if (key.name === 'escape') this.#finish('')
    else if (key.name === 'return' || key.name === 'enter') this.#finish(line.trim())
    else if (key.name === 'backspace') this.#line = [...line].slice(0, -1).join('')
    else if (key.ctrl && key.name === 'u') this.#line = ''
    else if (key.ctrl && key.name === 'w') this.#line = line.replace(/\S*\s*$/, '')
    else if (!key.ctrl && !key.meta && text !== undefined && /^[^\p{Cc}]+$/u.test(text)) {
      this.#line = line + text
      if (!this.#speaking && text.trim()) this.#begin()
    }
  }

  #begin(): void {
    this.#speaking = true
    this.#deeds.beginsSpeaking()
  }

  /** Who never typed a letter has not spoken. */
  #finish(text: string): void {
    this.#line = undefined
    if (!this.#speaking) return
    this.#speaking = false
    this.#deeds.finishesSpeaking(text)
  }
}
