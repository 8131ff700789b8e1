import type { Dispatcher } from 'undici'
import { deadline } from '../clock/deadline.js'
import { answerFailure, cannotBeMade, connectionFailure } from './connection-failure.js'
import { type Connection, type ConnectionOptions, ConnectionPool, type ConnectionUser } from './connection-pool.js'
import type { Phase } from './phases.js'
import type { Transport, WireRequest, WireResult } from './transport.js'
import {
  answered,
  closedBeforeAnyByte,
  cutShort,
  incomplete,
  livedThrough,
  noByte,
  noConnection,
  noFinalStatus,
  stalled,
  tooLarge,
  unconnected,
  unusable,
} from './wire-result.js'

/** Real HTTP over pooled keep-alive connections, one request at a time on each. */
export interface UndiciTransport extends Transport {
  /** Closes all connections, and comes back when no socket is left; attempts in flight end as failures. */
  close(): Promise<void>
}

/**
 * undici's own timeouts tick every half second, so they are off: every phase has its own deadline here, and the phase an
 * attempt is in tells what a failure means, for which error codes are not enough.
 */
export function createUndiciTransport(options: ConnectionOptions = {}): UndiciTransport {
  const pool = new ConnectionPool(options)
  const send = (request: WireRequest) => new Promise<WireResult>(resolve => new Flight(request, pool, resolve).start())
  return Object.assign(send, { close: () => pool.close() })
}

/**
 * One attempt. It is `ready` until a connection is being made, or a kept one has turned out alive; then it passes
 * through the phases, each of which says what happened if the attempt ends in it, and is `over`.
 */
class Flight implements ConnectionUser, Dispatcher.DispatchHandler {
  readonly #request: WireRequest
  readonly #pool: ConnectionPool
  readonly #resolve: (result: WireResult) => void
  readonly #measured: Partial<Record<Phase, number>> = {}
  readonly #chunks: Uint8Array[] = []
  #connection: Connection
  #phase: 'ready' | Phase | 'over' = 'ready'
  /** When the attempt began, from which ct and tt count: waiting for one's turn to connect is not part of it. */
  #began = performance.now()
  /** When the phase began. */
  #entered = this.#began
  /** When the request was sent, or the last byte came. */
  #since = this.#began
  #callOff = () => {}
  #bytes = 0
  #status = 0
  #headers: Record<string, string> = {}

  constructor(request: WireRequest, pool: ConnectionPool, resolve: (result: WireResult) => void) {
    this.#request = request
    this.#pool = pool
    this.#resolve = resolve
    this.#connection = pool.take(request.origin, this)
  }

