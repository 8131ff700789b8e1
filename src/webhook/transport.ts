import type { Attempt } from './webhook.js'

/**
 * Carries one attempt to the application and brings back how it ended. Never rejects for what an application or a network
 * does: that is a result. Between the engine and the wire, so that tests, faults and in-process applications fit in.
 */
export type Transport = (request: WireRequest) => Promise<WireResult>

export interface WireRequest {
  /** Absolute, without fragment, with the query of a GET merged in. */
  readonly url: string
  /** Who is connected to: scheme, host in lower case, port unless it is the scheme's own. */
  readonly origin: string
  /** Path and query, as they stand in the request line. */
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  /** Of a POST. */
  readonly body?: string
  /** 1 is the first. */
  readonly attempt: number
  /** ms for a connection, TLS included. */
  readonly ct: number
  /** ms to the first byte, and between bytes. */
  readonly rt: number
  /** ms left in all; may be Infinity. */
  readonly tt: number
  /** The largest body taken, in bytes after decompression. */
  readonly limit: number
}

/** How an attempt ended on the wire. Header names are in lower case. */
export interface WireResult extends Omit<Attempt, 'number'> {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * How a connection can fail below HTTP: `refuse` the connection, `blackhole` it (it never completes), `stall` before the
 * first byte, `reset` before any byte; `stall-after` some bytes, or close after them: `short-body`.
 */
export const faults = ['refuse', 'blackhole', 'stall', 'reset', 'stall-after', 'short-body'] as const
export type Fault = (typeof faults)[number]

/**
 * Thrown by an application that is mounted in process to fail below HTTP, which no answer could do.
 * It carries a status and a header, too, because Express and fastify turn what a route throws into an answer with them.
 */
export class TransportFault extends Error {
  override name = 'TransportFault'
  readonly status = 500
  readonly headers: Readonly<Record<string, string>>
  /** Bytes of the body that arrive before it happens. */
  readonly afterBytes: number

  constructor(
    readonly fault: Fault,
    { afterBytes = 0 }: { readonly afterBytes?: number } = {},
  ) {
    super(`transport fault: ${fault}`)
    this.afterBytes = afterBytes
    this.headers = { [faultHeader]: `${fault} ${afterBytes}` }
  }

  /** The fault that an answer of a framework stands for, if it does. */
  static of(headers: Readonly<Record<string, string>>): TransportFault | undefined {
    const [kind, afterBytes] = headers[faultHeader]?.split(' ') ?? []
    const fault = faults.find(one => one === kind)
    return fault && new TransportFault(fault, { afterBytes: Number(afterBytes) || 0 })
  }
}

const faultHeader = 'x-offhook-fault'
