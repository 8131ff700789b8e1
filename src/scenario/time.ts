import { readDuration, writeTime } from '../clock/duration.js'
import { Mistake } from './mistake.js'

export { writeTime }

const ALLOWED = 'a number with its unit, such as 250ms, 4s, 2m or 1m30s'
const DAY = 24 * 3600 * 1000

/** Reads `4s`, `250ms`, `2m` or `1m30s` as milliseconds. A number without a unit is refused: seconds or milliseconds? */
export function readTime(written: string): number | Mistake {
  const ms = readDuration(written)
  if (ms === undefined)
    return new Mistake(`${JSON.stringify(written)} is not a time`, { allowed: ALLOWED, ...meant(written) })
  return ms <= DAY ? ms : new Mistake(`${written} is longer than any call lasts: at most ${DAY / 60_000}m (a day)`)
}

/** A mistake where a time is not within bounds, in the words of a file. */
export function timeWithin(name: string, ms: number, { least, most, unit = 1 }: TimeBounds): Mistake | undefined {
  if (ms >= least && ms <= most && ms % unit === 0) return undefined
  const allowed = `${writeTime(least)} to ${writeTime(most)}${most === DAY ? ' (a day)' : ''}`
  return new Mistake(`${name} is ${writeTime(ms)}`, { allowed: unit === 1000 ? `whole seconds, ${allowed}` : allowed })
}

/** In ms; of `unit` there must be a whole number. */
export interface TimeBounds {
  readonly least: number
  readonly most: number
  readonly unit?: number
}

export const longestTime = DAY

function meant(written: string): { nearest?: string } {
  const plain = /^(\d+)(?:\.(\d{1,3}))?\s*(?:s|secs?|seconds?)?$/i.exec(written.trim())
  if (plain) return { nearest: writeTime(Number(plain[1]) * 1000 + Number((plain[2] ?? '').padEnd(3, '0'))) }
  const other = /^(\d+)\s*(ms|m|millis\w*|min\w*)$/i.exec(written.trim())
  if (other) return { nearest: `${Number(other[1])}${/^(ms|milli)/i.test(other[2] ?? '') ? 'ms' : 'm'}` }
  return {}
}
