import { heardIn } from '../party/heard.js'
import type { PartyStep } from '../party/step.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import { totalOf } from '../webhook/phases.js'
import { type Deed, deedsOf, type Noted } from './saved-deeds.js'
import { whatToHear } from './saved-hears.js'

/** Who keeps quiet for longer than this, in ms, keeps quiet on purpose. */
const longSilence = 3000

/** What a call was, as far as steps can be made of it. */
export interface LivedCall {
  readonly events: readonly TraceEvent[]
  readonly attempts: readonly ObservedAttempt[]
  /** Waits are not rounded: others call at the same time. */
  readonly exact?: boolean
}

/** Something that was heard to its end. */
interface Heard {
  readonly text: string
  readonly event: TraceEvent
}

/**
 * The steps with which a scripted party does what somebody did on a phone. Each deed follows the prompt that was heard last
 * before it; a wait stands between them only where the moment matters: in the middle of a prompt or of a recording, or when
 * something happened meanwhile. What an application took to answer is left out: in virtual time it takes none.
 */
export function stepsOf({ events, attempts, exact }: LivedCall, noted?: Noted): PartyStep[] {
  const heard = events.flatMap((event): Heard[] => {
    const text = heardIn(event)
    return text?.trim() ? [{ text, event }] : []
  })
  const texts = heard.map(({ text }) => text)
  const steps: PartyStep[] = []
  let listened = 0
  let since = { at: events[0]?.at ?? 0, seq: 0 }

  /** Listens for the last of what was heard up to some event; the time is then the time of that. */
  const hear = (until: number, key?: string): void => {
    const index = heard.findLastIndex(({ event }) => event.seq < until)
    const last = heard[index]
    if (!last || index < listened || last.event.seq < since.seq) return
    const { event, text } = last
    const before = texts.slice(listened, index)
    for (const pattern of whatToHear({ text, before, others: texts, key })) steps.push({ verb: 'hears', pattern })
    listened = index + 1
    since = { at: event.at, seq: event.seq }
  }

  for (const deed of deedsOf(events, noted)) {
    const { step, begins, ends, until } = deed
    hear(begins.seq, step.verb === 'presses' ? step.keys.slice(0, 1) : undefined)
    const ms = waitBefore(deed, since, { events, attempts, ...(exact && { exact }) })
    if (ms > 0) steps.push({ verb: 'waits', ms })
    steps.push(step)
    since = { at: until, seq: ends.seq }
  }
  if (steps.at(-1)?.verb !== 'hangs up') hear(Number.POSITIVE_INFINITY)
  return steps
}

interface Moment {
  readonly at: number
  readonly seq: number
}

/** How long the party waits between a moment and what it does next, in ms; 0 where that does not matter. */
function waitBefore(deed: Deed, since: Moment, { events, attempts, exact }: LivedCall): number {
  const { begins } = deed
  const ms = Math.max(0, begins.at - since.at - excess(since, begins, events, attempts))
  if (ms === 0 || (isQuiet(since, begins, events) && isTimeless(deed, ms, events))) return 0
  const rounded = Math.floor(ms / 100) * 100
  return exact || rounded === 0 || isMoment(deed, ms - rounded, since, events) ? ms : rounded
}

/** Whether something else happened while the party did it, or in the ms before: so that these matter. */
function isMoment({ begins, ends }: Deed, ms: number, since: Moment, events: readonly TraceEvent[]): boolean {
  return events.some(event => {
    const { at, seq, type, leg } = event
    if (seq <= since.seq || seq >= ends.seq || at < begins.at - ms) return false
    const isOwn = leg === undefined && (type === 'digit.pressed' || type === 'speech.started')
    const isCutByIt = type === 'prompt.finished' && !event.heard && (seq > begins.seq || begins.type === 'call.ended')
    return !isOwn && !isCutByIt
  })
}

/** Whether nothing happened meanwhile, nothing sounded, and nothing was recorded. */
function isQuiet(since: Moment, begins: TraceEvent, events: readonly TraceEvent[]): boolean {
  const before = events.filter(({ seq }) => seq < begins.seq)
  return (
    before.every(({ seq }) => seq <= since.seq) &&
    count(before, 'prompt.started') === count(before, 'prompt.finished') &&
    count(before, 'recording.started') === count(before, 'recording.finished')
  )
}

const count = (events: readonly TraceEvent[], type: TraceEvent['type']): number =>
  events.filter(event => event.type === type && event.leg === undefined).length

/** What an element collects may as well come at once; who hangs up after a prompt need not count the seconds. */
function isTimeless({ step, heardBy, ends }: Deed, ms: number, events: readonly TraceEvent[]): boolean {
  if (step.verb === 'hangs up') return ms < longSilence
  const next = events.find(({ type, seq }) => seq > ends.seq && /^input\.(?:collected|missed)$/.test(type))
  return heardBy !== undefined && next?.type === 'input.collected' && next.element === heardBy
}

/** How much longer the documents and files in between took than they will take in virtual time, in ms. */
function excess(
  since: Moment,
  begins: TraceEvent,
  events: readonly TraceEvent[],
  attempts: readonly ObservedAttempt[],
): number {
  let total = 0
  for (const event of events) {
    if (event.type !== 'webhook.sent' || event.seq > begins.seq) continue
    const own = attempts.filter(({ webhook }) => webhook.id === event.webhook)
    if (!isWaitedFor(event, own, events)) continue
    const from = Math.max(event.at, since.at)
    const to = Math.min(overAt(event, events), begins.at)
    const nominal = own.reduce((sum, { result }) => sum + totalOf(result.nominal), 0)
    if (to > from) total += Math.max(0, to - from - nominal)
  }
  return total
}

/** When its document was there, or its answer was. */
function overAt({ webhook, url, seq }: EventOf<'webhook.sent'>, events: readonly TraceEvent[]): number {
  const answered = events.find(event => isEnd(event) && event.webhook === webhook)
  const loaded = answered && events.find(event => isDocument(event) && event.seq > seq && event.url === url)
  return (loaded ?? answered)?.at ?? Number.POSITIVE_INFINITY
}

const isEnd = (event: TraceEvent): event is EventOf<'webhook.delivered'> | EventOf<'webhook.failed'> =>
  event.type === 'webhook.delivered' || event.type === 'webhook.failed'

const isDocument = (event: TraceEvent): event is EventOf<'document.loaded'> | EventOf<'document.rejected'> =>
  event.type === 'document.loaded' || event.type === 'document.rejected'

/** The call stands still for documents, and for audio; it goes on while callbacks are on their way. */
const isWaitedFor = (
  { url, seq }: EventOf<'webhook.sent'>,
  own: readonly ObservedAttempt[],
  events: readonly TraceEvent[],
): boolean =>
  own.some(({ webhook }) => !webhook.signed) ||
  events.some(event => isDocument(event) && event.seq > seq && event.url === url)
