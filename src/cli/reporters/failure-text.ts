import { describeFailure } from '../../scenario/failure.js'
import type { CaseResult } from '../../suite/played-case.js'
import { printable } from '../../trace/printable.js'
import type { Outcome } from './reporter.js'

/** Everything that a failed run has to say, line by line and safe to print. */
export function failureLines(outcome: Outcome, run: CaseResult): string[] {
  const { failures, application = [] } = run
  return [
    ...failures.flatMap(failure => describeFailure(failure).split('\n')),
    ...(application.length > 0
      ? ['  meanwhile the application printed', ...application.map(line => `    ${line}`)]
      : []),
    `  again: ${outcome.replay(run)}`,
  ].map(line => printable(line).trimEnd())
}

/** What is wrong, in one line. */
export const headline = ({ failures }: CaseResult): string =>
  printable(failures.map(({ expected }) => `expected: ${expected}`).join('; '))
