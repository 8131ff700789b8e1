import type { Clock } from '../clock/clock.js'
import type { WebhookEngine } from '../webhook/engine.js'
import { type Applicable, readPolicy } from '../webhook/fragment.js'
import type { Delivery } from '../webhook/webhook.js'

/** One request of a call. */
export interface Request {
  readonly purpose: string
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly params: Readonly<Record<string, string>>
  /** Parameters that are shown as dots. */
  readonly secret?: readonly string[] | undefined
  /** Whether the URL's fragment configures the webhook. */
  readonly configurable: Applicable
  /** Whether anybody still waits for the answer; somebody does, unless given. */
  readonly wanted?: () => boolean
}

/** The requests of one call, and whether any is still on its way. */
export class Requests {
  readonly #call: string
  readonly #clock: Clock
  readonly #engine: WebhookEngine
  readonly #idle: () => void
  #open = 0

  constructor(call: string, clock: Clock, engine: WebhookEngine, idle: () => void) {
    this.#call = call
    this.#clock = clock
    this.#engine = engine
    this.#idle = idle
  }

  get open(): number {
    return this.#open
  }

  send(request: Request, done: (delivery: Delivery) => void = () => {}): void {
    const { configurable, ...rest } = request
    const { policy } = readPolicy(request.url, configurable)
    this.#open++
    this.#engine.send({ call: this.#call, ...rest, policy, signed: configurable !== 'audio' }, delivery => {
      done(delivery)
      this.#close()
    })
  }

  /** Sends later; the call is not final before. */
  sendLater(ms: number, make: () => Request): void {
    this.#open++
    this.#clock.after(ms, 'a callback that comes later', () => {
      this.send(make())
      this.#close()
    })
  }

  /** What is done with an answer takes a while itself: the call is not final before the returned function is called. */
  keepOpen(): () => void {
    this.#open++
    return () => this.#close()
  }

  #close(): void {
    if (--this.#open === 0) this.#idle()
  }
}
