import type { ElementCoverage } from './coverage.js'

/** A row of a document as it is shown: a line, or a part of one in which several elements stand. */
export interface SourceRow {
  /** `4`, or `1:57` if its line has several rows. */
  readonly place: string
  readonly text: string
  /** The element that begins here, by its number. */
  readonly element?: number
  /** The element that the row belongs to, if it does not begin here. */
  readonly within?: number
}

const mostRows = 1_500
/** Of many blank lines a few say enough. */
const mostBlank = 3

/**
 * The rows of a document, a few at most, and how many lines are left out. Documents that programs write are a single line
 * often: each element has a row of its own, and stands as deep as it is nested.
 */
export function sourceRows(
  source: string,
  elements: readonly ElementCoverage[],
): { rows: SourceRow[]; leftOut: number } {
  const byLine = new Map<number, number[]>()
  for (const [index, { line }] of elements.entries()) {
    const known = byLine.get(line)
    if (known) known.push(index)
    else byLine.set(line, [index])
  }
  const depths = depthsOf(elements)
  const lines = source.split(/\r\n?|\n/)
  if (lines.at(-1) === '') lines.pop()
  const rows: SourceRow[] = []
  let within: number | undefined
  let blank = 0
  for (const [index, text] of lines.entries()) {
    blank = text.trim() === '' ? blank + 1 : 0
    if (blank > mostBlank) continue
    if (rows.length >= mostRows) return { rows, leftOut: lines.length - index }
    const begins = (byLine.get(index + 1) ?? []).filter(one => (elements[one]?.column ?? 0) <= text.length)
    const first = (elements[begins[0] ?? -1]?.column ?? 0) - 1
    if (begins.length === 0) {
      const belongs = !/^\s*(?:<\/|<\?|<!|<Response\b|$)/.test(text)
      if (/^\s*<\//.test(text)) within = undefined
      rows.push({ place: `${index + 1}`, text, ...(belongs && within !== undefined && { within }) })
    } else if (begins.length === 1 && text.slice(0, first).trim() === '') {
      rows.push({ place: `${index + 1}`, text, element: begins[0] })
    } else {
      const before = text.slice(0, first)
      if (before.trim() !== '') rows.push({ place: `${index + 1}`, text: before })
      for (const [order, element] of begins.entries()) {
        if (rows.length >= mostRows) break
        const { column = 1 } = elements[element] ?? {}
        const end = elements[begins[order + 1] ?? -1]?.column
        const part = text.slice(column - 1, end === undefined ? undefined : end - 1)
        rows.push({
          place: `${index + 1}:${column}`,
          text: '  '.repeat((depths[element] ?? 0) + 1) + part.trimEnd(),
          element,
        })
      }
    }
    within = begins.at(-1) ?? within
  }
  return { rows, leftOut: 0 }
}

/** How deep each element stands; those at the top 0. */
const depthsOf = (elements: readonly ElementCoverage[]): number[] => {
  const depths: number[] = []
  for (const { parent } of elements) depths.push(parent === undefined ? 0 : (depths[parent] ?? 0) + 1)
  return depths
}
