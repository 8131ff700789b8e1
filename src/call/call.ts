import type { AnyActorRef } from 'xstate'
import type { Signal } from '../elements/element.js'
import type { CalleeLine } from '../party/callee.js'
import { defaultConfidence, type Line, type Utterance } from '../party/line.js'
import type { Trace } from '../trace/trace.js'
import { problem } from '../xml/problem.js'
import { notify } from './asks.js'
import { fetchAudio } from './audio-files.js'
import { type Beginning, type Called, calledBy } from './beginning.js'
import { createCallActor } from './call-machine.js'
import { CallRecordings } from './call-recordings.js'
import { Course } from './course.js'
import { part } from './departed.js'
import { Documents } from './documents.js'
import { Finality } from './finality.js'
import { type HangupSource, hangupCause } from './hangup-causes.js'
import { Hearing } from './hearing.js'
import { Ledger } from './ledger.js'
import { Legs } from './legs.js'
import { Limits, longestCall } from './limits.js'
import { Operations } from './operations.js'
import { type Arrival, type CallFacts, hangupParams } from './parameters.js'
import type { CallPorts, CallUrls } from './ports.js'
import { Presence } from './presence.js'
import type { CallRecord } from './record.js'
import { Requests } from './requests.js'
import { Speaker } from './speaker.js'

/**
 * One call, as the party at its far end knows it. The machine knows what may happen when, the course runs the
 * documents, the ledger keeps what is known; the call brings them together and ends them.
 */
export class Call implements Line, CalleeLine {
  readonly uuid: string
  readonly arrival: Arrival
  readonly trace: Trace
  /** What its requests say of it. */
  readonly facts: CallFacts
  #api: Operations | undefined
  readonly #ports: CallPorts
  readonly #urls: CallUrls
  readonly #ledger: Ledger
  readonly #requests: Requests
  readonly #speaker: Speaker
  readonly #legs: Legs
  readonly #hearing: Hearing
  readonly #recordings: CallRecordings
  readonly #course: Course
  readonly #actor: AnyActorRef
  readonly #finality = new Finality(() => this.#requests.open)
  /** Whether the document was left. */
  #left = false
  /** Who was called, if the call did not come in. */
  readonly #called: Called | undefined
  readonly #limits: Limits

