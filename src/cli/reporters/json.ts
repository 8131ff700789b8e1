import { countOf } from '../../suite/outcome.js'
import type { CaseResult } from '../../suite/played-case.js'
import { printable } from '../../trace/printable.js'
import type { Outcome, Reporter } from './reporter.js'

/** For programs: one JSON document. Its `version` counts up when a field changes its meaning. */
export const json = (): Reporter => ({
  end: summary => {
    const { outcomes, took } = summary
    const statuses = ['passed', 'failed', 'invalid', 'skipped'] as const
    const counts = Object.fromEntries(statuses.map(status => [status, countOf(summary, status)]))
    return `${JSON.stringify({ version: 1, ...counts, took, scenarios: outcomes.map(told) }, safe, 2)}\n`
  },
})

const told = (outcome: Outcome) => {
  const { name, file, line, status, problems, runs } = outcome
  return {
    name,
    file,
    line,
    status,
    ...(problems.length > 0 && {
      problems: problems.map(({ line, column, sentence }) => ({ line, column, message: sentence })),
    }),
    runs: runs.map(run => aboutRun(outcome, run)),
  }
}

const aboutRun = (outcome: Outcome, run: CaseResult) => {
  const { seed, failures, notes, application, callTime, began, ended, recordings } = run
  return {
    seed,
    passed: failures.length === 0,
    callTime,
    took: ended - began,
    failures,
    ...(notes.length > 0 && { notes }),
    ...(recordings.length > 0 && { recordings }),
    ...(application && { application }),
    ...(failures.length > 0 && { again: outcome.replay(run) }),
  }
}

/** JSON is looked at in terminals, too; the ends of lines stay. */
const safe = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.split('\n').map(printable).join('\n') : value
