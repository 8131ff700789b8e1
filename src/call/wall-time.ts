/** `2025-01-01 09:30:00` of an instant in a time zone, as StartTime, AnswerTime and EndTime are written. */
export const zonedTime = (epoch: number, timezone: string): string => {
  if (timezone === 'UTC') return new Date(epoch).toISOString().slice(0, 19).replace('T', ' ')
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(timezone, format)
  }
  return format.format(epoch)
}

/** `2025-01-01 09:30:00.250317`, always UTC, as SessionStart is written; the clock counts ms, `micros` adds the rest. */
export const sessionTime = (epoch: number, micros: number): string =>
  new Date(epoch).toISOString().slice(0, 23).replace('T', ' ') + String(micros).padStart(3, '0')

const formats = new Map<string, Intl.DateTimeFormat>()
