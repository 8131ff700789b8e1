import { mostFetched } from '../../src/elements/conference-meeting.js'
import type { EventOf, TraceEvent } from '../../src/index.js'
import type { Rule } from './invariants.js'
import { ofType } from './of-type.js'
import type { Played } from './play.js'

export const webhookRules: readonly Rule[] = [
  {
    says: 'every webhook.sent has its attempts, counted from 1, and exactly one webhook.delivered or webhook.failed',
    broken: ({ events }) => {
      const open = new Map<string, { sent: EventOf<'webhook.sent'>; attempts: number; cost: number }>()
      const seen = new Set<string>()
      for (const event of events) {
        if (event.type === 'webhook.sent') {
          if (seen.has(event.webhook)) return `${event.webhook} is sent twice`
          seen.add(event.webhook)
          open.set(event.webhook, { sent: event, attempts: 0, cost: 0 })
          continue
        }
        if (!('webhook' in event)) continue
        const one = open.get(event.webhook)
        if (!one) return `${JSON.stringify(event)} of what was not sent, or is over`
        if (event.type === 'webhook.attempted') {
          one.attempts++
          one.cost += event.cost
          if (event.attempt !== one.attempts) return `attempt ${event.attempt} is the ${one.attempts}th`
          if (event.at !== one.sent.at + one.cost)
            return `attempt ${event.attempt} ends at ${event.at}, but was sent at ${one.sent.at} and took ${one.cost} ms`
          continue
        }
        if (one.attempts === 0) return `${JSON.stringify(event)} without an attempt`
        open.delete(event.webhook)
      }
      const [left] = open.values()
      return left && `${JSON.stringify(left.sent)} comes to nothing`
    },
  },
  {
    says: 'a webhook is tried no more often than its rc says',
    broken: ({ events }) => {
      const most = new Map(
        ofType(events, 'webhook.sent').map(({ webhook, policy }) => [webhook, 1 + Number(/rc=(\d)/.exec(policy)?.[1])]),
      )
      const many = ofType(events, 'webhook.attempted').find(
        ({ webhook, attempt }) => attempt > (most.get(webhook) ?? 0),
      )
      return many && JSON.stringify(many)
    },
  },
  {
    says: 'webhooks of one URL and cause are never sent twice',
    broken: ({ calls }) => {
      for (const { trace, leg } of calls) {
        const twice = sentTwice(trace.events, leg ? 1 : 0)
        if (twice) return JSON.stringify(twice)
      }
    },
  },
  {
    says: 'every attempt is signed anew',
    broken: ({ requests, events }) => {
      const twice = new Map<string, number>()
      for (const { nonce } of requests) if (nonce) twice.set(nonce, (twice.get(nonce) ?? 0) + 1)
      const duplicates = ofType(events, 'webhook.attempted').filter(({ fault }) => fault === 'duplicate').length
      const again = [...twice.values()].reduce((sum, times) => sum + times - 1, 0)
      if (again > duplicates) return `${again} nonces came again, ${duplicates} requests did`
    },
  },
  {
    says: 'the application gets every attempt that reaches it, and nothing else',
    broken: played => {
      const expected = attempted(played)
      for (const { method, path, params } of played.requests) {
        const key = keyOf(method, path, params)
        expected.set(key, (expected.get(key) ?? 0) - 1)
      }
      for (const [key, count] of expected)
        if (count !== 0) return `${key} came ${Math.abs(count)} times too ${count > 0 ? 'seldom' : 'often'}`
    },
  },
]

/**
 * The first webhook whose cause is another's: the call for its answer, fallback and hangup URL; the run of an element for
 * its action, sounds and redirection; what it tells, with all of its parameters, for a callback, unless keys were pressed again. A leg became a call by a transfer that is told of
 * elsewhere.
 */
function sentTwice(events: readonly TraceEvent[], transfers: number): EventOf<'webhook.sent'> | undefined {
  const causes = new Map<string, number>([['transfer', transfers]])
  const sent = new Map<string, number>()
  const count = (of: Map<string, number>, key: string) => {
    of.set(key, (of.get(key) ?? 0) + 1)
    return of.get(key) ?? 0
  }
  for (const event of events) {
    if (event.type === 'element.started') count(causes, `${event.element} run`)
    if (event.type === 'digit.pressed') count(causes, 'digits')
    if (event.type === 'speech.started') count(causes, 'speech')
    if (event.type === 'operation.requested') count(causes, event.operation)
    if (event.type === 'leg.answered' || event.type === 'leg.dialed') count(causes, `${event.type}`)
    if (event.type !== 'webhook.sent' || event.purpose === 'audio') continue
    const key = keyOfCause(event)
    if (count(sent, key.what) > (key.of === undefined ? 1 : (causes.get(key.of) ?? 0) * (key.times ?? 1))) return event
  }
}

interface Cause {
  readonly what: string
  /** What it happens once for; once in a call unless given. */
  readonly of?: string
  /** Or so often. */
  readonly times?: number
}

/** What may be told again, and of what. */
const again: Readonly<Record<string, string>> = { digits: 'digits', floor: 'speech' }

function keyOfCause({ purpose, params, url, method }: EventOf<'webhook.sent'>): Cause {
  const [element, what] = purpose.split(' ')
  switch (what) {
    case undefined:
      if (element === 'transfer') return { what: purpose, of: purpose }
      return element === 'Redirect' ? { what: purpose, of: 'Redirect run' } : { what: purpose }
    case 'action':
      return { what: purpose, of: `${element} run` }
    case 'dialMusic':
    case 'enterSound':
    case 'exitSound':
      return { what: purpose, of: `${element} run` }
    // Anew, too, whenever the member waits again because others have left.
    case 'waitSound':
      return { what: purpose, of: `${element} run`, times: mostFetched }
    case 'confirmSound':
      return { what: purpose, of: 'leg.answered' }
    default: {
      const same = `${purpose} ${method} ${url} ${JSON.stringify(params)}`
      const { DialAction: action = params.ConferenceAction } = params
      return { what: same, ...(again[action ?? ''] && { of: again[action ?? ''] }) }
    }
  }
}

/** How often the application is to be asked for what, by the trace. */
function attempted({ events }: Played): Map<string, number> {
  const keys = new Map(ofType(events, 'webhook.sent').map(event => [event.webhook, keyOfSent(event)]))
  const expected = new Map<string, number>()
  for (const { webhook, fault, outcome } of ofType(events, 'webhook.attempted')) {
    const key = keys.get(webhook)
    if (key === undefined) continue
    expected.set(key, (expected.get(key) ?? 0) + reaching(fault, outcome))
  }
  return expected
}

/** How often an attempt reaches the application: twice if the network duplicates it, not at all if that fails before. */
function reaching(fault: string | undefined, _outcome: string): number {
  if (fault === undefined || /^(slow|bad-xml|lost-answer)/.test(fault)) return 1
  return fault === 'duplicate' ? 2 : 0
}

function keyOfSent({ method, url, params }: EventOf<'webhook.sent'>): string {
  const { pathname, searchParams } = new URL(url)
  for (const [name, value] of Object.entries(params)) searchParams.append(name, value)
  return keyOf(method, pathname, searchParams)
}

const keyOf = (method: string, path: string, params: URLSearchParams): string =>
  `${method} ${path} ${[...params]
    .map(pair => pair.join('='))
    .sort()
    .join('&')}`
