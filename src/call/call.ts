import { type AnyActorRef, type AnyStateMachine, createActor } from 'xstate'
import { Player } from '../audio/prompt.js'
import type { Clock, Timer } from '../clock/clock.js'
import type { Conversation, Element, Facts, Fetch, Outcome, Signal, TypedStep } from '../elements/element.js'
import type { Line, Utterance } from '../party/line.js'
import type { Trace } from '../trace/trace.js'
import type { WebhookEngine } from '../webhook/engine.js'
import type { DocumentCache } from '../xml/cache.js'
import type { MethodValue, Step, UrlValue } from '../xml/element-shape.js'
import { problem } from '../xml/problem.js'
import { type AskPorts, perform, play } from './asks.js'
import { fetchAudio } from './audio-files.js'
import type { Conduct } from './call-machine.js'
import { Cursor } from './cursor.js'
import { type DocumentRequest, type DocumentRules, type DocumentSource, Documents } from './documents.js'
import { type HangupSource, hangupCause, invalidMethod, invalidUrl } from './hangup-causes.js'
import { Hearing } from './hearing.js'
import { Ledger, type LedgerPorts } from './ledger.js'
import { type Arrival, answerParams, documentParams, hangupParams } from './parameters.js'
import type { CallRecord } from './record.js'
import { meantUrl } from './relative-urls.js'
import { Requests } from './requests.js'

/** Where a call's requests go. The answer URL is the only one with a fallback. */
export interface CallUrls {
  readonly answer: DocumentSource
  readonly fallback?: DocumentSource | undefined
  readonly hangup?: DocumentSource | undefined
}

/** What a call needs of the exchange it belongs to. */
export interface CallPorts extends LedgerPorts {
  readonly clock: Clock
  readonly machine: AnyStateMachine
  readonly webhooks: WebhookEngine
  readonly documents: DocumentCache
  readonly charactersPerSecond: number
  readonly profanities: readonly string[]
  /** Ms of call time after which the platform hangs up. */
  readonly timeLimit: number
  readonly rules: DocumentRules
}

/**
 * One inbound call: it fetches its document and runs it element by element. The machine knows what may happen when, the
 * ledger what is known; the call brings them together.
 */
export class Call implements Line, Conduct {
  readonly #ports: CallPorts
  readonly #urls: CallUrls
  readonly #ledger: Ledger
  readonly #actor: AnyActorRef
  readonly #requests: Requests
  readonly #documents: Documents
  readonly #player: Player
  readonly #hearing: Hearing
  readonly #cursor = new Cursor()
  readonly #asks: AskPorts
  readonly #finals: (() => void)[] = []
  readonly #timeLimit: Timer
  #scheduledHangup: Timer | undefined
  /** What was asked for last, and where the present document came from. */
  #fetching = ''
  #documentUrl = ''
  #closed = false
  running = false

