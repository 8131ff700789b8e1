import type { Conversation, Element, Fetch, Outcome, TypedStep } from '../elements/element.js'
import type { Facts } from '../elements/facts.js'
import { hideCredentials, hideUrlCredentials } from '../trace/credentials.js'
import { shownUrl } from '../webhook/request-url.js'
import type { MethodValue, Step, UrlValue } from '../xml/element-shape.js'
import { problem } from '../xml/problem.js'
import { type AskPorts, perform, play } from './asks.js'
import type { CallEvent, Conduct } from './call-machine.js'
import { Cursor } from './cursor.js'
import type { DocumentRequest } from './documents.js'
import { type HangupSource, hangupCause, invalidMethod, invalidUrl } from './hangup-causes.js'
import type { Hearing } from './hearing.js'
import { answerParams, billed, callerName, documentParams } from './parameters.js'
import type { CallPorts, CallUrls } from './ports.js'
import { meantUrl } from './relative-urls.js'
import { Transfers, tooMany, transferred } from './transfers.js'

/** What the course of a call is run with. */
export interface CoursePorts extends AskPorts {
  readonly hearing: Hearing
  readonly exchange: CallPorts
  /** Moves the machine. */
  send(event: CallEvent): void
  end(code: number, source: HangupSource, because: string): void
  /** The document is left for good. */
  left(): void
}

/** A call's way through its documents, element by element: what the machine has done. */
export class Course implements Conduct {
  /** Whether the present step has begun and is not finished. */
  running = false
  readonly #ports: CoursePorts
  readonly #cursor = new Cursor()
  readonly #facts: Facts
  /** What was asked for last, and where the present document came from. */
  #fetching = ''
  #documentUrl = ''
  /** The document that the call was transferred to, until it is asked for. */
  #next: Fetch | undefined
  readonly #transfers: Transfers
  /** Counts the documents that were asked for: only the latest is waited for. */
  #requested = 0

  constructor(ports: CoursePorts) {
    this.#ports = ports
    this.#facts = factsOf(ports, this.#cursor)
    this.#transfers = new Transfers(ports.ledger)
  }

