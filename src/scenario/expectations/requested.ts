import { type Amount, count, describeTimes, isWithin, times } from '../amount.js'
import { expectationKind, type Happened, of } from '../expectation-kind.js'
import { oneOf, whole } from '../plain-shapes.js'
import { mapped } from '../shape.js'
import { writeTime } from '../time.js'
import { answersOf, budget, describeAnswer, realTime } from './latency.js'
import {
  describeRequest,
  indented,
  isRequest,
  linesOf,
  nearestRequests,
  type Requested,
  type RequestPattern,
  requestKeys,
  requestsOf,
  subject,
} from './request.js'
import { signatureProblems } from './signature.js'

const url = mapped(subject.shape, url => ({ url }))

export const requested = expectationKind({
  meaning: 'a request went to that path (or URL, or `/regex/`)',
  written: 'requested: /menu',
  subject: url,
  beside: {
    ...requestKeys,
    times: {
      meaning: 'how often: 2, or { at_least: 1, at_most: 3 }',
      shape: times(1, 'a whole number, 1 or more; use not_requested for none'),
    },
    attempts: {
      meaning: 'in how many attempts each time',
      shape: whole(1, 'a whole number, 1 or more: how often the request was tried'),
    },
    signature: { meaning: 'its V3 and V2 signatures are those of the account', shape: oneOf('valid') },
    within: { meaning: 'how soon the application must have answered, in real time', shape: budget },
  },
  describe: expected => {
    const { attempts, signature, within } = expected
    return [
      `${describeRequest(expected)} is requested${describeTimes(expected.times)}`,
      ...(attempts === undefined ? [] : [`in ${count(attempts, 'attempt')}`]),
      ...(signature ? ['with valid signatures'] : []),
      ...(within === undefined ? [] : [`answered within ${writeTime(within)} of real time`]),
    ].join(', ')
  },
  check: (expected, happened) => {
    const requests = requestsOf(happened)
    const line = linesOf(requests)
    const found = requests.filter(request => isRequest(expected, request))
    if (found.length === 0) return nearestRequests(expected, requests)
    if (!isWithin(expected.times, found.length)) return oftener(found, line, expected, requests)
    const wrong = [
      ...(expected.attempts === undefined ? [] : otherAttempts(found, expected.attempts, line, happened)),
      ...(expected.signature ? wrongSignatures(found, line, happened) : []),
      ...(expected.within === undefined ? [] : tooSlow(found, expected.within)),
    ]
    return wrong.length > 0 ? wrong : undefined
  },
})

export const notRequested = expectationKind({
  meaning: 'none did',
  written: 'not_requested: /menu',
  subject: url,
  beside: requestKeys,
  describe: expected => `${describeRequest(expected)} is never requested`,
  check: (expected, happened) => {
    const requests = requestsOf(happened)
    const found = requests.filter(request => isRequest(expected, request))
    return found.length > 0 ? found.map(linesOf(requests)).map(line => `it was: ${line}`) : undefined
  },
})

type Line = (request: Requested) => string

/** More or fewer than expected, and those that only just are none of them. */
function oftener(
  found: readonly Requested[],
  line: Line,
  expected: RequestPattern & { readonly times?: Amount },
  requests: readonly Requested[],
): string[] {
  const { least = expected.times as number } = typeof expected.times === 'object' ? expected.times : {}
  const { with: _, headers: __, query: ___, method: ____, ...place } = expected
  const others = found.length < least ? requests.filter(one => isRequest(place, one) && !found.includes(one)) : []
  return [
    `it was requested ${count(found.length, 'time')}`,
    ...found.map(line),
    ...others.map(one => `and otherwise: ${line(one)}`),
  ]
}

function otherAttempts(found: readonly Requested[], expected: number, line: Line, { events }: Happened): string[] {
  const attempts = of(events, 'webhook.attempted')
  const ends = [...of(events, 'webhook.delivered'), ...of(events, 'webhook.failed')]
  return found.flatMap(request => {
    const { call, webhook } = request.sent
    const isIts = (one: { call: string; webhook: string }) => one.call === call && one.webhook === webhook
    const tries = attempts.filter(isIts)
    if (tries.length === expected) return []
    return [
      `${line(request)} took ${count(tries.length, 'attempt')}`,
      ...tries.map(({ attempt, reason, outcome }) => `attempt ${attempt}: ${reason || outcome}`),
      // Why there was no further attempt, in the exchange's own words.
      ...ends.filter(isIts).map(end => end.judgement),
    ]
  })
}

function wrongSignatures(found: readonly Requested[], line: Line, { tokens }: Happened): string[] {
  return found.flatMap(request => {
    if (request.attempts.length === 0) return [`${line(request)} was never sent, so that it has no signature`]
    return request.attempts.flatMap(attempt => {
      const problems = signatureProblems(attempt, tokens)
      const which = attempt.request.attempt > 1 ? `, attempt ${attempt.request.attempt}` : ''
      return problems.length > 0 ? [`${line(request)}${which}:`, ...problems.map(indented)] : []
    })
  })
}

function tooSlow(found: readonly Requested[], most: number): string[] {
  const late = answersOf(found.flatMap(({ attempts }) => attempts)).filter(({ ms }) => ms > most)
  return late.length > 0 ? [`it took longer (${realTime}):`, ...late.map(describeAnswer).map(indented)] : []
}
