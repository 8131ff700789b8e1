import type { EventOf, TraceEvent } from '../events.js'
import { printable, shortened, withStrings } from '../printable.js'
import { redact, safeNames } from '../redact.js'
import { toldOnce } from '../room-requests.js'
import { shown } from '../secret.js'
import { Repeating } from '../sounds.js'
import { marksOf, type Story } from './arrows.js'
import { distinguished, inOrder, type Lane } from './lanes.js'
import type { Mark } from './marks.js'

/** A ladder before it is drawn: who takes part, and what passed between them, from top to bottom. */
export interface Figure {
  readonly lanes: readonly Lane[]
  readonly rows: readonly Row[]
}

export type Row = PlacedMark | Wait

/** A mark with its time, in ms since the first event. */
export interface PlacedMark extends Mark {
  readonly at: number
  /** What it stands for, as it may be shown. */
  readonly events: readonly TraceEvent[]
}

/** A long time in which nothing happened: it is not drawn to scale. */
export interface Wait {
  readonly waited: number
}

/** From here on, in ms, waiting is a row of its own. */
const LONG = 3000
/** A text has at most so many characters; its event, in the tooltip, has them all. */
const LONGEST = 400
/** Keys that follow each other as fast as this, in ms, are one arrow. */
const AT_ONCE = 1000

export interface DiagramOptions {
  /** Hides phone numbers (but for their last two digits) and keys. */
  readonly redact?: boolean
  /** What callers are called, by their CallUUID: `new Map([[alice.call.uuid, 'alice']])`. */
  readonly names?: ReadonlyMap<string, string>
}

/** Reads events as a ladder. No secret is in it, nothing that a terminal would act on, and, redacted, nobody's number. */
export function ladderOf(
  events: readonly TraceEvent[],
  { redact: redacted = false, names }: DiagramOptions = {},
): Figure {
  const safe = events.map(event => withStrings(redacted ? redact(event) : shown(event), printable))
  const story = storyOf(safe)
  const rows: Row[] = []
  const start = safe[0]?.at ?? 0
  const inFlight = new Set<string>()
  let last: PlacedMark | undefined
  const told = toldOnce(safe)
  for (const [index, { event, all }] of told.entries()) {
    if (event.type === 'webhook.sent') inFlight.add(event.webhook)
    const next = told[index + 1]?.event
    for (const mark of marksOf(event, { ...story, next, busy: inFlight.size > 1, told: all.length })) {
      const text = shortened(mark.text, LONGEST)
      const placed = { ...mark, text, at: event.at - start, events: all }
      if (last && continues(last, placed)) {
        last = { ...last, text: last.text + mark.continues, events: [...last.events, event] }
        rows[rows.length - 1] = last
        continue
      }
      if (last && isRepeated(last, placed)) {
        last = { ...last, events: [...last.events, event] }
        rows[rows.length - 1] = last
        continue
      }
      const waited = placed.at - (last?.at ?? 0)
      if (waited >= LONG && Number.isFinite(waited)) rows.push({ waited })
      rows.push(placed)
      last = placed
    }
    if (event.type === 'webhook.delivered' || event.type === 'webhook.failed') inFlight.delete(event.webhook)
  }
  return { lanes: distinguished(inOrder(lanesOf(rows)), safeNames(names, redacted)), rows }
}

function continues(last: PlacedMark, { continues, at, from }: PlacedMark): boolean {
  if (last.continues === undefined || continues === undefined || last.from.id !== from.id) return false
  return at - (last.events.at(-1)?.at ?? 0) <= AT_ONCE && last.events.length < 12
}

/** What happens to a room is told to each of its members: one note stands for all. */
const isRepeated = (last: PlacedMark, { at, from, to, text }: PlacedMark): boolean =>
  to === undefined &&
  last.to === undefined &&
  from.kind === 'room' &&
  last.from.id === from.id &&
  last.at === at &&
  last.text === text

const lanesOf = (rows: readonly Row[]): Lane[] =>
  rows.flatMap(row => ('waited' in row ? [] : row.to ? [row.from, row.to] : [row.from]))

function storyOf(events: readonly TraceEvent[]): Omit<Story, 'next' | 'busy' | 'told'> {
  const requests = new Map<string, EventOf<'webhook.sent'>>()
  const attempts = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'webhook.sent') requests.set(event.webhook, event)
    if (event.type === 'webhook.attempted') attempts.set(event.webhook, event.attempt)
  }
  return {
    repeating: new Repeating(),
    request: webhook => requests.get(webhook),
    attempts: webhook => attempts.get(webhook) ?? 1,
  }
}
