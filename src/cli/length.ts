const units = [
  ['h', 3600],
  ['min', 60],
] as const

/** `14.9 s`, `90 s`; from two minutes on `2 min 30 s`, `4 h`. Nothing is lost but what is below a tenth of a second. */
export function lengthOf(seconds: number): string {
  let left = Math.round(seconds * 10) / 10
  if (left < 120) return `${left} s`
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left = Math.round((left - count * size) * 10) / 10
    return count > 0 ? [`${count} ${unit}`] : []
  })
  return [...parts, ...(left > 0 ? [`${left} s`] : [])].join(' ')
}
