import type { TraceEvent } from './events.js'
import { withStrings } from './printable.js'
import { renderText } from './text.js'

export interface NormalisedOptions {
  /** Call times and lengths stay; default false. */
  readonly times?: boolean
}

/**
 * The text of a trace without what differs from run to run, so that two runs can be compared: every id, nonce, signature and
 * port of this machine is a placeholder with a number, in the order in which they appear (`<call 1>`, `<leg 2>`, `<port 1>`);
 * dates are `<date>`, and, unless times stay, lengths and what they cost `<duration>` and `<cost>`. How many bytes an answer
 * has is not told, because ids and ports are part of it.
 */
export function normalisedTrace(events: readonly TraceEvent[], { times = false }: NormalisedOptions = {}): string {
  const placeholders = new Placeholders(kindsOf(events))
  const anonymous = events.map(event => normalised(event, placeholders, times))
  const names = new Map(anonymous.map(({ call }) => [call, call]))
  const text = renderText(anonymous, { times, sizes: false, names, width: WIDTH })
  return text.replaceAll(GAP, ' ')
}

/** Wide, so that a placeholder is seldom broken, and a change is seen in one line. */
const WIDTH = 160

/** Stands for the blank in a placeholder until lines are broken. */
const GAP = '\ue000'

type Kind = 'call' | 'leg' | 'conference' | 'recording' | 'message' | 'id' | 'nonce' | 'signature' | 'port'

/** What numbers what it has not seen before, kind by kind. */
class Placeholders {
  readonly #kinds: ReadonlyMap<string, Kind>
  readonly #numbers = new Map<Kind, Map<string, number>>()

  constructor(kinds: ReadonlyMap<string, Kind>) {
    this.#kinds = kinds
  }

  /** The text with placeholders for all that is somebody's own. */
  in(text: string): string {
    return text
      .replace(UUID, id => this.#for(this.#kinds.get(id.toLowerCase()) ?? 'id', id.toLowerCase()))
      .replace(PORT, (_all, host: string, port: string) => host + this.#for('port', port))
      .replace(NONCE, nonce => this.#for('nonce', nonce))
      .replace(SIGNATURE, signature => this.#for('signature', signature))
      .replace(DATE, '<date>')
  }

  /** Of something whose kind is known, whatever it looks like. */
  of(kind: Kind, id: string): string {
    return this.#for(this.#kinds.get(id.toLowerCase()) ?? kind, id.toLowerCase())
  }

  #for(kind: Kind, what: string): string {
    const numbers = this.#numbers.get(kind) ?? new Map<string, number>()
    this.#numbers.set(kind, numbers)
    const number = numbers.get(what) ?? numbers.size + 1
    numbers.set(what, number)
    return `<${kind}${GAP}${number}>`
  }
}

/** Where an id or a date begins: not within another number, but behind `%2F` and `%252F`, which end like one. */
const start = (before: string) => `(?<=^|[^${before}]|%(?:25)*[0-9a-f]{2})`
const colon = '(?::|%(?:25)*3A)'
const UUID = new RegExp(`${start('0-9a-f')}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])`, 'gi')
/** Of this machine, also in a URL that is a parameter of another. */
const PORT = new RegExp(
  `((?:127(?:\\.\\d{1,3}){3}|(?<![\\w.-])localhost|(?<=%(?:25)*2F)localhost|\\[::1\\]|%(?:25)*5B${colon}{2}1%(?:25)*5D)${colon})(\\d{1,5})(?!\\d)`,
  'gi',
)
/** 20 digits, as in X-Plivo-Signature-V3-Nonce. */
const NONCE = new RegExp(`${start('0-9')}\\d{20}(?!\\d)`, 'gi')
/** HMAC-SHA256 in base64. */
const SIGNATURE = /(?<![\w+/])[A-Za-z0-9+/]{43}=(?!=)/g
/** `2025-01-01 00:00:00.000123`, `2025-01-01T00:00:00Z`, with an offset or without. */
const DATE = new RegExp(
  `${start('0-9')}\\d{4}-\\d\\d-\\d\\d(?:[ T+]|%(?:25)*20)\\d\\d${colon}\\d\\d${colon}\\d\\d(?:\\.\\d+)?(?:Z|(?:[+-]|%(?:25)*2B)\\d\\d${colon}?\\d\\d)?(?!\\d)`,
  'gi',
)

/** Of which kind each id is, by the event that tells of it first. */
function kindsOf(events: readonly TraceEvent[]): Map<string, Kind> {
  const kinds = new Map<string, Kind>()
  const note = (kind: Kind, id: string | undefined) => {
    if (id !== undefined && !kinds.has(id.toLowerCase())) kinds.set(id.toLowerCase(), kind)
  }
  for (const event of events) {
    note('call', event.call)
    note('leg', event.leg)
    if ('conference' in event) note('conference', event.conference)
    if ('recording' in event) note('recording', event.recording)
    if ('message' in event && event.type !== 'problem.found') note('message', event.message)
  }
  return kinds
}

function normalised(event: TraceEvent, placeholders: Placeholders, times: boolean): TraceEvent {
  const call = placeholders.of('call', event.call)
  const leg = event.leg === undefined ? undefined : { leg: placeholders.of('leg', event.leg) }
  const timeless = event.type === 'webhook.sent' ? { ...event, params: paramsOf(event.params, times) } : event
  const rest = withStrings(timeless, (text, key) => (key === 'type' ? text : placeholders.in(text)))
  return { ...rest, call, ...leg }
}

/** Instants in epoch ms. */
const INSTANTS = /^Recording(Start|End)Ms$/
const LENGTHS = /^(DialBLeg)?(Bill)?Duration$|^RecordingDuration(Ms)?$|^(recording_)?duration(_ms)?$/
const COSTS = /^(DialBLeg)?TotalCost$|^BilledAmount$|^transcription_charge$/

/** Dates, and what follows from how long something took; -1, which says that it is not known yet, stays. */
function paramsOf(params: Readonly<Record<string, string>>, times: boolean): Record<string, string> {
  const entries = Object.entries(params).map(([name, value]): [string, string] => {
    if (!/^\d+(\.\d+)?$/.test(value)) return [name, value]
    if (INSTANTS.test(name)) return [name, '<date>']
    if (!times && LENGTHS.test(name)) return [name, '<duration>']
    return [name, !times && COSTS.test(name) ? '<cost>' : value]
  })
  return Object.fromEntries(entries)
}
