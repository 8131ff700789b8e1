import { clockTime } from '../clock-time.js'
import { escapeXml } from '../escaped-xml.js'
import { length } from '../length.js'
import { columns } from '../printable.js'
import { clipped } from './character-line.js'
import type { Figure, PlacedMark, Wait } from './figure.js'
import { shortName } from './heads.js'
import type { Lane } from './lanes.js'
import { linesOf } from './lines.js'
import { STYLE } from './svg-style.js'

/** In px. */
const MARGIN = 96
const HEAD = { width: 210, height: 46 }
const SPACING = 380
const LINE = 16
/** A column of the monospaced font at 12 px, on the safe side. */
const COLUMN = 7.4
const WAIT = 40
/** Waits that are drawn to scale: px for each second, and at most so many. */
const SCALE = 14
const LONGEST = 42

/** A drawing that needs nothing else: no fonts, no scripts, light or dark as the reader's system is. */
export function ladderSvg({ lanes, rows }: Figure): string {
  const places = new Map(lanes.map(({ id }, index) => [id, MARGIN + HEAD.width / 2 + index * SPACING]))
  const columnOf = (lane: Lane): number => places.get(lane.id) ?? MARGIN
  const stands = [...places.values()]
  const width = MARGIN + HEAD.width + Math.max(lanes.length - 1, 0) * SPACING + 16
  const drawn: string[] = []
  let y = 16 + HEAD.height + 22
  let last: PlacedMark | undefined
  for (const row of rows) {
    if ('waited' in row) {
      drawn.push(waiting(row))
      y += WAIT
      last = undefined
      continue
    }
    y += last ? Math.min(Math.max(((row.at - last.at) / 1000) * SCALE || 0, 0), LONGEST) : 0
    const [text, height] = marked(row, row.at !== last?.at)
    drawn.push(text)
    y += height
    last = row
  }
  const foot = y + 8
  const height = foot + HEAD.height + 16
  return `<svg xmlns="http://www.w3.org/2000/svg" class="offhook-ladder" width="${width}" height="${tidy(height)}" \
viewBox="0 0 ${width} ${tidy(height)}" role="img" aria-label="The ladder of a call">
<style>${STYLE}</style>
<rect class="paper" width="100%" height="100%"/>
${stands.map(x => `<path class="lane" d="M${x} ${16 + HEAD.height}V${tidy(foot)}"/>`).join('\n')}
${lanes.map(lane => head(lane, 16)).join('\n')}
${drawn.join('\n')}
${lanes.map(lane => head(lane, foot)).join('\n')}
</svg>
`

  function head(lane: Lane, top: number): string {
    const x = columnOf(lane)
    const room = Math.floor((HEAD.width - 12) / COLUMN)
    const [title, name] = [clipped(lane.title, room), shortName(lane.name, room)]
    return `<g class="head ${lane.kind}"><title>${escapeXml(`${lane.title} ${lane.name}`.trim())}</title>\
<rect x="${x - HEAD.width / 2}" y="${tidy(top)}" width="${HEAD.width}" height="${HEAD.height}" rx="6"/>\
<text class="title" x="${x}" y="${tidy(top + (name ? 20 : 28))}">${escapeXml(title)}</text>\
${name && `<text x="${x}" y="${tidy(top + 37)}">${escapeXml(name)}</text>`}</g>`
  }

  /** Waiting is cut out of the lanes. */
  function waiting({ waited }: Wait): string {
    const [from, to] = [tidy(y - 4), tidy(y + WAIT - 12)]
    const lane = (x: number) =>
      `<path class="paper" d="M${x} ${from}V${to}"/><path class="waited" d="M${x} ${from}V${to}"/>`
    return `<g class="wait">${stands.map(lane).join('')}\
<text class="time" x="${MARGIN - 16}" y="${tidy(y + WAIT / 2 - 4)}">${escapeXml(length(waited))}</text></g>`
  }

  function marked(mark: PlacedMark, timed: boolean): [text: string, height: number] {
    const [from, to] = [columnOf(mark.from), columnOf(mark.to ?? mark.from)]
    const isNote = from === to
    const next = stands.find(x => x > from)
    // Beside the last lane there is room on its left only.
    const leftward = isNote && next === undefined && stands.length > 1
    const left = leftward ? from - SPACING : isNote ? from : Math.min(from, to)
    const end = isNote ? left + SPACING : Math.max(from, to)
    const room = Math.floor((end - left - (isNote ? 40 : 28)) / COLUMN)
    const lines = linesOf(mark.text, room)
    const block = lines.length * LINE
    const longest = Math.max(...lines.map(columns))
    const start = leftward ? Math.floor(from - 20 - longest * COLUMN) : left + (isNote ? 20 : 14)
    const texts = lines.map(
      (text, index) =>
        `<text x="${start}" y="${tidy(y + 12 + index * LINE + (isNote ? 3 : 0))}">${escapeXml(text)}</text>`,
    )
    const shape = isNote
      ? `<rect class="note" x="${start - 8}" y="${tidy(y)}" width="${tidy(longest * COLUMN + 16)}" height="${block + 6}" rx="4"/>`
      : `<rect class="hit" x="${left}" y="${tidy(y)}" width="${end - left}" height="${block + 12}"/>${line(mark, from, to, y + block + 5)}`
    const time = timed ? `<text class="time" x="${MARGIN - 16}" y="${tidy(y + 12)}">${clockTime(mark.at)}</text>` : ''
    const drawn = `<g class="${mark.tone}"><title>${escapeXml(tooltip(mark))}</title>${shape}${time}${texts.join('')}</g>`
    return [drawn, block + (isNote ? 16 : 22)]
  }
}

function line({ line }: PlacedMark, from: number, to: number, y: number): string {
  const back = to > from ? -1 : 1
  const end = line === 'broken' ? to + back * 14 : to + back
  const tip = end + back * 8
  const top =
    line === 'broken'
      ? `<path class="cross" d="M${end - 5} ${tidy(y - 5)}l10 10m0 -10l-10 10"/>`
      : `<path class="tip" d="M${end} ${tidy(y)}L${tip} ${tidy(y - 4.5)}V${tidy(y + 4.5)}Z"/>`
  return `<path class="line${line ? ` ${line}` : ''}" d="M${from} ${tidy(y)}H${line === 'broken' ? end : tip}"/>${top}`
}

/** The events, whole, one property per line. */
const tooltip = ({ events }: PlacedMark): string => events.map(event => JSON.stringify(event, null, 1)).join('\n')

const tidy = (px: number): number => Math.round(px * 10) / 10
