import type { EventOf, TraceEvent } from '../trace/events.js'
import { ladderTail } from '../trace/ladder/tail.js'
import { printable } from '../trace/printable.js'
import { shownSource } from '../trace/shown-source.js'
import { Trace } from '../trace/trace.js'
import type { ScenarioCall } from './run.js'

/** What a failure was surrounded by, for somebody who has only what is printed. */
export interface Evidence {
  /** The last lines of the ladder of all calls, with their heads. */
  readonly ladder: string
  /** Where each call that the failure is about was in its document. */
  readonly documents: readonly DocumentPlace[]
  /** Requests that went wrong, attempt by attempt with the reasons; the last few. */
  readonly requests: readonly string[]
}

/** An element of a document that an application answered. */
export interface DocumentPlace {
  readonly caller: string
  readonly url: string
  readonly element: string
  readonly line: number
  readonly column: number
  /** The line it stands in, and that a caret is to stand below; absent if the text is not known any more. */
  readonly source?: { readonly text: string; readonly caret: number }
}

const ladderLines = 14
const mostRequests = 3

/** What happened up to `until`, the number of an event; all of it unless given. */
export function evidenceOf(
  calls: readonly ScenarioCall[],
  about: readonly ScenarioCall[],
  until = Number.POSITIVE_INFINITY,
): Evidence {
  const upTo = ({ trace }: ScenarioCall) => trace.events.filter(({ seq }) => seq <= until)
  const all = calls.flatMap(upTo).sort((a, b) => a.seq - b.seq)
  const names =
    calls.length > 1 ? new Map(calls.flatMap(({ name, uuid, leg }) => (leg ? [] : [[uuid, name]]))) : undefined
  return {
    ladder: ladderTail(Trace.from(all), ladderLines, { ...(names && { names }) }),
    documents: about.flatMap(call => placeIn(call, upTo(call)) ?? []),
    requests: failedRequests(all).slice(-mostRequests).flat(),
  }
}

const isOf =
  <T extends TraceEvent['type']>(type: T) =>
  (event: TraceEvent): event is EventOf<T> =>
    event.type === type

/** The element that was reached last, and the document it stands in. */
function placeIn({ name, attempts }: ScenarioCall, events: readonly TraceEvent[]): DocumentPlace | undefined {
  const started = events.findLast(isOf('element.started'))
  const before = events.filter(({ seq }) => started && seq < started.seq)
  const loaded = before.findLast(isOf('document.loaded'))
  if (!started || !loaded) return undefined
  const { element, line, column } = started
  const delivered = before.findLast(event => event.type === 'webhook.delivered' && event.seq < loaded.seq)
  const answer = attempts.findLast(
    ({ webhook }) => delivered && 'webhook' in delivered && webhook.id === delivered.webhook,
  )
  const text =
    answer &&
    shownSource(
      Buffer.from(answer.result.body)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    )
  const source = text?.split(/\r\n?|\n/)[line - 1]
  return {
    caller: name,
    url: loaded.url,
    element,
    line,
    column,
    ...(source !== undefined && { source: cutTo(source, column) }),
  }
}

/** A line of source in so many characters, with the column that the caret is about in it. */
const mostSource = 88
const before = 40

function cutTo(source: string, column: number): { text: string; caret: number } {
  const at = column - 1
  const from = source.length <= mostSource ? 0 : Math.max(0, at - before)
  const lead = from > 0 ? '…' : ''
  const rest = source.slice(from, from + mostSource)
  const text = `${lead}${rest}${from + mostSource < source.length ? '…' : ''}`.replaceAll('\t', ' ')
  return { text: printable(text), caret: printable(lead + source.slice(from, at)).length }
}

/** Every request with an attempt that was not answered as it should be, a few lines each. */
function failedRequests(events: readonly TraceEvent[]): string[][] {
  const attempts = events.filter(isOf('webhook.attempted'))
  const ends = events.filter(event => event.type === 'webhook.delivered' || event.type === 'webhook.failed')
  return events.filter(isOf('webhook.sent')).flatMap(({ webhook, method, url, purpose }) => {
    const own = attempts.filter(attempt => attempt.webhook === webhook)
    if (own.every(({ outcome }) => outcome === 'ok')) return []
    const end = ends.find(one => one.webhook === webhook)
    const told = own.map(({ attempt, outcome, reason, fault, judgement = end?.judgement }) => {
      const injected = fault === undefined ? '' : ` (injected: ${fault})`
      return `  attempt ${attempt}: ${outcome === 'ok' ? reason : (judgement ?? reason)}${injected}`
    })
    return [[`${method} ${url} (${purpose})`, ...told]]
  })
}
