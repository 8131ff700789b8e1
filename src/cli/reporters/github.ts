import { githubAnnotation } from '../github-annotation.js'
import { failureLines } from './failure-text.js'
import type { Outcome, Reporter } from './reporter.js'

/** For GitHub Actions: every failure as an annotation at its line of the scenario. */
export const github = (): Reporter => ({ outcome: annotations, end: () => '' })

function annotations(outcome: Outcome): string {
  const { name, file, line, status, problems, runs } = outcome
  if (status === 'invalid') {
    return problems
      .map(({ line, column, sentence }) =>
        githubAnnotation({ level: 'error', file, line, column, title: 'no valid scenario', message: sentence }),
      )
      .join('')
  }
  return runs
    .filter(({ failures }) => failures.length > 0)
    .slice(0, 1)
    .map(run => {
      const { place } = run.failures.find(failure => failure.place?.file === file) ?? {}
      return githubAnnotation({
        level: 'error',
        file,
        line: place?.line ?? line,
        column: place?.column,
        title: name,
        message: failureLines(outcome, run).join('\n'),
      })
    })
    .join('')
}
