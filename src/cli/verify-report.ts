import { columns, printable, shortened } from '../trace/printable.js'
import type { Cause, Explanation, Remark, SignatureCheck, Verification } from '../webhook/verify.js'
import type { Colours } from './colours.js'
import { beside } from './prose.js'

/**
 * ```
 * POST http://app.example.com/answer  (12 parameters)
 *   ✗ X-Plivo-Signature-V3     does not match
 *
 * Why   The signature is of https://app.example.com/answer; …
 * Do    Verify the scheme that Plivo called: …
 *       scheme, SDK: V2 and V3 sign …
 *
 *       signed    https://app.example.com/answer?CallUUID…
 *       verified  http://app.example.com/answer?CallUUID…
 * ```
 *
 * Nothing is wider than `width`, but for the text to sign: it has a line of its own, to be copied.
 */
export function describeVerification(verification: Verification, paint: Colours, width: number): string {
  const { params, checks, explanation, remarks, verdict } = verification
  const count = params.length === 0 ? 'no parameters' : `${params.length} parameter${params.length === 1 ? '' : 's'}`
  const isUnexplained = verdict === 'unexplained'
  return [
    describeRequest(verification, `(${count})`, paint, width),
    ...checks.map(check => describeCheck(check, paint, width)),
    ...(explanation ? describeExplanation(explanation, paint, width) : []),
    ...(isUnexplained ? describeUnknown(verification, paint, width) : []),
    // The likeliest of what is still possible is told above.
    ...describeRemarks(isUnexplained ? remarks.slice(1) : remarks, paint, width),
    `\n${totals(verdict, checks, explanation, paint, width)}`,
  ].join('')
}

/** The URL may be a long one: then the count stands below it. */
function describeRequest({ method, url }: Verification, count: string, paint: Colours, width: number): string {
  const lead = printable(shortened(method, longestMethod))
  const indent = columns(lead) + 1
  const line = beside(`${paint.bold(lead)} `, indent, shortened(url, mostShown), width, paint.bold)
  const isShort = indent + columns(printable(url)) + 2 + count.length <= width
  return isShort ? `${line.trimEnd()}  ${paint.dim(count)}\n` : `${line}${' '.repeat(indent)}${paint.dim(count)}\n`
}

/** Characters; whatever is longer was made up. */
const longestMethod = 20

function describeCheck(
  { header, matches, withoutPort, unchecked }: SignatureCheck,
  paint: Colours,
  width: number,
): string {
  const name = header.padEnd(longestHeader)
  if (matches) return `  ${paint.green('✓')} ${name}  matches${withoutPort ? ', and once more without the port' : ''}\n`
  const [sign, words] = unchecked === undefined ? [paint.red('✗'), 'does not match'] : [paint.yellow('?'), unchecked]
  return beside(`  ${sign} ${name}  `, longestHeader + 6, words, width)
}

const longestHeader = 'X-Plivo-Signature-Ma-V3'.length

function describeExplanation({ causes, signed, verified }: Explanation, paint: Colours, width: number): string[] {
  return [
    ...causes.flatMap((cause, at) => describeCause(cause, causes[at - 1], paint, width)),
    ...(verified === undefined || verified === signed
      ? []
      : [contrast(printable(signed), printable(verified), paint, width)]),
  ]
}

/** What two causes have in common is said once. */
function describeCause(
  { sentence, advice, code, provenance, rule }: Cause,
  before: Cause | undefined,
  paint: Colours,
  width: number,
) {
  const lead = paint.yellow(before ? 'And' : 'Why')
  return [
    '\n',
    ...(sentence === before?.sentence ? [] : [beside(`${lead}   `, indent, shortened(sentence, mostShown), width)]),
    beside(`${paint.cyan('Do')}    `, indent, advice, width),
    beside(' '.repeat(indent), indent, `${code}, ${provenance}: ${rule}`, width, paint.dim),
  ]
}

const indent = 6

/** Of a text that a request makes up; characters. */
const mostShown = 4000

