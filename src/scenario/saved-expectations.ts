import type { EventOf, TraceEvent } from '../trace/events.js'
import { occasions } from '../webhook/occasions.js'
import { ownParameters } from './cassette/telling-parameters.js'
import { severities } from './expectations/no-problems.js'
import { containedText, escapedForRegex, exactText } from './saved-values.js'

/** What a call came to. */
export interface ToldCall {
  /** Of the caller; absent where there is only one. */
  readonly caller?: string
  readonly events: readonly TraceEvent[]
}

/** What was true of calls, as a scenario file expects it: requests, who was dialled, messages, problems, and how they ended. */
export function expectationsOf(calls: readonly ToldCall[]): object[] {
  const all = calls.flatMap(({ events }) => events)
  return [
    ...onceEach(calls.flatMap(call => requests(call).map(one => withCaller(one, call)))),
    ...onceEach(calls.flatMap(call => dialled(call).map(one => withCaller(one, call)))),
    ...onceEach(of(all, 'message.sent').map(({ to, text }) => ({ message: { to, text: containedText(text) } }))),
    ...calls.flatMap(call => of(call.events, 'call.ended').map(end => withCaller(ending(end), call))),
    ...problems(all),
  ]
}

const of = <T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type)

const withCaller = (expectation: object, { caller }: ToldCall): object =>
  caller === undefined ? expectation : { ...expectation, caller }

const onceEach = (expectations: readonly object[]): object[] => [
  ...new Map(expectations.map(one => [JSON.stringify(one), one])).values(),
]

const ending = ({ cause, source }: EventOf<'call.ended'>): object => ({ ended: { cause, source } })

/** Requests besides those for audio, and those that every call begins and ends with. */
const requests = ({ events }: ToldCall): object[] =>
  of(events, 'webhook.sent')
    .filter(({ purpose }) => isAboutFlow(purpose))
    .map(({ url, method, params }) => {
      const own = Object.entries(ownParameters(params)).flatMap(([name, value]) =>
        value ? [[name, exactText(value)]] : [],
      )
      const how = method === 'GET' ? { method } : {}
      return { requested: urlValue(url), ...how, ...(own.length > 0 && { with: Object.fromEntries(own) }) }
    })

const unsigned = new Set(occasions.filter(({ signed }) => !signed).map(({ name }) => name))

const isAboutFlow = (purpose: string): boolean =>
  !unsigned.has(purpose) && !/^(?:answer|hangup|ring)$/.test(purpose) && !/(?:Sound|Music|audio)$/i.test(purpose)

/** The path; ids in it stand for any, and one that would be read as a regular expression becomes one. */
function urlValue(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url
  const pattern = escapedForRegex(path).replace(ids, '[^/]+')
  if (path.search(ids) >= 0 || /^\/.+\/[imsu]*$/s.test(path)) return `/${pattern}(?:[?#]|$)/`
  return path
}

const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Whom the call rang, and what became of it. */
function dialled({ events }: ToldCall): object[] {
  const ends = new Map(of(events, 'leg.ended').map(({ leg, status }) => [leg, status]))
  return of(events, 'leg.dialed').map(({ leg, to }) => {
    const status = ends.get(leg)
    return { dialed: to, ...(status !== undefined && { status }) }
  })
}

/** The strictest that holds. */
function problems(events: readonly TraceEvent[]): object[] {
  const found = of(events, 'problem.found').map(({ severity }) => severities.indexOf(severity))
  const severity = severities[Math.max(-1, ...found) + 1]
  return severity === undefined ? [] : [{ no_problems: severity }]
}
