import { speechLength } from '../audio/speech.js'
import { keyGap } from '../audio/tones.js'
import { heardIn } from '../party/heard.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { heardTexts, patternPiece } from './saved-heard.js'
import { secretKeysOf } from './saved-secrets.js'
import type { CallerStep } from './steps.js'

/** A step, and what a reader should know of it. */
export interface SavedStep {
  readonly step: CallerStep
  /** Its keys are none of anybody's business. */
  readonly secret?: boolean
}

export interface StepOptions {
  /** Nothing that others do depends on when he does something: then he waits only where it makes a difference. */
  readonly alone: boolean
  /** Requests took the time that they really took: in virtual time an answer takes none. */
  readonly measured?: boolean
  /** All keys that he pressed, for the trace hides some. */
  readonly pressed?: string
}

/** Somebody presses a key so soon after another that both are one thing to him; in ms. */
const inOneGo = 1500

/**
 * What a person did in a call, as steps that do the same again: each follows what was heard last, at once where nothing
 * happened in between, else after the same time. Time in which only an application was waited for does not count.
 */
export function savedSteps(events: readonly TraceEvent[], options: StepOptions): SavedStep[] {
  return new Steps(events, options).read()
}

type Act = EventOf<'digit.pressed'> | EventOf<'speech.started'> | EventOf<'tone.heard'> | EventOf<'call.ended'>

class Steps {
  readonly #events: readonly TraceEvent[]
  readonly #options: StepOptions
  readonly #times: readonly number[]
  readonly #keys: ReadonlyMap<TraceEvent, string>
  readonly #texts: readonly string[]
  readonly #steps: SavedStep[] = []
  /** Up to where the steps have come: an event, and the time at which the last of them is done. */
  #index = -1
  #now: number

  constructor(events: readonly TraceEvent[], options: StepOptions) {
    this.#events = events
    this.#options = options
    this.#times = options.measured ? timesWithoutWaiting(events) : events.map(({ at }) => at)
    this.#keys = secretKeysOf(events, options.pressed)
    this.#texts = heardTexts(events)
    this.#now = this.#times[0] ?? 0
  }

  read(): SavedStep[] {
    for (let index = 0; index < this.#events.length; index++) {
      const event = this.#events[index] as TraceEvent
      if (!isAct(event)) continue
      this.#comeTo(event, index)
      index = this.#act(event, index)
      this.#index = index
    }
    return this.#steps
  }

  /** Listens and waits until the moment of an act. */
  #comeTo(act: Act, index: number): void {
    const anchor = this.#events.findLastIndex((event, at) => at < index && at > this.#index && isAnchor(event))
    if (anchor >= 0) {
      this.#hear(anchor)
      // What was heard while he still spoke has been heard when he is done.
      this.#now = Math.max(this.#now, this.#times[anchor] ?? 0)
    }
    const gap = Math.round((this.#times[index] ?? 0) - this.#now)
    const between = this.#events.slice(anchor + 1, index)
    const nothing = anchor >= 0 && between.length === 0 && 'heardBy' in act && act.heardBy !== undefined
    if (gap > 0 && !(nothing && this.#options.alone)) this.#add({ verb: 'waits', ms: gap })
    this.#now = this.#times[index] ?? this.#now
  }

  /** One `hears` for each time that something like it was heard: they are matched in order. */
  #hear(anchor: number): void {
    const text = heardIn(this.#events[anchor] as TraceEvent) as string
    const pattern = patternPiece(text, this.#texts)
    const isMatch = (heard: string) => (pattern instanceof RegExp ? pattern.test(heard) : has(heard, pattern))
    for (let at = this.#heard + 1; at <= anchor; at++) {
      const heard = heardIn(this.#events[at] as TraceEvent)
      if (heard && isMatch(heard)) this.#add({ verb: 'hears', pattern })
    }
    this.#heard = anchor
  }
  #heard = -1

  /** Does it, with what belongs to it; returns the last event that it comes to. */
  #act(act: Act, index: number): number {
    if (act.type === 'tone.heard') this.#add({ verb: 'beeps' })
    else if (act.type === 'call.ended') this.#add({ verb: 'hangs up' })
    else if (act.type === 'speech.started') this.#say(index)
    else return this.#press(index)
    return index
  }

  #say(index: number): void {
    const heard = this.#events.find(
      (event, at): event is EventOf<'speech.heard'> =>
        at > index && event.type === 'speech.heard' && event.leg === undefined,
    )
    if (!heard) return
    const text = this.#keys.get(heard) ?? heard.text
    this.#add(text.trim() ? { verb: 'says', text } : { verb: 'says', text: 'something unintelligible', confidence: 0 })
    this.#now += speechLength(text)
  }

  #press(first: number): number {
    let keys = ''
    let secret = false
    let last = first
    for (let at = first; at < this.#events.length; at++) {
      const event = this.#events[at] as TraceEvent
      // A key cuts the prompt that it is pressed in short.
      if (keys && event.type === 'prompt.finished' && !event.heard && event.at === this.#events[last]?.at) continue
      if (event.type !== 'digit.pressed' || event.leg !== undefined) break
      const gap = (this.#times[at] ?? 0) - (this.#times[last] ?? 0)
      const joined = this.#options.alone && event.heardBy !== undefined ? gap <= inOneGo : gap === keyGap
      if (keys && !joined) break
      keys += this.#keys.get(event) ?? event.digit
      secret ||= event.digit === '•'
      last = at
    }
    this.#add({ verb: 'presses', keys: keys.replace(/[^0-9*#]/g, '0') }, secret)
    const pressed = this.#times[first] ?? 0
    this.#now = Math.max(pressed + keyGap * (keys.length - 1), this.#times[last] ?? 0)
    return last
  }

  #add(step: CallerStep, secret = false): void {
    this.#steps.push({ step, ...(secret && { secret }) })
  }
}

const has = (text: string, piece: string): boolean => text.toLowerCase().includes(piece.toLowerCase())

const isAnchor = (event: TraceEvent): boolean => Boolean(heardIn(event)?.trim())

const isAct = (event: TraceEvent): event is Act => {
  if (event.leg !== undefined) return false
  if (event.type === 'call.ended') return /^the (caller|callee) (hung up|declined)/.test(event.because)
  return event.type === 'digit.pressed' || event.type === 'speech.started' || event.type === 'tone.heard'
}

/**
 * When each event would have happened had every answer come at once, as it does in virtual time: the line was silent, and
 * nothing else happened, until the answer came.
 */
function timesWithoutWaiting(events: readonly TraceEvent[]): number[] {
  const sent = new Map<string, number>()
  let waited = 0
  let sounding = 0
  let last = 0
  return events.map(event => {
    const { at } = event
    if (event.type === 'prompt.started') sounding++
    if (event.type === 'prompt.finished') sounding = Math.max(0, sounding - 1)
    if (event.type === 'webhook.sent') sent.set(event.webhook, at)
    const isAnswer = event.type === 'webhook.attempted' && /^(ok|[345]xx)$/.test(event.outcome)
    if (isAnswer && event.fault === undefined && sounding === 0) {
      const since = Math.max(sent.get(event.webhook) ?? at, last)
      waited += at - since
    }
    last = at
    return at - waited
  })
}
