import type { Tape } from '../audio/tape.js'
import type { Clock, Timer } from '../clock/clock.js'
import type { Signal } from '../elements/element.js'
import type { Utterance } from '../party/line.js'
import type { Happening } from '../trace/events.js'
import type { Sign } from './machine-detection.js'

/** What hearing needs of its call. */
export interface Ear {
  readonly clock: Clock
  readonly tape: Tape
  tell(happening: Happening): void
  /** The element that listens to keys or speech now, by name. */
  listener(kind: 'digits' | 'speech'): string | undefined
  signal(signal: Signal): void
  /** Input is shown as dots while an element with log="false" collects it. */
  masked(): boolean
  /** Whether an element that is still to come in the document does. */
  maskedAhead(): boolean
  /** Whether the caller is connected to somebody, and what that somebody hears. */
  bridged(): boolean
  overheard(text: string): void
  /** What waits for the far end to speak, to be silent, or to beep, is told of it. */
  sounds(sound: 'speaking' | 'silent' | 'beep'): void
  /** The element that waits for a beep now, by name. */
  beepListener(): string | undefined
  /** Whether machine detection listens, too, and what it may judge by. */
  detecting(): boolean
  notice(sign: Sign): void
}

/** What the far end is saying now. */
interface Saying {
  /** Without a timer it ends when whoever speaks says so, and `utterance` is not known before. */
  utterance: Utterance
  readonly timer: Timer | undefined
  readonly began: number
  /** The element that was told of it, since when, and what it will have heard: the rest, if it began in the middle. */
  heardBy: string | undefined
  heardFrom: number
  heardText: string
}

/** What the far end does, brought to the element that listens; keys that nothing listens to are kept (D28). */
export class Hearing {
  readonly #ear: Ear
  #kept = ''
  /** The kept keys as they may be shown. */
  #shownKept = ''
  #saying: Saying | undefined
  #beginning: Timer | undefined

  constructor(ear: Ear) {
    this.#ear = ear
  }

  get speaking(): boolean {
    return this.#saying !== undefined
  }

