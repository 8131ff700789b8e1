/** How many lines around a difference are shown, how many of it on either side, and how many differences, at most. */
const around = 2
const mostLines = 6
const mostPlaces = 3

/** How far is looked for where both go on alike, in lines. */
const farthest = 400

/** Where two texts part: so many lines from `at` on are gone, those of `came` stand in their place. */
interface Place {
  readonly at: number
  readonly gone: number
  readonly came: readonly string[]
}

/**
 * The first lines that differ, with those around them: `-` is what was expected, `+` what came instead; lines are counted
 * in what was expected. Undefined if there is no difference; ends of lines and of the text do not count.
 */
export function differenceOf(expected: string, actual: string): string[] | undefined {
  const old = linesOf(expected)
  const places = placesOf(old, linesOf(actual))
  const [first] = places
  if (!first) return undefined
  const shown = places.slice(0, mostPlaces)
  const width = String(Math.min(old.length, (shown.at(-1)?.at ?? 0) + mostLines + around)).length
  const written = (sign: string, line: string, number?: number) =>
    `${sign} ${String(number ?? '').padStart(width)}  ${line}`.trimEnd()
  const kept = (from: number, to: number) =>
    old.slice(Math.max(from, 0), to).map((line, index) => written(' ', line, Math.max(from, 0) + index + 1))
  const cut = (sign: string, lines: readonly string[], from?: number) => [
    ...lines.slice(0, mostLines).map((line, index) => written(sign, line, from && from + index)),
    ...(lines.length > mostLines ? [written(sign, `… ${lines.length - mostLines} more lines`)] : []),
  ]
  const rest = places.length - shown.length
  let end = 0
  return [
    `it differs from line ${first.at + 1} on (- expected, + instead):`,
    ...shown.flatMap(({ at, gone, came }, index) => {
      const before = Math.max(end, at - around)
      const isApart = index > 0 && before > end
      end = at + gone
      const next = places[index + 1]?.at ?? old.length
      const lines = [
        ...(isApart ? ['  …'] : []),
        ...kept(before, at),
        ...cut('-', old.slice(at, end), at + 1),
        ...cut('+', came),
        ...kept(end, Math.min(end + around, next)),
      ]
      end = Math.min(end + around, next)
      return lines
    }),
    ...(rest > 0 ? [`and it differs in ${rest} more place${rest === 1 ? '' : 's'} below`] : []),
  ]
}

const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map(line => line.trimEnd())

function placesOf(old: readonly string[], now: readonly string[]): Place[] {
  const places: Place[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i++
      j++
      continue
    }
    const { gone, came } = untilAlike(old.slice(i), now.slice(j))
    places.push({ at: i, gone, came: now.slice(j, j + came) })
    i += gone
    j += came
  }
  return places
}

/** How many lines are gone and came before both go on alike: for two lines in a row, for one may be alike by chance. */
function untilAlike(old: readonly string[], now: readonly string[]): { gone: number; came: number } {
  const isAlike = (i: number, j: number) => old[i] === now[j] && old[i + 1] === now[j + 1]
  for (let sum = 1; sum < Math.min(old.length + now.length, farthest); sum++) {
    for (let gone = Math.max(0, sum - now.length); gone <= Math.min(sum, old.length); gone++) {
      const came = sum - gone
      if (gone < old.length && came < now.length && isAlike(gone, came)) return { gone, came }
    }
  }
  return { gone: old.length, came: now.length }
}
