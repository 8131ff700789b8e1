import { Player } from '../audio/prompt.js'
import type { Clock, Timer } from '../clock/clock.js'
import { Callee, type CalleeLine } from '../party/callee.js'
import type { PhoneBook } from '../party/phone-book.js'
import { FarEnd } from './far-end.js'
import type { HangupSource } from './hangup-causes.js'
import type { Ledger } from './ledger.js'
import { type DetectionPlan, MachineDetection, type Sign } from './machine-detection.js'
import { ringParams } from './parameters.js'
import type { CallUrls } from './ports.js'
import type { Requests } from './requests.js'

/** How a call is made; times in ms. */
export interface Outgoing {
  /** How long it rings at most. */
  readonly ringTimeout: number
  /** When it is hung up at the latest, counted from its first ring. */
  readonly hangupOnRing?: number | undefined
  /** How long it may last from its answer; the exchange's limit unless given. */
  readonly timeLimit?: number | undefined
  /** What is sent when it is answered; `early`: while it rings, if there is early media. */
  readonly tones?: { readonly digits: string; readonly ms: number; readonly early: boolean } | undefined
  readonly detection?: DetectionPlan | undefined
}

/** What making a call needs of it. */
export interface OutgoingPorts {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly requests: Requests
  readonly phones: PhoneBook
  readonly charactersPerSecond: number
  readonly urls: CallUrls
  readonly line: CalleeLine
  /** Moves the line. */
  answer(): void
  /** The answer URL is asked; the parameters are what machine detection says. */
  askWhatToDo(more: Readonly<Record<string, string>>): void
  /** From now on the call lasts so long at most; as long as the exchange says unless it is given. */
  limit(ms?: number): void
  end(code: number, source: HangupSource, because: string): void
}

/**
 * A call that the exchange makes, up to its first document: the phone rings (the ring URL is told), is answered or not,
 * digits are sent, and machine detection listens. What the far end does comes from its phone, and from the test.
 */
export class OutgoingCall {
  readonly #plan: Outgoing
  readonly #ports: OutgoingPorts
  readonly #reaction: ReturnType<PhoneBook['dial']>
  readonly #farEnd: FarEnd
  readonly #tones: Player
  #ringing: Timer[] = []
  #rings = false
  #hangupOnRing: Timer | undefined
  #detection: MachineDetection | undefined

  constructor(plan: Outgoing, ports: OutgoingPorts) {
    const { clock, ledger, phones, charactersPerSecond, line } = ports
    this.#plan = plan
    this.#ports = ports
    this.#reaction = phones.dial(ledger.arrival.to)
    const { scripted, missed } = this.#reaction
    const callee = new Callee(line, this.#reaction, clock, charactersPerSecond)
    this.#farEnd = new FarEnd({ callee, ...(scripted && { missed }) }, ledger)
    // Digits sound while the first document plays: nothing waits for them (D90).
    this.#tones = new Player({
      clock,
      record: happening => ledger.tell(happening),
      fetchAudio: (_url, loaded) => loaded(undefined),
      isSpeaking: () => false,
    })
  }

  /** What is to come of it, as far as the simulator knows. */
  get phone(): string {
    return this.#reaction.words
  }

  get listens(): boolean {
    return this.#detection?.listens ?? false
  }

  /** Whoever makes the call has it before anything happens. */
  begin(): void {
    this.#whileRinging(0, 'a phone is reached', () => this.#reach())
  }

  /** The far end does something that machine detection may judge by. */
  notice(sign: Sign): void {
    this.#detection?.notice(sign)
  }

  /** What goes on before there is a document, as the end of a sentence; undefined afterwards. */
  describe(): string | undefined {
    if (this.#ports.ledger.answeredAt === undefined) return `rings ${this.#ports.ledger.arrival.to}`
    return this.#detection?.holdsBack ? 'waits for machine detection' : undefined
  }

  end(because: string): void {
    this.#stopRinging()
    this.#ports.clock.cancel(this.#hangupOnRing)
    this.#tones.stop('the call ended')
    this.#detection?.close()
    this.#farEnd.end(because)
  }

  /** What the phone does comes about. */
  #reach(): void {
    const { clock, ledger, urls, requests, end } = this.#ports
    const { rings, fails, answers, early } = this.#reaction
    const { to } = ledger.arrival
    if (fails && !rings) return end(fails.code, fails.source as HangupSource, fails.because)
    this.#rings = true
    ledger.tell({ type: 'call.rang' })
    if (urls.ring) requests.send({ purpose: 'ring', ...urls.ring, params: ringParams(ledger), configurable: true })
    const { ringTimeout, hangupOnRing, tones } = this.#plan
    if (tones?.early && early !== undefined) this.#send(tones)
    if (fails) {
      this.#whileRinging(fails.after, `${to} declines`, () =>
        end(fails.code, fails.source as HangupSource, fails.because),
      )
    } else if (answers !== undefined) this.#whileRinging(answers, `${to} answers`, () => this.#answer())
    const unanswered = `it was not answered within ringTimeout of ${ringTimeout / 1000} s`
    this.#whileRinging(ringTimeout, 'the ring timeout', () => end(6010, 'Plivo', unanswered))
    if (hangupOnRing === undefined) return
    // "at a specified time after the call starts ringing": an answer does not change that (D90).
    this.#hangupOnRing = clock.after(hangupOnRing, 'hangupOnRing', () => {
      const code = ledger.answeredAt === undefined ? 1000 : 6000
      end(code, 'Plivo', `hangupOnRing of ${hangupOnRing / 1000} s ran out`)
    })
  }

  pickUp(): void {
    // There is nothing to pick up before it rings, or once it is over.
    if (this.#ports.ledger.answeredAt === undefined && this.#rings && !this.#ports.ledger.ending) this.#answer()
  }

  #answer(): void {
    const { ledger, answer, limit } = this.#ports
    const { timeLimit, tones } = this.#plan
    this.#stopRinging()
    answer()
    if (ledger.ending) return // Whoever was told of it hung up.
    limit(timeLimit)
    this.#farEnd.begin(this.#reaction.hangsUp)
    if (tones && !(tones.early && this.#reaction.early !== undefined)) this.#send(tones)
    this.#detect()
  }

  /** Without machine detection, or beside it, the answer URL is asked at once. */
  #detect(): void {
    const { urls, askWhatToDo } = this.#ports
    const { detection } = this.#plan
    if (detection) {
      this.#detection = new MachineDetection(detection, { ...this.#ports, url: urls.machineDetection })
      if (this.#detection.holdsBack) return
    }
    askWhatToDo({})
  }

  #send({ digits, ms }: { readonly digits: string; readonly ms: number }): void {
    this.#tones.play([{ sound: 'tones', digits, ms }], () => {})
  }

  #whileRinging(ms: number, name: string, work: () => void): void {
    this.#ringing.push(this.#ports.clock.after(ms, name, work))
  }

  #stopRinging(): void {
    for (const timer of this.#ringing.splice(0)) this.#ports.clock.cancel(timer)
  }
}
