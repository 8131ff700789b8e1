import { speechLength } from '../audio/speech.js'
import { keyGap } from '../audio/tones.js'
import { type Clock, StuckError } from '../clock/clock.js'
import { timeGiven } from '../clock/duration.js'
import type { EventOf } from '../trace/events.js'
import { inWords } from '../trace/given.js'
import { isEndless } from './bounded-match.js'
import { heardIn } from './heard.js'
import type { Line } from './line.js'
import { readPattern, readSpeech, type Saying } from './saying.js'
import { isHeard } from './step.js'

/** A step of a script that did not happen, and can no longer happen. */
export class StepError extends Error {
  override name = 'StepError'
  /** What did not happen, and what the call did instead, in one sentence. */
  readonly reason: string
  /** What the call did instead. */
  readonly because: string

  constructor(reason: string, lastLines: string, because = reason) {
    super(lastLines ? `${reason}\n\nThe last lines of the trace:\n${lastLines}` : reason)
    this.reason = reason
    this.because = because
  }
}

/** `"Hello", "Please hold" (20 times)`: what was repeated is there once. */
const inSentence = (heard: readonly string[]): string => {
  const runs: { text: string; times: number }[] = []
  for (const text of heard) {
    const last = runs.at(-1)
    if (last?.text === text) last.times++
    else runs.push({ text, times: 1 })
  }
  return runs.map(({ text, times }) => `${JSON.stringify(text)}${times > 1 ? ` (${times} times)` : ''}`).join(', ')
}

/** How much of the trace a failure shows. */
const lastLines = 8

/**
 * The person at the far end: who called (`exchange.call`), or was called (`exchange.dialOut`). Each method does something
 * at the present instant, or lets time run until something has happened. Time is frozen between them. Who was called
 * first picks up: what needs a connection lets time run until then (D92).
 */
export class Caller<L extends Line = Line> {
  readonly call: L
  readonly #clock: Clock
  readonly #charactersPerSecond: number
  /** How much of the trace was listened to. */
  #listened = 0

  constructor(call: L, clock: Clock, charactersPerSecond: number) {
    this.call = call
    this.#clock = clock
    this.#charactersPerSecond = charactersPerSecond
  }

  /** What was heard so far to its end, in order: prompts, what is said or pressed on the other side, or in a room. */
  get heard(): readonly string[] {
    return this.call.trace.events.flatMap(event => heardIn(event) ?? [])
  }

