import { zonedTime } from '../../call/wall-time.js'

/** `2025-01-31 09:30:00+01:00`: an instant (epoch ms) in a time zone, with its offset, as objects of the API have it. */
export const offsetTime = (epoch: number, timezone: string): string => {
  const local = zonedTime(epoch, timezone)
  const minutes = Math.round((Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(epoch / 1000) * 1000) / 60_000)
  const two = (count: number) => String(count).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
