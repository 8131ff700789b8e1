import type { Call } from '../call/call.js'
import { deadline } from '../clock/deadline.js'
import type { CallOptions } from '../exchange/call-options.js'
import { type DialOutOptions, readDialOutOptions } from '../exchange/dial-out-options.js'
import { createExchange, type Exchange } from '../exchange/exchange.js'
import { Ids } from '../exchange/ids.js'
import type { ExchangeOptions } from '../exchange/options.js'
import type { Caller } from '../party/caller.js'
import type { PhoneBehaviour } from '../party/phone.js'
import type { TraceEvent } from '../trace/events.js'
import { AccountBook, type Accounts, type Holder } from './account-book.js'
import { CallQueue } from './call-queue.js'
import { Directory } from './directory.js'
import { LiveLegs } from './live-legs.js'
import type { DataFolder } from './store/data-folder.js'
import type { StoredRecording } from './store/recording-log.js'

/** What is known of a call besides what its record will say. */
interface CallContext {
  /** The auth id of whose call it is. */
  readonly account: string
  readonly parent?: string | undefined
  readonly conference?: string | undefined
}

export interface SwitchboardOptions {
  readonly accounts?: Accounts
  readonly exchange?: Omit<ExchangeOptions, 'clock' | 'account'>
  readonly limits?: { readonly callsPerSecond?: number }
  /** Where everything is kept that outlives it. */
  readonly data: DataFolder
}

/** A call that goes on. */
export interface LiveCall extends CallContext {
  readonly call: Call
}

/** A call is to be made, or comes in, while everything stops. */
export class StoppingError extends Error {
  override name = 'StoppingError'
  constructor() {
    super('offhook is stopping: no call begins any more')
  }
}

/** How long calls may take to end when everything stops, in wall ms. */
const patience = 10_000

/** The account's side of an exchange in real time: whose call each is, who waits in the queue, what answers a number. */
export class Switchboard {
  readonly exchange: Exchange
  readonly accounts: AccountBook
  readonly directory: Directory
  readonly queue: CallQueue
  readonly legs = new LiveLegs()
  readonly #ids: Ids
  readonly #live = new Map<string, LiveCall>()
  #stopping = false
  readonly #parents = new Map<string, string>()
  readonly #phones = new Set<string>()
  readonly data: DataFolder
  readonly #origin: string | undefined

