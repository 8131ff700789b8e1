import { heardIn } from '../party/heard.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { nearest } from '../trace/nearest.js'
import type { Trace } from '../trace/trace.js'
import { checkMet } from './check-met.js'
import {
  type EndPattern,
  type Expectation,
  type ExpectationOf,
  type RequestPattern,
  severities,
} from './expectation.js'
import { describePattern, equals, matches, type Pattern } from './pattern.js'
import { requestLines } from './request-line.js'

/** What one caller's call came to. */
export interface CheckedCall {
  readonly name: string
  readonly trace: Trace
  /** It was a leg before it was transferred, named by its number: it counts, too, but how it ended only where it is named. */
  readonly leg?: boolean
}

type Sent = EventOf<'webhook.sent'>
type Heard = { readonly text: string; readonly heard: boolean; readonly because?: string }

/** Undefined if the expectation holds, otherwise what happened instead, line by line. */
export function check(expectation: Expectation, calls: readonly CheckedCall[]): string[] | undefined {
  const { caller } = expectation
  const chosen = calls.filter(call => caller === undefined || call.name === caller)
  const events = eventsOf(chosen)
  switch (expectation.kind) {
    case 'requested':
      return checkRequested(expectation, events)
    case 'not_requested': {
      const all = webhooks(events)
      const sent = all.filter(webhook => isRequest(expectation, webhook))
      return sent.length ? sent.map(requestLines(all)).map(line => `it was: ${line}`) : undefined
    }
    case 'heard':
      return checkHeard(expectation.text, events)
    case 'not_heard': {
      const heard = prompts(events).filter(prompt => matches(expectation.text, prompt.text))
      return heard.length ? heard.map(prompt => `it was: ${JSON.stringify(prompt.text)}`) : undefined
    }
    case 'ended':
      return checkEnded(expectation, of(eventsOf(chosen.filter(({ leg }) => caller || !leg)), 'call.ended').at(-1))
    case 'no_problems': {
      const least = severities.indexOf(expectation.severity)
      const found = of(events, 'problem.found').filter(problem => severities.indexOf(problem.severity) >= least)
      return found.length
        ? found.map(problem => `${problem.severity}: ${problem.message} (${problem.code})`)
        : undefined
    }
    case 'message':
      return checkMessage(expectation, of(events, 'message.sent'))
    case 'met':
      return checkMet(expectation.room, expectation.members, events)
    case 'dialed':
      return checkDialed(expectation, of(events, 'leg.dialed'), legEnds(events))
  }
}

const eventsOf = (calls: readonly CheckedCall[]): TraceEvent[] =>
  calls.flatMap(call => call.trace.events).sort((a, b) => a.seq - b.seq)

type LegEnd = Pick<EventOf<'leg.ended'>, 'leg' | 'status' | 'cause' | 'name' | 'because'>

/** What became of who was dialled; a leg that was transferred was connected. */
const legEnds = (events: readonly TraceEvent[]): LegEnd[] => [
  ...of(events, 'leg.ended'),
  ...of(events, 'leg.transferred').map(({ leg }) => {
    const because = 'it was transferred, and goes on as a call of its own'
    return { leg, status: 'completed', cause: 4000, name: 'Normal Hangup', because }
  }),
]

function of<T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type)
}

const webhooks = (events: readonly TraceEvent[]): Sent[] => of(events, 'webhook.sent')

/** What the caller heard or began to hear: prompts, and what others said; not what the other side was played. */
const prompts = (events: readonly TraceEvent[]): Heard[] =>
  events.flatMap((event): Heard[] => {
    if (event.type === 'prompt.finished' && event.leg === undefined) return [event]
    const text = heardIn(event)
    return text === undefined ? [] : [{ text, heard: true }]
  })

function checkRequested(expected: ExpectationOf<'requested'>, events: readonly TraceEvent[]): string[] | undefined {
  const sent = webhooks(events)
  const line = requestLines(sent)
  const found = sent.filter(webhook => isRequest(expected, webhook))
  if (!found.length) return nearestRequests(expected, sent)
  if (expected.times !== undefined && found.length !== expected.times) {
    return [`it was requested ${count(found.length, 'time')}`, ...found.map(line)]
  }
  if (expected.attempts === undefined) return undefined
  const attempts = of(events, 'webhook.attempted')
  const wrong = found.flatMap(webhook => {
    const tries = attempts.filter(attempt => attempt.webhook === webhook.webhook)
    if (tries.length === expected.attempts) return []
    const outcomes = tries.map(attempt => `attempt ${attempt.attempt}: ${attempt.reason || attempt.outcome}`)
    return [`${line(webhook)} took ${count(tries.length, 'attempt')}`, ...outcomes, ...judgement(events, webhook)]
  })
  return wrong.length ? wrong : undefined
}

/** Why there was no further attempt, in the exchange's own words. */
function judgement(events: readonly TraceEvent[], { webhook }: Sent): string[] {
  const ends = [...of(events, 'webhook.delivered'), ...of(events, 'webhook.failed')]
  return ends.filter(end => end.webhook === webhook).map(end => end.judgement)
}

