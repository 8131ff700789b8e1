import { printable, shortened } from '../trace/printable.js'
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
 */
export function describeVerification(verification: Verification, paint: Colours, width: number): string {
  const { method, url, params, checks, explanation, remarks, verdict } = verification
  const count = params.length === 0 ? 'no parameters' : `${params.length} parameter${params.length === 1 ? '' : 's'}`
  const unknown = checks.length > 0 && explanation === undefined && !strongestMatches(checks)
  return [
    `${paint.bold(printable(`${method} ${url}`))}  ${paint.dim(`(${count})`)}\n`,
    ...checks.map(check => describeCheck(check, paint)),
    ...(explanation ? describeExplanation(explanation, paint, width) : []),
    ...(unknown ? [describeUnknown(verification, paint, width)] : []),
    ...describeRemarks(remarks, paint, width),
    `\n${totals(verdict, checks, explanation, paint)}\n`,
  ].join('')
}

const strongestMatches = (checks: readonly SignatureCheck[]): boolean =>
  checks.some(({ version, matches }) => matches && version === checks[0]?.version)

function describeCheck({ header, matches, withoutPort, unchecked }: SignatureCheck, paint: Colours): string {
  const name = header.padEnd(longestHeader)
  if (matches) return `  ${paint.green('✓')} ${name}  matches${withoutPort ? ', and once more without the port' : ''}\n`
  const [sign, words] = unchecked === undefined ? [paint.red('✗'), 'does not match'] : [paint.yellow('?'), unchecked]
  return `  ${sign} ${name}  ${words}\n`
}

const longestHeader = 'X-Plivo-Signature-Ma-V3'.length

function describeExplanation({ causes, signed, verified }: Explanation, paint: Colours, width: number): string[] {
  const both = causes.length > 1
  return [
    ...causes.flatMap((cause, at) => describeCause(cause, both && at > 0 ? 'And' : 'Why', paint, width)),
    ...(verified === undefined || verified === signed ? [] : [contrast(signed, verified, paint, width)]),
  ]
}

function describeCause(
  { sentence, advice, code, provenance, rule }: Cause,
  lead: string,
  paint: Colours,
  width: number,
) {
  return [
    '\n',
    beside(`${paint.yellow(lead)}   `, indent, shortened(sentence, mostShown), width),
    beside(`${paint.cyan('Do')}    `, indent, advice, width),
    beside(' '.repeat(indent), indent, '', width).trimEnd(),
    `${' '.repeat(indent)}${paint.dim(`${code}, ${provenance}: ${rule}`)}\n`,
  ]
}

const indent = 6

/** Of a text that a request makes up; characters. */
const mostShown = 4000

/** Two texts around the first place in which they differ, and that place in colour. */
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
    return `${printable(lead)}${colour(printable(different))}${printable(rest)}\n`
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

function describeUnknown({ checks, tried, triedAll }: Verification, paint: Colours, width: number): string {
  const how = triedAll
    ? 'alone and two at a time.'
    : 'but not all of them, and not all two at a time: the request is too large.'
  const sentence = `Nothing that was tried explains it: ${tried.length} things that happen to requests, ${how}`
  const text = checks[0]?.text
  const signs =
    text === undefined
      ? ''
      : beside(`${' '.repeat(indent)}${paint.dim('to sign')}  `, indent + 9, shortened(text, mostShown), width)
  return `\n${beside(`${paint.yellow('Why')}   `, indent, sentence, width)}${beside('      ', indent, `Tried: ${tried.join(', ')}.`, width)}${signs}`
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
): string {
  const matching = checks.filter(({ matches }) => matches).map(({ version }) => version)
  const versions = [...new Set(matching)].join(' and ')
  if (verdict === 'unsigned') return `${paint.red('✗')} not signed`
  if (verdict !== 'valid') return `${paint.red('✗')} no signature matches${explanation ? ', and this is why' : ''}`
  const missed = strongestMatches(checks) ? '' : `, ${checks[0]?.version} does not`
  return `${missed ? paint.yellow('!') : paint.green('✓')} ${versions} ${matching.length > 0 && versions.includes(' ') ? 'match' : 'matches'}${missed}`
}
