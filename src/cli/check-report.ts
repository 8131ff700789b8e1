import { hideCredentials } from '../trace/credentials.js'
import { columns, printable, shortened } from '../trace/printable.js'
import { shownSource } from '../trace/shown-source.js'
import type { Problem, Severity } from '../xml/problem.js'
import type { CheckOutcome, CheckReport } from './check-outcome.js'
import type { Colours } from './colours.js'
import type { Edit, Fix, Found } from './fix.js'
import { beside } from './prose.js'

/** For a terminal of that width. */
export const prettyReport = (width: number, paint: Colours): CheckReport => ({
  checked: ({ name, is, text, found }) =>
    found.length === 0 ? '' : describeProblems(is === 'standard input' ? is : name, text, found, width, paint),
  ended: outcome => describeTotals(outcome, paint),
})

/**
 * ```
 * answer.xml
 *   3:5  risky  <GetDigits> has no attribute timout: it is ignored. Did you mean timeout?
 *      3 |   <GetDigits timout="4">
 *        |              ^
 *        fix: timout -> timeout
 *        allowed: …
 *        unknown-attribute, documented: https://…
 * ```
 */
export function describeProblems(
  name: string,
  text: string,
  found: readonly Found[],
  width: number,
  paint: Colours,
): string {
  const lines = shownSource(text).split(/\r\n?|\n/)
  // All problems of one URL have the same fix.
  const told = found.map((one, index) => {
    const isTold = isSame(one.fix, found[index - 1]?.fix)
    return describe(one, isTold ? [] : fixLine(one.fix, text, width, paint), lines, width, paint)
  })
  return `${paint.underline(printable(name))}\n${told.join('')}\n`
}

const isSame = (one: Fix | undefined, other: Fix | undefined): boolean =>
  one !== undefined && JSON.stringify(one) === JSON.stringify(other)

function describe(
  { problem, fix }: Found,
  fixLines: readonly string[],
  lines: readonly string[],
  width: number,
  paint: Colours,
): string {
  const { severity, message, place, allowed, code, provenance, rule } = problem
  const where = place ? `  ${place.line}:${place.column}  ` : '  '
  const lead = `${paint.dim(where)}${severityColour(severity, paint)(severity)}  `
  const detail = detailOf(width, paint)
  return [
    beside(lead, where.length + severity.length + 2, message, width, paint.bold),
    ...excerpt(problem, lines, width, paint),
    ...fixLines,
    ...(allowed === undefined ? [] : [detail('allowed:', allowed)]),
    ...(fix || !isNews(problem) ? [] : [detail('nearest:', problem.nearest)]),
    beside('       ', 7, `${code}, ${provenance}: ${rule}`, width, paint.dim),
  ].join('')
}

const detailOf = (width: number, paint: Colours) => (word: string, words: string) =>
  beside(`       ${paint.dim(word)} `, 8 + word.length, words, width)

const fixLine = (fix: Fix | undefined, text: string, width: number, paint: Colours): string[] =>
  fix ? [detailOf(width, paint)(fix.safe ? 'fix:' : 'perhaps:', inWords(fix, text))] : []

/** The message mostly names it already; of a fragment it names the default. */
const isNews = (found: Problem): found is Problem & { readonly nearest: string } =>
  found.nearest !== undefined && (found.code.startsWith('fragment-') || !found.message.includes(found.nearest))

/** `timout -> timeout`; of a tag with an end the first of both. */
function inWords({ edits }: Fix, text: string): string {
  const [first, ...others] = edits as readonly [Edit, ...Edit[]]
  const shown = (words: string) => shortened(hideCredentials(words), 120)
  const change = `${shown(text.slice(first.start, first.end))} -> ${shown(first.text)}`
  if (first.start === first.end) return `insert ${edits.map(({ text: words }) => shown(words.trim())).join(' and ')}`
  return others.length > 0 ? `${change}, in the end tag, too` : change
}

const severityColour = (severity: Severity, paint: Colours) =>
  ({ breaks: paint.red, risky: paint.yellow, note: paint.cyan })[severity]

/** How much of the line stands before the place, if not all of it fits. */
const before = 0.6

/** The line it is about, with a caret below the place. */
function excerpt({ place }: Problem, lines: readonly string[], width: number, paint: Colours): string[] {
  const line = place && lines[place.line - 1]
  if (!place || line === undefined) return []
  const number = `${String(place.line).padStart(5)} | `
  const room = width - number.length
  // A line may be as long as a document is.
  const shown = (from: number, to: number) => [...printable(line.slice(Math.max(0, from), to).replaceAll('\t', '  '))]
  const at = place.column - 1
  const after = shown(at, at + room)
  const most = Math.max(Math.floor(room * before), room - columns(after.join('')))
  const lead = fitting(shown(at - room, at).reverse(), most, at > room)
    .reverse()
    .join('')
  const rest = fitting(after, room - columns(lead), line.length > at + room).join('')
  return [
    `${paint.dim(number)}${lead}${rest}\n`,
    `${paint.dim(`${' '.repeat(number.length - 2)}| `)}${' '.repeat(columns(lead))}${paint.red('^')}\n`,
  ]
}

/** As many characters as fit into so many columns; an ellipsis stands for the others, and for more that follow. */
function fitting(chars: readonly string[], room: number, more: boolean): string[] {
  if (!more && columns(chars.join('')) <= room) return [...chars]
  const kept: string[] = []
  let left = room - 1
  for (const char of chars) {
    left -= columns(char)
    if (left < 0) break
    kept.push(char)
  }
  return [...kept, '…']
}

/** `3 documents, 2 problems: 1 breaks, 1 note`. */
export function describeTotals({ checked, unread, fixed, fails }: CheckOutcome, paint: Colours): string {
  const found = checked.flatMap(one => one.found.map(({ problem }) => problem.severity))
  const settings = checked.filter(({ of }) => of === 'settings').length
  const parts = [
    ...(checked.length > settings || settings === 0 ? [count(checked.length - settings, 'document')] : []),
    ...(settings > 0 ? [count(settings, 'file')].map(words => `${words} of settings`) : []),
    ...(fixed > 0 ? [`${count(fixed, 'problem')} corrected`] : []),
    found.length > 0 ? countProblems(found) : 'no problems',
    ...(unread.length > 0 ? [`${unread.length} not checked`] : []),
  ]
  const sign = found.some(fails) || unread.length > 0 ? paint.red('✗') : paint.green('✓')
  return `${sign} ${parts.join(', ')}\n`
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`

/** `3 problems: 1 breaks, 2 risky`. */
const countProblems = (severities: readonly Severity[]): string =>
  `${severities.length} problem${severities.length === 1 ? '' : 's'}: ${countSeverities(severities)}`

/** `1 breaks, 2 risky, 3 notes`, or `none`. */
export function countSeverities(severities: readonly Severity[]): string {
  const of = (wanted: Severity) => severities.filter(severity => severity === wanted).length
  const words = { breaks: 'breaks', risky: 'risky', note: of('note') === 1 ? 'note' : 'notes' } as const
  const counts = (['breaks', 'risky', 'note'] as const).filter(of).map(severity => `${of(severity)} ${words[severity]}`)
  return counts.join(', ') || 'none'
}
