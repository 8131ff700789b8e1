const spelling = /^(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** `4s`, `250ms`, `2m` or `1m30s` in milliseconds; undefined for anything else: a bare number could be seconds or ms. */
export const readDuration = (written: string): number | undefined => {
  const parts = spelling.exec(written)
  if (!parts || !written) return undefined
  return Number(parts[1] ?? 0) * 60_000 + Number(parts[2] ?? 0) * 1000 + Number(parts[3] ?? 0)
}

/** As {@link readDuration}; throws a RangeError that says what is allowed. */
export const milliseconds = (written: string): number => {
  const ms = readDuration(written)
  if (ms !== undefined) return ms
  throw new RangeError(`"${written}" is not a time; allowed is a number with its unit: 250ms, 4s, 2m or 1m30s`)
}

/** Milliseconds, or a time with its unit; throws a TypeError or RangeError that says what is allowed. */
export const timeGiven = (given: unknown): number => {
  if (typeof given === 'string') return milliseconds(given)
  if (typeof given === 'number' && Number.isFinite(given) && given >= 0) return given
  const what = typeof given === 'object' && given !== null ? 'an object' : String(given)
  throw new TypeError(`${what} is not a time; allowed are milliseconds, 0 or more, or 4s, 250ms, 2m`)
}

/** Writes milliseconds the way {@link readDuration} reads them: `1m30s`. */
export function writeTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  const seconds = Math.floor((ms % 60_000) / 1000)
  const millis = ms % 1000
  const parts = [minutes && `${minutes}m`, seconds && `${seconds}s`, millis && `${millis}ms`]
  return parts.filter(Boolean).join('') || '0s'
}
