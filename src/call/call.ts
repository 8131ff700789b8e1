import { type AnyActorRef, type AnyStateMachine, createActor } from 'xstate'
import { Player, type PromptItem } from '../audio/prompt.js'
import type { Clock, Timer } from '../clock/clock.js'
import type { Ask, Conversation, Element, Facts, Fetch, Notification, Outcome, TypedStep } from '../elements/element.js'
import type { Line, Utterance } from '../party/line.js'
import type { Happening } from '../trace/events.js'
import { type Recorder, Trace } from '../trace/trace.js'
import type { WebhookEngine } from '../webhook/engine.js'
import type { DocumentCache } from '../xml/cache.js'
import type { MethodValue, Step, UrlValue } from '../xml/element-shape.js'
import { type Problem, problem } from '../xml/problem.js'
import type { Account } from './account.js'
import { fetchAudio } from './audio-files.js'
import type { Conduct } from './call-machine.js'
import { Cursor } from './cursor.js'
import { type DocumentRequest, type DocumentRules, type DocumentSource, Documents } from './documents.js'
import { type HangupSource, hangupCause, invalidMethod, invalidUrl } from './hangup-causes.js'
import { Hearing } from './hearing.js'
import { sendMessage } from './messages.js'
import * as parameters from './parameters.js'
import type { CallRecord, MessageRecord, RecordingRecord } from './record.js'
import { meantUrl } from './relative-urls.js'
import { Requests } from './requests.js'
import { sessionTime } from './wall-time.js'

/** Where a call's requests go. The answer URL is the only one with a fallback. */
export interface CallUrls {
  readonly answer: DocumentSource
  readonly fallback?: DocumentSource | undefined
  readonly hangup?: DocumentSource | undefined
}

/** What a call needs of the exchange it belongs to. */
export interface CallPorts {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly machine: AnyStateMachine
  readonly webhooks: WebhookEngine
  readonly documents: DocumentCache
  readonly account: Account
  readonly newId: () => string
  /** 0 to 999: what the clock does not count, for SessionStart. */
  readonly micros: () => number
  /** Epoch ms of the clock's 0. */
  readonly epoch: number
  readonly charactersPerSecond: number
  readonly profanities: readonly string[]
  /** Ms of call time after which the platform hangs up. */
  readonly timeLimit: number
  readonly rules: DocumentRules
}

/**
 * One inbound call: it fetches its document, runs it element by element, and tells what happens.
 * The machine knows what may happen when; the call knows the facts and does what elements ask.
 */
export class Call implements Line, Conduct {
  readonly uuid: string
  readonly trace = new Trace()
  readonly arrival: parameters.Arrival
  readonly #ports: CallPorts
  readonly #urls: CallUrls
  readonly #actor: AnyActorRef
  readonly #requests: Requests
  readonly #documents: Documents
  readonly #player: Player
  readonly #hearing: Hearing
  readonly #cursor = new Cursor()
  readonly #recordings: RecordingRecord[] = []
  readonly #messages: MessageRecord[] = []
  readonly #finals: (() => void)[] = []
  readonly #startedAt: number
  readonly #sessionStart: string
  #answeredAt: number | undefined
  #ending: parameters.Ending | undefined
  #closed = false
  running = false
  #fetching = ''
  #documentUrl = ''
  #scheduledHangup: Timer | undefined
  readonly #timeLimit: Timer