  /** The answer URL is asked what to do; `more` is what machine detection says. */
  begin({ answer, fallback }: CallUrls, more: Readonly<Record<string, string>> = {}): void {
    if (this.#requested > 0) return // It was transferred meanwhile.
    const params = { ...answerParams(this.#ports.ledger), ...more }
    this.#load(
      { origin: 'answer', purpose: 'answer', params, ...answer },
      fallback && { origin: 'fallback', purpose: 'fallback', params, ...fallback },
    )
  }

  /** Whatever the call does now is broken off, and another document runs instead. */
  transfer(given: string, method: string): void {
    this.#next = this.#transfers.to(given, method)
    if (!this.#next) return this.#ports.end(2060, 'Plivo', tooMany)
    this.#ports.send({ type: 'transfer' })
  }

  get transferred(): boolean {
    return this.#next !== undefined
  }

  get interruption(): string {
    return this.over ? 'the call ended' : transferred
  }

  fetchNext(): void {
    const next = this.#next
    if (!next || this.over) return
    this.#next = undefined
    this.#ports.player.stop(transferred)
    this.#closeStep(transferred)
    this.#fetch(next)
  }

  get over(): boolean {
    return this.#ports.ledger.ending !== undefined
  }

  /** The element that is run, for a sentence: `<Speak> 3:5`. */
  get stepName(): string {
    return this.#cursor.step ? nameOf(this.#cursor.step) : 'no element'
  }

  /** The element that listens to keys or speech now, by name. */
  listener(kind: 'digits' | 'speech'): string | undefined {
    const step = this.running ? this.#cursor.step : undefined
    if (kind === 'speech' && this.#ports.player.listensFor === 'silence') return step?.element.name
    return (step?.element as Element | undefined)?.hears?.(step as Step).includes(kind) ? step?.element.name : undefined
  }

  /** The element that waits for a beep now, by name. */
  get beepListener(): string | undefined {
    return this.#ports.player.listensFor === 'beep' ? this.#cursor.step?.element.name : undefined
  }

  /** Whether the present element keeps its input out of logs. */
  get masked(): boolean {
    return this.#cursor.step?.attributes.log === false
  }

  /** Whether one that is still to come does, and may take keys that are pressed now. */
  get maskedAhead(): boolean {
    return this.#cursor.rest.some(({ attributes }) => attributes.log === false)
  }

  /** What goes on, as the end of a sentence. */
  describe(): string {
    const { sounding } = this.#ports.player
    const legs = this.#ports.legs.describe()
    if (legs) return `${legs} in ${this.stepName}`
    const room = this.running && this.#ports.presence.describe()
    if (room) return `${room} in ${this.stepName}`
    if (sounding?.endless) return `repeats "${sounding.text}" in ${this.stepName} until somebody hangs up`
    if (sounding?.text) return `is playing "${sounding.text}" in ${this.stepName}`
    return this.#cursor.step ? `is in ${this.stepName}` : `is waiting for the document of ${this.#fetching}`
  }

  answered(): void {
    const by = this.#cursor.step ? this.stepName : 'a document without elements'
    this.#ports.ledger.answer(this.#ports.exchange.clock.now, by)
  }

  /** Whether what runs now is early media, which does not answer the call. */
  get early(): boolean {
    return this.#cursor.early
  }

  startStep(): void {
    const step = this.#beginStep()
    if (this.over) return // Whoever was told of it hung up.
    const element = step.element as Element
    if (element.kind !== 'sounds') return this.#ports.hearing.begin()
    const { items, meanwhile } = element.sounds(step as never, this.#facts)
    if (!meanwhile)
      return play(items, this.#ports, () => this.finishStep({ to: 'next', because: 'it was played to its end' }))
    for (const item of items) {
      if (item.sound === 'tones') this.#ports.ledger.tell({ type: 'tones.sent', digits: item.digits, ms: item.ms })
    }
    this.finishStep({ to: 'next', because: 'the next element starts meanwhile' })
  }

  conversation(): Conversation {
    const step = this.#cursor.step as unknown as TypedStep
    return { step, facts: this.#facts, ask: ask => perform(ask, this.#ports) }
  }

  finishStep(outcome: Outcome): void {
    if (this.#follow(outcome)) this.#proceed()
  }

  leave(): void {
    this.#closeStep('the call ended')
    this.#ports.left()
  }

  #load(request: DocumentRequest, fallback?: DocumentRequest): void {
    this.#fetching = `${request.method} ${shownUrl(request.url)}`
    const mine = ++this.#requested
    this.#ports.documents.fetch(request, fallback, {
      wanted: () => mine === this.#requested && !this.transferred,
      loaded: (steps, url) => {
        // Keys pressed while it rings wait for the first document (D28).
        if (this.#documentUrl) this.#ports.hearing.drop('a fetched document starts with an empty buffer')
        this.#documentUrl = url
        this.#cursor.open(steps)
        if (steps.length === 0) this.#ports.send({ type: 'answer' })
        this.#proceed()
      },
      failed: (code, because) => this.#ports.end(code, 'Error', because),
    })
  }

  /** Runs what takes no time, up to an element that takes some, or to the end of the document. */
  #proceed(): void {
    for (let step = this.#cursor.advance(); step; step = this.#cursor.advance()) {
      const element = step.element as Element
      if (element.kind !== 'decides') return this.#ports.send({ type: `run.${element.name}` })
      if (element.answers === 'early') this.#ports.send({ type: 'openEarlyMedia' })
      if (element.answers === 'yes' && !this.#cursor.early) this.#ports.send({ type: 'answer' })
      this.#beginStep()
      if (this.over) return // Whoever was told of it hung up.
      const { asks = [], outcome } = element.decides(step as never, this.#facts)
      for (const ask of asks) perform(ask, this.#ports)
      if (outcome.to === 'fetch') this.#ports.send({ type: 'fetch' })
      if (!this.#follow(outcome)) return
    }
    this.#ports.end(4010, 'Plivo', 'no element is left in the document')
  }

  #beginStep(): Step {
    const step = this.#cursor.step as Step
    this.running = true
    this.#ports.ledger.tell({ type: 'element.started', element: step.element.name, ...step.tag.place })
    return step
  }

  #closeStep(because: string, skipped: string[] = [], instead?: string): void {
    const { step } = this.#cursor
    if (!this.running || !step) return
    this.running = false
    const what = { element: step.element.name, ...step.tag.place, because }
    this.#ports.ledger.tell({
      type: 'element.finished',
      ...what,
      ...(skipped.length > 0 && { skipped }),
      ...(instead && { instead }),
    })
  }

  /** Does what an element ended with; whether its next sibling follows. */
  #follow(outcome: Outcome): boolean {
    const skipped = outcome.to === 'fetch' && outcome.replaces ? this.#cursor.rest.map(nameOf) : []
    this.#closeStep(outcome.because, skipped, outcome.to === 'next' ? outcome.instead : undefined)
    if (this.over) {
      // After the end, an action is still requested, and its answer ignored (D31).
      if (outcome.to === 'fetch' && outcome.origin === 'action') this.#requestOnly(outcome)
      return false
    }
    if (this.transferred) return false
    if (outcome.to === 'enter') this.#cursor.enter()
    if (outcome.to === 'hangUp') this.#ports.end(outcome.cause, outcome.source as HangupSource, outcome.because)
    if (outcome.to === 'fetch' && outcome.replaces) this.#fetch(outcome)
    else if (outcome.to === 'fetch') this.#requestOnly(outcome)
    return !this.over && !(outcome.to === 'fetch' && outcome.replaces)
  }

  #fetch({ origin, purpose, url, method, params, secret }: Fetch): void {
    if (!url.href) return this.#ports.end(invalidUrl(origin), 'Error', this.#notUrl(url))
    if (!method.method) return this.#ports.end(invalidMethod(origin), 'Error', notMethod(method))
    this.#cursor.open([])
    const all = documentParams(this.#ports.ledger, params)
    this.#load({ origin, purpose, url: url.href, method: method.method, params: all, secret })
  }

  /** An action whose document is ignored (D22). */
  #requestOnly({ purpose, url, method, params: own, secret }: Fetch): void {
    if (url.href && method.method) {
      const params = documentParams(this.#ports.ledger, own)
      const { href, configurable } = url
      return this.#ports.requests.send({ purpose, url: href, method: method.method, params, secret, configurable })
    }
    const message = `the ${purpose} is not requested: ${url.href ? notMethod(method) : this.#notUrl(url)}`
    this.#ports.ledger.report(problem(url.href ? 'method-invalid' : 'url-invalid', message, { severity: 'risky' }))
  }

  /** D7: the sentence shows the absolute URL that was probably meant. */
  #notUrl({ given }: UrlValue): string {
    const meant = meantUrl(given, this.#documentUrl)
    const probably = meant ? `; probably meant is ${hideCredentials(meant)}` : ''
    return `"${hideUrlCredentials(given)}" is not an absolute http or https URL${probably}`
  }
}

/** What an element may know of its call, always as it is now. */
const factsOf = ({ ledger, exchange, presence }: CoursePorts, cursor: Cursor): Facts => ({
  callUuid: ledger.uuid,
  get answered() {
    return ledger.answeredAt !== undefined
  },
  get last() {
    return cursor.atLast
  },
  charactersPerSecond: exchange.charactersPerSecond,
  profanities: exchange.profanities,
  newId: exchange.newId,
  recordingUrl: (id, format) => exchange.recordings.urlOf(id, format),
  from: ledger.arrival.from,
  callerName: callerName(ledger.arrival),
  get company() {
    return presence.company
  },
  roomSize: exchange.roomSize,
  get ending() {
    return ledger.ending
  },
  hangupCause,
  billRate: exchange.account.billRate,
  billing: ms => billed(ms, exchange.account),
  now: () => exchange.clock.now,
  epochOf: at => ledger.epochOf(at),
})

const notMethod = ({ given }: MethodValue): string => `"${given}" is neither GET nor POST`

const nameOf = ({ element, tag: { place } }: Step): string => `<${element.name}> ${place.line}:${place.column}`
