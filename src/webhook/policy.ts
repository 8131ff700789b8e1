/** The vendor's page of callback configurations. */
export const callbackPage = 'https://plivo.com/docs/voice/concepts/callbacks'

/** What a failure must be for a retry: a status, no connection, or no byte in time. */
export type RetryClass = '4xx' | '5xx' | 'ct' | 'rt'

/** Where the vendor sends a webhook from: a way to choose, or a region. */
export type EdgeRegion = 'nearest' | 'local' | 'n_california' | 'n_virginia' | 'frankfurt' | 'singapore' | 'mumbai'

export type PolicyKey = 'ct' | 'rt' | 'tt' | 'rc' | 'rp' | 'er'

/** How long a webhook may take and what is tried again; configured by the fragment of its URL. */
export interface Policy {
  /** ms for a connection: DNS, TCP and TLS together. 100–10000, 2000 unless given. */
  readonly ct: number
  /** ms from the request to the first byte, and between bytes. 100–40000, 40000 unless given. */
  readonly rt: number
  /** ms for everything on this URL, retries included. 100–55000, 55000 unless given; 244000 for audio (D75). */
  readonly tt: number
  /** Retries after the first attempt. 0–5, 1 unless given. */
  readonly rc: number
  /** What is retried; connection and read timeouts unless given. Never empty. */
  readonly rp: ReadonlySet<RetryClass>
  readonly er: EdgeRegion
  /** The keys that the URL set itself, validly; the rest are defaults. */
  readonly given: ReadonlySet<PolicyKey>
}

/** All that `rp=all` stands for. */
export const retryClasses: readonly RetryClass[] = ['4xx', '5xx', 'ct', 'rt']

export const edgeRegions: readonly EdgeRegion[] = [
  'nearest',
  'local',
  'n_california',
  'n_virginia',
  'frankfurt',
  'singapore',
  'mumbai',
]

/** The least and the most of each number, as the vendor's tables give them. */
export const policyRanges = { ct: [100, 10_000], rt: [100, 40_000], tt: [100, 55_000], rc: [0, 5] } as const

/** "If you don't append any parameters, the default values will apply." */
export const defaultPolicy: Policy = Object.freeze({
  ct: 2_000,
  rt: 40_000,
  tt: 55_000,
  rc: 1,
  rp: new Set<RetryClass>(['ct', 'rt']),
  er: 'nearest',
  given: new Set<PolicyKey>(),
})

/**
 * "These URLs use our standard configuration values": connection 2 s, read 120 s, one retry, policy all. The vendor
 * names no total for audio, and its usual 55 s would make a read timeout of 120 s meaningless. So it is what the timeouts
 * of both attempts come to, 2 × (2 + 120) s: it never cuts a timeout, and ends a file that drips for ever (D75).
 */
export const audioPolicy: Policy = Object.freeze({
  ...defaultPolicy,
  rt: 120_000,
  tt: 2 * (2_000 + 120_000),
  rp: new Set(retryClasses),
})

/** The largest body that is taken, in bytes: documents are a hundred kilobytes at most, a file to be played may have ten megabytes. */
export const largestAnswer = 2 ** 20
export const largestAudio = 10 * 2 ** 20

/** `rp` as it would be written: `ct,rt`, or `all`. */
export function describeRetryClasses({ rp }: Policy): string {
  return rp.size === retryClasses.length ? 'all' : retryClasses.filter(one => rp.has(one)).join(',')
}

/** One line for people: `ct=2000 rt=3000 tt=55000 rc=1 rp=ct,rt er=nearest (given: rt)`. */
export function describePolicy(policy: Policy): string {
  let line = described.get(policy)
  if (line === undefined) {
    line = describe(policy)
    described.set(policy, line)
  }
  return line
}

const described = new WeakMap<Policy, string>()

function describe(policy: Policy): string {
  const { ct, rt, tt, rc, er, given } = policy
  const origin =
    policy === audioPolicy ? 'fixed for audio' : given.size === 0 ? 'defaults' : `given: ${[...given].join(', ')}`
  return `ct=${ct} rt=${rt} tt=${tt} rc=${rc} rp=${describeRetryClasses(policy)} er=${er} (${origin})`
}
