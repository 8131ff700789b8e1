/** How many lines around a difference are shown, and how many of it at most on either side. */
const around = 2
const most = 6

/** How far is looked for where both go on alike, in lines. */
const farthest = 400

/**
 * The first lines that differ, with those around them: `-` is what was expected, `+` what came instead, with the number of
 * the line in what was expected. Undefined if there is no difference; ends of lines and of the text do not count.
 */
export function differenceOf(expected: string, actual: string): string[] | undefined {
  const [old, now] = [linesOf(expected), linesOf(actual)]
  const start = old.findIndex((line, index) => line !== now[index])
  const first = start < 0 ? old.length : start
  if (start < 0 && old.length === now.length) return undefined
  const { gone, came } = hunk(old.slice(first), now.slice(first))
  const after = old.slice(first + gone, first + gone + around)
  const rest = differing(old.slice(first + gone), now.slice(first + came))
  const width = String(first + gone + around).length
  const number = (line: number | undefined) => String(line ?? '').padStart(width)
  const shown = (sign: string, from: number, lines: readonly string[], numbered = true) => [
    ...lines.slice(0, most).map((line, index) => `${sign} ${number(numbered ? from + index + 1 : undefined)}  ${line}`),
    ...(lines.length > most ? [`${sign} ${number(undefined)}  … ${lines.length - most} more lines`] : []),
  ]
  const before = Math.max(0, first - around)
  return [
    `it differs from line ${first + 1} on (- expected, + instead):`,
    ...shown(' ', before, old.slice(before, first)),
    ...shown('-', first, old.slice(first, first + gone)),
    ...shown('+', first, now.slice(first, first + came), false),
    ...shown(' ', first + gone, after),
    ...(rest > 0 ? [`and ${rest} more ${rest === 1 ? 'line differs' : 'lines differ'} below`] : []),
  ].map(line => line.trimEnd())
}

const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map(line => line.trimEnd())

/** How many lines are gone and came before both go on alike; two lines in a row, for one may be so by chance. */
function hunk(old: readonly string[], now: readonly string[]): { gone: number; came: number } {
  const isAlike = (i: number, j: number) =>
    old[i] === now[j] && (old[i + 1] === now[j + 1] || i + 1 >= old.length || j + 1 >= now.length)
  for (let sum = 1; sum < Math.min(old.length + now.length, farthest); sum++) {
    for (let gone = Math.max(0, sum - now.length); gone <= Math.min(sum, old.length); gone++) {
      const came = sum - gone
      if (gone < old.length && came < now.length && isAlike(gone, came)) return { gone, came }
    }
  }
  return { gone: old.length, came: now.length }
}

/** How many lines are not the same, in lines that may have moved. */
function differing(old: readonly string[], now: readonly string[]): number {
  let count = 0
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (old[i] === now[j]) {
      i++
      j++
      continue
    }
    const { gone, came } = hunk(old.slice(i), now.slice(j))
    count += Math.max(gone, came)
    i += gone
    j += came
  }
  return count
}
