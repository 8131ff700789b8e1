import { printable } from '../trace/printable.js'
import type { Explanation, PolicyRow, WorstCases } from '../webhook/explain.js'
import type { Outcome, WorstCase } from '../webhook/foreseen-outcomes.js'
import type { Occasion } from '../webhook/occasions.js'
import { describeProblems } from './check-report.js'
import type { Colours } from './colours.js'
import { beside } from './prose.js'

/**
 * ```
 * https://example.com/answer
 *   Primary Answer URL (console), POST, signed; it reads a document
 *
 * policy
 *   ct   2000     default  100–10000   ms for a connection, TLS included
 * …
 * what happens            class    attempts     takes   at most  what follows
 *   connection refused    ct              2      0 ms   4000 ms  fallback, else hangup 7011
 *     connection refused would be retried (rp=ct,rt), but rc=1 is used up (default). … [Retries]
 * ```
 */
export function describeExplanation(
  { url, occasion, policy, problems, notes, outcomes, worst }: Explanation,
  alike: readonly Occasion[],
  width: number,
  paint: Colours,
): string {
  const text = (lead: string, words: string) => beside(lead, lead.length, words, width)
  return [
    `${paint.underline(printable(url))}\n`,
    ...describeOccasion(occasion, alike).map(words => text('  ', words)),
    `\n${paint.bold('policy')}\n`,
    ...policy.map(row => describePolicyRow(row, paint)),
    problems.length > 0
      ? `\n${describeProblems(
          'problems of the fragment',
          '',
          problems.map(problem => ({ problem })),
          width,
          paint,
        )}`
      : '\n',
    `${paint.bold(row('what happens', 'class', 'attempts', 'takes', 'at most', 'what follows'))}\n`,
    ...outcomes.map(outcome => describeOutcome(outcome, width, paint)),
    ...legend(outcomes).map(([what, words]) => paint.dim(text(`  ${what} `, words))),
    `\n${paint.bold('worst case')}\n`,
    ...describeWorst(worst, occasion).map(words => text('  ', words)),
    `\n${paint.bold('notes')}\n`,
    ...notes.map(note => text('  - ', note.text) + paint.dim(text('    ', note.source))),
  ].join('')
}

const configured = {
  true: 'Its fragment configures it',
  false: 'No fragment configures it',
  audio: 'No fragment configures it, audio has fixed values',
} as const

function describeOccasion(occasion: Occasion, alike: readonly Occasion[]): string[] {
  const { method, signed, applicable, aftermath } = occasion
  const { reads, codes, unless, provenance: known, rule } = aftermath
  const names = [...new Set(alike.map(({ where }) => where))].map(place => {
    const there = alike.filter(({ where }) => where === place)
    return `${there.map(({ name }) => name).join(', ')} (${place})`
  })
  const read = reads === 'the status only' ? 'only the status of its answer is read' : `its answer is read as ${reads}`
  const because = [...codes.map(({ code, name }) => `${code} is ${name}`), ...(unless === undefined ? [] : [unless])]
  return [
    `${names.join(', ')}: ${method}, ${signed ? 'signed' : 'not signed'}; ${read}.`,
    `${configured[`${applicable}`]} (${basis(occasion)}).`,
    ...(because.length > 0
      ? [
          `${because.join('; ')} (${known}${known === 'decided' && isPage(rule) ? '; the page leaves it open' : ''}: ${rule}).`,
        ]
      : []),
  ]
}

/** A page that leaves something open does not say what was decided. */
const basis = ({ provenance, rule, source }: { provenance: string; rule: string; source: string }): string =>
  provenance === 'decided' ? `decided: ${rule}; the page leaves it open: ${source}` : `${provenance}: ${source}`

const isPage = (rule: string): boolean => rule.startsWith('https:')

/** What the columns of time say, and where the rules stand. */
function legend(outcomes: readonly Outcome[]): [what: string, words: string][] {
  const rules = new Map(outcomes.map(outcome => [outcome.rule, outcome]))
  return [
    ['takes:', 'if nothing else takes time.'],
    ['at most:', 'if every connection takes up to ct, every wait and every gap between bytes up to rt.'],
    ...[...rules].map(([rule, outcome]): [string, string] => [`[${rule}]`, basis(outcome)]),
  ]
}

function describePolicyRow({ key, value, origin, allowed = '', meaning }: PolicyRow, paint: Colours): string {
  const shown = `${value}`.padEnd(13)
  const painted = origin === 'given' ? paint.bold(shown) : shown
  return `  ${paint.cyan(key)}  ${painted} ${origin.padEnd(8)} ${allowed.padEnd(27)} ${paint.dim(meaning)}\n`
}

const row = (when: string, outcome: string, attempts: string, takes: string, atMost: string, follows: string) =>
  `${when.padEnd(29)} ${outcome.padEnd(8)}${attempts.padStart(8)} ${takes.padStart(10)} ${atMost.padStart(10)}  ${follows}`

function describeOutcome(
  { when, outcome, attempts, takes, atMost, follows, sentence, rule }: Outcome,
  width: number,
  paint: Colours,
): string {
  const line = row(`  ${when}`, outcome, `${attempts}`, `${takes} ms`, `${atMost} ms`, follows)
  return `${line}\n${paint.dim(beside('    ', 4, `${sentence} [${rule}]`, width))}`
}

function describeWorst({ dripping, otherwise, fallback }: WorstCases, { aftermath }: Occasion): string[] {
  const otherEnd = aftermath.codes.length > 0 ? 'the call hangs up' : 'it is given up'
  const end = fallback === undefined ? otherEnd : 'the fallback is asked'
  return [
    `${dripping.ms} ms until ${end}: ${met(dripping)}. Nothing but tt ends that, and nothing takes longer.`,
    `${otherwise.ms} ms if no answer drips: ${met(otherwise)}.`,
    ...(fallback === undefined
      ? []
      : [`${fallback} ms more, ${dripping.ms + fallback} ms in all, for a fallback whose URL has no fragment.`]),
  ]
}

/** `offhook explain --occasions`: all that a URL can be for, a line each. */
export function describeOccasions(all: readonly Occasion[], paint: Colours): string {
  const line = (name: string, where: string, fragment: string, failed: string) =>
    `${name.padEnd(39)} ${where.padEnd(9)} ${fragment.padEnd(14)} ${failed}\n`
  const fragment = { true: 'applies', false: 'ignored', audio: 'ignored, audio' } as const
  return [
    paint.bold(line('occasion', 'given in', 'a fragment', 'once it has failed')),
    ...all.map(({ name, where, applicable, rule, aftermath }) =>
      line(
        name,
        where,
        rule === 'D68' ? `${fragment[`${applicable}`].slice(0, 7)}, D68` : fragment[`${applicable}`],
        aftermath.failed,
      ),
    ),
  ].join('')
}

/** "no byte in time (3 times), then stalled in the body". */
function met({ by }: WorstCase): string {
  const runs: { when: string; times: number }[] = []
  for (const when of by) {
    const last = runs.at(-1)
    if (last?.when === when) last.times++
    else runs.push({ when, times: 1 })
  }
  return runs.map(({ when, times }) => (times === 1 ? when : `${when} (${times} times)`)).join(', then ')
}
