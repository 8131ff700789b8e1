import { jsonLine } from '../trace/json-line.js'
import { placesIn } from '../xml/document.js'
import type { CheckReport } from './check-outcome.js'
import type { Fix } from './fix.js'

/** One object for each problem, and nothing else. */
export const jsonReport: CheckReport = {
  checked({ name, text, found }) {
    const placeOf = placesIn(text)
    return found
      .map(({ problem: { place, ...rest }, fix }) =>
        jsonLine({ file: name, ...place, ...rest, ...(fix && { fix: placed(fix, placeOf) }) }),
      )
      .join('')
  },
  ended: () => '',
}

/** With lines and columns, which count from 1; the end is exclusive. */
const placed = ({ safe, edits }: Fix, placeOf: ReturnType<typeof placesIn>) => ({
  safe,
  edits: edits.map(({ start, end, text }) => {
    const { line: endLine, column: endColumn } = placeOf(end)
    return { ...placeOf(start), endLine, endColumn, text }
  }),
})
