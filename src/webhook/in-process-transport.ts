import { type RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { inject } from 'light-my-request'
import { deadline } from '../clock/deadline.js'
import { type Transport, TransportFault, type WireRequest, type WireResult } from './transport.js'
import { answered, closedBeforeAnyByte, faultResult, noByte } from './wire-result.js'

/** `(request: Request) => Response`, as Hono's `app.fetch` and many others. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** A fastify instance, or whatever injects as it does. */
export interface Injectable {
  inject(request: {
    method: 'GET' | 'POST'
    url: string
    headers: Record<string, string>
    payload?: string
  }): PromiseLike<InjectedAnswer>
}

interface InjectedAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly rawPayload: Uint8Array
}

/**
 * An application in this process: Fetch-style, a Node request listener (an Express app is one), or fastify.
 */
export type Application = FetchHandler | RequestListener | Injectable

export interface InProcessTransport extends Transport {
  /** Answers all webhooks of an origin without a socket, until the returned function is called. The last mount of an origin wins. */
  mount(origin: string, application: Application): () => void
}

/** ms of call time that an answer takes, without any real waiting; removed before anybody sees it. */
const delayHeader = 'x-offhook-delay'

/** Answers mounted origins in this process, and hands everything else to `fallback`. */
export function createInProcessTransport(fallback: Transport): InProcessTransport {
  const mounted = new Map<string, Transport>()
  const send: Transport = request => (mounted.get(request.origin) ?? fallback)(request)
  const mount = (origin: string, application: Application) => {
    const normalised = originOf(origin)
    const answering = answeredBy(application)
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
  throw new TypeError(`"${given}" is not an origin; allowed is scheme, host and port: http://app.test${near}`)
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

type Ask = (request: WireRequest) => Promise<Answer>

function answeredBy(application: Application): Transport {
  const ask = askOf(application)
  return request =>
    new Promise(resolve => {
      // An application that never answers would stop the clock for ever: it is given rt, in real time.
      const giveUp = deadline(Math.min(request.rt, request.tt), () => resolve(noByte(request)))
      ask(request)
        .then(
          answer => resultOf(request, answer),
          error => resultOfThrown(request, error),
        )
        .then(result => {
          giveUp()
          resolve(result)
        })
    })
}

function askOf(application: Application): Ask {
  const injectable = typeof application === 'object' && typeof application?.inject === 'function'
  if (!injectable && typeof application !== 'function') {
    throw new TypeError('an application is a Fetch-style handler, a Node request listener or a fastify instance')
  }
  if (typeof application === 'object') return request => injected(application, request)
  if (application.length >= 2) return request => listened(application as RequestListener, request)
  return request => fetched(application as FetchHandler, request)
}

async function fetched(handler: FetchHandler, { url, method, headers, body }: WireRequest): Promise<Answer> {
  const response = await handler(new Request(url, { method, headers, ...(body !== undefined && { body }) }))
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  }
}

function listened(listener: RequestListener, request: WireRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (error: unknown, answer: InjectedAnswer | undefined) =>
      answer ? resolve(answerOf(answer)) : reject(error)
    // What the listener returns comes back, although the type does not say so: the promise of an async one may reject.
    const returned: unknown = inject(untouched(listener), { ...injection(request), validate: false }, settle)
    if (returned instanceof Promise) returned.catch(reject)
  })
}

/**
 * light-my-request recognises Express and gives the prototypes that all Express apps of the process share its own
 * methods, after which none of them can serve a socket. So it gets to see a plain function, and its request and response
 * carry their methods themselves, for Express gives them other prototypes.
 */
const untouched =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    ownMethods(request, Readable.prototype)
    ownMethods(response, ServerResponse.prototype)
    return listener(request, response)
  }

function ownMethods(object: object, upTo: object): void {
  for (let from = Object.getPrototypeOf(object); from && from !== upTo; from = Object.getPrototypeOf(from)) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      if (name !== 'constructor' && !Object.hasOwn(object, name)) Object.defineProperty(object, name, descriptor)
    }
  }
}

const injected = async (application: Injectable, request: WireRequest): Promise<Answer> =>
  answerOf(await application.inject(injection(request)))

function injection({ method, path, headers, body }: WireRequest) {
  return { method, url: path, headers: { ...headers }, ...(body !== undefined && { payload: body }) }
}

function answerOf({ statusCode, headers, rawPayload }: InjectedAnswer): Answer {
  const joined: Record<string, string> = {}
  for (const name in headers) joined[name] = String(headers[name])
  return { status: statusCode, headers: joined, body: rawPayload }
}

function resultOf(request: WireRequest, { status, headers, body }: Answer): WireResult {
  const fault = TransportFault.of(headers)
  if (fault) return faultResult(fault, request)
  const { [delayHeader]: delay, ...others } = headers
  const cost = Math.max(0, Number(delay ?? 0)) || 0
  if (cost > Math.min(request.rt, request.tt)) return noByte(request)
  return answered(request, status, others, body, { cost })
}

function resultOfThrown(request: WireRequest, error: unknown): WireResult {
  if (error instanceof TransportFault) return faultResult(error, request)
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'LIGHT_ECONNRESET') return closedBeforeAnyByte()
  const thrown = error instanceof Error ? error.message : String(error)
  const result = answered(request, 500, { 'content-type': 'text/plain; charset=utf-8' }, Buffer.from(thrown))
  return { ...result, reason: `${result.reason}: the application threw "${thrown}"` }
}
