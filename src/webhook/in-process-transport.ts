import { type RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { inject } from 'light-my-request'
import { inWords } from '../trace/given.js'
import { type Answer, type Ask, answeredInProcess, connectionReset } from './in-process-answer.js'
import type { Transport, WireRequest } from './transport.js'

/** `(request: Request) => Response`, as Hono's `app.fetch` and many others. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** A fastify instance, or whatever injects as it does. */
export interface Injectable {
  inject(request: {
    method: 'GET' | 'POST'
    url: string
    headers: Record<string, string>
    payload?: string
    payloadAsStream?: boolean
    signal?: AbortSignal
  }): PromiseLike<InjectedAnswer>
}

/** All of its body at once, or as it comes. */
interface InjectedAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly rawPayload?: Uint8Array
  stream?(): AsyncIterable<Uint8Array>
  readonly raw?: { readonly res?: { destroy(): void; readonly destroyed?: boolean; readonly writableEnded?: boolean } }
}

/**
 * An application in this process: Fetch-style, a Node request listener (an Express app is one), or fastify.
 */
export type Application = FetchHandler | RequestListener | Injectable

export interface InProcessTransport extends Transport {
  /** Answers all webhooks of an origin without a socket, until the returned function is called. The last mount of an origin wins. */
  mount(origin: string, application: Application): () => void
}

/** Answers mounted origins in this process, and hands everything else to `fallback`. */
export function createInProcessTransport(fallback: Transport): InProcessTransport {
  const mounted = new Map<string, Transport>()
  const send: Transport = request => (mounted.get(request.origin) ?? fallback)(request)
  const mount = (origin: string, application: Application) => {
    const normalised = originOf(origin)
    const answering = answeredInProcess(askOf(application))
    mounted.set(normalised, answering)
    return () => {
      if (mounted.get(normalised) === answering) mounted.delete(normalised)
    }
  }
  return Object.assign(send, { mount })
}

/** An origin is scheme, host and port; anything more would be lost in silence. */
function originOf(given: string): string {
  const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined
  if (url && url.pathname === '/' && url.search === '' && url.hash === '') return url.origin
  const near = url ? `; did you mean ${url.origin}?` : ''
  throw new TypeError(`${inWords(given)} is not an origin; allowed is scheme, host and port: http://app.test${near}`)
}

function askOf(application: Application): Ask {
  const injectable = typeof application === 'object' && typeof application?.inject === 'function'
  if (!injectable && typeof application !== 'function') {
    throw new TypeError('an application is a Fetch-style handler, a Node request listener or a fastify instance')
  }
  if (typeof application === 'object') return (request, signal) => injected(application, request, signal)
  if (application.length >= 2) return (request, signal) => listened(application as RequestListener, request, signal)
  return (request, signal) => fetched(application as FetchHandler, request, signal)
}

async function fetched(
  handler: FetchHandler,
  { url, method, headers, body }: WireRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await handler(new Request(url, { method, headers, signal, ...(body !== undefined && { body }) }))
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: chunksOf(response, signal),
  }
}

/** The body as it comes; whoever stops reading, or the signal, cancels it. */
async function* chunksOf({ body }: Response, signal: AbortSignal): AsyncGenerator<unknown> {
  const reader = body?.getReader()
  if (!reader) return
  const cancel = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    cancel()
  }
}

function listened(listener: RequestListener, request: WireRequest, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (error: unknown, answer: InjectedAnswer | undefined) => {
      if (!answer) reject(error)
      // Node keeps what a turn writes first until that turn ends: closed within it, nobody sees any of it.
      else if (answer.raw?.res?.destroyed && !answer.raw.res.writableEnded) reject({ code: connectionReset })
      else resolve(answerOf(answer, signal))
    }
    // What the listener returns comes back, although the type does not say so: the promise of an async one may reject.
    const options = { ...injection(request, signal), url: '/', validate: false }
    const returned: unknown = inject(untouched(listener, request), options, settle)
    if (returned instanceof Promise) returned.catch(reject)
  })
}

/**
 * light-my-request recognises Express and gives the prototypes that all Express apps of the process share its own
 * methods, after which none of them can serve a socket. So it gets to see a plain function, and its request and response
 * carry their methods themselves, for Express gives them other prototypes. The path is the one on the wire, which
 * light-my-request would have normalised.
 */
const untouched =
  (listener: RequestListener, { path, limit }: WireRequest): RequestListener =>
  (request, response) => {
    request.url = path
    ownMethods(request, Readable.prototype)
    ownMethods(response, ServerResponse.prototype)
    takeNoMoreThan(limit, response)
    // Both sockets are stand-ins. To destroy one is to close the connection, as Express does after a late error.
    const close = () => void response.destroy()
    for (const socket of [request.socket, response.socket]) Object.assign(socket ?? {}, { destroy: close })
    return listener(request, response)
  }

function ownMethods(object: object, upTo: object): void {
  for (let from = Object.getPrototypeOf(object); from && from !== upTo; from = Object.getPrototypeOf(from)) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      if (name !== 'constructor' && !Object.hasOwn(object, name)) Object.defineProperty(object, name, descriptor)
    }
  }
}

/** What is written after that goes nowhere, as nobody will read it: not even a loop that never waits fills the memory. */
function takeNoMoreThan(limit: number, response: ServerResponse): void {
  const write = response.write as (...given: unknown[]) => boolean
  let bytes = 0
  response.write = (...given: unknown[]): boolean => {
    if (bytes > limit) return false
    bytes += (given[0] as { readonly length?: number } | null)?.length ?? 0
    return write.apply(response, given)
  }
}

const injected = async (application: Injectable, request: WireRequest, signal: AbortSignal): Promise<Answer> =>
  answerOf(await application.inject(injection(request, signal)), signal)

function injection({ method, path, headers, body }: WireRequest, signal: AbortSignal) {
  const payload = body !== undefined && { payload: body }
  return { method, url: path, headers: { ...headers }, ...payload, payloadAsStream: true, signal }
}

function answerOf(answer: InjectedAnswer, signal: AbortSignal): Answer {
  const { statusCode, headers, rawPayload } = answer
  // Its request may be over by then, and with it what the signal would stop.
  signal.addEventListener('abort', () => answer.raw?.res?.destroy(), { once: true })
  const joined: Record<string, string> = {}
  for (const name in headers) joined[name] = String(headers[name])
  const body = rawPayload ? [rawPayload] : (answer.stream?.() ?? [])
  return { status: statusCode, headers: joined, body }
}
