import type { EventOf, EventType, TraceEvent } from './events.js'
import type { Style } from './layout.js'
import { length } from './length.js'
import { parameters } from './parameters.js'
import { shortened } from './printable.js'
import {
  aside,
  excerpt,
  faint,
  isKept,
  KEPT,
  LONGEST,
  plain,
  quoted,
  type Row,
  row,
  spoken,
  strong,
  tagged,
} from './row.js'
import { howLong, type Repeating, sound } from './sounds.js'
import { phasesInWords, waterfall } from './waterfall.js'
import { codeOf, injected, reasons, regional } from './webhook-words.js'

/** What earlier rows said, so that later ones need not say it again. */
export interface Memory {
  /** Show every parameter of a webhook, and its policy; otherwise only those that not every request carries. */
  readonly everything: boolean
  /** Tell how long things took, and how many bytes came. */
  readonly times: boolean
  readonly sizes: boolean
  /** The origin that was last written out in full. */
  origin: string
  /** The attempts of webhooks in flight. */
  readonly webhooks: Map<string, { purpose: string; attempts: EventOf<'webhook.attempted'>[] }>
  /** Whom each leg rings that is not over. */
  readonly legs: Map<string, string>
  readonly repeating: Repeating
  /** How often each number was dialled: the second leg to the same one is `#2`. */
  readonly dialled: Map<string, number>
  /** The calls that were made, not received: at the far end is somebody who was called. */
  readonly outbound: Set<string>
}

/** A row for every event type; `undefined` where an event only repeats what the rows before it said. */
type Rows = { readonly [T in EventType]: (event: EventOf<T>, memory: Memory) => Row | undefined }

export function rowOf(event: TraceEvent, memory: Memory): Row | undefined {
  // The table's key and the event's type are the same T, which TypeScript cannot see through an index.
  const row = ROWS[event.type] as (event: TraceEvent, memory: Memory) => Row | undefined
  const lane = event.leg === undefined ? undefined : (memory.legs.get(event.leg) ?? shortId(event.leg))
  const made = row(event, memory)
  if (!made || lane === undefined || event.type === 'leg.dialed') return made
  return { ...made, body: [faint(`[${lane}] `), ...made.body] }
}

/** Of a leg that nobody was told of when it was dialled. */
const shortId = (leg: string): string => [...leg].slice(0, 8).join('')

