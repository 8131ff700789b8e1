import type { Socket } from 'node:net'
import { buildConnector, Client, type Dispatcher } from 'undici'
import { deadline } from '../clock/deadline.js'
import { connectionFailure } from './connection-failure.js'
import type { Transport, WireRequest, WireResult } from './transport.js'
import {
  answered,
  closedBeforeAnyByte,
  cutShort,
  noByte,
  noConnection,
  stalled,
  tooLarge,
  unconnected,
  unusable,
} from './wire-result.js'

export interface UndiciOptions {
  /** How connections are made: `ca` to trust, a `lookup` to use, and what else tls.connect takes. */
  readonly connect?: Omit<buildConnector.BuildOptions, 'timeout' | 'allowH2'>
}

/** Real HTTP over pooled keep-alive connections, one request at a time on each. */
export interface UndiciTransport extends Transport {
  /** Closes all connections; attempts in flight end as if the application had closed them. */
  close(): Promise<void>
}

/**
 * undici's own timeouts tick every half second, so they are off: every phase has its own deadline here, and the phase an
 * attempt is in tells what a failure means, for which error codes are not enough.
 */
export function createUndiciTransport(options: UndiciOptions = {}): UndiciTransport {
  const pool = new Pool(options)
  const send = (request: WireRequest) => new Promise<WireResult>(resolve => new Flight(request, pool, resolve).start())
  return Object.assign(send, { close: () => pool.close() })
}

/** How long an idle connection is kept, unless the application announces less. */
const keepAlive = 4_000

/** One connection to an origin, made when first needed and again when it was lost. */
class Line {
  readonly client: Client
  socket: Socket | undefined
  /** Whether the connection was made for the present attempt. */
  fresh = true
  /** Whether the socket was reset, which undici takes for the end of a body without a length. */
  reset = false

  constructor(
    readonly origin: string,
    connector: buildConnector.connector,
  ) {
    const connect: buildConnector.connector = (options, callback) => {
      this.fresh = true
      this.reset = false
      // The connector returns the socket, although its type does not say so.
      this.socket = connector(options, callback) as unknown as Socket
      this.socket.on('error', () => {
        this.reset = true
      })
    }
    this.client = new Client(origin, { connect, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: keepAlive })
  }

  /** Also while connecting, which destroying the client alone would let run on. */
  async destroy(): Promise<void> {
    this.socket?.destroy(new Error('given up'))
    await this.client.destroy().catch(() => {})
  }
}

class Pool {
  readonly #connector: buildConnector.connector
  readonly #idle = new Map<string, Line[]>()
  readonly #lines = new Set<Line>()

  constructor({ connect }: UndiciOptions) {
    this.#connector = buildConnector({ ...connect, timeout: 0, allowH2: false })
  }

  take(origin: string): Line {
    return this.#idle.get(origin)?.pop() ?? this.create(origin)
  }