  press(digit: string): void {
    const { clock, tape, tell, listener, signal, masked, maskedAhead } = this.#ear
    tape.press(digit, clock.now)
    const heardBy = listener('digits')
    const shown = (heardBy ? masked() : maskedAhead()) ? '•' : digit
    tell({ type: 'digit.pressed', digit: shown, ...this.#heardBy(heardBy), ...this.#across })
    if (this.#ear.bridged()) this.#ear.overheard(digit)
    this.#ear.notice({ type: 'key' })
    // Of the instant in which an element begins, the keys from before it come first.
    if (heardBy && !(this.#kept && this.#beginning)) signal({ type: 'digit', digit })
    else {
      this.#kept += digit
      this.#shownKept += shown
    }
  }

  /** Who says something else breaks off what was being said. */
  speak(utterance: Utterance): void {
    this.#finish()
    const { clock } = this.#ear
    // Real time passes meanwhile: it must not end before it has lasted as long as it takes.
    const { now } = clock
    const timer = clock.after(utterance.ms, `the end of "${utterance.text}"`, () => this.#finish())
    this.#start(utterance, timer, now)
  }

  /** Begins to say something that is known only when it ends: a person is typing it. */
  beginSpeaking(): void {
    this.#finish()
    this.#start({ text: '', ms: Number.POSITIVE_INFINITY, confidence: 1 }, undefined, this.#ear.clock.now)
  }

  /** Ends what was begun so; without a text it was nothing that could be understood. */
  finishSpeaking(text: string, confidence: number): void {
    const saying = this.#saying
    if (!saying || saying.timer) return
    saying.utterance = { text, confidence, ms: this.#ear.clock.now - saying.began }
    saying.heardText = text
    this.#finish()
  }

  #start(utterance: Utterance, timer: Timer | undefined, now: number): void {
    const { tape, tell, listener, signal } = this.#ear
    tape.speak(utterance.text, utterance.ms, now)
    const heardBy = listener('speech')
    tell({ type: 'speech.started', ...this.#heardBy(heardBy), ...this.#across })
    this.#saying = { utterance, timer, began: now, heardBy, heardFrom: now, heardText: utterance.text }
    this.#ear.notice({ type: 'speech', text: utterance.text, ms: utterance.ms })
    if (heardBy) signal({ type: 'speech.started', ...utterance })
    this.#ear.sounds('speaking')
  }

  /** The beep of an answering machine. */
  beep(): void {
    const { clock, tape, tell, beepListener, sounds, notice } = this.#ear
    tell({ type: 'tone.heard', tone: 'beep', ...this.#heardBy(beepListener()) })
    tape.beep(clock.now)
    sounds('beep')
    notice({ type: 'beep' })
  }

  /** An element has begun: it hears the keys that were kept, and the rest of what is being said. */
  begin(): void {
    if (this.#saying) this.#saying.heardBy = undefined
    if (!this.#kept && !this.#saying) return
    const { clock } = this.#ear
    clock.cancel(this.#beginning)
    this.#beginning = clock.after(0, 'what the caller did beforehand', () => {
      this.#beginning = undefined
      this.#feed()
      this.#joinSpeech()
    })
  }

  /** "A fetched document starts with an empty buffer" (D28). */
  drop(because: string): void {
    if (!this.#kept) return
    this.#ear.tell({ type: 'digit.dropped', digits: this.#shownKept, because })
    this.#kept = ''
    this.#shownKept = ''
  }

  close(): void {
    this.#ear.clock.cancel(this.#saying?.timer)
    this.#ear.clock.cancel(this.#beginning)
    if (this.#saying) this.#ear.tape.silence(this.#saying.utterance.text, this.#ear.clock.now)
    this.#saying = undefined
    this.drop('the call ended')
  }

  #heardBy(element: string | undefined): { heardBy?: string } {
    const heardBy = element ?? (this.#ear.detecting() ? 'machine detection' : undefined)
    return heardBy ? { heardBy } : {}
  }

  get #across(): { across?: true } {
    return this.#ear.bridged() ? { across: true } : {}
  }

  /** Gives kept keys to the element that has begun to listen, one by one, as long as it does. */
  #feed(): void {
    while (this.#kept && this.#ear.listener('digits')) {
      const digit = this.#kept.slice(0, 1)
      this.#kept = this.#kept.slice(1)
      this.#shownKept = this.#shownKept.slice(1)
      this.#ear.signal({ type: 'digit', digit })
    }
  }

  /** Somebody who is in the middle of a sentence is heard from there on: words are taken to be equally long. */
  #joinSpeech(): void {
    const saying = this.#saying
    const heardBy = this.#ear.listener('speech')
    if (!saying || saying.heardBy || !heardBy) return
    const { text, ms, confidence } = saying.utterance
    const words = text.split(/\s+/).filter(Boolean)
    const passed = this.#ear.clock.now - saying.began
    const rest = words.slice(Math.ceil((words.length * passed) / ms)).join(' ')
    saying.heardBy = heardBy
    saying.heardFrom = this.#ear.clock.now
    saying.heardText = rest
    this.#ear.signal({ type: 'speech.started', text: rest, ms: ms - passed, confidence })
  }

  #finish(): void {
    const saying = this.#saying
    if (!saying) return
    this.#saying = undefined
    const { clock, tape, tell, listener, signal, masked } = this.#ear
    clock.cancel(saying.timer)
    const { utterance, began } = saying
    tape.silence(utterance.text, clock.now)
    const heardBy = saying.heardBy && listener('speech')
    const ms = clock.now - began
    const text = heardBy && masked() ? '•'.repeat(utterance.text.length) : utterance.text
    tell({ type: 'speech.heard', text, ms, ...this.#heardBy(heardBy), ...this.#across })
    if (this.#ear.bridged()) this.#ear.overheard(utterance.text)
    this.#ear.notice({ type: 'silence' })
    this.#ear.sounds('silent')
    const { heardText, heardFrom } = saying
    if (heardBy) signal({ type: 'speech.ended', ...utterance, text: heardText, ms: clock.now - heardFrom })
  }
}
