import type { Player, PlayerPorts } from '../audio/prompt.js'
import { Tape } from '../audio/tape.js'
import type { Clock, Timer } from '../clock/clock.js'
import type { LegEnd, LegPlan, LegSignal } from '../elements/leg.js'
import { type LegStatus, unansweredStatus } from '../elements/leg-status.js'
import { Callee, type CalleeLine } from '../party/callee.js'
import type { Utterance } from '../party/line.js'
import type { PhoneBook } from '../party/phone-book.js'
import { fetchAudio } from './audio-files.js'
import type { Departed } from './departed.js'
import { hangupCause } from './hangup-causes.js'
import type { Ledger } from './ledger.js'
import { billed } from './parameters.js'
import type { LegRecord } from './record.js'
import type { Requests } from './requests.js'
import { Speaker } from './speaker.js'

/** What a leg needs of the call it belongs to. */
export interface LegPorts {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly requests: Requests
  readonly phones: PhoneBook
  readonly charactersPerSecond: number
  signal(signal: LegSignal): void
  /** The element that listens to keys now, by name. */
  listener(kind: 'digits'): string | undefined
  /** Whether the caller hears what is said on the other side. */
  callerListens(): boolean
}

/**
 * A dialled party, from its first ring to its end. What the far end does comes from its phone; what it hears is played
 * by its own player, or said by the other side of the bridge.
 */
export class Leg implements CalleeLine {
  readonly plan: LegPlan
  /** Whether it and the caller hear one another. */
  bridged = false
  over = false
  /** What the party says and presses, while it is recorded. */
  readonly tape: Tape
  readonly speaker: Speaker
  readonly #ports: LegPorts
  readonly #reaction: ReturnType<PhoneBook['dial']>
  readonly #callee: Callee
  readonly #slot: number
  readonly #startedAt: number
  #answeredAt: number | undefined
  #saying: { readonly utterance: Utterance; readonly began: number; readonly timer: Timer } | undefined
  #timers: Timer[] = []