  constructor(arrival: parameters.Arrival, urls: CallUrls, ports: CallPorts) {
    const { clock } = ports
    this.#ports = ports
    this.#urls = urls
    this.arrival = arrival
    this.uuid = ports.newId()
    this.#startedAt = this.#epochOf(clock.now)
    this.#sessionStart = sessionTime(this.#startedAt, ports.micros())
    this.#requests = new Requests(this.uuid, clock, ports.webhooks, () => this.#settle())
    const tell = this.#tell.bind(this)
    const report = this.#report.bind(this)
    const { documents: cache, rules } = ports
    this.#documents = new Documents({
      requests: this.#requests,
      cache,
      clock,
      tell,
      report,
      over: () => this.over,
      rules,
    })
    this.#player = new Player({
      clock,
      record: tell,
      fetchAudio: (url, loaded) => fetchAudio(url, this.#requests, clock, report, loaded),
      isSpeaking: () => this.#hearing.speaking,
    })
    this.#hearing = new Hearing({
      clock,
      tell,
      listener: kind => this.#listener(kind),
      signal: signal => this.#actor.send(signal),
      masked: () => this.#cursor.step?.attributes.log === false,
    })
    this.#timeLimit = clock.after(ports.timeLimit, 'the time limit of the call', () => this.#reachTimeLimit(), {
      background: true,
    })
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
    this.#tell({ type: 'call.arrived', from, to, direction: 'inbound' })
    this.#actor.subscribe({ error: error => this.#break(error) })
    this.#actor.start()
    const params = parameters.answerParams(this.#facts)
    const { answer, fallback } = this.#urls
    this.#load(
      { origin: 'answer', purpose: 'answer', params, ...answer },
      fallback && { origin: 'fallback', purpose: 'fallback', params, ...fallback },
    )
  }

  // What the party at the far end knows and does.

  get over(): boolean {
    return this.#ending !== undefined
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
    this.#tell({ type: 'tone.heard', tone: 'beep' })
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
    const { code, source, because } = this.#ending ?? {}
    if (code !== undefined) return `ended with ${code} ${hangupCause(code).name} (${source}): ${because}`
    const { sounding } = this.#player
    const step = this.#stepName()
    if (sounding?.endless) return `repeats "${sounding.text}" in ${step} until somebody hangs up`
    if (sounding?.text) return `is playing "${sounding.text}" in ${step}`
    return this.#cursor.step ? `is in ${step}` : `is waiting for the document of ${this.#fetching}`
  }

  /** What remains of the call; undefined until it is over. */
  get record(): CallRecord | undefined {
    const ending = this.#ending
    if (!ending) return undefined
    const { from, to } = this.arrival
    return {
      uuid: this.uuid,
      from,
      to,
      status: parameters.callStatus(this.#facts),
      hangup: { ...hangupCause(ending.code), source: ending.source, because: ending.because },
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt,
      endedAt: ending.at,
      ...parameters.billing(this.#facts, ending),
      recordings: this.#recordings,
      messages: this.#messages,
    }
  }

  // What the machine has done.

  answered(): void {
    this.#answeredAt = this.#epochOf(this.#ports.clock.now)
    this.#tell({ type: 'call.answered', by: this.#cursor.step ? this.#stepName() : 'a document without elements' })
  }

  startStep(): void {
    const step = this.#cursor.step as Step
    const element = step.element as Element
    this.running = true
    this.#tell({ type: 'element.started', element: element.name, ...step.tag.place })
    if (element.kind === 'decides') {
      const { asks = [], outcome } = element.decides(step as never, this.#stepFacts())
      for (const ask of asks) this.#perform(ask)
      this.finishStep(outcome)
    } else if (element.kind === 'sounds') {
      const { items, meanwhile } = element.sounds(step as never, this.#stepFacts())
      if (meanwhile) {
        for (const item of items) {
          if (item.sound === 'tones') this.#tell({ type: 'tones.sent', digits: item.digits, ms: item.ms })
        }
        this.finishStep({ to: 'next', because: 'the next element starts meanwhile' })
      } else this.#play(items, () => this.finishStep({ to: 'next', because: 'it was played to its end' }))
    } else if (element.hears) this.#hearing.begin()
  }

  conversation(): Conversation {
    const step = this.#cursor.step as unknown as TypedStep
    return { step, facts: this.#stepFacts(), ask: ask => this.#perform(ask) }
  }

  finishStep(outcome: Outcome): void {
    const skipped = outcome.to === 'fetch' && outcome.replaces ? this.#cursor.rest.map(nameOf) : []
    this.#closeStep(outcome.because, skipped)
    if (this.over) return this.#finishAfterEnd(outcome)
    switch (outcome.to) {
      case 'next':
        return this.#proceed()
      case 'enter':
        this.#cursor.enter()
        return this.#proceed()
      case 'hangUp':
        return this.#end(outcome.cause, outcome.source as HangupSource, outcome.because)
      case 'fetch':
        return this.#fetch(outcome)
    }
  }

  #closeStep(because: string, skipped: string[] = []): void {
    const step = this.#cursor.step
    if (!this.running || !step) return
    this.running = false
    this.#tell({
      type: 'element.finished',
      element: step.element.name,
      ...step.tag.place,
      because,
      ...(skipped.length > 0 ? { skipped } : {}),
    })
  }

  leave(): void {
    this.#closed = true
    this.#closeStep('the call ended')
    const ending = this.#ending as parameters.Ending
    const { name } = hangupCause(ending.code)
    const { duration, billDuration } = parameters.billing(this.#facts, ending)
    const { code: cause, source, because } = ending
    const status = parameters.callStatus(this.#facts)
    this.#tell({ type: 'call.ended', cause, name, source, status, duration, billDuration, because })
    const { hangup } = this.#urls
    if (!hangup) return this.#settle()
    const params = parameters.hangupParams(this.#facts, ending)
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

  #proceed(): void {
    const step = this.#cursor.advance()
    if (!step) return this.#end(4010, 'Plivo', 'no element is left in the document')
    const element = step.element as Element
    if (element.answers === 'early') this.#actor.send({ type: 'openEarlyMedia' })
    if (element.answers === 'yes' && !this.#cursor.early) this.#actor.send({ type: 'answer' })
    this.#actor.send({ type: `run.${element.name}` })
  }

  #fetch({ origin, purpose, url, method, params, replaces, secret }: Fetch): void {
    const { href } = url
    if (!replaces) {
      if (href && method.method) {
        this.#notify({ purpose, url: href, method: method.method, params, secret, configurable: url.configurable })
      } else {
        const message = `the ${purpose} is not requested: ${href ? notMethod(method) : this.#notUrl(url)}`
        this.#report(problem(href ? 'method-invalid' : 'url-invalid', message, { severity: 'risky' }))
      }
      return this.#proceed()
    }
    if (!href) return this.#end(invalidUrl(origin), 'Error', this.#notUrl(url))
    if (!method.method) return this.#end(invalidMethod(origin), 'Error', notMethod(method))
    this.#cursor.open([])
    this.#actor.send({ type: 'fetch' })
    const all = parameters.documentParams(this.#facts, params)
    this.#load({ origin, purpose, url: href, method: method.method, params: all, secret })
  }

  /** D7: the sentence shows the absolute URL that was probably meant. */
  #notUrl({ given }: UrlValue): string {
    const meant = meantUrl(given, this.#documentUrl)
    return `"${given}" is not an absolute http or https URL${meant ? `; probably meant is ${meant}` : ''}`
  }

  /** After the end, an action is still requested, and its answer ignored (D31). */
  #finishAfterEnd(outcome: Outcome): void {
    if (outcome.to !== 'fetch' || outcome.origin !== 'action') return
    const { purpose, url, method, params, secret } = outcome
    if (!url.href || !method.method) return
    this.#notify({ purpose, url: url.href, method: method.method, params, secret, configurable: url.configurable })
  }

  #notify(request: Parameters<Requests['send']>[0]): void {
    this.#requests.send({ ...request, params: parameters.documentParams(this.#facts, request.params) })
  }

  #perform(ask: Ask): void {
    switch (ask.type) {
      case 'play':
        return this.#play(ask.items, () => this.#actor.send({ type: 'prompt.finished' }))
      case 'stopPlaying':
        return this.#player.stop(ask.because)
      case 'scheduleHangup':
        return this.#schedule(ask.ms)
      case 'tell':
        return this.#tell(ask.happening)
      case 'report':
        return this.#report(ask.problem)
      case 'notify':
        return this.#callBack(ask)
      case 'sendMessage': {
        const tell = this.#tell.bind(this)
        const { newId } = this.#ports
        this.#messages.push(...sendMessage(ask.message, { requests: this.#requests, tell, newId }))
        return
      }
      case 'startRecording':
        return this.#tell({ type: 'recording.started', recording: ask.recording.id, format: ask.recording.format })
      case 'finishRecording': {
        const { id, url, format, began, ended = began, transcript } = ask.recording
        this.#recordings.push({ id, url, format, ms: ended - began, transcript: transcript.join(' ') })
        return this.#tell({ type: 'recording.finished', recording: id, ms: ended - began, because: ask.because, url })
      }
    }
  }

  /** An endless prompt that comes to its end took no time at all. */
  #play(items: readonly PromptItem[], finished: () => void): void {
    const endless = items.find(item => 'loop' in item && item.loop === 0)
    this.#player.play(items, () => {
      if (endless) {
        const message = `${this.#stepName()} is to be repeated until the call ends, but takes no time: it is skipped`
        this.#report(problem('endless-nothing', message))
      }
      finished()
    })
  }

  #callBack({ purpose, url, method, params, secret, after = 0, bare = false }: Notification): void {
    if (!url.href || !method.method) return
    const request = { purpose, url: url.href, method: method.method, secret, configurable: url.configurable }
    const make = () => ({ ...request, params: bare ? params : parameters.callbackParams(this.#facts, params) })
    if (after > 0) this.#requests.sendLater(after, make)
    else this.#requests.send(make())
  }

  /** One timer per call, the last one wins; it outlives documents (D40). */
  #schedule(ms: number): void {
    const { clock } = this.#ports
    clock.cancel(this.#scheduledHangup)
    this.#tell({ type: 'hangup.scheduled', ms })
    this.#scheduledHangup = clock.after(ms, 'the scheduled hangup', () =>
      this.#end(6000, 'Plivo', `<Hangup schedule="${ms / 1000}"> ran out`),
    )
  }

  #reachTimeLimit(): void {
    this.#end(6000, 'Plivo', `the call reached its time limit of ${this.#ports.timeLimit / 1000} s`)
  }

  #end(code: number, source: HangupSource, because: string): void {
    if (this.over) return
    const { clock } = this.#ports
    this.#ending = { code, source, because, at: this.#epochOf(clock.now) }
    clock.cancel(this.#timeLimit)
    clock.cancel(this.#scheduledHangup)
    this.#player.stop('the call ended')
    this.#actor.send({ type: 'end' })
    this.#hearing.close()
  }

  /** A defect of the simulator ends the call like one of the platform: nothing hangs, and the trace says what it was. */
  #break(error: unknown): void {
    const message = `offhook failed while the call was in ${this.#stepName()}: ${error instanceof Error ? error.message : error}`
    this.#report(problem('internal-error', message))
    this.#end(5010, 'Plivo', 'an internal error')
    if (!this.#closed) this.leave()
  }

  get #isFinal(): boolean {
    return this.#closed && this.#requests.open === 0
  }

  #settle(): void {
    if (this.#isFinal) for (const done of this.#finals.splice(0)) done()
  }

  // What the call knows.

  get #facts(): parameters.CallFacts {
    return {
      account: this.#ports.account,
      arrival: this.arrival,
      uuid: this.uuid,
      sessionStart: this.#sessionStart,
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt,
      ending: this.#ending,
    }
  }

  #stepFacts(): Facts {
    const { account, charactersPerSecond, profanities, newId, clock } = this.#ports
    return {
      callUuid: this.uuid,
      answered: this.#answeredAt !== undefined,
      last: this.#cursor.rest.length === 0,
      charactersPerSecond,
      profanities,
      newId,
      recordingUrl: (id, format) => `https://media.plivo.com/v1/Account/${account.authId}/Recording/${id}.${format}`,
      now: () => clock.now,
      epochOf: at => this.#epochOf(at),
    }
  }

  #listener(kind: 'digits' | 'speech'): string | undefined {
    const step = this.running ? this.#cursor.step : undefined
    return (step?.element as Element | undefined)?.hears?.(step as Step).includes(kind) ? step?.element.name : undefined
  }

  #epochOf(at: number): number {
    return this.#ports.epoch + at
  }

  #stepName(): string {
    return this.#cursor.step ? nameOf(this.#cursor.step) : 'no element'
  }

  #tell(happening: Happening): void {
    this.#ports.recorder.record(this.uuid, this.trace, happening)
  }

  #report({ code, severity, message, place, allowed, nearest, provenance, rule }: Problem, url?: string): void {
    this.#tell({
      type: 'problem.found',
      code,
      severity,
      message,
      ...(url === undefined ? {} : { url }),
      ...place,
      provenance,
      rule,
      ...(allowed === undefined ? {} : { allowed }),
      ...(nearest === undefined ? {} : { nearest }),
    })
  }
}

const notMethod = ({ given }: MethodValue): string => `"${given}" is neither GET nor POST`

const nameOf = ({ element, tag: { place } }: Step): string => `<${element.name}> ${place.line}:${place.column}`
