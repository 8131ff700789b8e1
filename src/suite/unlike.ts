import type { CaseResult } from './played-case.js'

/**
 * Of runs that all passed, those that went otherwise than the first one fail: the same call was answered in another way.
 * Ids, ports and the like are different in every run, and do not count.
 */
export function unlike(runs: readonly CaseResult[]): readonly CaseResult[] {
  const [first] = runs
  if (first?.normalised === undefined || runs.some(({ failures }) => failures.length > 0)) return runs
  const expected = first.normalised.split('\n')
  return runs.map(run => {
    if (run.normalised === undefined || run.normalised === first.normalised) return run
    const actual = run.normalised.split('\n')
    const at = expected.findIndex((line, index) => line !== actual[index])
    const line = at < 0 ? expected.length : at
    const instead = [
      `run 1:      ${expected[line]?.trim() ?? '(it was over)'}`,
      `run ${run.run}:${' '.repeat(7 - String(run.run).length)}${actual[line]?.trim() ?? '(it was over)'}`,
      'Both passed, but the application did not answer the same call in the same way.',
    ]
    return { ...run, failures: [{ expected: 'every run goes like the first one', instead }] }
  })
}
