import { type Paint, paint, type Span, type Style, wrap } from '../trace/layout.js'
import { columns, glyphs, printable } from '../trace/printable.js'
import { type Coverage, categoryNames, type DocumentCoverage, type UrlCoverage } from './coverage.js'
import type { Missing } from './missing.js'
import type { Share } from './share.js'

export interface CoverageTextOptions {
  /** In columns; 100 unless given, and never more. */
  readonly width?: number
  readonly colors?: boolean
}

const widest = 100
const narrowest = 60
const bar = 10
/** So many lines of what is missing are written; the other reports have all of it. */
const mostMissing = 200

/** For people: a line for each URL, and what no scenario has exercised. */
export function coverageText(coverage: Coverage, { width = widest, colors = false }: CoverageTextOptions = {}): string {
  const room = Math.max(narrowest, Math.min(width, widest))
  const { urls, missing, scenarios, total } = coverage
  const colours = paint(colors)
  const write = (spans: readonly Span[], indent = 0): string => indented(spans, indent, room, colours).join('\n')
  const count = scenarios.length === 1 ? '1 scenario' : `${scenarios.length} scenarios`
  const lines = [write([span('Coverage', 'strong'), span(` of ${count}`, 'faint')]), '']
  const table = columnsOf(urls, room - 2)
  const origins = [...new Set(urls.map(({ origin }) => origin))]
  for (const origin of origins) {
    const own = urls.filter(url => url.origin === origin)
    lines.push(write([span(printable(origin), 'strong')]), ...own.map(url => write(lineOf(url, table), 2)), '')
  }
  lines.push(write([...totalLine(total)]), ...categoriesOf(coverage).map(spans => write(spans, 2)), '')
  return [...lines, ...missingLines(missing, urls, room, colours), ''].join('\n').replace(/\n+$/, '\n')
}

const span = (text: string, style: Style = 'plain'): Span => ({ text, style })

const indented = (spans: readonly Span[], indent: number, room: number, colours: Paint): string[] =>
  wrap(spans, room - indent, colours).map(line => ' '.repeat(indent) + line)

const styleOf = ({ percent }: Share): Style => (percent >= 90 ? 'good' : percent >= 60 ? 'warning' : 'failure')

/** `████████░░  80 %` */
const measured = (share: Share): Span[] => {
  const full = share.percent === 100 ? bar : Math.min(bar - 1, Math.round((share.percent / 100) * bar))
  return [
    span('█'.repeat(full), styleOf(share)),
    span('░'.repeat(bar - full), 'faint'),
    span(`${share.percent} %`.padStart(6), styleOf(share)),
  ]
}

/** What the columns of the table take: as much as the longest of a column needs, as far as there is room. */
interface Columns {
  readonly name: number
  readonly purposes: number
}

function columnsOf(urls: readonly UrlCoverage[], room: number): Columns {
  const widest = (text: (url: UrlCoverage) => string) =>
    urls.reduce((most, url) => Math.max(most, columns(text(url))), 0)
  const left = Math.max(20, room - bar - 6 - 4 - widest(tailOf))
  const [name, purposes] = [widest(nameOf), widest(purposesOf)]
  const least = Math.min(name, Math.max(left - purposes, Math.floor(left * 0.6)))
  return { name: least, purposes: Math.min(purposes, left - least) }
}

/** `POST /menu  GetDigits action  ████████░░  80 %  7×  elements 3/4  branches 2/5` */
const lineOf = (url: UrlCoverage, { name, purposes }: Columns): Span[] => [
  span(fitted(nameOf(url), name), 'web'),
  span('  '),
  span(fitted(purposesOf(url), purposes), 'faint'),
  span('  '),
  ...measured(url.share),
  span(tailOf(url), requestsOf(url) === 0 ? 'warning' : 'plain'),
]

const nameOf = ({ method, path }: UrlCoverage): string => printable(`${method} ${path}`)
const purposesOf = ({ uses }: UrlCoverage): string => printable(uses.map(({ purpose }) => purpose).join(', '))
const requestsOf = ({ uses }: UrlCoverage): number => uses.reduce((sum, { times }) => sum + times, 0)

