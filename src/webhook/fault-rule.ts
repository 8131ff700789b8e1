import { hideCredentials } from '../trace/credentials.js'
import { plainly } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import { describeFault, type Fault, FaultMistake, needsTls, readFault, type WrittenFault } from './fault.js'
import { occasions } from './occasions.js'
import { shownUrl } from './request-url.js'
import type { WireRequest } from './transport.js'
import type { Webhook } from './webhook.js'

/** What goes wrong, and with which webhooks: all, unless something narrows it. The first rule that matches is the one. */
export interface FaultRule {
  readonly fault: WrittenFault
  /** What the URL contains, or a regular expression; without its fragment, as the trace shows it. */
  readonly url?: string | RegExp
  /** What the webhook is for, as the trace says it, or its last word: "answer", "GetDigits action", "action", "audio". */
  readonly purpose?: string
  readonly method?: 'GET' | 'POST'
  /** The call it belongs to: 1 is the first that was placed. */
  readonly call?: number
  /** Which attempts, 1 to 6: `[1]`, or `'1-2'`, `'1,3'`. */
  readonly attempts?: readonly number[] | string
  /** How often it strikes at most, 1 or more. */
  readonly times?: number
  /** How likely it strikes, 0 to 1; drawn from the exchange's seed. */
  readonly probability?: number
}

/** A rule that has been read. */
export interface ReadRule {
  readonly fault: Fault
  readonly conditions: readonly Condition[]
  readonly times: number
  readonly probability: number
  /** In one line, as `--fault` reads it: `stall url=/menu attempts=1`. */
  readonly words: string
}

/** One thing that must be so for a rule to match. */
interface Condition {
  readonly holds: (request: WireRequest, webhook: Webhook, call: number) => boolean
  /** What was otherwise, after the URL of a request that it came to. */
  readonly otherwise: (request: WireRequest, webhook: Webhook, call: number) => string
}

const known = ['fault', 'url', 'purpose', 'method', 'call', 'attempts', 'times', 'probability'] as const

export type FaultKey = (typeof known)[number]
export const faultKeys: readonly FaultKey[] = known

/** Reads a rule; throws a {@link FaultMistake} that says what is allowed and the nearest right thing. */
export function readRule(rule: FaultRule): ReadRule {
  if (typeof rule !== 'object' || rule === null) throw new FaultMistake('a rule about faults is an object with a fault')
  for (const key of Object.keys(rule)) {
    if (known.some(one => one === key)) continue
    const hint = { allowed: known.join(', '), nearest: nearest(key, known) }
    throw new FaultMistake(`a rule about faults has no ${JSON.stringify(key)}`, hint)
  }
  const { url, purpose, method, call, times, probability } = rule
  const fault = readFault(rule.fault)
  const attempts = rule.attempts === undefined ? undefined : attemptsOf(rule.attempts)
  if (url !== undefined && !(url instanceof RegExp) && (typeof url !== 'string' || url === ''))
    throw new FaultMistake('the url of a fault must be a part of a URL', { allowed: 'text, or a regular expression' })
  if (purpose !== undefined && (typeof purpose !== 'string' || purpose.trim() === ''))
    throw new FaultMistake('the purpose of a fault must be text', { allowed: 'answer, hangup, GetDigits action, …' })
  if (method !== undefined && method !== 'GET' && method !== 'POST')
    throw new FaultMistake(`the method of a fault is ${plainly(method)}`, { allowed: 'GET and POST' })
  for (const [name, value] of Object.entries({ call, times })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue
    throw new FaultMistake(`the ${name} of a fault is ${plainly(value)}`, { allowed: 'a whole number, 1 or more' })
  }
  if (probability !== undefined && !(typeof probability === 'number' && probability >= 0 && probability <= 1))
    throw new FaultMistake(`the probability of a fault is ${plainly(probability)}`, { allowed: 'a number from 0 to 1' })
  return {
    fault,
    conditions: conditionsOf({ fault, url, purpose, method, call, attempts }),
    times: times ?? Number.POSITIVE_INFINITY,
    probability: probability ?? 1,
    words: describeRule(fault, rule),
  }
}