  constructor(arrival: Arrival, urls: CallUrls, ports: CallPorts) {
    const { clock, rules, documents: cache, newId } = ports
    const ledger = new Ledger(arrival, ports, clock.now)
    const requests = new Requests(ledger.uuid, clock, ports.webhooks, () => this.#settle())
    this.#ports = ports
    this.#urls = urls
    this.#ledger = ledger
    this.#requests = requests
    this.#documents = new Documents({ requests, cache, clock, ledger, rules })
    this.#player = new Player({
      clock,
      record: happening => ledger.tell(happening),
      fetchAudio: (url, loaded) => fetchAudio(url, { requests, clock, ledger }, loaded),
      isSpeaking: () => this.#hearing.speaking,
    })
    this.#hearing = new Hearing({
      clock,
      tell: happening => ledger.tell(happening),
      listener: kind => this.#listener(kind),
      signal: signal => this.#signal(signal),
      masked: () => this.#cursor.step?.attributes.log === false,
    })
    this.#asks = {
      ledger,
      requests,
      player: this.#player,
      newId,
      promptFinished: () => this.#signal({ type: 'prompt.finished' }),
      scheduleHangup: ms => this.#schedule(ms),
      stepName: () => this.#stepName(),
    }
    const background = { background: true }
    this.#timeLimit = clock.after(ports.timeLimit, 'the time limit', () => this.#reachTimeLimit(), background)
    this.#actor = createActor(ports.machine, {
      input: { call: this },
      clock: {
        setTimeout: (work, ms) => clock.after(ms, `a delay of ${this.#stepName()}`, work) as never,
        clearTimeout: timer => clock.cancel(timer as never),
      },
    })
  }

  /** Rings: the answer URL is asked what to do. */
  begin(): void {
    const { from, to } = this.arrival
    this.#ledger.tell({ type: 'call.arrived', from, to, direction: 'inbound' })
    this.#actor.subscribe({ error: error => this.#break(error) })
    this.#actor.start()
    const params = answerParams(this.#ledger)
    const { answer, fallback } = this.#urls
    this.#load(
      { origin: 'answer', purpose: 'answer', params, ...answer },
      fallback && { origin: 'fallback', purpose: 'fallback', params, ...fallback },
    )
  }

  // What the party at the far end knows and does.

  get uuid(): string {
    return this.#ledger.uuid
  }

  get arrival(): Arrival {
    return this.#ledger.arrival
  }

  get trace(): Trace {
    return this.#ledger.trace
  }

  get over(): boolean {
    return this.#ledger.ending !== undefined
  }

  /** What remains of the call; undefined until it is over. */
  get record(): CallRecord | undefined {
    return this.#ledger.record
  }

  /** What the call is doing, as the machine's state: `{ line: 'answered', document: { executing: 'Record' } }`. */
  get state(): unknown {
    return this.#actor.getSnapshot().value
  }

  press(digit: string): void {
    if (!this.over) this.#hearing.press(digit)
  }

  speak(utterance: Utterance): void {
    if (this.over) return
    this.#hearing.speak(utterance, () => this.#player.farEnd('silent'))
    this.#player.farEnd('speaking')
  }

  beep(): void {
    if (this.over) return
    this.#ledger.tell({ type: 'tone.heard', tone: 'beep' })
    this.#player.farEnd('beep')
  }

  hangUp(): void {
    this.#end(4000, 'Caller', 'the caller hung up')
  }

  whenFinal(done: () => void): void {
    if (this.#isFinal) done()
    else this.#finals.push(done)
  }

  describe(): string {
    const { code, source, because } = this.#ledger.ending ?? {}
    if (code !== undefined) return `ended with ${code} ${hangupCause(code).name} (${source}): ${because}`
    const { sounding } = this.#player
    const step = this.#stepName()
    if (sounding?.endless) return `repeats "${sounding.text}" in ${step} until somebody hangs up`
    if (sounding?.text) return `is playing "${sounding.text}" in ${step}`
    return this.#cursor.step ? `is in ${step}` : `is waiting for the document of ${this.#fetching}`
  }

  // What the machine has done.

  answered(): void {
    this.#ledger.answeredAt = this.#ledger.epochOf(this.#ports.clock.now)
    const by = this.#cursor.step ? this.#stepName() : 'a document without elements'
    this.#ledger.tell({ type: 'call.answered', by })
  }

  /** Whether what runs now is early media, which does not answer the call. */
  get early(): boolean {
    return this.#cursor.early
  }

  startStep(): void {
    const step = this.#beginStep()
    const element = step.element as Element
    if (element.kind !== 'sounds') return this.#hearing.begin()
    const { items, meanwhile } = element.sounds(step as never, this.#stepFacts())
    if (!meanwhile)
      return play(items, this.#asks, () => this.finishStep({ to: 'next', because: 'it was played to its end' }))
    for (const item of items) {
      if (item.sound === 'tones') this.#ledger.tell({ type: 'tones.sent', digits: item.digits, ms: item.ms })
    }
    this.finishStep({ to: 'next', because: 'the next element starts meanwhile' })
  }

  conversation(): Conversation {
    const step = this.#cursor.step as unknown as TypedStep
    return { step, facts: this.#stepFacts(), ask: ask => perform(ask, this.#asks) }
  }

  finishStep(outcome: Outcome): void {
    if (this.#follow(outcome)) this.#proceed()
  }

  leave(): void {
    this.#closed = true
    this.#closeStep('the call ended')
    const { ending } = this.#ledger
    if (!ending) return
    this.#ledger.tellEnd(ending)
    const { hangup } = this.#urls
    if (!hangup) return this.#settle()
    const params = hangupParams(this.#ledger, ending)
    this.#requests.send({ purpose: 'hangup', ...hangup, params, configurable: true })
  }

  // The way through the document.

  #load(request: DocumentRequest, fallback?: DocumentRequest): void {
    this.#fetching = `${request.method} ${request.url}`
    this.#documents.fetch(request, fallback, {
      loaded: (steps, url) => {
        if (this.#documentUrl) this.#hearing.drop('a fetched document starts with an empty buffer')
        this.#documentUrl = url
        this.#cursor.open(steps)
        if (steps.length === 0) this.#actor.send({ type: 'answer' })
        this.#proceed()
      },
      failed: (code, because) => this.#end(code, code === 5010 ? 'Plivo' : 'Error', because),
    })
  }

  /** Runs what takes no time, up to an element that takes some, or to the end of the document. */
  #proceed(): void {
    for (let step = this.#cursor.advance(); step; step = this.#cursor.advance()) {
      const element = step.element as Element
      if (element.kind !== 'decides') return this.#actor.send({ type: `run.${element.name}` })
      if (element.answers === 'early') this.#actor.send({ type: 'openEarlyMedia' })
      if (element.answers === 'yes' && !this.#cursor.early) this.#actor.send({ type: 'answer' })
      this.#beginStep()
      const { asks = [], outcome } = element.decides(step as never, this.#stepFacts())
      for (const ask of asks) perform(ask, this.#asks)
      if (outcome.to === 'fetch') this.#actor.send({ type: 'fetch' })
      if (!this.#follow(outcome)) return
    }
    this.#end(4010, 'Plivo', 'no element is left in the document')
  }

  #beginStep(): Step {
    const step = this.#cursor.step as Step
    this.running = true
    this.#ledger.tell({ type: 'element.started', element: step.element.name, ...step.tag.place })
    return step
  }

  #closeStep(because: string, skipped: string[] = []): void {
    const { step } = this.#cursor
    if (!this.running || !step) return
    this.running = false
    const what = { element: step.element.name, ...step.tag.place, because }
    this.#ledger.tell({ type: 'element.finished', ...what, ...(skipped.length > 0 && { skipped }) })
  }

  /** Does what an element ended with; whether its next sibling follows. */
  #follow(outcome: Outcome): boolean {
    const skipped = outcome.to === 'fetch' && outcome.replaces ? this.#cursor.rest.map(nameOf) : []
    this.#closeStep(outcome.because, skipped)
    if (this.over) {
      // After the end, an action is still requested, and its answer ignored (D31).
      if (outcome.to === 'fetch' && outcome.origin === 'action') this.#requestOnly(outcome)
      return false
    }
    if (outcome.to === 'enter') this.#cursor.enter()
    if (outcome.to === 'hangUp') this.#end(outcome.cause, outcome.source as HangupSource, outcome.because)
    if (outcome.to === 'fetch' && outcome.replaces) this.#fetch(outcome)
    else if (outcome.to === 'fetch') this.#requestOnly(outcome)
    return !this.over && !(outcome.to === 'fetch' && outcome.replaces)
  }

  #fetch({ origin, purpose, url, method, params, secret }: Fetch): void {
    if (!url.href) return this.#end(invalidUrl(origin), 'Error', this.#notUrl(url))
    if (!method.method) return this.#end(invalidMethod(origin), 'Error', notMethod(method))
    this.#cursor.open([])
    const all = documentParams(this.#ledger, params)
    this.#load({ origin, purpose, url: url.href, method: method.method, params: all, secret })
  }

  /** An action whose document is ignored (D22). */
  #requestOnly({ purpose, url, method, params: own, secret }: Fetch): void {
    if (url.href && method.method) {
      const params = documentParams(this.#ledger, own)
      const { href, configurable } = url
      return this.#requests.send({ purpose, url: href, method: method.method, params, secret, configurable })
    }
    const message = `the ${purpose} is not requested: ${url.href ? notMethod(method) : this.#notUrl(url)}`
    this.#ledger.report(problem(url.href ? 'method-invalid' : 'url-invalid', message, { severity: 'risky' }))
  }

  /** D7: the sentence shows the absolute URL that was probably meant. */
  #notUrl({ given }: UrlValue): string {
    const meant = meantUrl(given, this.#documentUrl)
    return `"${given}" is not an absolute http or https URL${meant ? `; probably meant is ${meant}` : ''}`
  }

  // The ways a call ends.

  /** One timer per call, the last one wins; it outlives documents (D40). */
  #schedule(ms: number): void {
    const { clock } = this.#ports
    clock.cancel(this.#scheduledHangup)
    this.#ledger.tell({ type: 'hangup.scheduled', ms })
    const because = `<Hangup schedule="${ms / 1000}"> ran out`
    this.#scheduledHangup = clock.after(ms, 'the scheduled hangup', () => this.#end(6000, 'Plivo', because))
  }

  #reachTimeLimit(): void {
    this.#end(6000, 'Plivo', `the call reached its time limit of ${this.#ports.timeLimit / 1000} s`)
  }

  #end(code: number, source: HangupSource, because: string): void {
    if (this.over) return
    const { clock } = this.#ports
    this.#ledger.ending = { code, source, because, at: this.#ledger.epochOf(clock.now) }
    clock.cancel(this.#timeLimit)
    clock.cancel(this.#scheduledHangup)
    this.#player.stop('the call ended')
    this.#actor.send({ type: 'end' })
    this.#hearing.close()
  }

  /** A defect of the simulator ends the call like one of the platform: nothing hangs, and the trace says what it was. */
  #break(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.#ledger.report(
      problem('internal-error', `offhook failed while the call was in ${this.#stepName()}: ${reason}`),
    )
    this.#end(5010, 'Plivo', 'an internal error')
    if (!this.#closed) this.leave()
  }

  get #isFinal(): boolean {
    return this.#closed && this.#requests.open === 0
  }

  #settle(): void {
    if (this.#isFinal) for (const done of this.#finals.splice(0)) done()
  }

  // What an element may know, and hears.

  #stepFacts(): Facts {
    const { account, charactersPerSecond, profanities, newId, clock } = this.#ports
    return {
      callUuid: this.uuid,
      answered: this.#ledger.answeredAt !== undefined,
      last: this.#cursor.rest.length === 0,
      charactersPerSecond,
      profanities,
      newId,
      recordingUrl: (id, format) => `https://media.plivo.com/v1/Account/${account.authId}/Recording/${id}.${format}`,
      now: () => clock.now,
      epochOf: at => this.#ledger.epochOf(at),
    }
  }

  #listener(kind: 'digits' | 'speech'): string | undefined {
    const step = this.running ? this.#cursor.step : undefined
    return (step?.element as Element | undefined)?.hears?.(step as Step).includes(kind) ? step?.element.name : undefined
  }

  #signal(signal: Signal): void {
    this.#actor.getSnapshot().children.element?.send(signal)
  }

  #stepName(): string {
    return this.#cursor.step ? nameOf(this.#cursor.step) : 'no element'
  }
}

const notMethod = ({ given }: MethodValue): string => `"${given}" is neither GET nor POST`

const nameOf = ({ element, tag: { place } }: Step): string => `<${element.name}> ${place.line}:${place.column}`