function isRequest(pattern: RequestPattern, webhook: Sent): boolean {
  return (
    isUrl(pattern.url, webhook.url) &&
    (pattern.method ?? webhook.method) === webhook.method &&
    !differences(pattern, webhook).length
  )
}

/** A path, a path with its query, or a whole URL; the fragment is configuration and need not be repeated. */
function isUrl(pattern: Pattern, url: string): boolean {
  if (typeof pattern !== 'string') return pattern.test(url)
  const plain = url.replace(/#.*$/s, '')
  if (!pattern.startsWith('/')) return pattern === url || pattern === plain
  const { pathname, search, hash } = new URL(url)
  return [pathname, pathname + search, pathname + hash, pathname + search + hash].includes(pattern)
}

function differences(pattern: RequestPattern, webhook: Sent): string[] {
  return Object.entries(pattern.with ?? {}).flatMap(([name, value]) => {
    const written = `${name}: expected ${describePattern(value)}`
    const sent = webhook.params[name]
    if (sent !== undefined) return equals(value, sent) ? [] : [`${written}, was ${JSON.stringify(sent)}`]
    const near = nearest(name, Object.keys(webhook.params))
    return [`${written}, was not sent${near ? ` (${near} was: ${JSON.stringify(webhook.params[near])})` : ''}`]
  })
}

/** The requests that came nearest: the right URL with what differs, or else all that there were. */
function nearestRequests(expected: RequestPattern, sent: readonly Sent[]): string[] {
  const line = requestLines(sent)
  const same = sent.filter(webhook => isUrl(expected.url, webhook.url))
  if (same.length) {
    return same.flatMap(webhook => {
      const method =
        expected.method && expected.method !== webhook.method ? [`method: expected ${expected.method}`] : []
      return [
        `it was requested otherwise: ${line(webhook)}`,
        ...[...method, ...differences(expected, webhook)].map(indent),
      ]
    })
  }
  if (!sent.length) return ['nothing was requested']
  const near = typeof expected.url === 'string' && nearest(expected.url, sent.map(path))
  return [
    'it was never requested; these were:',
    ...sent.map(webhook => indent(line(webhook))),
    ...(near ? [`the nearest is ${near}`] : []),
  ]
}

function checkHeard(text: Pattern, events: readonly TraceEvent[]): string[] | undefined {
  const all = prompts(events).filter(prompt => prompt.text)
  const found = all.filter(prompt => matches(text, prompt.text))
  if (found.some(prompt => prompt.heard)) return undefined
  const [cut] = found
  if (cut) return [`it began but was cut short${cut.because ? `: ${cut.because}` : ''}`]
  if (!all.length) return ['nothing was heard']
  const last = all.slice(-5).map(prompt => indent(JSON.stringify(prompt.text) + (prompt.heard ? '' : ' (cut short)')))
  return [all.length > last.length ? `these were the last of ${all.length} prompts:` : 'these were heard:', ...last]
}

function checkEnded(expected: EndPattern, end: EventOf<'call.ended'> | undefined): string[] | undefined {
  if (!end) return ['the call has not ended']
  const wrong = (['cause', 'name', 'source', 'status'] as const).flatMap(key =>
    expected[key] === undefined || expected[key] === end[key]
      ? []
      : [`${key}: expected ${expected[key]}, was ${end[key]}`],
  )
  return wrong.length
    ? [...wrong, `it ended with ${end.cause} ${end.name}, source ${end.source}: ${end.because}`]
    : undefined
}

function checkMessage(
  expected: ExpectationOf<'message'>,
  sent: readonly EventOf<'message.sent'>[],
): string[] | undefined {
  const { to, text } = expected
  const found = sent.some(
    message =>
      (to === undefined || digits(message.to) === digits(to)) && (text === undefined || matches(text, message.text)),
  )
  if (found) return undefined
  if (!sent.length) return ['no message was sent']
  return ['these were sent:', ...sent.map(message => indent(`to ${message.to}: ${JSON.stringify(message.text)}`))]
}

function checkDialed(
  { to, status, cause, times }: ExpectationOf<'dialed'>,
  dialed: readonly EventOf<'leg.dialed'>[],
  ended: readonly LegEnd[],
): string[] | undefined {
  const ends = new Map(ended.map(end => [end.leg, end]))
  const all = dialed.filter(leg => digits(leg.to) === digits(to))
  const found = all.filter(({ leg }) => {
    const end = ends.get(leg)
    return (status === undefined || end?.status === status) && (cause === undefined || end?.cause === cause)
  })
  if (times === undefined ? found.length > 0 : found.length === times) return undefined
  if (!dialed.length) return ['nobody was dialled']
  const line = ({ leg, to }: EventOf<'leg.dialed'>): string => {
    const end = ends.get(leg)
    return indent(end ? `${to}: ${end.status}, ${end.cause} ${end.name}: ${end.because}` : to)
  }
  return [all.length ? 'it was dialled otherwise:' : 'these were dialled:', ...(all.length ? all : dialed).map(line)]
}

const digits = (number: string): string => number.replace(/^\+/, '')
const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`
const indent = (text: string): string => `  ${text}`
const path = (webhook: Sent): string => new URL(webhook.url).pathname
