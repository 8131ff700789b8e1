import type { EventOf, EventType, TraceEvent } from '../events.js'
import { length } from '../length.js'
import { shortened } from '../printable.js'
import { membersAsked } from '../room-requests.js'
import { isKept, KEPT } from '../row.js'
import { AGAIN, type Repeating } from '../sounds.js'
import { usualParameters } from '../usual-parameters.js'
import { application, callee, caller, type Lane, leg as lane, plivo, room as roomLane } from './lanes.js'
import { arrow, type Mark, note } from './marks.js'

/** What an event alone does not tell. */
export interface Story {
  /** The event after this one. */
  readonly next: TraceEvent | undefined
  /** The request of a webhook. */
  request(webhook: string): EventOf<'webhook.sent'> | undefined
  /** Whether another webhook is in flight, too. */
  readonly busy: boolean
  readonly repeating: Repeating
  /** Of how many calls it is told at once. */
  readonly told: number
  /** How often a webhook is tried, all in all. */
  attempts(webhook: string): number
}

/** What an event looks like in a ladder: arrows and notes, from top to bottom. A new event type is a row here. */
type Arrows = { readonly [T in EventType]: (event: EventOf<T>, story: Story) => readonly Mark[] }

export function marksOf(event: TraceEvent, story: Story): readonly Mark[] {
  // The table's key and the event's type are the same T, which TypeScript cannot see through an index.
  return (ARROWS[event.type] as (event: TraceEvent, story: Story) => readonly Mark[])(event, story)
}

/** Who hears and speaks: the caller, or the far end of a leg. */
const party = (call: string, leg: string | undefined): Lane => (leg === undefined ? caller(call) : lane(leg))

/** The row before it, or the one after it, says it. */
const nothing = (): readonly Mark[] => []

