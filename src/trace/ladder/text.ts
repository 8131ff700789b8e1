import { clockTime } from '../clock-time.js'
import { paint } from '../layout.js'
import { length } from '../length.js'
import { columns } from '../printable.js'
import { CharacterLine } from './character-line.js'
import type { Figure, PlacedMark } from './figure.js'
import { heads } from './heads.js'
import type { Lane } from './lanes.js'
import { linesOf } from './lines.js'

export interface LadderTextOptions {
  /** Terminal colours; default false. */
  readonly colors?: boolean
  /** Columns, 60 or more; default 100. */
  readonly width?: number
}

/** Where the first lane stands; to its left are the times. */
const MARGIN = 12
/** Lanes stand at least so many columns apart; those for whom there is no room share the last one. */
const NARROWEST = 4
/** Beside lanes that stand close together a text goes on across them, up to so many columns. */
const READABLE = 30

/**
 * ```
 *             Caller                     Plivo
 *   0:00.000  ├─ calls +14155550199 ──────►│
 *             │◄─ answers ─────────────────┤
 *     40 s    ┊                            ┊
 * ```
 * No line is wider than `width`.
 */
export function ladderText({ lanes, rows }: Figure, options: LadderTextOptions = {}): string {
  if (lanes.length === 0) return ''
  const width = Math.max(Math.floor(options.width ?? 100) || 0, 60)
  const colours = paint(options.colors ?? false)
  const right = width - 1
  const columnsOf = placed(lanes, right)
  const columnOf = (lane: Lane): number => columnsOf.get(lane.id) ?? MARGIN
  const stands = [...new Set(columnsOf.values())]
  const written = heads(lanes, stands, width).map(line => line.painted(colours))
  let above = ''

  const draw = (time: string, fill: (line: CharacterLine) => void, upright = '│') => {
    const line = new CharacterLine()
    line.put(0, `${(time === above ? '' : time).padStart(10)}`, 'faint')
    if (time !== '') above = time
    for (const column of stands) line.put(column, upright, 'faint')
    fill(line)
    written.push(line.painted(colours))
  }

  for (const row of rows) {
    if ('waited' in row) draw(length(row.waited), () => {}, '┊')
    else drawMark(row)
  }
  return written.map(line => `${line}\n`).join('')

  function drawMark(mark: PlacedMark): void {
    const time = clockTime(mark.at)
    const [from, to] = [columnOf(mark.from), mark.to ? columnOf(mark.to) : undefined]
    if (to === undefined || to === from) {
      const next = stands.find(column => column > from)
      const before = stands.filter(column => column < from).at(-1)
      // Beside the last lane, or one that is near it, there is room on its left only.
      const reaches = from + 2 + Math.min(columns(mark.text) + 2, READABLE)
      if (before !== undefined && (next === undefined || reaches > right)) {
        for (const text of linesOf(mark.text, Math.max(from - before - 5, READABLE)))
          draw(time, line => {
            line.put(from - 3 - columns(text), text, mark.tone)
            line.put(from - 2, '╎', mark.tone)
          })
        return
      }
      const [start, room] = beside(from, next, columns(mark.text) + 2)
      for (const text of linesOf(mark.text, room - 2))
        draw(time, line => {
          line.put(start, '╎', mark.tone)
          line.put(start + 2, text, mark.tone)
        })
      return
    }
    const [left, end] = [Math.min(from, to), Math.max(from, to)]
    const room = end - left - 7
    // The last line of a text is on the arrow, if there is room for any.
    const lines = room >= READABLE - 7 || columns(mark.text) <= room ? linesOf(mark.text, room) : []
    const inline = lines.pop() ?? ''
    const indent = left + (to < from ? 4 : 3)
    for (const text of lines) draw(time, line => line.put(indent, text, mark.tone))
    if (inline === '') {
      const [start, room] = beside(left, end, columns(mark.text))
      for (const text of linesOf(mark.text, room)) draw(time, line => line.put(start, text, mark.tone))
    }
    draw(time, line => {
      line.put(left + 1, (mark.line ? '╌' : '─').repeat(end - left - 1), 'faint')
      line.put(from, to > from ? '├' : '┤', 'faint')
      line.put(to > from ? to - 1 : to + 1, mark.line === 'broken' ? '✗' : to > from ? '►' : '◄', mark.tone)
      if (inline) line.put(indent - 1, ` ${inline} `, mark.tone)
    })
  }

  /** Where a text of so many columns begins beside a lane, and how many columns there are for it. */
  function beside(left: number, end: number | undefined, needed: number): [start: number, room: number] {
    const room = Math.min(Math.max((end ?? 0) - left - 3, Math.min(needed, READABLE)), right - MARGIN - 2)
    return [Math.max(Math.min(left + 2, right - room), MARGIN + 1), room]
  }
}

/** The column of each lane: the first stands at the margin, the last at the right. */
function placed(lanes: readonly Lane[], right: number): Map<string, number> {
  const most = Math.min(lanes.length - 1, Math.floor((right - MARGIN) / NARROWEST))
  const step = most > 0 ? (right - MARGIN) / most : 0
  return new Map(lanes.map(({ id }, index) => [id, Math.round(MARGIN + Math.min(index, most) * step)]))
}
