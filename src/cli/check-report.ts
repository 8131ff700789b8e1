import { hideCredentials } from '../trace/credentials.js'
import { columns, printable } from '../trace/printable.js'
import type { Place } from '../xml/document.js'
import type { Problem, Severity } from '../xml/problem.js'
import type { Colours } from './colours.js'

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
export function describeProblems(file: string, text: string, problems: readonly Problem[], paint: Colours): string {
  const lines = withoutCredentials(text.replace(/^\ufeff/, '')).split(/\r\n?|\n/)
  return `${[paint.underline(printable(file)), ...problems.flatMap(problem => describe(problem, lines, paint))].join('\n')}\n\n`
}

/**
 * The source with as many dots as its credentials have characters (D78), so that every column stays. Where a reader of XML
 * would still find some, put together from references and around comments, no line of it is shown.
 */
function withoutCredentials(source: string): string {
  const shown = hideCredentials(source, secret => secret.replace(/[^\r\n]/g, '•'))
  const read = shown
    .replace(/<!--(?:.*?-->|.*)|<!\[CDATA\[|\]\]>/gs, '')
    .replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (_, hex, decimal) => character(hex ? `0x${hex}` : decimal))
  return hideCredentials(read) === read ? shown : ''
}

const character = (code: string): string => (Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : '')

function describe(problem: Problem, lines: readonly string[], paint: Colours): string[] {
  const { severity, message, place, allowed, nearest, code, provenance, rule } = problem
  const where = place ? paint.dim(`${place.line}:${place.column}  `) : ''
  return [
    `  ${where}${severityColour(severity, paint)(severity)}  ${paint.bold(printable(message))}`,
    ...excerpt(problem, lines, paint),
    ...(allowed === undefined ? [] : [`       ${paint.dim('allowed:')} ${printable(allowed)}`]),
    // The message mostly names it already.
    ...(nearest === undefined || message.includes(nearest)
      ? []
      : [`       ${paint.dim('nearest:')} ${printable(nearest)}`]),
    `       ${paint.dim(`${code}, ${provenance}: ${rule}`)}`,
  ]
}

/** As they stand in the file; what has no place is about all of it, and comes first. */
export const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => compare(a.place, b.place))

const compare = (a: Place | undefined, b: Place | undefined): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)

const severityColour = (severity: Severity, paint: Colours) =>
  ({ breaks: paint.red, risky: paint.yellow, note: paint.cyan })[severity]

/** How much of a line is shown, and how much of that stands before the place. */
const longest = 100
const before = 60

/** The line it is about, with a caret below the place. */
function excerpt({ place }: Problem, lines: readonly string[], paint: Colours): string[] {
  const line = place && lines[place.line - 1]
  if (!place || line === undefined) return []
  const start = place.column - 1 > before ? place.column - 1 - before : 0
  const cut = (from: number, to: number) => printable(line.slice(from, to).replaceAll('\t', '  '))
  const lead = (start > 0 ? '…' : '') + cut(start, place.column - 1)
  const rest = cut(place.column - 1, start + longest) + (line.length > start + longest ? '…' : '')
  const number = String(place.line).padStart(5)
  return [
    `${paint.dim(`${number} | `)}${lead}${rest}`,
    `${paint.dim('      | ')}${' '.repeat(columns(lead))}${paint.red('^')}`,
  ]
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