const ROWS: Rows = {
  'call.arrived': ({ call, from, to, direction, phone }, { outbound }) => {
    if (direction === 'outbound') outbound.add(call)
    return row('call', 'call', [strong(`${from} -> ${to}`), aside(direction, phone)])
  },
  'call.rang': () => row('rings', 'plain', [plain('the callee')]),
  'call.answered': ({ by }) => row('answered', 'good', [plain('by '), plain(tagged(by))]),
  'call.ended': ({ cause, name, source, because, status, duration, billDuration }, { times }) => {
    const took = times ? `, ${duration} s, billed ${billDuration} s` : ''
    return row(
      'ended',
      'call',
      [strong(`${cause} ${name}`), plain(` by ${source}: ${because}`)],
      [[plain(status + took)]],
    )
  },

  'detection.finished': ({ machine, ms, because }, { times }) =>
    row('detects', machine ? 'warning' : 'good', [
      strong(machine ? 'a machine' : 'a person'),
      plain(`${after(ms, times)}: ${because}`),
    ]),

  'document.loaded': (event, memory) => {
    const { origin, url, elements, bytes } = event
    memory.repeating.interrupted(event)
    return row('document', 'plain', [
      plain(elements.length > 0 ? elements.join(', ') : 'an empty Response'),
      // Its request, in the rows above, told the rest.
      memory.origin ? aside(origin) : aside(origin, memory.sizes ? `${bytes} B` : '', url),
    ])
  },
  'document.rejected': ({ origin, url, cause, reason }) =>
    row('rejected', 'failure', [strong(`${origin} document: ${reason}`), aside(`ends with ${cause}`, url)]),

  'element.started': (event, { repeating }) => {
    repeating.interrupted(event)
    return row('runs', 'faint', [plain(tagged(event.element)), aside(place(event))])
  },
  // Why it finished, the rows in between have told.
  'element.finished': ({ element, skipped = [], instead }) => {
    if (instead) return row('next', 'faint', [plain(`${tagged(element)}: ${instead}`)])
    if (skipped.length === 0) return undefined
    return row('skips', 'faint', [plain(`${skipped.join(', ')}: a document replaces the one of ${tagged(element)}`)])
  },

  'prompt.started': (event, { repeating, times: timed }) => {
    const times = repeating.begins(event)
    if (times > 2) return undefined
    const label = event.sound === 'silence' ? 'silence' : 'hears'
    return row(label, 'heard', [...sound(event.sound, event.text), howLong(event, times, timed)])
  },
  'prompt.finished': (event, { repeating, times }) => {
    const { heard, muted, because, sound: kind, text } = event
    if (heard && !because) return undefined
    if (muted && !because)
      return row('unheard', 'warning', [...sound(kind, excerpt(text)), plain(': only what the API plays is heard')])
    return row(heard ? 'heard' : 'cut off', heard ? 'heard' : 'warning', [
      ...sound(kind, excerpt(text)),
      plain(`${times ? ` after ${repeating.sounded(event)}` : ''}${because ? `: ${because}` : ''}`),
    ])
  },

  'digit.pressed': event => {
    const { digit, heardBy, across } = event
    return row('presses', 'done', [strong(digit), aside(isKept(event) ? KEPT : listener(heardBy, across))])
  },
  'digit.dropped': ({ digits, because }) => row('unheard', 'warning', [strong(digits), plain(`: ${because}`)]),
  'speech.started': ({ heardBy, across }) => row('speaks', 'done', [plain('…'), aside(listener(heardBy, across))]),
  'speech.heard': ({ text, ms, heardBy, across }, { times }) =>
    row('says', 'done', [strong(quoted(text)), aside(times ? length(ms) : '', listener(heardBy, across))]),
  'tone.heard': ({ tone, heardBy, across }) =>
    row('tone', 'heard', [plain(`a ${tone}`), aside(listener(heardBy, across))]),
  'input.collected': ({ element, input, value, because }) =>
    row('collected', 'good', [strong(quoted(value)), plain(` by ${tagged(element)}: ${because}`), aside(input)]),
  'input.missed': ({ element, because, attempt, of }) =>
    row('missed', 'warning', [plain(`${tagged(element)}, attempt ${attempt} of ${of}: ${because}`)]),
  'tones.sent': ({ digits, ms }, { times }) =>
    row('sends', 'done', [strong(digits), aside('tones', times ? length(ms) : '')]),

  'webhook.sent': ({ webhook, purpose, method, url, params, policy }, memory) => {
    memory.webhooks.set(webhook, { purpose, attempts: [] })
    const details = [parameters(params, memory.everything)]
    if (memory.everything) details.push([faint(`policy ${policy}`)])
    return row(`-> ${method}`, 'web', [plain(shortUrl(url, memory)), aside(purpose)], details)
  },
  'webhook.attempted': (event, memory) => {
    const { webhook, attempt, outcome, reason, status, cost, region, fault } = event
    const so = memory.webhooks.get(webhook) ?? { purpose: '', attempts: [] }
    memory.webhooks.set(webhook, { ...so, attempts: [...so.attempts, event] })
    const ok = outcome === 'ok'
    // The row of its delivery tells it all.
    if (ok && attempt === 1) return undefined
    // With several in flight, whose attempt it is.
    const whose = memory.webhooks.size > 1 ? so.purpose : ''
    const took = !ok && cost > 0 && memory.times ? `took ${length(Math.round(cost))}` : ''
    const facts = aside(whose, took, injected(fault), regional(region))
    const label = ok ? '   ok' : `   ${codeOf(outcome, status)}`
    const why = event.judgement === undefined ? [] : [[faint(event.judgement)]]
    return row(label, ok ? 'web' : 'warning', [plain(`attempt ${attempt}: ${reason}`), facts], why)
  },
  'webhook.delivered': ({ webhook, purpose, status, bytes, ...judged }, memory) => {
    const { attempts } = memory.webhooks.get(webhook) ?? { attempts: [] }
    memory.webhooks.delete(webhook)
    const [first, second] = attempts
    const drawn = memory.times ? waterfall(attempts) : []
    const asUsual = first !== undefined && status === 200
    const alone = first && !second
    // The nearest one, whichever that is, goes without saying.
    const from = first && first.region !== 'nearest' ? regional(first.region) : ''
    const how = alone
      ? [from, drawn.length > 0 || !memory.times ? '' : phasesInWords(first), injected(first.fault)]
      : []
    // One attempt and one answer: the judgement could only repeat that.
    const said = asUsual && alone ? drawn : [[plain(judged.judgement)], ...drawn]
    if (!asUsual) said.push(...reasons(judged))
    return row(`<- ${status}`, 'web', [plain(memory.sizes ? `${bytes} B` : ''), aside(purpose, ...how)], said)
  },
  'webhook.failed': ({ webhook, purpose, outcome, status, ...judged }, memory) => {
    const { attempts } = memory.webhooks.get(webhook) ?? { attempts: [] }
    memory.webhooks.delete(webhook)
    const body = [strong(`${purpose} failed: `), plain(judged.judgement)]
    return row(`<- ${codeOf(outcome, status)}`, 'failure', body, [
      ...(memory.times ? waterfall(attempts) : []),
      ...reasons(judged),
    ])
  },

  'leg.dialed': ({ leg, to, from, position, phone }, memory) => {
    const count = (memory.dialled.get(to) ?? 0) + 1
    memory.dialled.set(to, count)
    const name = count > 1 ? `${to} #${count}` : to
    memory.legs.set(leg, name)
    return row('dials', 'call', [strong(name), aside(`from ${from}`, `target ${position}`, phone)])
  },
  'leg.rang': () => row('rings', 'plain', []),
  'leg.answered': () => row('picks up', 'good', []),
  'leg.confirmed': ({ because }) => row('confirms', 'good', [plain(because)]),
  'leg.bridged': ({ call }, { outbound }) =>
    row('bridged', 'good', [plain(`with the ${outbound.has(call) ? 'callee' : 'caller'}`)]),
  'leg.ended': ({ leg, cause, name, source, status, duration, because }, memory) => {
    memory.legs.delete(leg)
    return row('leg ends', 'call', [
      strong(`${cause} ${name}`),
      plain(` by ${source}: ${because}`),
      aside(status, seconds(duration, memory.times)),
    ])
  },

  'room.entered': ({ room, conference, member, members, waits }) =>
    row(
      'enters',
      'call',
      [strong(room), aside(`member ${member}`, inRoom(members), waits ? 'waits' : '')],
      [[faint(`conference ${conference}`)]],
    ),
  'room.started': ({ room, because }) => row('starts', 'good', [plain(`${room}: ${because}`)]),
  'room.heard': ({ room, member, sound: kind, text }) =>
    row('hears', 'heard', [strong(spoken(kind, text)), aside(`member ${member} in ${room}`)]),
  'room.unheard': ({ room, sound: kind, text, because }) =>
    row('unheard', 'warning', [strong(spoken(kind, text)), plain(` in ${room}: ${because}`)]),
  'room.changed': ({ room, member, change }) => row('member', 'warning', [plain(`${member} is ${change} in ${room}`)]),
  'room.left': ({ room, member, members, ms, because }, { times }) =>
    row('leaves', 'call', [
      strong(room),
      plain(`${after(ms, times)}: ${because}`),
      aside(`member ${member}`, inRoom(members)),
    ]),
  'room.ended': ({ room, because }) => row('room ends', 'call', [strong(room), plain(`: ${because}`)]),
  'room.refused': ({ room, because }) => row('refused', 'warning', [strong(room), plain(`: ${because}`)]),

  'leg.transferred': ({ leg, duration }, memory) => {
    memory.legs.delete(leg)
    return row('leaves', 'call', [plain(`and goes on as call ${shortId(leg)}`), aside(seconds(duration, memory.times))])
  },
  'operation.requested': ({ operation, what = '', digits, how, room }) => {
    const asked = [operation, shortened(what, LONGEST), digits].filter(Boolean).join(' ')
    return row('API', 'call', [strong(asked), aside(room && `conference ${room}`, how)])
  },
  'hangup.scheduled': ({ ms }) => row('schedules', 'plain', [plain(`a hang-up in ${length(ms)}`)]),
  'recording.started': ({ recording, format, channels, limit, by }) => {
    const most = limit === undefined ? '' : `${length(limit)} at most`
    const how = [format, channels, most].filter(Boolean).join(', ')
    return row('records', 'done', [plain(how), aside(by && `by the ${by}`, `recording ${recording}`)])
  },
  'recording.armed': ({ recording, because }) =>
    row('to record', 'plain', [plain(because), aside(`recording ${recording}`)]),
  'recording.missed': ({ recording, because }) =>
    row('no record', 'warning', [plain(because), aside(`recording ${recording}`)]),
  'recording.finished': ({ recording, ms, because, url }, { times }) =>
    row(
      'recorded',
      'done',
      [plain(times ? `${length(ms)}: ${because}` : because)],
      [[faint(`recording ${recording}, ${url}`)]],
    ),
  'message.sent': ({ message, from, to, text }) =>
    row('message', 'done', [plain(`${from} -> ${to} `), strong(quoted(text)), aside(`message ${message}`)]),
  'message.reported': ({ message, status }) => row('message', 'done', [plain(status), aside(`message ${message}`)]),

  'problem.found': event => {
    const { label, style } = SEVERITIES[event.severity] ?? SEVERITIES.note
    const where = event.line === undefined ? '' : `line ${event.line}, column ${event.column ?? 1}`
    return row(
      label,
      style,
      [strong(event.message)],
      [
        [faint([where, event.url].filter(Boolean).join(' of '))],
        event.allowed ? [faint('allowed: '), plain(event.allowed)] : [],
        event.nearest ? [faint('nearest: '), plain(event.nearest)] : [],
        [faint(`${event.code}: ${event.provenance}, ${event.rule}`)],
      ],
    )
  },
  'step.missed': ({ step, because }) => row('missed', 'failure', [strong(step), plain(`: ${because}`)]),
}

const SEVERITIES: Readonly<Record<EventOf<'problem.found'>['severity'], { label: string; style: Style }>> = {
  breaks: { label: '!! breaks', style: 'failure' },
  risky: { label: ' ! risky', style: 'warning' },
  note: { label: '   note', style: 'faint' },
}

const after = (ms: number, times: boolean): string => (times ? ` after ${length(ms)}` : '')
const seconds = (duration: number, times: boolean): string => (times && duration > 0 ? `${duration} s` : '')
const inRoom = (members: number): string => (members === 0 ? 'nobody is there' : `${members} there`)

const place = ({ line, column }: { line: number; column: number }) => `${line}:${column}`
const listener = (heardBy?: string, across?: boolean) => {
  const listeners = [heardBy && tagged(heardBy), across && 'the other side'].filter(Boolean)
  return listeners.length === 0 ? 'nothing listens' : `heard by ${listeners.join(' and ')}`
}

/** A URL, its origin cut off where the row before had the same one. */
function shortUrl(url: string, memory: Memory): string {
  const origin = /^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? ''
  if (origin !== '' && origin === memory.origin) return `…${url.slice(origin.length)}`
  memory.origin = origin
  return url
}