  constructor({ accounts, exchange: given = {}, limits = {}, data }: SwitchboardOptions) {
    this.accounts = new AccountBook(accounts)
    // Ids of requests have a stream of their own, so that those of calls are the same whoever looks on.
    this.#ids = new Ids(2 ** 40 + (given.seed ?? 1))
    this.exchange = createExchange({ ...given, clock: 'real', account: this.accounts.main.account })
    this.directory = new Directory({
      keep: change => data.directory.keep(change),
      hear: change => this.accounts.hear(change),
    })
    this.queue = new CallQueue(this.exchange.clock, limits.callsPerSecond)
    this.data = data
    this.#origin = given.recordings?.origin
    this.exchange.listen(event => this.#hear(event))
  }

  /** A new id of a request, a queued call, or whatever needs one. */
  newId(): string {
    return this.#ids.uuid()
  }

  /** Puts a phone where calls and Dial can reach it. */
  phone(address: string, behaviour: PhoneBehaviour): void {
    this.#phones.add(this.exchange.phone(address, behaviour).address.toLowerCase())
  }

  /** Whether there is a phone at a SIP address, as if it had registered. */
  isRegistered(address: string): boolean {
    return this.#phones.has(address.toLowerCase())
  }

  /** The calls of an account that go on, in the order in which they began. */
  live(holder: Holder): readonly LiveCall[] {
    return [...this.#live.values()].filter(one => !one.call.over && this.isOf(one.account, holder))
  }

  /** A call that goes on, unless it is another account's. */
  find(uuid: string, holder: Holder): LiveCall | undefined {
    const found = this.#live.get(uuid)
    return found && !found.call.over && this.isOf(found.account, holder) ? found : undefined
  }

  /** Whether what belongs to an account may be seen by another: a main account sees what its subaccounts have. */
  isOf(account: string, holder: Holder): boolean {
    return holder.main || account === holder.authId
  }

  /**
   * Makes calls for an account; tells their ids, and whether one of them has to wait. Throws what `exchange.dialOut` throws,
   * before any of them is made.
   */
  make(
    holder: Holder,
    options: DialOutOptions,
    destinations: readonly string[],
    parent?: string,
  ): { readonly uuids: readonly string[]; readonly queued: boolean } {
    if (this.#stopping) throw new StoppingError()
    const { exchange, queue } = this
    const account = holder.main ? {} : { account: holder.account }
    const all = destinations.map(to => {
      const uuid = this.newId()
      const made = { ...options, ...account, to, uuid }
      readDialOutOptions(made)
      return { uuid, to, begin: () => void exchange.dialOut(made) }
    })
    const { from = '', callerName } = options
    const waits = all.map(({ uuid, to, begin }) => {
      if (parent !== undefined) this.#parents.set(uuid, parent)
      return queue.push({ uuid, from, to, callerName, authId: holder.authId, begin })
    })
    return { uuids: all.map(({ uuid }) => uuid), queued: waits.some(Boolean) }
  }

  /** Where a recording is served now: an earlier run may have had another port. */
  recordingUrl({ url }: Pick<StoredRecording, 'url'>): string {
    return this.#origin === undefined ? url : url.replace(/^https?:\/\/[^/]+/, this.#origin)
  }

  /** A call comes in. Throws what `exchange.call` throws. */
  receive(options: CallOptions): Caller<Call> {
    if (this.#stopping) throw new StoppingError()
    return this.exchange.call(options)
  }

  /** Hangs up all calls, waits until they have told their applications, and closes the exchange (D113). */
  async close(): Promise<void> {
    this.#stopping = true
    for (const { uuid } of this.queue.all) this.queue.cancel(uuid)
    const ends = [...this.#live.values()].map(({ call }) => {
      call.hangUp('offhook was stopped')
      return new Promise<void>(resolve => call.whenFinal(resolve))
    })
    await new Promise<void>(resolve => {
      const callOff = deadline(patience, resolve)
      void Promise.all(ends).then(() => {
        callOff()
        resolve()
      })
    })
    await this.exchange.close()
  }

  #hear(event: TraceEvent): void {
    this.data.traces.append(event)
    this.legs.hear(event)
    const { call: uuid } = event
    if (event.type === 'call.arrived') return this.#begin(uuid)
    const live = this.#live.get(uuid)
    if (!live) return
    if (event.type === 'room.entered') this.#live.set(uuid, { ...live, conference: event.conference })
    if (event.type === 'recording.finished') this.#keep(event.recording, live)
    if (event.type === 'call.ended') this.#end(live)
  }

  #begin(uuid: string): void {
    const call = this.exchange.find(uuid)
    if (!call) return
    const { account = this.accounts.main.account, aleg } = call.arrival
    const live = { call, account: account.authId, parent: aleg ?? this.#parents.get(uuid) }
    this.#parents.delete(uuid)
    this.#live.set(uuid, live)
    const { direction, from, to } = call.arrival
    this.data.calls.begin({
      uuid,
      account: live.account,
      from,
      to,
      direction,
      startedAt: call.facts.startedAt,
      billRate: call.facts.account.billRate,
      ...(live.parent !== undefined && { parentUuid: live.parent }),
    })
  }

  #keep(id: string, { call, account, conference: conferenceUuid }: LiveCall): void {
    const recording = this.exchange.recording(id)
    if (!recording) return
    const { id: _, url, format, ms, transcript, conference } = recording
    const { from, to } = call.arrival
    const endedAt = this.exchange.epochOf(this.exchange.clock.now)
    this.data.recordings.add({
      id,
      callUuid: call.uuid,
      account,
      url,
      format,
      ms,
      startedAt: endedAt - ms,
      endedAt,
      type: conference === undefined ? 'normal' : 'conference',
      ...(conference !== undefined && { conference }),
      ...(conference !== undefined && conferenceUuid !== undefined && { conferenceUuid }),
      transcript,
      from,
      to,
    })
  }

  /** Its record is there before its hangup URL is told (D112); when that is done, only the record remains. */
  #end({ call, conference }: LiveCall): void {
    if (call.record) this.data.calls.end(call.record, conference)
    call.whenFinal(() => {
      this.#live.delete(call.uuid)
      this.exchange.forget(call)
    })
  }
}