/** `[1, 2]`, `'1-2'` or `'1,3'`. */
export function attemptsOf(written: readonly number[] | string): ReadonlySet<number> {
  const parts = typeof written === 'string' ? written.split(',').map(rangeOf) : written
  const numbers = Array.isArray(parts) ? parts.flat() : []
  if (numbers.length > 0 && numbers.every(one => Number.isInteger(one) && one >= 1 && one <= mostAttempts)) {
    return new Set(numbers)
  }
  const given = typeof written === 'string' ? written : JSON.stringify(written)
  throw new FaultMistake(`the attempts of a fault are ${given}`, {
    allowed: `1 (the first) to ${mostAttempts}: [1], 1-2 or 1,3`,
  })
}

/** rc=5 at most, and the first. */
const mostAttempts = 6

function rangeOf(written: string): number[] {
  const [, from, to = from] = /^\s*(\d)(?:\s*-\s*(\d))?\s*$/.exec(written) ?? []
  const first = Number(from)
  const count = Number(to) - first + 1
  return count >= 1 ? Array.from({ length: count }, (_, index) => first + index) : [Number.NaN]
}

/** In the order in which they are looked at; the last that is reached tells why a rule was never met. */
function conditionsOf(
  rule: Omit<FaultRule, 'fault' | 'attempts'> & { fault: Fault; attempts: ReadonlySet<number> | undefined },
) {
  const { fault, url, purpose, method, call, attempts } = rule
  const conditions: Condition[] = []
  const add = (holds: Condition['holds'], otherwise: Condition['otherwise']) => conditions.push({ holds, otherwise })
  if (url !== undefined) {
    add(
      (_, webhook) => isAt(url, shownUrl(webhook.url)),
      () => 'is another URL',
    )
  }
  if (method !== undefined)
    add(
      (_, webhook) => webhook.method === method,
      (_, webhook) => `was requested by ${webhook.method}`,
    )
  if (purpose !== undefined) {
    add(
      (_, webhook) => isFor(webhook, purpose),
      (_, webhook) => `was requested for "${webhook.purpose}"${meant(purpose, webhook)}`,
    )
  }
  if (call !== undefined)
    add(
      (_, __, number) => number === call,
      (_, __, number) => `was requested by call ${number}`,
    )
  if (needsTls(fault)) {
    add(
      ({ url }) => url.startsWith('https:'),
      () => `is no https URL, and ${fault.kind} is about TLS`,
    )
  }
  if (attempts) {
    add(
      ({ attempt }) => attempts.has(attempt),
      ({ attempt }) => `had no such attempt (the last was attempt ${attempt})`,
    )
  }
  return conditions
}

const isAt = (pattern: string | RegExp, url: string): boolean =>
  typeof pattern === 'string' ? url.includes(pattern) : url.search(pattern) >= 0

function isFor({ purpose }: Webhook, wanted: string): boolean {
  const whole = purpose.toLowerCase()
  return [whole, whole.split(' ').at(-1)].includes(wanted.trim().toLowerCase())
}

/** What webhooks are for, without the name of an element before it. */
const purposes = ['answer', 'fallback', 'hangup', 'action', 'callback', 'results', 'transcription', 'redirect', 'audio']

function isPurpose(wanted: string): boolean {
  const [of, ...others] = wanted.trim().toLowerCase().split(' ')
  const last = others.at(-1) ?? of
  const isOfElement = others.length === 0 || occasions.some(one => one.of.toLowerCase() === of)
  return purposes.some(one => one === last) && isOfElement
}

/** A purpose that no webhook can have is a mistake in the rule; of others there was just no webhook. */
function meant(wanted: string, { purpose }: Webhook): string {
  if (isPurpose(wanted)) return ''
  const near = nearest(wanted, [purpose, ...purposes])
  return near === undefined ? '' : `; did you mean ${near.includes(' ') ? JSON.stringify(near) : near}?`
}

function describeRule(fault: Fault, { attempts, fault: _, ...rest }: FaultRule): string {
  const listed = attempts === undefined ? undefined : typeof attempts === 'string' ? attempts : attempts.join(',')
  const pairs = Object.entries({ ...rest, attempts: listed }).filter(([, value]) => value !== undefined)
  const written = pairs.map(([key, value]) => {
    const text = hideCredentials(String(value))
    return `${key}=${/[\s"]/.test(text) ? JSON.stringify(text) : text}`
  })
  return [describeFault(fault), ...written].join(' ')
}
