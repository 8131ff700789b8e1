import { failureLines, headline } from './failure-text.js'
import type { Outcome, Reporter } from './reporter.js'

/** For harnesses of the Test Anything Protocol, version 14: https://testanything.org/tap-version-14-specification.html */
export const tap = (): Reporter => ({
  end: ({ outcomes }) => ['TAP version 14', `1..${outcomes.length}`, ...outcomes.flatMap(lines), ''].join('\n'),
})

function lines(outcome: Outcome, index: number): string[] {
  const { name, file, line, status, problems, runs } = outcome
  const point = `${index + 1} - ${escaped(`${name} (${file})`)}`
  if (status === 'passed') return [`ok ${point}`]
  if (status === 'skipped') return [`ok ${point} # SKIP not played`]
  const run = runs.find(({ failures }) => failures.length > 0)
  // JSON is YAML: texts need no other quoting.
  const block = {
    message: run ? headline(run) : `${file} is no valid scenario`,
    severity: 'fail',
    at: { file, line },
    details: run ? failureLines(outcome, run) : problems.map(String),
    ...(run && { again: outcome.replay(run) }),
  }
  const pairs = Object.entries(block).flatMap(([key, value]) =>
    Array.isArray(value)
      ? [`${key}:`, ...value.map(one => `  - ${JSON.stringify(one)}`)]
      : [`${key}: ${JSON.stringify(value)}`],
  )
  return [`not ok ${point}`, '  ---', ...pairs.map(pair => `  ${pair}`), '  ...']
}

/** `#` begins a directive, a backslash escapes. */
const escaped = (text: string): string => text.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ')