/** Two printable texts around the first place in which they differ, and that place in colour. */
function contrast(signed: string, verified: string, paint: Colours, width: number): string {
  const [before, after] = [commonStart(signed, verified), commonEnd(signed, verified)]
  const room = Math.max(width, 60) - indent - 'verified  '.length
  const line = (text: string, colour: (part: string) => string) => {
    const end = Math.max(text.length - after, before)
    const start = Math.max(0, before - Math.floor(room / 3))
    const different = shortened(text.slice(before, end), Math.floor(room / 2))
    const lead = (start > 0 ? '…' : '') + text.slice(start, before)
    const left = Math.max(0, room - lead.length - different.length - 1)
    const rest = text.slice(end, end + left) + (text.length > end + left ? '…' : '')
    return `${lead}${colour(different)}${rest}\n`
  }
  const space = ' '.repeat(indent)
  return [
    '\n',
    `${space}${paint.dim('signed')}    ${line(signed, paint.green)}`,
    `${space}${paint.dim('verified')}  ${line(verified, paint.red)}`,
  ].join('')
}

function commonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

/** At most what the starts leave. */
function commonEnd(one: string, other: string): number {
  const most = Math.min(one.length, other.length) - commonStart(one, other)
  let length = 0
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length++
  return length
}

/** The likeliest reason, what was tried, and the text that the right signature would be of. */
function describeUnknown({ checks, remarks, triedAll }: Verification, paint: Colours, width: number): string[] {
  const kinds = 'scheme, host, port, path, query, parameters, headers, nonces and spellings of the token'
  const tried = triedAll
    ? `Tried: ${kinds}; alone and two at a time.`
    : `Tried: ${kinds}; but not all of it, the request is too large.`
  const text = checks.find(({ matches }) => !matches)?.text
  const space = ' '.repeat(indent)
  return [
    '\n',
    beside(
      `${paint.yellow('Why')}   `,
      indent,
      shortened(remarks[0]?.sentence ?? 'Nothing explains it.', mostShown),
      width,
    ),
    beside(space, indent, tried, width),
    ...(text === undefined ? [] : [`\n${space}${paint.dim('to sign')}\n${printable(shortened(text, mostShown))}\n`]),
  ]
}

function describeRemarks(remarks: readonly Remark[], paint: Colours, width: number): string[] {
  if (remarks.length === 0) return []
  return [
    '\n',
    ...remarks.map(({ sentence }) => beside(`${paint.cyan('Note')}  `, indent, shortened(sentence, mostShown), width)),
  ]
}

function totals(
  verdict: Verification['verdict'],
  checks: readonly SignatureCheck[],
  explanation: Explanation | undefined,
  paint: Colours,
  width: number,
): string {
  if (verdict === 'unsigned') return `${paint.red('✗')} not signed\n`
  const matching = checks.filter(({ matches }) => matches)
  if (verdict === 'valid') {
    const versions = [...new Set(matching.map(({ version }) => version))]
    return `${paint.green('✓')} ${listed(versions)} ${versions.length > 1 ? 'match' : 'matches'}\n`
  }
  const why = explanation ? ', and this is why' : ''
  if (matching.length === 0) return `${paint.red('✗')} no signature matches${why}\n`
  const failing = checks.find(({ matches }) => !matches)
  const names = listed(matching.map(({ header }) => shortName(header)))
  const how = failing?.unchecked === undefined ? 'does not match' : 'cannot be checked'
  const fails = failing ? `${shortName(failing.header)} ${how}` : 'V3 is missing'
  const others = `though ${names} ${matching.length > 1 ? 'match' : 'matches'}`
  return beside(`${paint.red('✗')} `, 2, `${fails}, ${others}${why}`, width)
}

/** `V3`, `Ma-V3`; V1 has no name of its own. */
const shortName = (header: string): string => header.slice('X-Plivo-Signature-'.length) || 'V1'

/** `V3, V2 and V1`. */
const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
