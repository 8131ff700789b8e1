import { hideCredentials } from '../trace/credentials.js'
import type { TraceEvent } from '../trace/events.js'
import { ladderFrom, ladderTail } from '../trace/ladder/tail.js'
import { printable, shortened } from '../trace/printable.js'
import { dots } from '../trace/secret.js'
import { Trace } from '../trace/trace.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import { type DocumentPlace, isOf, placeIn } from './document-place.js'
import type { ScenarioCall } from './run.js'

/** What a failure was surrounded by, for somebody who has only what is printed. */
export interface Evidence {
  /** The lines of the ladder of all calls from where a step failed on, or else its last ones, with their heads. */
  readonly ladder: string
  /** Where each call that the failure is about was in its document. */
  readonly documents: readonly DocumentPlace[]
  /** Requests that went wrong, attempt by attempt with the reasons; the last few. */
  readonly requests: readonly string[]
  /** Actions that were not called, and why; the last few. */
  readonly notCalled: readonly string[]
}

const ladderLines = 14
const mostRequests = 3

/** What happened since and up to the numbers of events; up to the end unless given, of which the last lines are shown. */
export function evidenceOf(
  calls: readonly ScenarioCall[],
  about: readonly ScenarioCall[],
  { since, until = Number.POSITIVE_INFINITY }: { readonly since?: number; readonly until?: number } = {},
): Evidence {
  const upTo = ({ trace }: ScenarioCall) => trace.events.filter(({ seq }) => seq <= until)
  const all = calls.flatMap(upTo).sort((a, b) => a.seq - b.seq)
  const names =
    calls.length > 1 ? new Map(calls.flatMap(({ name, uuid, leg }) => (leg ? [] : [[uuid, name]]))) : undefined
  return {
    ladder:
      since === undefined
        ? ladderTail(Trace.from(all), ladderLines, { ...(names && { names }) })
        : ladderFrom(Trace.from(all), since, ladderLines, { ...(names && { names }) }),
    documents: about.flatMap(call => placeIn(call, upToHeard(upTo(call), since)) ?? []),
    requests: failedRequests(
      all,
      calls.flatMap(({ attempts }) => attempts),
    )
      .slice(-mostRequests)
      .flat(),
    notCalled: about.flatMap(call => notCalled(upTo(call))).slice(-mostRequests),
  }
}

/** Where something else was heard than was waited for, its place is the last of that, unless a request or a document failed. */
function upToHeard(events: readonly TraceEvent[], since = Number.POSITIVE_INFINITY): readonly TraceEvent[] {
  const last = events.findLastIndex(
    one =>
      one.type === 'webhook.failed' ||
      one.type === 'document.rejected' ||
      (one.type === 'prompt.finished' && one.heard && one.text !== '' && one.leg === undefined),
  )
  const heard = events[last]
  return heard?.type === 'prompt.finished' && heard.seq >= since ? events.slice(0, last + 1) : events
}

/** Actions that were not called, and why: where a document goes on as if nothing had been entered. */
const notCalled = (events: readonly TraceEvent[]): string[] =>
  events.filter(isOf('element.finished')).flatMap(({ element, line, column, instead }) => {
    return instead === undefined ? [] : [`<${element}> (${line}:${column}): ${instead}`]
  })

/** Every request with an attempt that was not answered as it should be, a few lines each. */
function failedRequests(events: readonly TraceEvent[], observed: readonly ObservedAttempt[]): string[][] {
  const attempts = events.filter(isOf('webhook.attempted'))
  const ends = events.filter(event => event.type === 'webhook.delivered' || event.type === 'webhook.failed')
  return events.filter(isOf('webhook.sent')).flatMap(({ call, webhook, method, url, purpose, params, secret = [] }) => {
    const isIts = (one: { call: string; webhook: string }) => one.webhook === webhook && one.call === call
    const own = attempts.filter(isIts)
    if (own.every(({ outcome }) => outcome === 'ok')) return []
    const end = ends.find(isIts)
    const answers = observed.filter(one => one.webhook.id === webhook && one.webhook.call === call)
    const hidden = secret.flatMap(name => params[name] || [])
    const told = own.flatMap(({ attempt, outcome, reason, fault, judgement = end?.judgement }) => {
      if (outcome === 'ok') return [`  attempt ${attempt}: ${reason}`]
      const answer = answers.find(({ request }) => request.attempt === attempt)
      const said = answer && fault === undefined ? textOf(answer, hidden) : ''
      return [
        `  attempt ${attempt}: ${judgement ?? reason}${fault === undefined ? '' : ` (injected: ${fault})`}`,
        ...(said ? [`    it said: ${said}`] : []),
      ]
    })
    return [[`${method} ${url} (${purpose})`, ...told]]
  })
}

/** Characters that are quoted of what an application says about its mistake. */
const mostSaid = 160

/** The text of an answer that is no document, without tags; what is `hidden` is dots. */
function textOf({ result }: ObservedAttempt, hidden: readonly string[]): string {
  const text = Buffer.from(result.body)
    .toString('utf8')
    .replace(/<(title|style|script)\b.*?<\/\1>|<[^>]*>/gis, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const shown = hidden.reduce((all, secret) => all.replaceAll(secret, dots(secret)), text)
  return shortened(printable(hideCredentials(shown)), mostSaid)
}