const ARROWS: Arrows = {
  'call.arrived': ({ call, from, to, direction }) => [
    direction === 'outbound'
      ? arrow(plivo, callee(call, to), `calls, from ${from}`, 'call')
      : arrow(caller(call, from), plivo, `calls ${to}`, 'call'),
  ],
  'call.rang': ({ call }) => [arrow(caller(call), plivo, 'rings', 'plain')],
  'call.answered': ({ call, by }) => [
    by === 'the callee'
      ? arrow(caller(call), plivo, 'picks up', 'good')
      : arrow(plivo, caller(call), `answers, by ${tagged(by)}`, 'good'),
  ],
  'call.ended': ({ call, cause, name, source, because }) => {
    const farEnd = source === 'Caller' || source === 'Callee' || source === 'Carrier'
    const [from, to] = farEnd ? [caller(call), plivo] : [plivo, caller(call)]
    const what = source === 'Carrier' ? 'fails' : 'hangs up'
    return [arrow(from, to, `${what}: ${cause} ${name}`, 'call'), note(plivo, `${source}: ${because}`, 'faint')]
  },

  'detection.finished': ({ machine, because }) => [
    note(plivo, `${machine ? 'a machine' : 'a person'}: ${because}`, machine ? 'warning' : 'good'),
  ],

  // The answer that brought it names its elements.
  'document.loaded': (event, { repeating }) => {
    repeating.interrupted(event)
    return []
  },
  'document.rejected': ({ origin, cause, reason }) => [
    note(plivo, `${origin} document rejected: ${reason} (${cause})`, 'failure'),
  ],

  'element.started': (event, { repeating }) => {
    repeating.interrupted(event)
    return []
  },
  'element.finished': ({ element, instead }) =>
    instead === undefined ? [] : [note(plivo, `${tagged(element)}: ${instead}`, 'faint')],

  'prompt.started': (event, { repeating }) => {
    const times = repeating.begins(event)
    if (times > 2) return []
    const { call, leg, sound, text, ms, pass, endless, by } = event
    const facts = [
      length(ms),
      by ? 'by the API' : '',
      pass > 1 ? `pass ${pass}` : '',
      endless ? 'again without end' : '',
      times > 1 ? AGAIN : '',
    ].filter(Boolean)
    return [arrow(plivo, party(call, leg), `${SOUNDS[sound](cut(text))} (${facts.join(', ')})`, 'heard')]
  },
  'prompt.finished': (event, { repeating }) => {
    const { call, leg, heard, muted, because } = event
    if (heard) return []
    if (muted && !because) return [note(party(call, leg), 'unheard: only what the API plays is heard', 'warning')]
    return [
      note(party(call, leg), `cut off after ${repeating.sounded(event)}${because ? `: ${because}` : ''}`, 'warning'),
    ]
  },

  'digit.pressed': event => {
    const { call, leg, digit, heardBy, across } = event
    const pressed = (more = '') => arrow(party(call, leg), plivo, `presses ${digit}${more}`, 'done')
    if (isKept(event)) return [pressed(` (${KEPT})`)]
    return [heardBy || across ? { ...pressed(), continues: ` ${digit}` } : pressed(' (nothing listens)')]
  },
  'digit.dropped': ({ digits, because }) => [note(plivo, `${digits} unheard: ${because}`, 'warning')],
  // What was said comes when it has been said.
  'speech.started': nothing,
  'speech.heard': ({ call, leg, text, ms, heardBy, across }) => {
    const who = across ? 'heard by the other side' : heardBy === undefined ? 'nothing listens' : ''
    const facts = [length(ms), who].filter(Boolean)
    return [arrow(party(call, leg), plivo, `says "${cut(text)}" (${facts.join(', ')})`, 'done')]
  },
  'tone.heard': ({ call, leg, tone }) => [arrow(party(call, leg), plivo, `a ${tone}`, 'done')],
  'input.collected': ({ element, value, because }) => [
    note(plivo, `${tagged(element)} collects "${cut(value)}": ${because}`, 'good'),
  ],
  'input.missed': ({ element, because, attempt, of }) => [
    note(plivo, `${tagged(element)}, attempt ${attempt} of ${of}: ${because}`, 'warning'),
  ],
  'tones.sent': ({ call, leg, digits, ms }) => [
    arrow(plivo, party(call, leg), `tones ${digits} (${length(ms)})`, 'heard'),
  ],

  'leg.dialed': ({ leg, to, from }) => [arrow(plivo, lane(leg, to), `dials, from ${from}`, 'call')],
  'leg.rang': ({ leg }) => [arrow(lane(leg), plivo, 'rings', 'plain')],
  'leg.answered': ({ leg }) => [arrow(lane(leg), plivo, 'picks up', 'good')],
  'leg.confirmed': ({ leg, because }) => [arrow(lane(leg), plivo, `confirms: ${because}`, 'good')],
  'leg.bridged': ({ call, leg }) => [arrow(lane(leg), caller(call), 'connected', 'good')],
  'leg.ended': ({ leg, cause, name, source, because }) => {
    const [from, to] = source === 'Callee' ? [lane(leg), plivo] : [plivo, lane(leg)]
    return [arrow(from, to, `hangs up: ${cause} ${name}`, 'call'), note(plivo, `${source}: ${because}`, 'faint')]
  },

  'webhook.sent': event => [
    arrow(plivo, answering(event), `${request(event)} (${event.purpose})${parameters(event)}`, 'web'),
  ],
  'webhook.attempted': ({ webhook, attempt, outcome, reason, cost, fault, judgement }, story) => {
    // Its delivery draws the answer.
    if (outcome === 'ok') return []
    const sent = story.request(webhook)
    const after = cost > 0 ? ` after ${length(Math.round(cost))}` : ''
    const whose = story.busy && sent ? sent.purpose : ''
    const why = `${outcome}${after}, attempt ${attempt}: ${reason}${aside([whose, fault ? `injected: ${fault}` : ''])}`
    // Without a connection nothing got there; otherwise nothing that counts came back.
    const [from, to] = outcome === 'ct' ? [plivo, answering(sent)] : [answering(sent), plivo]
    const marks = [arrow(from, to, why, 'failure', 'broken')]
    if (judgement !== undefined) marks.push(note(plivo, judgement, 'warning'))
    if (attempt < story.attempts(webhook))
      marks.push(arrow(plivo, answering(sent), `${request(sent)}, attempt ${attempt + 1}`, 'web'))
    return marks
  },
  'webhook.delivered': ({ webhook, purpose, status, bytes, judgement }, story) => {
    const { next } = story
    const brought = next?.type === 'document.loaded' ? next.elements.map(tagged).join(' ') : `${bytes} B`
    const [said, asUsual] = [judgement.replace(/\.$/, ''), status === 200]
    const lead = asUsual && story.attempts(webhook) > 1 ? said : `${status}`
    const text = `${lead}: ${brought}${aside([story.busy ? purpose : ''])}`
    const drawn = arrow(answering(story.request(webhook)), plivo, text, 'web', 'dashed')
    return asUsual ? [drawn] : [drawn, note(plivo, judgement, 'faint')]
  },
  'webhook.failed': ({ purpose, judgement }) => [note(plivo, `${purpose} failed: ${judgement}`, 'failure')],

  'room.entered': ({ call, room, member, members, waits }) => [
    arrow(
      caller(call),
      roomLane(room),
      `enters as member ${member}, ${members} there${waits ? ', waits' : ''}`,
      'call',
    ),
  ],
  'room.started': ({ room, because }) => [note(roomLane(room), `starts: ${because}`, 'good')],
  'room.heard': ({ call, room, member, sound, text }) => [
    arrow(roomLane(room), caller(call), `${member}: ${sound === 'speech' ? `"${cut(text)}"` : `key ${text}`}`, 'heard'),
  ],
  'room.unheard': ({ call, sound, text, because }) => [
    note(caller(call), `${sound === 'key' ? `key ${text}` : `"${cut(text)}"`} is unheard: ${because}`, 'warning'),
  ],
  'room.changed': ({ room, member, change }) => [note(roomLane(room), `member ${member} is ${change}`, 'warning')],
  'room.left': ({ call, room, members, because }) => [
    arrow(roomLane(room), caller(call), `leaves: ${because}, ${members} there`, 'call'),
  ],
  'room.ended': ({ room, because }) => [note(roomLane(room), `ends: ${because}`, 'call')],
  'room.refused': ({ room, because }) => [note(roomLane(room), `refuses: ${because}`, 'warning')],

  'leg.transferred': ({ leg }) => [arrow(plivo, lane(leg), 'transferred: goes on as a call of its own', 'call')],
  'operation.requested': (event, { told }) => {
    const { operation, what = '', digits, how = '', room } = event
    const asked = `API: ${[operation, cut(what), digits].filter(Boolean).join(' ')}`
    if (room === undefined) return [note(plivo, `${asked}${aside([how])}`, 'call')]
    return [note(roomLane(room), `${asked}${aside([membersAsked(told)])}`, 'call')]
  },
  'hangup.scheduled': ({ ms }) => [note(plivo, `schedules a hang-up in ${length(ms)}`, 'plain')],
  'recording.started': ({ format, channels }) => [
    note(plivo, `records, ${[format, channels].filter(Boolean).join(', ')}`, 'done'),
  ],
  'recording.armed': ({ because }) => [note(plivo, `to record: ${because}`, 'plain')],
  'recording.missed': ({ because }) => [note(plivo, `no recording: ${because}`, 'warning')],
  'recording.finished': ({ ms, because }) => [note(plivo, `recorded ${length(ms)}: ${because}`, 'done')],
  'message.sent': ({ to, text }) => [note(plivo, `sends a message to ${to}: "${cut(text)}"`, 'done')],
  'message.reported': ({ status }) => [note(plivo, `message ${status}`, 'done')],

  'problem.found': ({ severity, message, rule }) => [
    note(plivo, `${severity}: ${cut(message)} (${rule})`, SEVERITIES[severity] ?? 'faint'),
  ],
  'step.missed': ({ call, step, because }) => [note(caller(call), `missed: ${step}: ${because}`, 'failure')],
}

