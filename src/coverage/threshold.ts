import { type Coverage, categoryNames } from './coverage.js'

/** What to say if less than `least` percent was exercised; nothing if it was enough. */
export function belowThreshold({ total, categories }: Coverage, least: number): string[] {
  if (total.total === 0) {
    return least > 0 ? [`Nothing was exercised; at least ${least} % are wanted: no call requested an application.`] : []
  }
  const { covered, total: all, percent } = total
  if ((covered / all) * 100 >= least) return []
  const lacking = Object.entries(categories)
    .filter(([, share]) => share.covered < share.total)
    .map(
      ([name, share]) =>
        `${share.total - share.covered} of ${share.total} ${categoryNames[name as keyof typeof categories]}`,
    )
  return [
    `${percent} % were exercised (${covered} of ${all}); at least ${least} % are wanted.`,
    `Missing are ${lacking.join(', ')}.`,
  ]
}