  create(origin: string): Line {
    const line = new Line(origin, this.#connector)
    this.#lines.add(line)
    return line
  }

  give(line: Line): void {
    const idle = this.#idle.get(line.origin)
    if (idle) idle.push(line)
    else this.#idle.set(line.origin, [line])
  }

  drop(line: Line): Promise<void> {
    this.#lines.delete(line)
    return line.destroy()
  }

  async close(): Promise<void> {
    this.#idle.clear()
    await Promise.all([...this.#lines].map(line => this.drop(line)))
  }
}

type Phase = 'connecting' | 'waiting' | 'receiving' | 'over'

/** One attempt: connecting, then waiting for the first byte, then receiving until the answer is complete. */
class Flight implements Dispatcher.DispatchHandler {
  readonly #request: WireRequest
  readonly #pool: Pool
  readonly #resolve: (result: WireResult) => void
  readonly #began = performance.now()
  readonly #timings: { connect?: number; firstByte?: number; end?: number } = {}
  readonly #chunks: Uint8Array[] = []
  #line: Line
  #phase: Phase = 'connecting'
  /** When the phase began, or the last byte came. */
  #since = this.#began
  #callOff = () => {}
  #bytesBefore = 0
  #bytes = 0
  #status = 0
  #headers: Record<string, string> = {}

  constructor(request: WireRequest, pool: Pool, resolve: (result: WireResult) => void) {
    this.#request = request
    this.#pool = pool
    this.#resolve = resolve
    this.#line = pool.take(request.origin)
  }

  start(): void {
    const { path, method, headers, body } = this.#request
    this.#line.fresh = false
    this.#enter('connecting')
    try {
      this.#line.client.dispatch({ path, method, headers, body: body ?? null }, this)
    } catch (error) {
      this.#end(unusable(`the request cannot be made: ${(error as Error).message}`))
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === 'over') {
      controller.abort(new Error('given up'))
      return
    }
    if (this.#line.fresh) this.#timings.connect = this.#elapsed()
    this.#bytesBefore = this.#line.socket?.bytesRead ?? 0
    this.#enter('waiting')
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.#phase === 'over') return
    this.#since = performance.now()
    if (status < 200) return
    this.#phase = 'receiving'
    this.#timings.firstByte = this.#elapsed()
    this.#status = status
    for (const name in headers) this.#headers[name] = String(headers[name])
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#phase === 'over') return
    this.#since = performance.now()
    this.#bytes += chunk.length
    this.#chunks.push(chunk)
    if (this.#bytes > this.#request.limit) this.#end(tooLarge(this.#request))
  }

  onResponseEnd(): void {
    if (this.#phase === 'over') return
    if (this.#line.reset) {
      this.#end(cutShort(this.#bytes))
      return
    }
    this.#timings.end = this.#elapsed()
    this.#callOff()
    this.#phase = 'over'
    this.#pool.give(this.#line)
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Uint8Array) : Buffer.concat(this.#chunks)
    this.#resolve(answered(this.#request, this.#status, this.#headers, body, { timings: this.#timings }))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#phase === 'over') return
    const keptButDead = this.#phase === 'waiting' && !this.#line.fresh && this.#received === 0
    if (keptButDead) this.#replace()
    else this.#end(this.#failure(error))
  }

  #failure(error: Error): WireResult {
    if (this.#phase === 'connecting') return unconnected(connectionFailure(error))
    if (error.name === 'HTTPParserError') return unusable('the answer is not HTTP')
    if (error.name === 'HeadersOverflowError') return unusable('the headers are larger than 16 KB')
    if (this.#phase === 'receiving') return cutShort(this.#bytes)
    return this.#received > 0 ? cutShort(undefined) : closedBeforeAnyByte()
  }

  /** A kept connection turned out dead before a byte was exchanged: the same attempt goes out on a new one. */
  #replace(): void {
    void this.#pool.drop(this.#line)
    this.#line = this.#pool.create(this.#request.origin)
    this.start()
  }

  get #received(): number {
    return (this.#line.socket?.bytesRead ?? 0) - this.#bytesBefore
  }

  /** ms since the attempt began, to a tenth. */
  #elapsed(): number {
    return Math.round((performance.now() - this.#began) * 10) / 10
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#since = performance.now()
    this.#arm()
  }

  #arm(): void {
    this.#callOff()
    this.#callOff = deadline(this.#due - performance.now(), () => this.#expire())
  }

  get #due(): number {
    const { ct, rt, tt } = this.#request
    return Math.min(this.#since + (this.#phase === 'connecting' ? ct : rt), this.#began + tt)
  }

  /** Bytes that came since the deadline was set have moved it; setting it anew for each would cost more. */
  #expire(): void {
    if (this.#due > performance.now()) this.#arm()
    else this.#end(this.#timeout())
  }

  #timeout(): WireResult {
    if (this.#phase === 'connecting') return noConnection(this.#request)
    if (this.#phase === 'receiving') return stalled(this.#request, this.#bytes, this.#totalEndsFirst)
    return this.#received > 0 ? stalled(this.#request, undefined, this.#totalEndsFirst) : noByte(this.#request)
  }

  get #totalEndsFirst(): boolean {
    const { rt, tt } = this.#request
    return this.#began + tt < this.#since + rt
  }

  /** Ends the attempt without a complete answer, and its connection with it. */
  #end(result: WireResult): void {
    this.#callOff()
    this.#phase = 'over'
    void this.#pool.drop(this.#line)
    this.#timings.end = this.#elapsed()
    const body = result.outcome === 'partial' ? Buffer.concat(this.#chunks) : result.body
    const status = this.#status === 0 ? {} : { status: this.#status }
    this.#resolve({ ...result, ...status, headers: this.#headers, body, timings: this.#timings })
  }
}
