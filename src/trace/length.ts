/** A length of time for people: `200 ms`, `2.1 s`, `1 min 5 s`. */
export function length(ms: number): string {
  if (!Number.isFinite(ms)) return 'without end'
  if (ms < 1000) return `${ms} ms`
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`
}