  start(): void {
    const { path, method, headers, body } = this.#request
    if (this.#connection.kept) this.#arm()
    this.#connection.client.dispatch({ path, method, headers, body: body ?? null }, this)
  }

  connecting(): void {
    this.#began = performance.now()
    this.#enter('connect')
    this.#arm()
  }

  established(): void {
    if (this.#connection.secure) this.#enter('tls')
  }

  /** undici is about to write the request; from here on, the application may have read it. */
  onRequestStart(): void {
    this.#enter('wait')
    this.#since = this.#entered
    this.#arm()
    this.#request.sent?.()
  }

  heard(): void {
    if (this.#phase === 'wait') this.#enter('receive')
    if (this.#phase === 'receive' && this.#status === 0) this.#connection.passOverInterim()
    this.#since = performance.now()
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.#phase === 'over') return
    if (status < 100 || status === 101) this.#end(noFinalStatus(status))
    // An interim answer is a byte of an answer, and no more (D79).
    if (status < 200) return
    this.#status = status
    for (const name in headers) this.#headers[name] = String(headers[name])
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#phase === 'over') return
    this.#bytes += chunk.length
    this.#chunks.push(chunk)
    if (this.#bytes > this.#request.limit) this.#end(tooLarge(this.#request))
  }

  onResponseEnd(): void {
    if (this.#phase === 'over') return
    if (this.#connection.reset) {
      this.#end(cutShort(this.#bytes))
      return
    }
    this.#callOff()
    this.#enter('over')
    this.#pool.keep(this.#connection)
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Uint8Array) : Buffer.concat(this.#chunks)
    this.#resolve(livedThrough(answered(this.#request, this.#status, this.#headers, body), this.#measured))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#phase === 'over') return
    if (this.#phase === 'ready' && this.#connection.lost) this.#replace()
    else this.#end(this.#failure(error))
  }

  /**
   * A kept connection turned out to be gone before the request was written, so nobody has seen it: the same attempt goes
   * out on another. Once it is written nobody can know, and what may have been read is never sent twice (D81).
   */
  #replace(): void {
    this.#pool.drop(this.#connection)
    this.#connection = this.#pool.take(this.#request.origin, this)
    this.start()
  }

  #failure(error: Error): WireResult {
    const impossible = cannotBeMade(error)
    if (impossible !== undefined) return unusable(`the request cannot be made: ${impossible}`)
    if (this.#reachedAndReset(error)) return closedBeforeAnyByte()
    if (this.#connects) return unconnected(connectionFailure(error, this.#connectPhase))
    if (this.#phase === 'wait') return closedBeforeAnyByte()
    const broken = answerFailure(error, this.#bytesIfBegun === undefined ? 'headers' : 'body')
    return broken === undefined ? cutShort(this.#bytesIfBegun) : unusable(broken)
  }

  /**
   * A connection that was accepted and reset at once may be seen as reset while it is being made; one that is refused is
   * not (D64).
   */
  #reachedAndReset({ code }: NodeJS.ErrnoException): boolean {
    return this.#phase === 'connect' && !this.#connection.secure && code === 'ECONNRESET'
  }

  #timeout(): WireResult {
    if (this.#connects) return noConnection(this.#request, this.#connectPhase)
    if (this.#phase === 'wait') return noByte(this.#request)
    return this.#silent ? stalled(this.#request, this.#bytesIfBegun) : incomplete(this.#request)
  }

  /**
   * Whether a timeout is a stall, and not tt running out over bytes that keep coming. By settings alone an answer takes no
   * time, so that a stall ends by rt wherever rt <= tt; on a socket tt may run out before that by what the answer took.
   * It is a stall all the same if the silence has lasted longer than the bytes before it kept coming.
   */
  get #silent(): boolean {
    const silence = performance.now() - this.#since
    return silence >= this.#request.rt || silence > this.#since - this.#entered
  }

  get #connects(): boolean {
    return this.#phase === 'ready' || this.#phase === 'connect' || this.#phase === 'tls'
  }

  get #connectPhase(): 'connect' | 'tls' {
    return this.#phase === 'tls' ? 'tls' : 'connect'
  }

  /** Of the body; undefined while there are not even all headers. */
  get #bytesIfBegun(): number | undefined {
    return this.#status === 0 ? undefined : this.#bytes
  }

  /** Goes on to a phase, and notes how long the one before it took: in ms, to a tenth. */
  #enter(phase: Phase | 'over'): void {
    const now = performance.now()
    if (this.#phase !== 'ready' && this.#phase !== 'over') {
      this.#measured[this.#phase] = Math.round((now - this.#entered) * 10) / 10
    }
    this.#phase = phase
    this.#entered = now
  }

  #arm(): void {
    this.#callOff()
    this.#callOff = deadline(this.#due - performance.now(), () => this.#expire())
  }

  get #due(): number {
    const { ct, rt, tt } = this.#request
    return Math.min(this.#connects ? this.#began + ct : this.#since + rt, this.#began + tt)
  }

  /** Bytes that came since the deadline was set have moved it; setting it anew for each would cost more. */
  #expire(): void {
    if (this.#due > performance.now()) this.#arm()
    else this.#end(this.#timeout())
  }

  /** Ends the attempt without a complete answer, and its connection with it. */
  #end(result: WireResult): void {
    this.#callOff()
    this.#enter('over')
    this.#pool.drop(this.#connection)
    const body = result.outcome === 'partial' ? Buffer.concat(this.#chunks) : result.body
    const status = this.#status === 0 ? {} : { status: this.#status }
    this.#resolve(livedThrough({ ...result, ...status, headers: this.#headers, body }, this.#measured))
  }
}
