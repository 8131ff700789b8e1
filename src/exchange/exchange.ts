import type { RequestListener } from 'node:http'
import type { Beginning } from '../call/beginning.js'
import { Call } from '../call/call.js'
import { createCallMachine } from '../call/call-machine.js'
import type { Arrival } from '../call/parameters.js'
import type { CallPorts, CallUrls } from '../call/ports.js'
import type { RecordingRecord } from '../call/record.js'
import { Requests } from '../call/requests.js'
import type { Clock } from '../clock/clock.js'
import { RealClock, wallTime } from '../clock/real-clock.js'
import { VirtualClock } from '../clock/virtual-clock.js'
import { registry } from '../elements/index.js'
import { Caller } from '../party/caller.js'
import type { PhoneBehaviour } from '../party/phone.js'
import { type Phone, PhoneBook, type UnmetPhone } from '../party/phone-book.js'
import type { Happening, TraceEvent } from '../trace/events.js'
import { refuseNoFunction, textGiven } from '../trace/given.js'
import { Recorder, Trace } from '../trace/trace.js'
import { createWebhookEngine, type ObservedAttempt } from '../webhook/engine.js'
import type { FaultRule } from '../webhook/fault-rule.js'
import { createFaultTransport, type FaultTransport, type UnmetFault } from '../webhook/fault-transport.js'
import { type Application, createInProcessTransport, type FetchHandler } from '../webhook/in-process-transport.js'
import { intercepted } from '../webhook/interceptor.js'
import { createAtlas } from '../webhook/regions.js'
import { createUndiciTransport } from '../webhook/undici-transport.js'
import { callGiven } from './call-given.js'
import { type CallOptions, readAddress, readCallOptions } from './call-options.js'
import { ConferenceRoom } from './conference-room.js'
import { type DialOutOptions, readDialOutOptions } from './dial-out-options.js'
import { createDocumentCache } from './document-cache.js'
import { Ids } from './ids.js'
import { type ExchangeOptions, settingsOf } from './options.js'
import { RecordingShelf } from './recordings.js'
import { RoomBook } from './rooms.js'

/** The instant virtual time begins at, so that the same run has the same times. */
const virtualEpoch = Date.UTC(2025, 0, 1)

// Machines are built once; a call is an actor of this one.
const machine = createCallMachine(registry.values())

/** Creates a telephone exchange: it places calls against applications, executes what they answer, and traces it all. */
export const createExchange = (options: ExchangeOptions = {}): Exchange => new Exchange(options)

/** See {@link createExchange}. */
export class Exchange {
  readonly clock: Clock
  readonly #calls = new Map<string, Call>()
  /** Which call each is: 1 is the first. */
  readonly #numbers = new Map<string, number>()
  #placed = 0
  /** The ConferenceMemberID that was given last. */
  #members = 8000
  readonly #ports: CallPorts
  readonly #recorder: Recorder
  readonly #sockets = createUndiciTransport()
  readonly #applications = createInProcessTransport(this.#sockets)
  readonly #faults: FaultTransport
  readonly #recordings: RecordingShelf
  readonly #phones = new PhoneBook()
  readonly #rooms: RoomBook
  readonly #observers = new Set<(attempt: ObservedAttempt) => void>()
  #closed = false

