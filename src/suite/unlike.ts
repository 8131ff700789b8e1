import { differenceOf } from '../scenario/text-difference.js'
import type { CaseResult } from './played-case.js'

/**
 * Of runs that all passed, those that went otherwise than the first one fail: the same call was answered in another way.
 * Ids, ports and the like are different in every run, and do not count.
 */
export function unlike(runs: readonly CaseResult[]): readonly CaseResult[] {
  const [first] = runs
  if (first?.normalised === undefined || runs.some(({ failures }) => failures.length > 0)) return runs
  return runs.map(run => {
    const difference = differenceOf(first.normalised ?? '', run.normalised ?? '')
    if (!difference) return run
    const instead = [
      `run ${run.run} passed, too, but the application did not answer the same call in the same way:`,
      ...difference,
    ]
    return { ...run, isUnlike: true, failures: [{ expected: 'every run goes like the first one', instead }] }
  })
}
