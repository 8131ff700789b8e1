/** Beyond so many lines, what differs is told as a whole. */
const most = 1500
/** Lines around a change that are the same. */
const around = 2

/** What has changed from one text to another, line by line: `- ` gone, `+ ` new, two blanks the same. */
export function lineDiff(was: string, is: string): string[] {
  const [before, after] = [linesOf(was), linesOf(is)]
  const all =
    before.length > most || after.length > most
      ? [...before.map(line => `- ${line}`), ...after.map(line => `+ ${line}`)]
      : compared(before, after)
  const near = (index: number) =>
    all.slice(Math.max(0, index - around), index + around + 1).some(line => !line.startsWith('  '))
  return all.flatMap((line, index) => {
    if (near(index)) return [line]
    return index > 0 && near(index - 1) ? ['  …'] : []
  })
}

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r\n?|\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** By the longest common subsequence. */
function compared(before: readonly string[], after: readonly string[]): string[] {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  const length = (row: number, column: number) => lengths[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? length(row + 1, column + 1) + 1
          : Math.max(length(row + 1, column), length(row, column + 1))
    }
  }
  const lines: string[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push(`  ${before[row++]}`)
      column++
    } else if (row < before.length && (column === after.length || length(row + 1, column) >= length(row, column + 1))) {
      lines.push(`- ${before[row++]}`)
    } else lines.push(`+ ${after[column++]}`)
  }
  return lines
}
