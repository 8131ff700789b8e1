import type { Step, Values } from '../xml/element-shape.js'
import type { DialAttributes } from './dial.js'
import { callbackParams, type DialAction, type DialResult, hangupParams } from './dial-parameters.js'
import type { Target, TargetAttributes } from './dial-target.js'
import type { Conversation, Params, TypedStep } from './element.js'
import { KeyPatterns } from './key-patterns.js'
import type { LegEnd, LegPlan } from './leg.js'
import { type LegStatus, unansweredStatus, unconfirmedStatus } from './leg-status.js'

export type Dial = Conversation<TypedStep<Values<DialAttributes>>>

/** A party that Dial rings, and how far it has come. */
export interface DialledLeg {
  readonly plan: LegPlan
  /** Keys that it is still to be sent: in its early media, or when it answers. */
  tones: { readonly digits: string; readonly ms: number; readonly early: boolean } | undefined
  phase: 'ringing' | 'sending' | 'fetching' | 'confirming' | 'bridged' | 'ended'
  rang: boolean
  /** The first key that it pressed before it was asked to confirm. */
  key: string | undefined
  answeredAt: number | undefined
  end: LegEnd | undefined
}

/** The parties of one Dial: who is still in, what callbackUrl is told of them, and what all of it came to. */
export class DialLegs {
  readonly all: readonly DialledLeg[]
  connected: DialledLeg | undefined
  readonly #dial: Dial
  readonly #keys: { readonly ALeg: KeyPatterns; readonly BLeg: KeyPatterns }
  #cancelled = false

  constructor(dial: Dial) {
    const { digitsMatch, digitsMatchBLeg } = dial.step.attributes
    this.#dial = dial
    this.#keys = { ALeg: new KeyPatterns(digitsMatch), BLeg: new KeyPatterns(digitsMatchBLeg) }
    this.all = dial.step.children.map((child, index) => legOf(child, index + 1, dial))
  }

  get left(): readonly DialledLeg[] {
    return this.all.filter(({ phase }) => phase !== 'ended')
  }

  /** Who is still in, by the id of its leg. */
  find(id: string): DialledLeg | undefined {
    return this.left.find(({ plan }) => plan.leg === id)
  }

  tell(action: DialAction, leg: DialledLeg, more: Params = {}): void {
    const { callbackUrl: url, callbackMethod: method } = this.#dial.step.attributes
    if (!url) return
    const params = { ...callbackParams(action, leg, this.#dial.facts), ...more }
    this.#dial.ask({ type: 'notify', purpose: 'Dial callback', url, method, params })
  }

  /** It ended by itself; callbackUrl is told of losers, too (D37). */
  ended(leg: DialledLeg, end: LegEnd): void {
    leg.phase = 'ended'
    leg.end = end
    this.tell('hangup', leg, hangupParams(leg, end, this.#dial.facts))
  }

  hangUp(leg: DialledLeg, code: number, source: string, because: string): void {
    const { ask, facts } = this.#dial
    ask({ type: 'hangUpLeg', leg: leg.plan.leg, code, source, because })
    this.ended(leg, { code, source, because, ...facts.hangupCause(code) })
  }

  /** This one has it: all others lose (9000), also those that are asked to confirm (D52); the caller is connected. */
  connect(leg: DialledLeg): void {
    const { ask, step } = this.#dial
    for (const other of this.left) {
      if (other !== leg) this.hangUp(other, 9000, 'Plivo', `${leg.plan.to} was first`)
    }
    leg.phase = 'bridged'
    this.connected = leg
    ask({ type: 'stopPlaying', because: 'the callee is connected' })
    ask({ type: 'bridge', leg: leg.plan.leg, limit: step.attributes.timeLimit })
    this.tell('connected', leg)
  }

  /** The call is over, or was transferred: who has answered is hung up as the caller was, who rings is cancelled (D57). */
  hangUpAll(because: string): void {
    const { code, source: ended } = this.#dial.facts.ending ?? { code: 4000, source: 'API Request' }
    // Who was called himself is the caller of those whom Dial rings.
    const source = ended === 'Callee' ? 'Caller' : ended
    this.#cancelled = true
    for (const leg of this.left) {
      this.hangUp(leg, leg.answeredAt === undefined ? cancelled : code, source, because)
    }
  }

  /** Keys of one side while they talk. */
  pressed(by: 'ALeg' | 'BLeg', digit: string): void {
    const match = this.#keys[by].press(digit)
    if (match === undefined || !this.connected) return
    this.tell('digits', this.connected, { DialDigitsMatch: match, DialDigitsPressedBy: by })
  }

  /** What it all came to. Of several who did not answer, the most telling counts (D35). */
  get result(): DialResult {
    const rang = this.all.some(leg => leg.rang)
    if (this.connected) {
      const { plan, end } = this.connected
      return { status: 'completed', rang, cause: end?.cause ?? '', connected: plan.leg }
    }
    if (this.#cancelled) return { status: 'cancel', rang, cause: 'ORIGINATOR_CANCEL', connected: '' }
    const ends = this.all.map(leg => ({ status: statusOf(leg), cause: leg.end?.cause ?? '' }))
    const [first] = ends.sort((a, b) => telling.indexOf(a.status) - telling.indexOf(b.status))
    return { status: first?.status ?? 'failed', rang, cause: first?.cause ?? '', connected: '' }
  }
}

const cancelled = 1000

/** Of User alone. */
interface SipAuth {
  readonly sipAuthUsername?: string
  readonly sipAuthPassword?: string
}

/** From the most telling to the least (D35). */
const telling: readonly LegStatus[] = ['busy', 'no-answer', 'timeout', 'cancel', 'failed']

const statusOf = ({ answeredAt, end }: DialledLeg): LegStatus =>
  answeredAt === undefined ? unansweredStatus(end?.code ?? 0) : unconfirmedStatus

const legOf = (child: Step, position: number, { step, facts }: Dial): DialledLeg => {
  const own = child.attributes as unknown as TargetAttributes
  const { address, invalid } = child.body as Target
  const { sendDigits, sendOnPreanswer } = own
  const { sipAuthUsername: username, sipAuthPassword: password } = own as SipAuth
  return {
    plan: {
      leg: facts.newId(),
      to: address,
      from: own.callerId ?? step.attributes.callerId ?? facts.from,
      position,
      invalid,
      headers: { ...step.attributes.sipHeaders, ...own.sipHeaders },
      ...(username !== undefined && password !== undefined && { credentials: { username, password } }),
    },
    tones: sendDigits && { ...sendDigits, early: sendOnPreanswer },
    phase: 'ringing',
    rang: false,
    key: undefined,
    answeredAt: undefined,
    end: undefined,
  }
}
