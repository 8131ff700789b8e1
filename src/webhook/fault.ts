import { readDuration } from '../clock/duration.js'
import { inWords } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'

/** What a fault takes: how many bytes, which status, how long. */
export interface FaultAmount {
  readonly unit: 'bytes' | 'status' | 'ms'
  readonly min: number
  readonly max: number
  /** Unless given. */
  readonly usual: number
}

export interface FaultKind {
  /** What the application or the network does, in one sentence. */
  readonly meaning: string
  /** Where it strikes; `answer`: the application has been asked, and what becomes of its answer is the fault. */
  readonly phase: 'connect' | 'tls' | 'wait' | 'receive' | 'answer'
  /** How an attempt ends that it strikes, in the classes of the retry policy. */
  readonly leadsTo: string
  readonly amount?: FaultAmount
}

const bytes: FaultAmount = { unit: 'bytes', min: 0, max: 1_000_000, usual: 20 }

/** Everything that can go wrong with a webhook, from its first packet to its last byte. */
export const faultKinds = {
  refuse: { meaning: 'nobody listens: the connection is refused', phase: 'connect', leadsTo: 'ct' },
  unreachable: { meaning: 'there is no way to the host', phase: 'connect', leadsTo: 'ct' },
  'no-host': { meaning: 'DNS knows no such host', phase: 'connect', leadsTo: 'ct' },
  'no-dns': { meaning: 'DNS itself does not answer', phase: 'connect', leadsTo: 'ct' },
  blackhole: { meaning: 'the connection never completes: ct runs out', phase: 'connect', leadsTo: 'ct' },

  'tls-stall': { meaning: 'TCP connects, the TLS handshake never completes: ct runs out', phase: 'tls', leadsTo: 'ct' },
  'tls-error': { meaning: 'what answers does not speak TLS', phase: 'tls', leadsTo: 'ct' },
  'self-signed': { meaning: 'the certificate is signed by itself', phase: 'tls', leadsTo: 'ct' },
  expired: { meaning: 'the certificate has expired', phase: 'tls', leadsTo: 'ct' },
  'not-yet-valid': { meaning: 'the certificate is not valid yet', phase: 'tls', leadsTo: 'ct' },
  'wrong-host': { meaning: 'the certificate is for another host', phase: 'tls', leadsTo: 'ct' },
  untrusted: { meaning: 'the certificate is from an issuer that nobody knows', phase: 'tls', leadsTo: 'ct' },

  stall: { meaning: 'connected, and no byte ever comes: rt runs out', phase: 'wait', leadsTo: 'rt' },
  close: { meaning: 'the connection is closed before any byte', phase: 'wait', leadsTo: 'rt' },
  reset: { meaning: 'the connection is reset before any byte', phase: 'wait', leadsTo: 'rt' },
  garbage: { meaning: 'what comes is not HTTP', phase: 'wait', leadsTo: 'invalid' },

  'stall-headers': { meaning: 'no further byte after some headers', phase: 'receive', leadsTo: 'partial' },
  'close-headers': { meaning: 'the connection is closed after some headers', phase: 'receive', leadsTo: 'partial' },
  'stall-after': {
    meaning: 'no further byte after some of the body',
    phase: 'receive',
    leadsTo: 'partial',
    amount: bytes,
  },
  drip: {
    meaning: 'a byte of the body every now and then, without end: slower than rt it is a stall, else tt runs out',
    phase: 'receive',
    leadsTo: 'partial',
    amount: { unit: 'ms', min: 1, max: 60_000, usual: 1_000 },
  },
  'short-body': {
    meaning: 'the connection is closed after some of the body',
    phase: 'receive',
    leadsTo: 'partial',
    amount: bytes,
  },
  'reset-after': {
    meaning: 'the connection is reset after some of the body',
    phase: 'receive',
    leadsTo: 'partial',
    amount: bytes,
  },
  'broken-chunk': {
    meaning: 'after some of the body comes what is no chunk',
    phase: 'receive',
    leadsTo: 'invalid',
    amount: bytes,
  },
  oversized: { meaning: 'the answer is larger than the megabyte that is taken', phase: 'receive', leadsTo: 'invalid' },
  endless: {
    meaning: 'the answer has no end, and is given up after that megabyte',
    phase: 'receive',
    leadsTo: 'invalid',
  },
  'broken-gzip': { meaning: 'the body is not the gzip it is said to be', phase: 'receive', leadsTo: 'invalid' },

  status: {
    meaning: 'a proxy answers with that status in place of the application',
    phase: 'receive',
    leadsTo: '3xx, 4xx, 5xx or ok',
    amount: { unit: 'status', min: 200, max: 599, usual: 503 },
  },
  empty: { meaning: 'a proxy answers 200 with an empty body', phase: 'receive', leadsTo: 'ok, and no document' },

  slow: {
    meaning: 'the application is asked, its answer comes so much later',
    phase: 'answer',
    leadsTo: 'rt if longer than rt',
    amount: { unit: 'ms', min: 1, max: 600_000, usual: 20_000 },
  },
  'bad-xml': {
    meaning: 'the application is asked, its document ends in the middle',
    phase: 'answer',
    leadsTo: 'ok, and no document',
  },
  duplicate: {
    meaning: 'the request reaches the application twice, the first answer counts',
    phase: 'answer',
    leadsTo: "the answer's own",
  },
  'lost-answer': {
    meaning: 'the application has handled the request, its answer is lost',
    phase: 'answer',
    leadsTo: 'rt',
  },
} as const satisfies Readonly<Record<string, FaultKind>>