  constructor(arrival: Arrival, urls: CallUrls, ports: CallPorts, beginning?: Beginning) {
    const { clock, rules, documents: cache, newId } = ports
    const ledger = new Ledger(arrival, ports, beginning && 'join' in beginning ? beginning.join : undefined)
    const requests = new Requests(ledger.uuid, clock, ports.webhooks, () => this.#finality.settle())
    const tell = ledger.tell.bind(ledger)
    const signal = (what: Signal) => this.#signal(what)
    this.#ports = ports
    this.#urls = urls
    this.#ledger = ledger
    this.uuid = ledger.uuid
    this.arrival = ledger.arrival
    this.trace = ledger.trace
    this.facts = ledger
    this.#requests = requests
    this.#speaker = new Speaker({
      clock,
      record: tell,
      fetchAudio: (url, loaded) => fetchAudio(url, { requests, clock, ledger }, loaded),
      isSpeaking: () => this.#hearing.speaking,
    })
    this.#hearing = new Hearing({
      clock,
      tape: ledger.tape,
      tell,
      listener: kind => this.#course.listener(kind),
      signal,
      masked: () => this.#course.masked,
      maskedAhead: () => this.#course.maskedAhead,
      bridged: () => this.#legs.listening,
      overheard: text => this.#legs.hear(text),
      sounds: sound => this.#speaker.player.farEnd(sound),
      beepListener: () => this.#course.beepListener,
      detecting: () => this.#called?.listens ?? false,
      notice: sign => this.#called?.notice(sign),
    })
    this.#recordings = new CallRecordings({
      clock,
      ledger,
      newId,
      shelf: ports.recordings,
      notify: notification => notify(notification, ledger, requests),
    })
    const { phones, charactersPerSecond, rooms } = ports
    this.#legs = new Legs({
      clock,
      phones,
      charactersPerSecond,
      ledger,
      requests,
      signal: what => {
        if (what.type === 'leg.answered') this.#recordings.dialAnswered()
        signal(what)
      },
      listener: kind => this.#course.listener(kind),
      callerListens: () => !this.#speaker.overlaid,
    })
    const documents = new Documents({ requests, cache, clock, ledger, rules })
    const hangUp = () => this.#end(4000, 'API Request', 'it was hung up by the API')
    const presence = new Presence({ rooms, clock, ledger, requests, documents, signal, hangUp })
    this.#course = new Course({
      ledger,
      requests,
      documents,
      presence,
      player: this.#speaker.player,
      hearing: this.#hearing,
      exchange: ports,
      newId,
      recordings: this.#recordings,
      legs: this.#legs,
      signal,
      openEarlyMedia: () => this.#actor.send({ type: 'openEarlyMedia' }),
      answer: () => this.#actor.send({ type: 'answer' }),
      scheduleHangup: ms => this.#limits.schedule(ms),
      stepName: () => this.#course.stepName,
      send: event => this.#actor.send(event),
      end: (code, source, because) => this.#end(code, source, because),
      left: () => this.#close(),
    })
    const longest = ports.timeLimit ?? longestCall[arrival.direction]
    this.#limits = new Limits({ clock, longest, tell, end: because => this.#end(6000, 'Plivo', because) })
    if (!beginning) this.#limits.limit()
    this.#called =
      beginning &&
      calledBy(beginning, {
        ...ports,
        ledger,
        requests,
        urls,
        line: this,
        answer: () => this.#actor.send({ type: 'answer' }),
        goOn: ({ url, method }) => this.#course.transfer(url, method),
        askWhatToDo: more => this.#course.begin(urls, more),
        limit: ms => this.#limits.limit(ms, ledger.answeredFor),
        end: (code, source, because) => this.#end(code, source, because),
      })
    this.#actor = createCallActor(ports.machine, this.#course, clock)
  }

  /** What the REST API does to a live call; made when it is asked for, as few calls are. */
  get api(): Operations {
    const [ledger, legs, course] = [this.#ledger, this.#legs, this.#course]
    this.#api ??= new Operations({
      charactersPerSecond: this.#ports.charactersPerSecond,
      over: () => this.over,
      answered: () => ledger.answeredAt !== undefined,
      tell: happening => ledger.tell(happening),
      report: ledger.report.bind(ledger),
      end: (code, source, because) => this.#end(code, source, because),
      ringing: () => this.unanswered,
      transfer: (aleg, bleg) =>
        part(aleg, bleg, { ...this.#ports, ledger, legs, course, signal: what => this.#signal(what) }),
      caller: this.#speaker.overlay,
      callee: () => this.#legs.bridged?.speaker.overlay,
      hangUpLeg: leg => legs.hangUp(leg),
      recordings: this.#recordings,
    })
    return this.#api
  }

  #signal(what: Signal): void {
    this.#actor.getSnapshot().children.element?.send(what)
  }

  /** Rings: the answer URL is asked what to do, at once or, of a call that is made, when it is answered. */
  begin(): void {
    const { from, to, direction } = this.arrival
    const phone = this.#called?.phone
    this.#ledger.tell({ type: 'call.arrived', from, to, direction, ...(phone && { phone }) })
    this.#actor.subscribe({ error: error => this.#break(error) })
    this.#actor.start()
    // Fragments in documents are checked with them; these are nobody's documents.
    for (const source of Object.values(this.#urls)) if (source?.url) this.#ledger.reportFragment(source.url)
    if (this.#called) this.#called.begin()
    else this.#course.begin(this.#urls)
  }

  get party(): 'caller' | 'callee' {
    return this.arrival.direction === 'inbound' ? 'caller' : 'callee'
  }

  get unanswered(): boolean {
    return this.arrival.direction === 'outbound' && this.#ledger.answeredAt === undefined
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

  pickUp(): void {
    this.#called?.pickUp?.()
  }

  press(digit: string): void {
    if (this.#reached) this.#hearing.press(digit)
  }

  speak(utterance: Utterance): void {
    if (this.#reached) this.#hearing.speak(utterance)
  }

  beginSpeaking(): void {
    if (this.#reached) this.#hearing.beginSpeaking()
  }

  finishSpeaking(text: string, confidence = defaultConfidence): void {
    if (!this.over) this.#hearing.finishSpeaking(text, confidence)
  }

  beep(): void {
    if (this.#reached) this.#hearing.beep()
  }

  hangUp(because?: string): void {
    if (this.unanswered) this.#end(3020, 'Carrier', because ?? 'the callee declined the call')
    else this.#end(4000, this.party === 'caller' ? 'Caller' : 'Callee', because ?? `the ${this.party} hung up`)
  }

  /** Whoever drives the far end was to do this, and does not come to it. */
  miss(step: string, because: string): void {
    this.#ledger.tell({ type: 'step.missed', step, because })
  }

  whenFinal(done: () => void): void {
    this.#finality.whenReached(done)
  }

  describe(): string {
    const { ending } = this.#ledger
    if (!ending) return this.#called?.describe() ?? this.#course.describe()
    const { code, source, because } = ending
    return `ended with ${code} ${hangupCause(code).name} (${source}): ${because}`
  }

  /** Whether the far end can be heard. */
  get #reached(): boolean {
    return !this.over && !this.unanswered
  }

  #end(code: number, source: HangupSource, because: string): void {
    if (this.over) return
    this.#ledger.ending = { code, source, because, at: this.#ledger.epochOf(this.#ports.clock.now) }
    this.#limits.close()
    this.#speaker.close('the call ended')
    this.#called?.end(because)
    // A machine that broke hears nothing any more.
    if (this.#actor.getSnapshot().status === 'active') this.#actor.send({ type: 'end' })
    this.#hearing.close()
  }

  /** A defect of the simulator ends the call like one of the platform: nothing hangs, and the trace says what it was. */
  #break(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.#ledger.report(
      problem('internal-error', `offhook failed while the call was in ${this.#course.stepName}: ${reason}`),
    )
    this.#end(5010, 'Error', 'an internal error')
    this.#close()
  }

  /** The document was left: the end is told, and the hangup URL asked. */
  #close(): void {
    const { ending } = this.#ledger
    if (!ending || this.#left) return
    this.#left = true
    this.#recordings.close()
    this.#legs.close(ending.because)
    this.#ledger.tellEnd(ending)
    const { hangup } = this.#urls
    const params = hangup && hangupParams(this.#ledger, ending)
    if (params) this.#requests.send({ purpose: 'hangup', ...hangup, params, configurable: true })
    this.#finality.close()
  }
}
