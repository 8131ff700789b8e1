import type { Clock, Timer } from '../clock/clock.js'
import type { DocumentSource } from './documents.js'
import type { HangupSource } from './hangup-causes.js'
import type { Ledger } from './ledger.js'
import { callbackParams } from './parameters.js'
import type { Requests } from './requests.js'

/** How machines are told from people; times in ms, as the REST API names and limits them. */
export interface DetectionPlan {
  /** What becomes of a call that a machine has answered. */
  readonly onMachine: 'continue' | 'hangup'
  /** How long detection takes at most. */
  readonly time: number
  readonly maximumSpeechLength: number
  readonly initialSilence: number
  readonly maximumWords: number
  readonly initialGreeting: number
}

/** What the far end does: all that detection knows of it. A speech that is being typed has no words yet. */
export type Sign =
  | { readonly type: 'speech'; readonly text: string; readonly ms: number }
  | { readonly type: 'silence' }
  | { readonly type: 'key' }
  | { readonly type: 'beep' }

export interface DetectionPorts {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly requests: Requests
  /** Where only machines are reported, while the call goes on; without it, the call waits for the result. */
  readonly url: DocumentSource | undefined
  askWhatToDo(more: Readonly<Record<string, string>>): void
  end(code: number, source: HangupSource, because: string): void
}

/** Who has said something short and is silent for so long waits for an answer: a person (D91). */
const afterGreeting = 1_000

/**
 * Tells machines from people by what is said after the answer, with the parameters that are documented (D91): a machine
 * talks for long, in many words, or beeps, or says nothing at all; a person says something short and then listens.
 */
export class MachineDetection {
  readonly #plan: DetectionPlan
  readonly #ports: DetectionPorts
  readonly #began: number
  #timers: Timer[] = []
  #deadline: Timer
  /** Of all that was said so far. */
  #words = 0
  #spoken = 0
  #speech: { readonly words: number; readonly began: number } | undefined
  #over = false

  constructor(plan: DetectionPlan, ports: DetectionPorts) {
    const { clock } = ports
    this.#plan = plan
    this.#ports = ports
    this.#began = clock.now
    const { time, initialSilence } = plan
    const undecided = `nothing spoke for a machine within ${time} ms`
    this.#deadline = clock.after(time, 'machine detection', () => this.#decide(false, undecided))
    this.#expect(initialSilence, true, `nobody said anything for ${initialSilence} ms`)
  }

  /** Whether the answer URL is not asked before there is a result. */
  get holdsBack(): boolean {
    return this.#ports.url === undefined && !this.#over
  }

  get listens(): boolean {
    return !this.#over
  }

  notice(sign: Sign): void {
    if (this.#over) return
    if (sign.type === 'beep') return this.#decide(true, 'a beep was heard')
    if (sign.type === 'key') return this.#decide(false, 'a key was pressed')
    this.#forget()
    if (sign.type === 'speech') return this.#listen(sign)
    if (this.#speech) {
      this.#words += this.#speech.words
      this.#spoken += this.#ports.clock.now - this.#speech.began
      this.#speech = undefined
    }
    this.#expect(afterGreeting, false, `something short was said, then nothing for ${afterGreeting / 1000} s`)
  }

  /** The call is over. */
  close(): void {
    this.#over = true
    this.#forget()
    this.#ports.clock.cancel(this.#deadline)
  }

  /** The first limit that this speech passes makes a machine of whoever speaks: words are taken to be equally long. */
  #listen({ text, ms }: Extract<Sign, { type: 'speech' }>): void {
    const { maximumWords, maximumSpeechLength, initialGreeting } = this.#plan
    const words = text.split(/\s+/).filter(Boolean).length
    this.#speech = { words, began: this.#ports.clock.now }
    const wordsLeft = maximumWords - this.#words
    if (words > wordsLeft) {
      this.#expect((ms * wordsLeft) / words, true, `more than ${maximumWords} words were said`)
    }
    if (this.#spoken === 0) this.#expect(initialGreeting, true, `the greeting is longer than ${initialGreeting} ms`)
    const speechLeft = maximumSpeechLength - this.#spoken
    this.#expect(speechLeft, true, `more than ${maximumSpeechLength} ms of speech were heard`)
  }

  #expect(ms: number, machine: boolean, because: string): void {
    this.#timers.push(
      this.#ports.clock.after(Math.max(Math.ceil(ms), 0), 'machine detection', () => this.#decide(machine, because)),
    )
  }

  #forget(): void {
    for (const timer of this.#timers.splice(0)) this.#ports.clock.cancel(timer)
  }

  #decide(machine: boolean, because: string): void {
    const { clock, ledger, url, requests, askWhatToDo, end } = this.#ports
    const heldBack = this.holdsBack
    this.close()
    ledger.tell({ type: 'detection.finished', machine, ms: clock.now - this.#began, because })
    if (ledger.ending) return // Whoever was told of it hung up.
    const ends = machine && this.#plan.onMachine === 'hangup'
    // "Only a machine is reported": a person is not (documented).
    if (machine && url) {
      const own = { Event: 'MachineDetection', Machine: 'true', IfMachine: this.#plan.onMachine }
      const params = callbackParams(ledger, own)
      requests.send({ purpose: 'machine detection', ...url, params, configurable: true })
    }
    if (ends) return end(9100, 'Plivo', because)
    if (heldBack) askWhatToDo({ Machine: String(machine) })
  }
}
