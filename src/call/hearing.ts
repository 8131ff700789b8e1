import type { Clock, Timer } from '../clock/clock.js'
import type { Signal } from '../elements/element.js'
import type { Utterance } from '../party/line.js'
import type { Happening } from '../trace/events.js'

/** What hearing needs of its call. */
export interface Ear {
  readonly clock: Clock
  tell(happening: Happening): void
  /** The element that listens to keys or speech now, by name. */
  listener(kind: 'digits' | 'speech'): string | undefined
  signal(signal: Signal): void
  /** Digits are shown as dots while an element with log="false" collects them. */
  masked(): boolean
}

/** What the far end does, brought to the element that listens; keys that nothing listens to are kept (D28). */
export class Hearing {
  readonly #ear: Ear
  #kept = ''
  #speech: Timer | undefined

  constructor(ear: Ear) {
    this.#ear = ear
  }

  get speaking(): boolean {
    return this.#speech !== undefined
  }

  press(digit: string): void {
    const { tell, listener, signal, masked } = this.#ear
    const heardBy = listener('digits')
    tell({ type: 'digit.pressed', digit: heardBy && masked() ? '•' : digit, ...(heardBy ? { heardBy } : {}) })
    if (heardBy) signal({ type: 'digit', digit })
    else this.#kept += digit
  }

  speak(utterance: Utterance, ended: () => void): void {
    const { clock, tell, listener, signal } = this.#ear
    const heardBy = listener('speech')
    tell({ type: 'speech.started', ...(heardBy ? { heardBy } : {}) })
    this.#speech = clock.after(utterance.ms, `the end of "${utterance.text}"`, () => {
      this.#speech = undefined
      const heardBy = listener('speech')
      tell({ type: 'speech.heard', text: utterance.text, ms: utterance.ms, ...(heardBy ? { heardBy } : {}) })
      ended()
      if (heardBy) signal({ type: 'speech.ended', ...utterance })
    })
    if (heardBy) signal({ type: 'speech.started', ...utterance })
  }

  /** Gives kept keys to the element that has begun to listen, one by one, as long as it does. */
  feed(): void {
    while (this.#kept && this.#ear.listener('digits')) {
      const digit = this.#kept.slice(0, 1)
      this.#kept = this.#kept.slice(1)
      this.#ear.signal({ type: 'digit', digit })
    }
  }

  get hasKept(): boolean {
    return this.#kept !== ''
  }

  /** "A fetched document starts with an empty buffer" (D28). */
  drop(because: string): void {
    if (!this.#kept) return
    this.#ear.tell({ type: 'digit.dropped', digits: this.#kept, because })
    this.#kept = ''
  }

  close(): void {
    this.#ear.clock.cancel(this.#speech)
    this.#speech = undefined
    this.drop('the call ended')
  }
}
