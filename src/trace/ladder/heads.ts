import { columns } from '../printable.js'
import { CharacterLine, clipped } from './character-line.js'
import type { Lane } from './lanes.js'

/** Lanes that stand closer than this have marks above them, and a legend says who each is. */
const NAMED = 8
/** A head is no wider than this, however much room there is. */
const WIDEST = 60

/** What stands above lanes that stand at these columns: who each is, or a legend and a mark for each. */
export function heads(lanes: readonly Lane[], stands: readonly number[], width: number): CharacterLine[] {
  const [first = 0, second = Number.POSITIVE_INFINITY] = stands
  const room = Math.min(second - first - 2, WIDEST)
  if (room < NAMED - 2 || lanes.length > stands.length || areAlike(lanes, room)) return withLegend(lanes, stands, width)
  const parts = (['title', 'name'] as const).filter(part => lanes.some(lane => lane[part] !== ''))
  return parts.map(part => {
    // Where the second would be written over the end of the first, that one stands above its lane, too.
    const crowded = columns(lanes[0]?.[part] ?? '') + columns(lanes[1]?.[part] ?? '') / 2 > second - first
    return headLine(
      lanes.map(lane => lane[part]),
      stands,
      room,
      { style: part === 'title' ? 'strong' : 'faint', crowded },
    )
  })
}

interface HeadStyle {
  readonly style: 'strong' | 'faint'
  /** Whether the first stands above its lane, not to the right of it. */
  readonly crowded: boolean
}

/** Texts above their lanes, the first to the right of its lane, the last to the left. */
function headLine(
  texts: readonly string[],
  stands: readonly number[],
  room: number,
  { style, crowded }: HeadStyle,
): CharacterLine {
  const line = new CharacterLine()
  // From right to left: one that would touch its neighbour is moved away from it.
  let end = Number.POSITIVE_INFINITY
  for (const [index, stand] of [...stands.entries()].reverse()) {
    const last = index > 0 && index === stands.length - 1
    const text = shortName(texts[index] ?? '', room)
    const share = index === 0 && !crowded ? 0 : last ? 1 : 0.5
    const start = Math.round(stand + share - share * columns(text))
    const moved = Math.max(Math.min(start, end - columns(text)), (stands[index - 1] ?? -1) + 1)
    line.put(moved, shortName(text, end - moved), style)
    if (text !== '') end = moved - 1
  }
  return line
}

/** Whether two who are not the same would have the same head. */
function areAlike(lanes: readonly Lane[], room: number): boolean {
  const shown = new Set(lanes.map(({ title, name }) => `${shortName(title, room)}\n${shortName(name, room)}`))
  return shown.size < new Set(lanes.map(({ title, name }) => `${title}\n${name}`)).size
}

const NUMBER = /^\+?[\d•]+(?: #\d+)?$/

/** At most so many columns of a name; of a number its end, which tells it from others. */
export function shortName(name: string, room: number): string {
  if (!NUMBER.test(name) || columns(name) <= room) return clipped(name, room)
  return room > 1 ? `…${name.slice(1 - room)}` : '…'
}

/** `A Caller +14155550100   B Caller +14155550101`, and below that the marks; who share the last lane have the same. */
function withLegend(lanes: readonly Lane[], stands: readonly number[], width: number): CharacterLine[] {
  const marks = lanes.map((_, index) => markOf(Math.min(index, stands.length - 1)))
  const entries = lanes.map(({ title, name }, index) => ({ mark: marks[index] ?? '', who: `${title} ${name}`.trim() }))
  const widest = Math.max(...entries.map(({ mark, who }) => columns(`${mark} ${who}`)))
  const step = Math.min(widest + GAP, width - INDENT)
  const perLine = Math.max(Math.floor((width - INDENT + GAP) / step), 1)
  const legend: CharacterLine[] = []
  for (const [index, { mark, who }] of entries.entries()) {
    if (index % perLine === 0) legend.push(new CharacterLine())
    const at = INDENT + (index % perLine) * step
    const line = legend.at(-1) as CharacterLine
    line.put(at, mark, 'strong')
    const place = at + mark.length + 1
    line.put(place, clipped(who, width - place), 'faint')
  }
  const line = new CharacterLine()
  for (const [index, stand] of stands.entries()) {
    const mark = markOf(index)
    line.put(index > 0 && index === stands.length - 1 ? stand + 1 - mark.length : stand, mark, 'strong')
  }
  return [...legend, new CharacterLine(), line]
}

const INDENT = 2
const GAP = 3

/** A to Z, then AA, AB… */
const markOf = (index: number): string =>
  (index < 26 ? '' : markOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))
