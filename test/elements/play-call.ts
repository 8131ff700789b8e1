import type { CallRecord, Trace, TransportFault } from '../../src/index.js'
import {
  type Call,
  type Caller,
  type CallOptions,
  createExchange,
  type DialOutOptions,
  type ExchangeOptions,
} from '../../src/index.js'

/** A request that the application got. */
export interface Received {
  /** Call time, in ms. */
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Of the body, or of the query where there is no body. */
  readonly params: Readonly<Record<string, string>>
  readonly body: string
  readonly headers: Headers
}

/** A document, audio, a status, a whole response, a fault below HTTP, or what makes one of these of a request. */
export type Reply =
  | string
  | Uint8Array<ArrayBuffer>
  | number
  | Response
  | TransportFault
  | ((request: Received, times: number) => Reply)

export interface Played {
  readonly trace: Trace
  readonly record: CallRecord
  readonly requests: readonly Received[]
  readonly call: Call
  /** What was played to the caller: `0-500 Hello`, with ` (cut)` where it was cut short. */
  readonly heard: readonly string[]
  /** The elements that ran and when: `0-500 Speak`. */
  readonly ran: readonly string[]
  /** The codes of the problems, in order. */
  readonly problems: readonly string[]
  /** The only request of a path; throws when there is not exactly one. */
  readonly request: (path: string) => Received
}

export type Script = (caller: Caller<Call>) => Promise<unknown>

/** With `dialOut`, the exchange makes the call, and the script is that of who is called. */
export type PlayOptions = ExchangeOptions & {
  readonly call?: Partial<CallOptions>
  readonly dialOut?: Partial<DialOutOptions> & { readonly to: string }
}

export const origin = 'http://app.test'

/** Ten characters a second: "Hello" takes 500 ms, "Press a key" 1100. */
export const charactersPerSecond = 10

/**
 * Rings an application of a few documents, lets the caller act, and waits until the call and all its requests are over.
 * `/answer` is the answer URL and `/hangup` the hangup URL; paths that are not given answer 200 with an empty body.
 */
export async function playCall(
  routes: Readonly<Record<string, Reply>>,
  script: Script = async () => {},
  { call: callOptions = {}, dialOut, ...options }: PlayOptions = {},
): Promise<Played> {
  const exchange = createExchange({ seed: 1, charactersPerSecond, ...options })
  const requests: Received[] = []
  exchange.mount(origin, async (request: Request) => {
    const received = await read(request, exchange.clock.now)
    requests.push(received)
    return answer(routes[received.path] ?? 200, received, requests.filter(({ path }) => path === received.path).length)
  })
  const urls = { answerUrl: `${origin}/answer`, hangupUrl: `${origin}/hangup` }
  const caller = dialOut ? exchange.dialOut({ ...urls, ...dialOut }) : exchange.call({ ...urls, ...callOptions })
  await script(caller)
  const record = await caller.callEnds()
  const { trace } = caller.call
  const left = exchange.clock.pending()
  if (left.holds.length + left.timers.length > 0) throw new Error(`left over: ${JSON.stringify(left)}`)
  return {
    trace,
    record,
    requests,
    call: caller.call,
    heard: trace
      .of('prompt.finished')
      .map(({ at, ms, text, sound, heard }) => `${at - ms}-${at} ${text || sound}${heard ? '' : ' (cut)'}`),
    ran: ran(trace),
    problems: trace.of('problem.found').map(({ code }) => code),
    request(path) {
      const [only, ...more] = requests.filter(request => request.path === path)
      if (only && more.length === 0) return only
      throw new Error(`${more.length + (only ? 1 : 0)} requests of ${path}\n${trace.text()}`)
    },
  }
}

/** `<Response>` around some elements. */
export const document = (elements: string): string => `<?xml version="1.0"?><Response>${elements}</Response>`

/** Plays one document. */
export const playDocument = (elements: string, script?: Script, routes: Readonly<Record<string, Reply>> = {}) =>
  playCall({ '/answer': document(elements), ...routes }, script)

/** Silence as a WAV file, 8 kHz, 16 bits mono. */
export function wav(ms: number): Uint8Array<ArrayBuffer> {
  const samples = ms * 8 * 2
  const file = Buffer.alloc(44 + samples)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(8000, 24)
  file.writeUInt32LE(16_000, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples, 40)
  return new Uint8Array(file)
}

/** The answer takes so many ms of call time. */
export const delayed =
  (ms: number, body: string, status = 200): Reply =>
  () =>
    new Response(body, { status, headers: { 'content-type': 'text/xml', 'x-offhook-delay': String(ms) } })

async function read(request: Request, at: number): Promise<Received> {
  const { pathname, searchParams } = new URL(request.url)
  const body = await request.text()
  return {
    at,
    method: request.method,
    path: pathname,
    query: searchParams,
    params: Object.fromEntries(request.method === 'POST' ? new URLSearchParams(body) : searchParams),
    body,
    headers: request.headers,
  }
}

function answer(reply: Reply, request: Received, times: number): Response {
  if (typeof reply === 'function') return answer(reply(request, times), request, times)
  if (typeof reply === 'number') return new Response('', { status: reply })
  if (typeof reply === 'string') return new Response(reply, { headers: { 'content-type': 'text/xml' } })
  if (reply instanceof Uint8Array) return new Response(reply, { headers: { 'content-type': 'audio/wav' } })
  if (reply instanceof Response) return reply
  throw reply
}

function ran(trace: Trace): string[] {
  const begun: { element: string; at: number }[] = []
  const lines: string[] = []
  for (const event of trace.events) {
    if (event.type === 'element.started') begun.push({ element: event.element, at: event.at })
    if (event.type !== 'element.finished') continue
    const { element, at } = begun.pop() ?? { element: '(never started)', at: event.at }
    lines.push(`${at}-${event.at} ${element}`)
  }
  return lines
}
