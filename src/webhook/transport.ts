import {
  describeFault,
  type Fault,
  type FaultKind,
  FaultMistake,
  type FaultName,
  faultKinds,
  isWireFault,
  readFault,
  type WireFault,
  type WrittenFault,
} from './fault.js'
import type { Phases } from './phases.js'
import type { AttemptOutcome, SentWebhook } from './webhook.js'

/**
 * Carries one attempt to the application and brings back how it ended. Never rejects for what an application or a network
 * does: that is a result. Between the engine and the wire, so that tests, faults and in-process applications fit in.
 */
export type Transport = (request: WireRequest) => Promise<WireResult>

/** A transport that may want to know which webhook an attempt belongs to, as rules about faults do. */
export type WebhookTransport = (request: WireRequest, webhook: SentWebhook) => Promise<WireResult>

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
  /** Whether what passes counts as it is measured, as under a real clock; else it counts by its settings. */
  readonly measured?: boolean
  /** The largest body taken, in bytes after decompression. */
  readonly limit: number
  /** Called when the request has been handed over, so that the application may see it. A failure before that never calls it. */
  readonly sent?: () => void
}

/** How an attempt ended on the wire. Header names are in lower case. */
export interface WireResult {
  readonly outcome: AttemptOutcome
  readonly status?: number
  /** Deterministic words for a person; settings are in it, measurements never. */
  readonly reason: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Of the body, once unpacked. */
  readonly bytes: number
  /** Call time by the attempt's own settings: nothing for an answer, ct or rt or what was left of tt for a timeout. */
  readonly nominal: Phases
  /** What really passed on a socket; absent if everything was made up in this process. */
  readonly measured?: Phases
  /** The part of `nominal` that nobody has lived through, and a real clock therefore still owes. */
  readonly owed: Phases
  /** Whether it was cut because tt ran out. */
  readonly cutByTotal: boolean
  /** The fault that was injected, `stall-after=12`, if one was. */
  readonly fault?: string
}

/**
 * Thrown by an application that is mounted in process to fail below HTTP, which no answer could do:
 * `new TransportFault('stall')`, `new TransportFault({ 'stall-after': 12 })`. Throws a TypeError that names the nearest
 * fault if there is none of that name.
 *
 * It carries a status and a header, too, because Express and fastify turn what a route throws into an answer with them.
 */
export class TransportFault extends Error {
  override name = 'TransportFault'
  readonly status = 500
  readonly headers: Readonly<Record<string, string>>
  readonly kind: WireFault['kind']
  /** In the unit of its kind: bytes that arrive before it happens, a status, ms. */
  readonly amount: number

  constructor(fault: WrittenFault, { afterBytes }: { readonly afterBytes?: number } = {}) {
    const { kind, amount } = thrown(readFault(afterBytes === undefined ? fault : after(fault, afterBytes)))
    super(`transport fault: ${describeFault({ kind, amount })}`)
    this.kind = kind
    this.amount = amount
    this.headers = { [faultHeader]: describeFault({ kind, amount }) }
  }

  /** The fault that an answer of a framework stands for, if it does; a header that an application made up does not. */
  static of(headers: Readonly<Record<string, string>>): TransportFault | undefined {
    try {
      return faultHeader in headers ? new TransportFault(headers[faultHeader] as FaultName) : undefined
    } catch {
      return undefined
    }
  }
}

const faultHeader = 'x-offhook-fault'

/** `afterBytes` is nothing to a fault that counts none. */
function after(fault: WrittenFault, bytes: number): unknown {
  const { kind } = readFault(fault)
  const { amount }: FaultKind = faultKinds[kind]
  return amount?.unit === 'bytes' ? { [kind]: bytes } : fault
}

function thrown(fault: Fault): WireFault {
  if (isWireFault(fault)) return fault
  throw new FaultMistake(`${fault.kind} is no fault that an application can throw: it is made of its answer`)
}
