import { deadline } from '../clock/deadline.js'
import { delayed } from './delayed.js'
import { faultResult } from './fault-result.js'
import type { Phases } from './phases.js'
import { type Transport, TransportFault, type WireRequest, type WireResult } from './transport.js'
import {
  answered,
  closedBeforeAnyByte,
  cutShort,
  incomplete,
  livedThrough,
  noByte,
  stalled,
  tooLarge,
} from './wire-result.js'

/** What an application in this process answers; its body may still be under way, and may have no end. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Bytes, or text in UTF-8. */
  readonly body: AsyncIterable<unknown> | Iterable<unknown>
}

/** Asks an application; the signal tells it that nobody waits for the rest. */
export type Ask = (request: WireRequest, signal: AbortSignal) => Promise<Answer>

/** ms of call time that an answer takes, without any real waiting; removed before anybody sees it. */
const delayHeader = 'x-offhook-delay'

/**
 * Asks an application in this process, and reads what it answers up to the limit. One that never answers, or never ends
 * its answer, would stop the clock for ever: it is given rt and tt, in real time.
 */
export const answeredInProcess =
  (ask: Ask): Transport =>
  request =>
    new Promise(resolve => new Asking(request, resolve).start(ask))

/** One attempt. It waits for the answer to begin, then for its body to end. */
class Asking {
  readonly #request: WireRequest
  readonly #resolve: (result: WireResult) => void
  readonly #stopping = new AbortController()
  readonly #began = performance.now()
  readonly #chunks: Uint8Array[] = []
  #bytes = 0
  /** Once the answer has begun. */
  #begun: Pick<Answer, 'status' | 'headers'> | undefined
  /** When the answer began. */
  #entered = this.#began
  /** When the application was asked, or the last byte came. */
  #since = this.#began
  /** Call time that the answer takes because it says so, in ms. */
  #delay = 0
  #over = false
  #callOff = () => {}

  constructor(request: WireRequest, resolve: (result: WireResult) => void) {
    this.#request = request
    this.#resolve = resolve
  }

  start(ask: Ask): void {
    this.#arm()
    ask(this.#request, this.#stopping.signal).then(
      answer => this.#received(answer),
      error => this.#thrown(error),
    )
    this.#request.sent?.()
  }

  async #received({ status, headers, body }: Answer): Promise<void> {
    const fault = TransportFault.of(headers)
    if (fault) return this.#failed(fault)
    this.#begin(status, headers)
    try {
      const whole = await this.#whole(body)
      const end = whole ? answered(this.#request, status, headers, whole) : tooLarge(this.#request)
      if (!whole) this.#stopping.abort()
      this.#end(end)
    } catch (error) {
      const cut = cutShort(this.#bytes)
      this.#end(isReset(error) ? cut : { ...cut, reason: `${cut.reason}: ${thrownBy(error)}` })
    }
  }

  #begin(status: number, { [delayHeader]: delay, ...headers }: Answer['headers']): void {
    this.#entered = this.#since = performance.now()
    this.#begun = { status, headers }
    this.#delay = Math.max(0, Number(delay ?? 0)) || 0
  }

  /** All of the body, or undefined if it is more than the limit. Leaving the loop cancels the rest. */
  async #whole(body: Answer['body']): Promise<Uint8Array | undefined> {
    let reads = 0
    for await (const given of body) {
      if (this.#over) break
      const chunk = bytesOf(given)
      this.#since = performance.now()
      this.#bytes += chunk.length
      if (this.#bytes > this.#request.limit) return undefined
      this.#chunks.push(chunk)
      // A body that is always ready would let nobody else run, not even who gives up on it.
      if (++reads % 1_000 === 0) await new Promise<void>(resolve => deadline(0, resolve))
    }
    return this.#soFar
  }

  #thrown(error: unknown): void {
    if (quietly(() => error instanceof TransportFault, false)) return this.#failed(error as TransportFault)
    if (isReset(error)) return this.#end(closedBeforeAnyByte())
    const text = Buffer.from(wordsOf(error))
    const result = answered(this.#request, 500, { 'content-type': 'text/plain; charset=utf-8' }, text)
    this.#end({ ...result, reason: `${result.reason}: ${thrownBy(error)}` })
  }

  /** A fault is made up: what it takes longer than the application took to say so is owed. */
  #failed(fault: TransportFault): void {
    const result = faultResult(fault, this.#request)
    const phase = result.outcome === 'ct' ? 'connect' : 'wait'
    const { wait } = this.#passed
    const { [phase]: nominal = 0, ...others } = result.nominal
    const owed = nominal > wait ? { ...others, [phase]: nominal - wait } : others
    this.#finish({ ...result, measured: { ...others, [phase]: Math.max(nominal, wait) }, owed })
  }

  #timeout(): WireResult {
    if (!this.#begun) return noByte(this.#request)
    return this.#silent ? stalled(this.#request, this.#bytes) : incomplete(this.#request)
  }

  /** Whether a timeout is a stall, and not tt running out over bytes that keep coming: as on a socket. */
  get #silent(): boolean {
    const silence = performance.now() - this.#since
    return silence >= this.#request.rt || silence > this.#since - this.#entered
  }

  #arm(): void {
    this.#callOff = deadline(this.#due - performance.now(), () => this.#expire())
  }

  get #due(): number {
    const { rt, tt } = this.#request
    return Math.min(this.#since + rt, this.#began + tt)
  }

  /** Bytes that came since the deadline was set have moved it. */
  #expire(): void {
    if (this.#due > performance.now()) return this.#arm()
    this.#end(this.#timeout())
    this.#stopping.abort()
  }

  /** All of it really passed, except what the answer says that it takes. */
  #end(result: WireResult): void {
    const body = result.outcome === 'partial' ? this.#soFar : result.body
    const lived = livedThrough({ ...result, ...this.#begun, body }, this.#passed)
    this.#finish(delayed(lived, { wait: this.#delay }, this.#request))
  }

  #finish(result: WireResult): void {
    this.#over = true
    this.#callOff()
    this.#resolve(result)
  }

  get #soFar(): Uint8Array {
    return this.#chunks.length === 1 ? (this.#chunks[0] as Uint8Array) : Buffer.concat(this.#chunks)
  }

  get #passed(): Phases & { readonly wait: number } {
    const now = performance.now()
    if (!this.#begun) return { wait: tenths(now - this.#began) }
    return { wait: tenths(this.#entered - this.#began), receive: tenths(now - this.#entered) }
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk === 'string') return Buffer.from(chunk)
  throw new TypeError('a chunk of a body is bytes or text')
}

/** Its response was destroyed. */
const isReset = (error: unknown): boolean =>
  quietly(() => (error as NodeJS.ErrnoException | undefined)?.code === connectionReset, false)

/** The code that light-my-request gives to the error of a response that was destroyed. */
export const connectionReset = 'LIGHT_ECONNRESET'

const thrownBy = (error: unknown): string => `the application threw "${wordsOf(error)}"`

/** What an application threw, of which nothing is certain, in a bounded number of words. */
function wordsOf(error: unknown): string {
  const words = quietly(() => String(error instanceof Error ? error.message : error), 'something that has no words')
  return words.length > mostCharacters ? `${words.slice(0, mostCharacters)}…` : words
}

const mostCharacters = 200

/** What an application made may throw when it is as much as looked at. */
function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}
