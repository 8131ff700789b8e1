import { relative } from 'node:path'
import { placesIn } from '../xml/document.js'
import type { CheckReport } from './check-outcome.js'
import { describeTotals } from './check-report.js'
import type { Checked } from './check-source.js'
import { colours } from './colours.js'
import type { Found } from './fix.js'
import { githubAnnotation } from './github-annotation.js'

/** Annotations of GitHub Actions; paths are relative to the workspace, or to the present folder. */
export const githubReport = (workspace = '.'): CheckReport => ({
  checked: source => source.found.map(found => annotation(source, found, workspace)).join(''),
  ended: outcome => describeTotals(outcome, colours(false)),
})

const levels = { breaks: 'error', risky: 'warning', note: 'notice' } as const

function annotation({ name, is, text }: Checked, { problem, span, fix }: Found, workspace: string): string {
  const { severity, code, message, place, allowed, nearest, provenance, rule } = problem
  const end = span && placesIn(text)(span.end)
  const meant = fix?.edits[0]?.text ?? nearest
  const inFile = is === 'file'
  const where = place === undefined ? name : `${name} ${place.line}:${place.column}`
  const lines = [
    inFile ? message : `${where}: ${message}`,
    ...(allowed === undefined ? [] : [`allowed: ${allowed}`]),
    ...(meant === undefined ? [] : [`${fix?.safe ? 'fix' : 'perhaps'}: ${meant}`]),
    `${severity}, ${provenance}: ${rule}`,
  ]
  return githubAnnotation({
    level: levels[severity],
    title: code,
    message: lines.join('\n'),
    // A place without a file would be one of some other file.
    ...(inFile && {
      file: relative(workspace, name),
      line: place?.line ?? 1,
      column: place?.column,
      // Inclusive; a region of several lines has no columns there.
      endColumn: end && place && end.line === place.line ? Math.max(place.column, end.column - 1) : undefined,
    }),
  })
}