  constructor(options: ExchangeOptions) {
    const settings = settingsOf(options)
    const { seed, account, charactersPerSecond, profanities, timeLimit, rules, fidelity } = settings
    const real = settings.clock === 'real'
    const clock = real ? new RealClock(settings.speed) : new VirtualClock()
    const ids = new Ids(seed)
    this.#recordings = new RecordingShelf(settings.recordings, account.authId, clock)
    // Chance has a stream of its own, so that ids stay the same when faults come and go.
    const chance = new Ids(-1 - seed)
    this.#faults = createFaultTransport({
      wire: this.#recordings.transport(intercepted(this.#applications, settings.interceptors)),
      chance: () => chance.word() / 2 ** 32,
      numberOf: uuid => this.#numbers.get(uuid) ?? 0,
    })
    for (const rule of settings.faults) this.inject(rule)
    for (const [address, behaviour] of Object.entries(settings.phones)) this.phone(address, behaviour)
    const recorder = new Recorder(() => clock.now)
    const atlas = createAtlas(options.regions)
    const parts = {
      clock,
      transport: this.#faults,
      record: (uuid: string, happening: Happening) => {
        const call = this.#calls.get(uuid)
        if (call) recorder.record(uuid, call.trace, happening)
      },
      tokensOf: (uuid: string) => this.#calls.get(uuid)?.arrival.account ?? account,
      mediaRegionOf: (uuid: string) => this.#calls.get(uuid)?.arrival.mediaRegion,
      nonce: () => ids.nonce(),
      observe: (attempt: ObservedAttempt) => {
        for (const observer of this.#observers) observer(attempt)
      },
    }
    this.#rooms = new RoomBook({
      clock,
      newId: () => ids.uuid(),
      newMemberId: () => String(++this.#members),
      recordings: this.#recordings,
    })
    this.clock = clock
    this.#recorder = recorder
    this.#ports = {
      clock,
      recorder,
      machine,
      webhooks: createWebhookEngine(parts, { ...settings.webhooks, atlas, measured: real, speed: settings.speed }),
      documents: createDocumentCache(fidelity),
      recordings: this.#recordings,
      account,
      newId: () => ids.uuid(),
      micros: () => ids.below(1000),
      epoch: Number(options.epoch ?? (real ? wallTime() : virtualEpoch)),
      phones: this.#phones,
      rooms: this.#rooms,
      roomSize: settings.roomSize,
      charactersPerSecond,
      profanities,
      timeLimit,
      rules,
      place: (arrival, urls, beginning) => this.#place(arrival, urls, beginning),
    }
  }

  /**
   * Places a fake inbound call; it rings at the present instant, and its answer URL is asked what to do.
   * Throws a TypeError that names the option, what is allowed and the nearest right thing.
   */
  call(options: CallOptions): Caller<Call> {
    if (this.#closed) throw new Error('the exchange is closed: it places no more calls')
    const { arrival, urls } = readCallOptions(options)
    return this.farEnd(this.#place(arrival, urls))
  }

  /**
   * Makes a call, as the REST API does: the phone of `to` (see {@link phone}) rings at the present instant, and the answer
   * URL is asked what to do when it is answered. Returns who is called, to be driven like a caller; of several (a list, or
   * numbers joined by `<`) a list.
   * Throws a TypeError or RangeError that names the option, what is allowed and the nearest right thing.
   */
  dialOut(options: DialOutOptions & { readonly to: readonly string[] | `${string}<${string}` }): Caller<Call>[]
  dialOut(options: DialOutOptions & { readonly to: string }): Caller<Call>
  dialOut(options: DialOutOptions): Caller<Call> | Caller<Call>[]
  dialOut(options: DialOutOptions): Caller<Call> | Caller<Call>[] {
    if (this.#closed) throw new Error('the exchange is closed: it makes no more calls')
    const { arrivals, urls, beginning, several } = readDialOutOptions(options)
    const called = arrivals.map(arrival => this.farEnd(this.#place(arrival, urls, beginning)))
    return several ? called : (called[0] as Caller<Call>)
  }

  /**
   * Who is at the far end of a call, to be driven: also of a call that was a leg before it was transferred
   * (`exchange.calls` has it), where a scripted person goes on by himself.
   */
  farEnd(call: Call): Caller<Call> {
    return new Caller(callGiven(call, 'exchange.farEnd'), this.clock, this.#ports.charactersPerSecond)
  }

  #place(arrival: Arrival, urls: CallUrls, beginning?: Beginning): Call {
    const { account } = arrival
    const call = new Call(arrival, urls, account ? { ...this.#ports, account } : this.#ports, beginning)
    this.#calls.set(call.uuid, call)
    this.#numbers.set(call.uuid, ++this.#placed)
    call.begin()
    return call
  }

  /** Epoch ms of an instant of call time. */
  epochOf(at: number): number {
    return this.#ports.epoch + at
  }

  /** The calls placed so far, in order. */
  get calls(): readonly Call[] {
    return [...this.#calls.values()]
  }

  /** The call of that CallUUID, unless it is forgotten. */
  find(uuid: string): Call | undefined {
    return this.#calls.get(uuid)
  }

  /**
   * Answers webhooks of an origin (`http://menu.test`) in this process, without a socket: by a Fetch-style handler, a Node
   * request listener (an Express app is one) or a fastify instance. Returns what unmounts it.
   */
  mount(origin: string, handler: FetchHandler): () => void
  mount(origin: string, listener: RequestListener): () => void
  mount(origin: string, application: Application): () => void
  mount(origin: string, application: Application): () => void {
    return this.#applications.mount(origin, application)
  }

  /**
   * Lets webhooks go wrong from now on, in call time and without the network's help:
   * `exchange.inject({ url: '/menu', attempts: [1], fault: 'stall' })`. Rules are tried in the order in which they were
   * given, and the first that matches is the one. Returns what takes the rule back.
   * Throws a TypeError that names what is allowed and the nearest right thing.
   */
  inject(rule: FaultRule): () => void {
    return this.#faults.inject(rule)
  }

  /** The rules about faults that no webhook has met so far, and why: a test that passes with one has tested nothing. */
  unmetFaults(): UnmetFault[] {
    return this.#faults.unmet()
  }

  /**
   * Puts a far end where Dial and {@link dialOut} can reach it: `exchange.phone('+14155550111', { answers: '4s', says: 'Hello' })`, or
   * 'busy', 'no-answer', 'rejected', 'unreachable', 'voicemail'; a list does one after another with each dial, and its
   * last again and again. A number in E.164 or a SIP address; 'default' is what all others do, who otherwise ring
   * without an answer (D54). Throws a TypeError that names what is allowed and the nearest right thing.
   */
  phone(address: string, behaviour: PhoneBehaviour): Phone {
    return this.#phones.put(address === 'default' ? address : readAddress(address, 'a phone'), behaviour)
  }

  /** Phones that were never dialled, and steps of theirs that never came about: a test that passes has not tested them. */
  unmetPhones(): UnmetPhone[] {
    return this.#phones.unmet()
  }

  /** The conference of a room that somebody is in; undefined if nobody is. */
  room(name: string): ConferenceRoom | undefined {
    const room = this.#rooms.find(textGiven(name, 'the name of a room'))
    return room && new ConferenceRoom(room, this.#ports)
  }

  /** The names of the rooms that somebody is in, in the order in which they opened. */
  get rooms(): readonly string[] {
    return this.#rooms.all.map(({ name }) => name)
  }

  /** What has happened to all calls so far, in one trace: its ladder has a lane for every party, room and application. */
  get trace(): Trace {
    const events = this.calls.flatMap(call => call.trace.events)
    return Trace.from(events.sort((one, other) => one.seq - other.seq))
  }

  /** Calls `listener` for every event of every call; returns what stops it. */
  listen(listener: (event: TraceEvent) => void): () => void {
    refuseNoFunction(listener, 'exchange.listen', 'event')
    return this.#recorder.listen(listener)
  }

  /**
   * Calls `observer` for every attempt of a request when it is over: what was sent and what came back, byte by byte, and how
   * long that really took. Returns what stops it. What an observer throws breaks the attempt.
   */
  observe(observer: (attempt: ObservedAttempt) => void): () => void {
    refuseNoFunction(observer, 'exchange.observe', 'attempt')
    this.#observers.add(observer)
    return () => this.#observers.delete(observer)
  }

  /** A complete recording by its id (`RecordingID`), as long as its call is not forgotten. */
  recording(id: string): RecordingRecord | undefined {
    return this.#recordings.find(textGiven(id, 'the id of a recording'))
  }

  /** Requests about a call, which may be over and forgotten; its trace has them as long as there is one. */
  requestsOf(call: string): Pick<Requests, 'send' | 'sendLater'> {
    return new Requests(call, this.clock, this.#ports.webhooks, () => {})
  }

  /** Deletes a complete recording, its file too; its URL leads to nothing then. False if there is none with that id. */
  deleteRecording(id: string): boolean {
    return this.#recordings.delete(textGiven(id, 'the id of a recording'))
  }

  /** Forgets a call that is over, so that a long run needs no more memory than the calls it still has. */
  forget(call: Call): void {
    if (callGiven(call, 'exchange.forget').over)
      call.whenFinal(() => {
        this.#calls.delete(call.uuid)
        this.#numbers.delete(call.uuid)
        for (const recording of call.record?.recordings ?? []) this.#recordings.forget(recording)
      })
  }

  /**
   * Hangs up what is still going on, as the far end would (4000, or 3020 while it rings), gives up the requests in flight, and closes all connections; nothing is sent any more,
   * hangup URLs included, and no recording is served. To see a call to its end, await `callEnds` first. Throws an Error if
   * recordings could not be written to their folder.
   */
  async close(): Promise<void> {
    this.#closed = true
    this.#ports.webhooks.close()
    for (const call of this.#calls.values()) call.hangUp('the exchange was closed')
    try {
      await this.#recordings.close()
    } finally {
      await this.#sockets.close()
    }
  }
}
