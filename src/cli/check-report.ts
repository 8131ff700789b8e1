import { columns, printable } from '../trace/printable.js'
import { shownSource } from '../trace/shown-source.js'
import type { Place } from '../xml/document.js'
import type { Problem, Severity } from '../xml/problem.js'
import type { Colours } from './colours.js'
import { beside } from './prose.js'

/**
 * ```
 * answer.xml
 *   3:5  risky  <GetDigits> has no attribute timout: it is ignored. Did you mean timeout?
 *      3 |   <GetDigits timout="4">
 *        |              ^
 *        allowed: …
 *        unknown-attribute, documented: https://…
 * ```
 */
export function describeProblems(
  file: string,
  text: string,
  problems: readonly Problem[],
  width: number,
  paint: Colours,
): string {
  const lines = shownSource(text.replace(/^\ufeff/, '')).split(/\r\n?|\n/)
  const told = problems.map(problem => describe(problem, lines, width, paint))
  return `${paint.underline(printable(file))}\n${told.join('')}\n`
}

function describe(problem: Problem, lines: readonly string[], width: number, paint: Colours): string {
  const { severity, message, place, allowed, nearest, code, provenance, rule } = problem
  const where = place ? `  ${place.line}:${place.column}  ` : '  '
  const lead = `${paint.dim(where)}${severityColour(severity, paint)(severity)}  `
  const detail = (name: string, words: string) => beside(`       ${paint.dim(name)} `, 8 + name.length, words, width)
  return [
    beside(lead, where.length + severity.length + 2, message, width, paint.bold),
    ...excerpt(problem, lines, width, paint),
    ...(allowed === undefined ? [] : [detail('allowed:', allowed)]),
    // The message mostly names it already; of a fragment it names the default.
    ...(nearest === undefined || (!code.startsWith('fragment-') && message.includes(nearest))
      ? []
      : [detail('nearest:', nearest)]),
    beside('       ', 7, `${code}, ${provenance}: ${rule}`, width, paint.dim),
  ].join('')
}

/** As they stand in the file; what has no place is about all of it, and comes first. */
export const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => compare(a.place, b.place))

const compare = (a: Place | undefined, b: Place | undefined): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)

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
export function describeTotals(files: number, problems: readonly Problem[], paint: Colours): string {
  const documents = `${files} document${files === 1 ? '' : 's'}`
  if (problems.length === 0) return `${paint.green('✓')} ${documents}, no problems\n`
  const sign = problems.every(({ severity }) => severity === 'note') ? paint.green('✓') : paint.red('✗')
  return `${sign} ${documents}, ${countProblems(problems.map(({ severity }) => severity))}\n`
}

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
