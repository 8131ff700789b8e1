import picocolors from 'picocolors'
import { columns, glyphs } from './printable.js'

/** What a piece of text means; colours are looked up here and nowhere else. */
export type Style = 'plain' | 'strong' | 'faint' | 'call' | 'heard' | 'done' | 'web' | 'good' | 'warning' | 'failure'

/** Text in one style; the styles of a line are side by side. */
export interface Span {
  readonly text: string
  readonly style: Style
}

export type Paint = Readonly<Record<Style, (text: string) => string>>

export function paint(colors: boolean): Paint {
  const c = picocolors.createColors(colors)
  return {
    plain: text => text,
    strong: c.bold,
    faint: c.dim,
    call: text => c.bold(c.magenta(text)),
    heard: c.cyan,
    done: c.green,
    web: c.blue,
    good: c.green,
    warning: c.yellow,
    failure: text => c.bold(c.red(text)),
  }
}

/** Breaks spans into painted lines of at most `width` columns, between words where that is possible. */
export function wrap(spans: readonly Span[], width: number, colours: Paint): string[] {
  const lines: Span[][] = [[]]
  let room = width
  const put = (text: string, style: Style) => {
    const line = lines.at(-1) as Span[]
    const last = line.at(-1)
    if (last?.style === style) line[line.length - 1] = { text: last.text + text, style }
    else line.push({ text, style })
    room -= columns(text)
  }
  const breakLine = () => {
    lines.push([])
    room = width
  }
  for (const word of words(spans)) {
    const size = word.reduce((sum, span) => sum + columns(span.text), 0)
    const blank = word.every(span => span.text === ' ')
    if (size > room && room < width) breakLine()
    if (blank && room === width) continue
    for (const span of word) {
      if (columns(span.text) <= room) put(span.text, span.style)
      else
        for (const glyph of glyphs(span.text)) {
          if (columns(glyph) > room && room < width) breakLine()
          put(glyph, span.style)
        }
    }
  }
  return lines.map(line => painted(line, colours)).filter((line, index) => index === 0 || line !== '')
}

/** Words with the styles they are made of (a quote mark may be styled unlike its word); blanks are words of their own. */
function words(spans: readonly Span[]): Span[][] {
  const found: Span[][] = []
  let open: Span[] | undefined
  for (const { text, style } of spans) {
    for (const part of text.split(/( )/)) {
      if (part === '') continue
      if (part === ' ') {
        found.push([{ text: ' ', style }])
        open = undefined
      } else if (open) open.push({ text: part, style })
      else {
        open = [{ text: part, style }]
        found.push(open)
      }
    }
  }
  return found
}

function painted(line: readonly Span[], colours: Paint): string {
  const last = line.at(-1)
  const trimmed = last ? [...line.slice(0, -1), { ...last, text: last.text.trimEnd() }] : []
  return trimmed.map(({ text, style }) => (text === '' ? '' : colours[style](text))).join('')
}
