/** Where the time of an attempt goes, in this order. */
export const phases = ['connect', 'tls', 'wait', 'receive'] as const
export type Phase = (typeof phases)[number]

/** Milliseconds in each phase; a phase that took no time, or was not reached, is absent. */
export type Phases = Readonly<Partial<Record<Phase, number>>>

/** To a tenth, as phases are measured. */
export const totalOf = (times: Phases): number =>
  Math.round(phases.reduce((sum, phase) => sum + (times[phase] ?? 0), 0) * 10) / 10

/** Phase by phase, the sum of both. */
export function together(one: Phases, other: Phases): Phases {
  const sum: Partial<Record<Phase, number>> = {}
  for (const phase of phases) {
    const ms = (one[phase] ?? 0) + (other[phase] ?? 0)
    if (ms > 0) sum[phase] = ms
  }
  return sum
}

/** The first `ms` of it. */
export function cutAfter(times: Phases, ms: number): Phases {
  const kept: Partial<Record<Phase, number>> = {}
  let left = ms
  for (const phase of phases) {
    const own = Math.min(times[phase] ?? 0, left)
    if (own > 0) kept[phase] = own
    left -= own
  }
  return kept
}
