import type { EventOf, TraceEvent } from '../trace/events.js'
import { printable } from '../trace/printable.js'
import { shownSource } from '../trace/shown-source.js'
import { requestLines } from './request-line.js'
import type { ScenarioCall } from './run.js'

/** An element of a document that an application answered, or where a document is wrong. */
export interface DocumentPlace {
  readonly caller: string
  readonly url: string
  /** Absent if no element of it was executed. */
  readonly element?: string
  /** Why none was. */
  readonly rejected?: string
  readonly line: number
  readonly column: number
  /** The request that it answered, if parameters tell that one from others of the call. */
  readonly request?: string
  /** The line it stands in, and that a caret is to stand below; absent if the text is not known any more. */
  readonly source?: { readonly text: string; readonly caret: number }
}

export const isOf =
  <T extends TraceEvent['type']>(type: T) =>
  (event: TraceEvent): event is EventOf<T> =>
    event.type === type

type Place = Pick<DocumentPlace, 'url' | 'element' | 'rejected' | 'line' | 'column'> & { readonly seq: number }

/** The element that was reached last, and the document it stands in; or the document that was rejected after that. */
export function placeIn({ name, attempts }: ScenarioCall, events: readonly TraceEvent[]): DocumentPlace | undefined {
  const place = rejection(events) ?? reached(events)
  if (!place) return undefined
  const { seq, ...where } = place
  const sent = events.filter(isOf('webhook.sent'))
  const delivered = events.filter(isOf('webhook.delivered')).filter(event => event.seq < seq)
  const asked = sent.filter(({ webhook }) => delivered.some(event => event.webhook === webhook))
  const last = delivered.at(-1)?.webhook
  const request = asked.findLast(({ url }) => url === place.url) ?? asked.find(({ webhook }) => webhook === last)
  const answer = attempts.findLast(({ webhook }) => webhook.id === request?.webhook)
  const line = request && requestLines(sent)(request)
  const plain = request && requestLines([request])(request)
  const source = answer && lineOf(answer.result.body, place.line)
  return {
    caller: name,
    ...where,
    ...(line !== undefined && line !== plain && { request: line }),
    ...(source !== undefined && { source: cutTo(source, place.column) }),
  }
}

function reached(events: readonly TraceEvent[]): Place | undefined {
  const started = events.findLast(isOf('element.started'))
  const loaded = events.filter(({ seq }) => started && seq < started.seq).findLast(isOf('document.loaded'))
  if (!started || !loaded) return undefined
  const { element, line, column } = started
  return { url: loaded.url, element, line, column, seq: loaded.seq }
}

function rejection(events: readonly TraceEvent[]): Place | undefined {
  const last = events.findLast(({ type }) => type === 'element.started' || type === 'document.rejected')
  if (last?.type !== 'document.rejected') return undefined
  const { url, reason, seq } = last
  const problem = events.filter(isOf('problem.found')).findLast(one => one.seq < seq && one.severity === 'breaks')
  return { url, rejected: reason, line: problem?.line ?? 1, column: problem?.column ?? 1, seq }
}

function lineOf(body: Uint8Array, line: number): string | undefined {
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\ufeff/, '')
  return shownSource(text).split(/\r\n?|\n/)[line - 1]
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
