import { speechLength } from '../audio/speech.js'
import { keyGap } from '../audio/tones.js'
import type { Clock, Timer } from '../clock/clock.js'
import { defaultConfidence, type Utterance } from './line.js'
import { describeStep, isHeard, type PartyStep } from './step.js'

/** A dialled leg, or a call that the exchange made, as the one who answers it knows it. */
export interface CalleeLine {
  press(digit: string): void
  /** Begins to say something; it is heard whole `ms` later, unless the leg ends meanwhile. */
  speak(utterance: Utterance): void
  beep(): void
  hangUp(because: string): void
}

/** What the phone of a callee says of who answers it. */
export interface CalleePhone {
  readonly steps: readonly PartyStep[]
  /** Notes what is heard there. */
  hears(text: string): void
}

/** Who has answered a dialled leg: does one step after another, on timers, so that many may talk at once. */
export class Callee {
  #line: CalleeLine
  readonly #clock: Clock
  readonly #charactersPerSecond: number
  readonly #phone: CalleePhone
  readonly #steps: readonly PartyStep[]
  #index = 0
  #timer: Timer | undefined
  #hangsUp: Timer | undefined
  #keys: Timer[] = []
  #over = false
  /** What was heard and is not matched yet, in order: each counts once. */
  #heard: string[] = []

  constructor(line: CalleeLine, phone: CalleePhone, clock: Clock, charactersPerSecond: number) {
    this.#line = line
    this.#steps = phone.steps
    this.#phone = phone
    this.#clock = clock
    this.#charactersPerSecond = charactersPerSecond
  }

  /** What is done from now on is done on another line: the leg has become a call of its own. */
  moveTo(line: CalleeLine): void {
    this.#line = line
  }

  /** The leg was answered; `hangsUp` is when it is hung up at the latest, in ms from now. */
  begin(hangsUp?: number): void {
    if (hangsUp !== undefined) {
      const because = 'the callee hung up'
      this.#hangsUp = this.#clock.after(hangsUp, 'the callee hangs up', () => this.#line.hangUp(because))
    }
    this.#later(0)
  }

  /** Heard to its end: a prompt, or what the other side says. */
  hears(text: string): void {
    if (this.#over || !text) return
    this.#heard.push(text)
    this.#phone.hears(text)
    if (this.#step?.verb === 'hears' && !this.#timer) this.#later(0)
  }

  /** The leg is over: does nothing more, and says which step never came about, if one did not. */
  end(): string | undefined {
    this.#over = true
    this.#clock.cancel(this.#timer)
    this.#clock.cancel(this.#hangsUp)
    for (const key of this.#keys) this.#clock.cancel(key)
    // Who wanted to wait and hang up has nothing left to wait for.
    const missed = this.#steps.slice(this.#index).find(({ verb }) => verb !== 'waits' && verb !== 'hangs up')
    return missed && describeStep(missed)
  }

  /** Why a step did not come about: what was heard instead. */
  get instead(): string {
    const heard = this.#heard.map(text => JSON.stringify(text)).join(', ')
    return heard ? `heard instead: ${heard}` : 'heard nothing'
  }

  get #step(): PartyStep | undefined {
    return this.#steps[this.#index]
  }

  #later(ms: number): void {
    this.#timer = this.#clock.after(ms, 'the callee', () => {
      this.#timer = undefined
      this.#act()
    })
  }

  #act(): void {
    const step = this.#step
    if (!step || this.#over) return
    if (step.verb === 'hears') {
      const found = this.#heard.findIndex(text => isHeard(step.pattern, text))
      if (found < 0) return
      this.#heard = this.#heard.slice(found + 1)
    }
    this.#index++
    const ms = this.#do(step)
    if (!this.#over && this.#step) this.#later(ms)
  }

  /** Does a step, and tells how long it takes. */
  #do(step: PartyStep): number {
    switch (step.verb) {
      case 'hears':
        return 0
      case 'waits':
        return step.ms
      case 'presses':
        return this.#press(step.keys)
      case 'says': {
        const { text, confidence = defaultConfidence } = step
        const ms = speechLength(text, this.#charactersPerSecond)
        this.#line.speak({ text, ms, confidence })
        return ms
      }
      case 'beeps':
        this.#line.beep()
        return 0
      case 'hangs up':
        this.#line.hangUp('the callee hung up')
        return 0
    }
  }

  /** Keys of one step follow each other every 200 ms. */
  #press(keys: string): number {
    const [first = '', ...rest] = keys
    this.#keys = rest.map((digit, index) =>
      this.#clock.after((index + 1) * keyGap, `the callee presses ${digit}`, () => this.#line.press(digit)),
    )
    this.#line.press(first)
    return rest.length * keyGap
  }
}