  constructor(plan: LegPlan, ports: LegPorts) {
    const { clock, ledger, requests, phones, charactersPerSecond } = ports
    this.plan = plan
    this.tape = new Tape(plan.to)
    this.#ports = ports
    this.#startedAt = ledger.epochOf(clock.now)
    this.#reaction = phones.dial(plan.to, plan.credentials)
    this.#callee = new Callee(this, this.#reaction, clock, charactersPerSecond)
    const played: Omit<PlayerPorts, 'isSpeaking'> = {
      clock,
      record: happening => {
        ledger.tell(happening, plan.leg)
        if (happening.type === 'prompt.finished' && happening.heard) this.#callee.hears(happening.text)
      },
      fetchAudio: (url, loaded) => fetchAudio(url, { requests, clock, ledger }, loaded),
    }
    this.speaker = new Speaker({ ...played, isSpeaking: () => this.#saying !== undefined })
    const { leg, to, from, position, invalid } = plan
    const phone = invalid ?? this.#reaction.words
    ledger.tell({ type: 'leg.dialed', leg, to, from, position, phone })
    this.#slot = ledger.legs.push(this.#record({ ...hangupCause(0), source: 'Unknown', because: 'it is not over' })) - 1
    // Whoever dials is not told of anything before he has finished dialling.
    this.#after(0, 'a phone is reached', () => this.#reach())
  }

  press(digit: string): void {
    const { clock, ledger, listener, signal } = this.#ports
    this.tape.press(digit, clock.now)
    const heardBy = listener('digits')
    ledger.tell({ type: 'digit.pressed', digit, ...(heardBy && { heardBy }), ...this.#across }, this.plan.leg)
    signal({ type: 'leg.digit', leg: this.plan.leg, digit })
  }

  /** Who says something else breaks off what was being said. */
  speak(utterance: Utterance): void {
    this.#finishSpeaking()
    const { text, ms } = utterance
    const { clock, ledger } = this.#ports
    this.tape.speak(text, ms, clock.now)
    ledger.tell({ type: 'speech.started', ...this.#across }, this.plan.leg)
    const timer = clock.after(ms, `the end of "${text}"`, () => this.#finishSpeaking())
    this.#saying = { utterance, began: clock.now, timer }
    this.speaker.player.farEnd('speaking')
  }

  beep(): void {
    this.tape.beep(this.#ports.clock.now)
    this.#ports.ledger.tell({ type: 'tone.heard', tone: 'beep', ...this.#across }, this.plan.leg)
    this.speaker.player.farEnd('beep')
  }

  /** The far end hangs up. */
  hangUp(because: string): void {
    this.#endByItself(4000, 'Callee', because)
  }

  play(items: Parameters<Player['play']>[0]): void {
    this.speaker.player.play(items, () => this.#ports.signal({ type: 'leg.played', leg: this.plan.leg }))
  }

  /** The API hangs it up: 4000, or 1000 while it rings. */
  hangUpByApi(): void {
    this.#endByItself(this.#answeredAt === undefined ? 1000 : 4000, 'API Request', 'it was hung up by the API')
  }

  /** From now on it hears the caller, for `limit` ms at most. One of hours only ends what would otherwise never end. */
  bridge(limit: number): void {
    const { clock, ledger } = this.#ports
    this.speaker.player.stop('the caller is connected')
    this.bridged = true
    ledger.earpiece.connect(this.tape, clock.now)
    ledger.tell({ type: 'leg.bridged', leg: this.plan.leg })
    const work = () => this.#endByItself(6000, 'Plivo', `timeLimit of ${limit / 1000} s was reached`)
    this.#timers.push(clock.after(limit, 'the timeLimit of Dial', work, { background: limit >= hour }))
  }

  /** What the caller said, or was played, across the bridge. */
  hears(text: string): void {
    this.#callee.hears(text)
  }

  end(code: number, source: string, because: string): LegEnd | undefined {
    if (this.over) return undefined
    const { ledger } = this.#ports
    this.#close('the leg ended')
    this.#tellMissed(because)
    const end: LegEnd = { ...hangupCause(code), source, because }
    const record = this.#record({ ...hangupCause(code), source, because })
    ledger.legs[this.#slot] = record
    const { status, duration, billDuration } = record
    const { leg } = this.plan
    ledger.tell({
      type: 'leg.ended',
      leg,
      cause: code,
      name: end.name,
      source,
      status,
      duration,
      billDuration,
      because,
    })
    return end
  }

  /** It goes on as a call of its own, with whoever picked up: nothing more happens to it here (D95). */
  depart(): Departed {
    const { clock, ledger } = this.#ports
    const { plan } = this
    const saying = this.#saying
    this.#close('the leg was transferred')
    const end: LegEnd = { ...hangupCause(4000), source: 'API Request', because: 'it was transferred by the API' }
    const record = { ...this.#record(end), transferred: true as const }
    ledger.legs[this.#slot] = record
    const { duration, billDuration } = record
    ledger.tell({ type: 'leg.transferred', leg: plan.leg, duration, billDuration })
    const rest = saying && { ...saying.utterance, ms: saying.began + saying.utterance.ms - clock.now }
    const { scripted, missed } = this.#reaction
    return {
      plan,
      callee: this.#callee,
      ...(scripted && { missed }),
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt as number,
      saying: rest,
      end,
    }
  }

  /** What it does, as the end of a sentence. */
  describe(): string {
    if (this.bridged) return `is talking to ${this.plan.to}`
    return this.#answeredAt === undefined ? `rings ${this.plan.to}` : `waits for ${this.plan.to} to confirm`
  }

  /** What the phone does comes about. */
  #reach(): void {
    const { leg, invalid } = this.plan
    if (invalid !== undefined) return this.#endByItself(2000, 'Plivo', invalid)
    const { rings, fails, answers, early } = this.#reaction
    if (fails && !rings) return this.#endByItself(fails.code, fails.source, fails.because)
    this.#ports.ledger.tell({ type: 'leg.rang', leg })
    this.#ports.signal({ type: 'leg.rang', leg, early })
    if (this.over) return
    if (fails) {
      const decline = () => this.#endByItself(fails.code, fails.source, fails.because)
      this.#after(fails.after, `${this.plan.to} declines`, decline)
    } else if (answers !== undefined) this.#after(answers, `${this.plan.to} answers`, () => this.#answer())
  }

  #answer(): void {
    const { clock, ledger, signal } = this.#ports
    const { leg } = this.plan
    this.#answeredAt = ledger.epochOf(clock.now)
    this.speaker.player.stop('it was answered')
    ledger.tell({ type: 'leg.answered', leg })
    this.#callee.begin(this.#reaction.hangsUp)
    signal({ type: 'leg.answered', leg })
  }

  #finishSpeaking(): void {
    const saying = this.#saying
    if (!saying) return
    this.#saying = undefined
    const { clock, ledger } = this.#ports
    clock.cancel(saying.timer)
    const ms = clock.now - saying.began
    this.tape.silence(saying.utterance.text, clock.now)
    ledger.tell({ type: 'speech.heard', text: saying.utterance.text, ms, ...this.#across }, this.plan.leg)
    this.speaker.player.farEnd('silent')
  }

  get #across(): { across?: true } {
    return this.bridged && this.#ports.callerListens() ? { across: true } : {}
  }

  #after(ms: number, name: string, work: () => void): void {
    this.#timers.push(this.#ports.clock.after(ms, name, work))
  }

  #endByItself(code: number, source: string, because: string): void {
    const end = this.end(code, source, because)
    if (end) this.#ports.signal({ type: 'leg.ended', leg: this.plan.leg, end })
  }

  /** Nothing happens any more. */
  #close(because: string): void {
    const { clock } = this.#ports
    this.over = true
    for (const timer of this.#timers) clock.cancel(timer)
    clock.cancel(this.#saying?.timer)
    this.tape.silence(this.#saying?.utterance.text ?? '', clock.now)
    this.#ports.ledger.earpiece.disconnect(this.tape, clock.now)
    this.speaker.close(because)
  }

  #tellMissed(because: string): void {
    const step = this.#callee.end()
    if (step === undefined || !this.#reaction.scripted) return
    const why = this.#answeredAt === undefined ? 'it was never answered' : this.#callee.instead
    this.#reaction.missed(step, `${why}; the leg ended: ${because}`)
    this.#ports.ledger.tell({ type: 'step.missed', step, because: `${why}; the leg ended: ${because}` }, this.plan.leg)
  }

  #record(hangup: LegRecord['hangup']): LegRecord {
    const { clock, ledger } = this.#ports
    const endedAt = ledger.epochOf(clock.now)
    const answeredAt = this.#answeredAt
    const status: LegStatus = answeredAt === undefined ? unansweredStatus(hangup.code) : 'completed'
    const { duration, billDuration } = billed(answeredAt === undefined ? 0 : endedAt - answeredAt, ledger.account)
    const { leg, from, to } = this.plan
    return {
      uuid: leg,
      from,
      to,
      status,
      hangup,
      startedAt: this.#startedAt,
      answeredAt,
      endedAt,
      duration,
      billDuration,
    }
  }
}

const hour = 3_600_000
