/** `0:04.250`, from one hour on `1:00:04.250`. */
export function clockTime(ms: number): string {
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1000) % 60,
  ]
  const [mm, ss, thousandths] = [pad(minutes, 2), pad(seconds, 2), pad(Math.floor(ms % 1000), 3)]
  return hours > 0 ? `${hours}:${mm}:${ss}.${thousandths}` : `${minutes}:${ss}.${thousandths}`
}

const pad = (value: number, digits: number) => `${value}`.padStart(digits, '0')