const SEVERITIES = { breaks: 'failure', risky: 'warning', note: 'faint' } as const

const SOUNDS: Readonly<Record<EventOf<'prompt.started'>['sound'], (text: string) => string>> = {
  speech: text => `"${text}"`,
  audio: text => `audio ${text}`,
  silence: text => `silence${text ? `, ${text}` : ''}`,
  beep: () => 'a beep',
  tones: text => `tones ${text}`,
}

/** Enough of it to know it: a ladder is seen as a whole. */
const cut = (text: string): string => shortened(text, 160)

const tagged = (name: string): string => (/^[A-Za-z]+$/.test(name) ? `<${name}>` : name)

function aside(facts: readonly string[]): string {
  const known = facts.filter(Boolean)
  return known.length > 0 ? ` (${known.join(', ')})` : ''
}

type Sent = EventOf<'webhook.sent'>

const ORIGIN = /^[a-z]+:\/\/[^/?#]+/i

const answering = (sent?: Sent): Lane => application(ORIGIN.exec(sent?.url ?? '')?.[0] ?? '')

const request = (sent?: Sent): string =>
  sent ? `${sent.method} ${cut(sent.url.replace(ORIGIN, '') || '/')}` : 'request'

/** What every ladder shows anyway: the line's state is its arrows. */
const STATES: ReadonlySet<string> = new Set(['CallStatus', 'Event'])

/** Names of parameters that say little about what happened: ids, addresses, instants, counts; but a member's tells who. */
const OPAQUE = /^(?!ConferenceMemberID).*(?:ID|UUID|Ur[li]|Ms|Amount|Number)$/i

/** Parameters that this request carries and most others do not: keys, what was said. */
const parameters = ({ params }: Sent): string =>
  Object.entries(params)
    .filter(([name, value]) => value !== '' && !usualParameters.has(name) && !STATES.has(name) && !OPAQUE.test(name))
    .slice(0, 6)
    .map(
      ([name, value]) =>
        ` ${shortened(name, 40)}=${/\s/.test(value) ? `"${shortened(value, 40)}"` : shortened(value, 40)}`,
    )
    .join('')