  /**
   * Lets time run until a prompt that matches has been heard to its end (one that is repeated: to the end of its first
   * pass), or what somebody says or presses on the other side of a bridge, and returns its text. A string is contained in the prompt, without regard to upper and lower case;
   * audio is matched by its URL. Prompts are matched once, in order.
   */
  async hears(what: string | RegExp): Promise<string> {
    readPattern(what)
    const step = `hears ${what instanceof RegExp ? what : JSON.stringify(what)}`
    const heard: string[] = []
    const cut: EventOf<'prompt.finished'>[] = []
    const next = (): string | undefined => {
      const { events } = this.call.trace
      while (this.#listened < events.length) {
        const event = events[this.#listened++]
        if (event?.type === 'prompt.finished' && !event.heard && event.leg === undefined && event.text) cut.push(event)
        const text = event && heardIn(event)
        if (!text) continue
        if (isHeard(what, text)) return text
        heard.push(text)
      }
      return undefined
    }
    const text = await this.#until(step, next)
    if (text !== undefined) return text
    const begun = cut.find(prompt => isHeard(what, prompt.text)) ?? (heard.length === 0 ? cut.at(-1) : undefined)
    const short = begun && `${JSON.stringify(begun.text)} was cut short${begun.because ? ` (${begun.because})` : ''}`
    const whole = heard.length > 0 ? `heard instead: ${inSentence(heard)}` : short ? '' : 'heard nothing'
    const slow =
      what instanceof RegExp && isEndless(what) ? 'the pattern was given up: it backtracks without an end' : ''
    const instead = [slow, short, whole].filter(Boolean).join('; ')
    throw this.#missed(step, `${instead}; the call ${this.call.describe()}`)
  }

  /** Presses keys now, 200 ms apart: 0-9, * and #. */
  async presses(keys: string | number): Promise<void> {
    const isText = typeof keys === 'string' || typeof keys === 'number'
    const digits = isText ? [...String(keys)] : []
    const wrong = isText ? (digits.find(digit => !/^[0-9*#]$/.test(digit)) ?? '') : keys
    if (wrong !== '' || digits.length === 0) {
      throw new TypeError(`cannot press ${inWords(wrong)}; allowed are the keys 0-9, * and #`)
    }
    for (const [index, digit] of digits.entries()) {
      if (index > 0) await this.waits(keyGap)
      if (this.call.unanswered) await this.#picksUp(`presses ${digit}`)
      this.#needsCall(`presses ${digit}`)
      this.call.press(digit)
    }
  }

  /** Says something, which takes as long as it takes to say. */
  async says(what: string | Saying): Promise<void> {
    const { text, confidence } = readSpeech(what)
    if (this.call.unanswered) await this.#picksUp(`says ${JSON.stringify(text)}`)
    this.#needsCall(`says ${JSON.stringify(text)}`)
    const ms = speechLength(text, this.#charactersPerSecond)
    this.call.speak({ text, ms, confidence })
    await this.waits(ms)
  }

  /** Lets time pass: `5s`, `250ms`, `2m`, or milliseconds. Ends early when the call does. */
  async waits(time: string | number): Promise<void> {
    const ms = timeGiven(time)
    if (this.call.over) return
    await this.#clock.run<void>(
      done => {
        const timer = this.#clock.after(ms, `the ${this.call.party} waits`, () => done())
        this.#whenOver(() => {
          this.#clock.cancel(timer)
          done()
        })
      },
      { name: `the ${this.call.party} waits` },
    )
  }

  /** Makes the beep of an answering machine, for <Wait beep="true">. */
  async beeps(): Promise<void> {
    if (this.call.unanswered) await this.#picksUp('beeps')
    this.#needsCall('beeps')
    this.call.beep()
  }

  /** Hangs up now, or declines a call that still rings; a call that is over already stays as it ended. */
  async hangsUp(): Promise<void> {
    this.call.hangUp()
  }

  /** Lets time run until the call and all of its requests are over, and returns what remains of it. */
  async callEnds(): Promise<NonNullable<L['record']>> {
    await this.#clock.run<void>(done => this.call.whenFinal(done), {
      name: 'the end of the call',
      patience: 'background',
    })
    return this.call.record as NonNullable<L['record']>
  }

  /** Who is called does nothing before the call is answered (D92). */
  async #picksUp(step: string): Promise<void> {
    await this.#until(`the answer of the call, before it ${step}`, () => !this.call.unanswered || undefined)
  }

  #needsCall(step: string): void {
    if (this.call.over || this.call.unanswered) throw this.#missed(step, `the call ${this.call.describe()}`)
  }

  /** Lets time run until `check` finds something; undefined when it never will. */
  async #until<T>(name: string, check: () => T | undefined): Promise<T | undefined> {
    const found = check()
    if (found !== undefined || this.call.over) return found
    try {
      return await this.#clock.run<T | undefined>(
        done => {
          const stop = this.call.trace.listen(event => {
            const value = heardIn(event) || event.type === 'call.answered' ? check() : undefined
            if (value === undefined && event.type !== 'call.ended') return
            stop()
            done(value)
          })
        },
        { name },
      )
    } catch (error) {
      if (error instanceof StuckError) return undefined
      throw error
    }
  }

  #whenOver(over: () => void): void {
    const stop = this.call.trace.listen(event => {
      if (event.type !== 'call.ended') return
      stop()
      over()
    })
  }

  #missed(step: string, because: string): StepError {
    const lines = this.call.trace.text().trimEnd().split('\n').slice(-lastLines).join('\n')
    return new StepError(`the ${this.call.party} never came to this step: ${step}; ${because}`, lines, because)
  }
}
