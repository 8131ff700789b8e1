import { clockTime } from './clock-time.js'
import type { TraceEvent } from './events.js'
import { clipped } from './ladder/character-line.js'
import { paint, type Span, wrap } from './layout.js'
import { columns, printable, withStrings } from './printable.js'
import { redact, safeNames } from './redact.js'
import { membersAsked, RoomRequests, toldOnce } from './room-requests.js'
import { type Memory, rowOf } from './rows.js'
import { shown } from './secret.js'
import { Repeating } from './sounds.js'

export interface TextOptions {
  /** Terminal colours; default false. */
  readonly colors?: boolean
  /** Columns to wrap at, 60 or more; default 100. Read anew for every event, so that a getter may follow a terminal. */
  readonly width?: number
  /**
   * A column with the call's id, and times that count from the first call's arrival; default: only where a trace
   * has several calls (a live renderer, which cannot know, has the id before what happens in other calls than the
   * first, and the name of whoever has one).
   */
  readonly call?: boolean
  /** Every parameter of every webhook, and its policy; default: only the parameters not every request carries. */
  readonly params?: boolean
  /** Call times, and how long things took; default true. */
  readonly times?: boolean
  /** How many bytes answers have; default true. */
  readonly sizes?: boolean
  /** Hides phone numbers (but for their last two digits) and keys. */
  readonly redact?: boolean
  /** What callers are called, by their CallUUID; in place of the ids of calls. Read anew for every event. */
  readonly names?: ReadonlyMap<string, string>
}

/** Renders events as they happen. `line` gives one or several lines, or nothing for what needs no saying. */
export interface TextRenderer {
  line(event: TraceEvent): string | undefined
}

/** For people: what happened, one or a few lines per event, times relative to the call's arrival. */
export function renderText(events: readonly TraceEvent[], options: TextOptions = {}): string {
  const several = events.some(event => event.call !== events[0]?.call)
  const call = options.call ?? several
  const renderer = createTextRenderer({ ...options, call })
  const lines = toldOnce(events)
    .map(({ event, all }) => renderer.line(all.length > 1 ? ofSeveral(event, all.length, call) : event))
    .filter(line => line !== undefined)
  return lines.map(line => `${line}\n`).join('')
}

/** What is told of several calls, without the id of one of them. */
function ofSeveral(event: TraceEvent, count: number, call: boolean): TraceEvent {
  if (event.type !== 'operation.requested') return event
  return { ...event, call: call ? '' : event.call, how: membersAsked(count) }
}

/**
 * ```
 *   0:01.200  presses    1  heard by <GetDigits>
 *   |         |          |
 *   time      label      body, wrapped at width with a hanging indent; details follow below it
 * ```
 * The time is left out where it is that of the line above.
 */
export function createTextRenderer(options: TextOptions = {}): TextRenderer {
  const colours = paint(options.colors ?? false)
  const memory: Memory = {
    everything: options.params ?? false,
    times: options.times ?? true,
    sizes: options.sizes ?? true,
    origin: '',
    webhooks: new Map(),
    legs: new Map(),
    dialled: new Map(),
    repeating: new Repeating(),
    outbound: new Set(),
  }
  const arrivals = new Map<string, number>()
  const live = options.call === undefined
  const requests = new RoomRequests()
  let above = ''
  let firstCall: string | undefined

  return {
    line(event) {
      firstCall ??= event.call
      if (requests.repeats(event)) return undefined
      const since = options.call || live ? 'all' : event.call
      const arrival = arrivals.get(since) ?? event.at
      arrivals.set(since, arrival)
      const row = rowOf(withStrings(options.redact ? redact(event) : shown(event), printable), memory)
      if (!row) return undefined

      const time = clockTime(event.at - arrival)
      const names = safeNames(options.names, options.redact)
      const known = names.get(printable(event.call))
      const name = known ?? printable(event.call.slice(0, ID))
      const whose = live && (known || event.call !== firstCall) ? [faintly(`[${name}] `)] : []
      const id = options.call ? fill(clipped(name, WIDEST_NAME), idWidth(names) + 2) : ''
      const stamp = memory.times ? `${time === above ? ''.padStart(TIME) : time.padStart(TIME)}  ` : ''
      above = time
      const label = fill(row.label, LABEL)
      const indent = ' '.repeat(stamp.length + columns(id) + columns(label))
      const room = Math.max(options.width ?? 100, 60) - indent.length
      const [first = '', ...rest] = [[...whose, ...row.body], ...row.details].flatMap(spans =>
        wrap(spans, room, colours),
      )
      const head = colours.faint(stamp + id) + colours[row.style](label)
      return [(head + first).trimEnd(), ...rest.map(line => indent + line)].join('\n')
    },
  }
}

const TIME = 10
const LABEL = 11
const ID = 8
const WIDEST_NAME = 16

/** Of the column with names and ids. */
const idWidth = (names: ReadonlyMap<string, string>): number =>
  Math.min(Math.max(ID, ...[...names.values()].map(columns)), WIDEST_NAME)

const faintly = (text: string): Span => ({ text: printable(text), style: 'faint' })

/** Padded to a width; always at least one blank behind it. */
const fill = (text: string, width: number): string => text + ' '.repeat(Math.max(width - columns(text), 1))