export type FaultName = keyof typeof faultKinds
export const faultNames = Object.keys(faultKinds) as FaultName[]

/** The faults that take an amount. */
export type MeasuredFault = {
  [N in FaultName]: (typeof faultKinds)[N] extends { readonly amount: FaultAmount } ? N : never
}[FaultName]

/** A fault as a person gives it: `'stall'`, or `{ 'stall-after': 12 }`; times are in ms or like `'3s'`. */
export type WrittenFault = FaultName | { [N in MeasuredFault]: { readonly [K in N]: number | string } }[MeasuredFault]

/** A fault that has been read. */
export interface Fault {
  readonly kind: FaultName
  /** In the unit of its kind; 0 where it takes nothing. */
  readonly amount: number
}

/** The faults that are made of the application's own answer. */
export type AnswerFault = {
  [N in FaultName]: (typeof faultKinds)[N] extends { readonly phase: 'answer' } ? N : never
}[FaultName]

export type WireFault = Fault & { readonly kind: Exclude<FaultName, AnswerFault> }

/** Whether it strikes without the application being asked. */
export const isWireFault = (fault: Fault): fault is WireFault => faultKinds[fault.kind].phase !== 'answer'

/** Whether it needs TLS to strike. */
export const needsTls = ({ kind }: Fault): boolean => faultKinds[kind].phase === 'tls'

/** Why something that a person wrote is no fault. The message is the whole of it, its parts are for other readers. */
export class FaultMistake extends TypeError {
  constructor(
    readonly what: string,
    readonly hint: { readonly allowed?: string; readonly nearest?: string | undefined } = {},
  ) {
    const { allowed, nearest: near } = hint
    super(
      `${what}${near === undefined ? '' : `; did you mean ${near}?`}${allowed === undefined ? '' : `; allowed: ${allowed}`}`,
    )
  }
}

/** Reads `'stall'`, `'status=503'` or `{ status: 503 }`; throws a {@link FaultMistake}. Underscores do for hyphens. */
export function readFault(written: unknown): Fault {
  if (typeof written === 'string') {
    const [name = '', amount] = written.split(/=(.*)/s)
    return faultOf(name, amount)
  }
  const entries = typeof written === 'object' && written !== null ? Object.entries(written) : []
  const [only, another] = entries
  if (only && !another) return faultOf(...only)
  throw new FaultMistake('a fault is one name, or one name with its amount', { allowed: '"stall", { status: 503 }' })
}

function faultOf(written: string, given: unknown): Fault {
  const kind = faultNamed(written)
  const { amount }: FaultKind = faultKinds[kind]
  if (!amount) {
    if (given === undefined) return { kind, amount: 0 }
    throw new FaultMistake(`the fault ${kind} takes no amount`, { nearest: kind })
  }
  return { kind, amount: given === undefined ? amount.usual : amountOf(kind, amount, given) }
}

function faultNamed(written: string): FaultName {
  const name = faultNames.find(one => one === written.replaceAll('_', '-'))
  if (name) return name
  throw new FaultMistake(`there is no fault ${JSON.stringify(written)}`, {
    allowed: faultNames.join(', '),
    nearest: nearest(written, faultNames),
  })
}

function amountOf(name: FaultName, { unit, min, max }: FaultAmount, given: unknown): number {
  const text = typeof given === 'string' ? given : undefined
  const value =
    text === undefined ? given : unit === 'ms' ? readDuration(text) : /^\d+$/.test(text) ? Number(text) : text
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number
  throw new FaultMistake(`${name} is ${text ?? inWords(given)}`, {
    allowed:
      unit === 'ms'
        ? `a time from ${min}ms to ${max / 1000}s`
        : `${unit === 'status' ? 'a status' : 'bytes'}, ${min} to ${max}`,
    nearest: unit === 'ms' && text !== undefined && /^\d+$/.test(text) ? `${text}ms` : undefined,
  })
}

/** As {@link readFault} reads it: `stall`, `status=503`, `slow=3s`. */
export function describeFault({ kind, amount: given }: Fault): string {
  const { amount }: FaultKind = faultKinds[kind]
  if (!amount) return kind
  if (amount.unit !== 'ms') return `${kind}=${given}`
  return `${kind}=${given % 1000 === 0 ? `${given / 1000}s` : `${given}ms`}`
}
