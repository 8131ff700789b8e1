import { expectationKind } from '../expectation-kind.js'
import { urlPattern, whole } from '../plain-shapes.js'
import { mapped } from '../shape.js'
import { writeTime } from '../time.js'
import { answersOf, budget, describeAnswer, inMs, realTime } from './latency.js'
import { indented, isUrl, nearestRequests, requestsOf } from './request.js'

/** How many of the slowest are told. */
const told = 5

export const answeredWithin = expectationKind({
  meaning:
    'the application answered every request so soon, in real time, which is not call time; attempts that an injected fault kept from it do not count',
  written: 'answered_within: 200ms',
  subject: mapped(budget, ms => ({ ms })),
  beside: {
    url: { meaning: 'of requests to that path, URL or /regex/ only', shape: urlPattern },
    percentile: {
      meaning: 'of so many percent of the requests, the fastest; 100 unless given',
      shape: whole(1, 'a whole number, 1 to 100', 100),
    },
  },
  describe: ({ ms, url, percentile = 100 }) => {
    const to = url === undefined ? '' : ` to ${url}`
    const which = percentile === 100 ? `every request${to} is` : `${percentile}% of the requests${to} are`
    return `${which} answered within ${writeTime(ms)} of real time`
  },
  check: ({ ms: most, url, percentile = 100 }, happened) => {
    const requests = requestsOf(happened)
    const found = url === undefined ? requests : requests.filter(({ sent }) => isUrl(url, sent.url))
    if (found.length === 0) return url === undefined ? ['nothing was requested'] : nearestRequests({ url }, requests)
    const answers = answersOf(found.flatMap(({ attempts }) => attempts))
    if (answers.length === 0) return ['no request came to the application: injected faults kept them all from it']
    // Nearest rank; the slowest are first.
    const slowest = answers.length - Math.ceil((percentile / 100) * answers.length)
    const ms = answers[slowest]?.ms ?? 0
    if (ms <= most) return undefined
    const late = answers.filter(one => one.ms > most)
    const what = percentile === 100 ? 'the slowest' : `percentile ${percentile}`
    return [
      `${what} of ${answers.length} took ${ms === Number.POSITIVE_INFINITY ? 'for ever' : inMs(ms)} (${realTime}):`,
      ...late.slice(0, told).map(describeAnswer).map(indented),
      ...(late.length > told ? [indented(`and ${late.length - told} more were slower than ${writeTime(most)}`)] : []),
    ]
  },
})