const tailOf = (url: UrlCoverage): string => {
  const requested = requestsOf(url)
  const counts = (['elements', 'branches'] as const)
    .filter(category => url.categories[category].total > 0)
    .map(category => `  ${category} ${ratio(url.categories[category])}`)
  return `${requested === 0 ? '  never requested' : `  ${requested}×`}${counts.join('')}`
}

const ratio = ({ covered, total }: Share): string => `${covered}/${total}`

function* totalLine(total: Share): Generator<Span> {
  yield span('All together  ', 'strong')
  yield* measured(total)
  yield span(`  ${total.covered} of ${total.total}`)
}

const categoriesOf = ({ categories }: Coverage): Span[][] =>
  (['urls', 'callbacks', 'elements', 'branches'] as const)
    .filter(category => categories[category].total > 0)
    .map(category => {
      const share = categories[category]
      const name = categoryNames[category]
      return [
        span(name.padEnd(18), 'faint'),
        span(`${share.percent} %`.padStart(6)),
        span(`  ${ratio(share)}`, 'faint'),
      ]
    })

/** What is missing, by URL: its place, what it is, and the step that would do it. */
function missingLines(
  missing: readonly Missing[],
  urls: readonly UrlCoverage[],
  room: number,
  colours: Paint,
): string[] {
  const write = (spans: readonly Span[], indent: number) => indented(spans, indent, room, colours)
  const told = missing.filter(({ inside }) => !inside)
  if (told.length === 0) return write([span('Everything that counts was exercised.', 'good')], 0)
  const shown = told.slice(0, mostMissing)
  const several = new Set(urls.map(({ origin }) => origin)).size > 1
  const lines = write([span('Not exercised', 'strong'), span(`  ${missing.length}`, 'faint')], 0)
  for (const { key, method, origin, path, documents } of urls) {
    const own = shown.filter(one => one.url === key)
    if (own.length === 0) continue
    lines.push(...write([span(printable(`${method} ${several ? origin : ''}${path}`), 'web')], 2))
    for (const document of documents) {
      const inDocument = own.filter(one => one.document === document.hash)
      if (inDocument.length > 0 && documents.length > 1) lines.push(...write([span(titleOf(document), 'faint')], 4))
      lines.push(...inDocument.flatMap(one => missingLine(one, room, colours)))
    }
    lines.push(...own.filter(one => one.document === undefined).flatMap(one => missingLine(one, room, colours)))
  }
  const inside = missing.length - told.length
  const more = [
    ...(told.length > shown.length ? [`${told.length - shown.length} more`] : []),
    ...(inside > 0 ? [`${inside} inside of elements that never ran`] : []),
  ]
  return more.length > 0 ? [...lines, ...write([span(`and ${more.join(', ')}`, 'faint')], 2)] : lines
}

/** `document 3: Speak, Record, Speak` */
export function titleOf({ number, elements }: DocumentCoverage): string {
  const names = elements.filter(({ parent }) => parent === undefined).map(({ name }) => name)
  return `document ${number}: ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}`
}

const placeRoom = 8
const hintRoom = 34

function missingLine({ place = '', what, because, hint }: Missing, room: number, colours: Paint): string[] {
  const indent = 4 + placeRoom
  const left = room - indent
  const wide = hint !== undefined && columns(printable(hint)) <= hintRoom
  const words = fitted(printable(what), wide ? left - hintRoom - 2 : left)
  const first = [
    span(place.padEnd(placeRoom), 'faint'),
    span(wide ? words : words.trimEnd()),
    ...(wide ? [span(`  ${printable(hint)}`, 'heard')] : []),
  ]
  const below = (text: string, style: Style) => indented([span(printable(text), style)], indent + 2, room, colours)
  return [
    // A place that is blank would be taken for the blanks that a line does not begin with.
    ...(place ? indented(first, 4, room, colours) : indented(first.slice(1), indent, room, colours)),
    ...(because === undefined ? [] : below(because, 'faint')),
    ...(hint === undefined || wide ? [] : below(hint, 'heard')),
  ]
}

/** A text in exactly so many columns. */
function fitted(text: string, room: number): string {
  if (columns(text) <= room) return text + ' '.repeat(room - columns(text))
  let cut = ''
  for (const glyph of glyphs(text)) {
    if (columns(cut) + columns(glyph) > room - 1) break
    cut += glyph
  }
  return `${cut}…${' '.repeat(Math.max(0, room - 1 - columns(cut)))}`
}
