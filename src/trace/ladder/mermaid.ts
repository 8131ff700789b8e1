import { clockTime } from '../clock-time.js'
import { length } from '../length.js'
import type { Figure, PlacedMark } from './figure.js'
import type { Lane } from './lanes.js'
import { linesOf } from './lines.js'

/** A text longer than this goes on in another line of its label. */
const WIDEST = 48

/** A Mermaid sequence diagram, as GitHub, GitLab and many editors draw it. */
export function ladderMermaid({ lanes, rows }: Figure): string {
  const ids = new Map(lanes.map((lane, index) => [lane.id, `${lane.kind}${ordinal(lanes, index)}`]))
  const idOf = (lane: Lane): string => ids.get(lane.id) ?? 'plivo'
  const [first, last] = [ids.get(lanes[0]?.id ?? ''), ids.get(lanes.at(-1)?.id ?? '')]
  let above = ''
  const timed = ({ at, text }: PlacedMark): string => {
    const time = clockTime(at)
    const stamp = time === above ? '' : `${time} `
    above = time
    return label(`${stamp}${text}`)
  }
  const drawn = rows.map(row => {
    if ('waited' in row)
      return `Note over ${first}${first === last ? '' : `,${last}`}: ${label(length(row.waited))} later`
    if (row.to === undefined || row.to.id === row.from.id) return `Note right of ${idOf(row.from)}: ${timed(row)}`
    return `${idOf(row.from)}${ARROWS[row.line ?? 'solid']}${idOf(row.to)}: ${timed(row)}`
  })
  const taking = lanes.map(
    lane => `participant ${idOf(lane)} as ${label(lane.title)}${lane.name && `<br/>${label(lane.name)}`}`,
  )
  return ['sequenceDiagram', ...[...taking, ...drawn].map(line => `    ${line}`), ''].join('\n')
}

/** The second application is `application2`. */
function ordinal(lanes: readonly Lane[], index: number): string {
  const before = lanes.slice(0, index).filter(({ kind }) => kind === lanes[index]?.kind).length
  return before > 0 ? `${before + 1}` : ''
}

const ARROWS = { solid: '->>', dashed: '-->>', broken: '--x' } as const

const label = (text: string): string => linesOf(text, WIDEST).map(escaped).join('<br/>')

/**
 * What Mermaid would read as its own, as a numeric entity: a semicolon and # end a statement, % may begin a comment, <
 * and & are HTML, a backslash may break the line, $ is mathematics, `end` ends a block, `wrap:` before a text is an
 * instruction, and lines of any diagram with `style` or `classDef` are rewritten before they are read.
 */
const escaped = (text: string): string =>
  text
    .replace(/[#;%<>&\\`$\p{Zl}\p{Zp}\ufffe\uffff]/gu, entity)
    .replace(/style|classDef/gi, numbered)
    .replace(/\b(?:end|wrap|nowrap)\b/gi, numbered)

/** A word that is no longer that word. */
const numbered = (word: string): string => entity(word) + word.slice(1)

/** The first character of a text, as a number. */
const entity = (char: string): string => `#${char.codePointAt(0)};`
