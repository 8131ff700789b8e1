import { createHash } from 'node:crypto'
import { isAbsolute, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { jsonLine } from '../trace/json-line.js'
import { type Place, placesIn } from '../xml/document.js'
import { catalogue, type Problem } from '../xml/problem.js'
import type { CheckOutcome, CheckReport } from './check-outcome.js'
import type { Checked } from './check-source.js'
import type { Edit, Found } from './fix.js'
import { version } from './version.js'

/** The format of static analysis results, as code scanning takes it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export const sarifReport: CheckReport = {
  checked: () => '',
  ended: outcome => jsonLine(sarifLog(outcome)),
}

const levels = { breaks: 'error', risky: 'warning', note: 'note' } as const

function sarifLog({ checked, unread, exitCode }: CheckOutcome) {
  const codes = [...new Set(checked.flatMap(({ found }) => found.map(({ problem }) => problem.code)))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'offhook', semanticVersion: version(), rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { description: { text: 'The folder in which offhook check was run.' } } },
        invocations: [
          {
            executionSuccessful: unread.length === 0,
            exitCode,
            toolExecutionNotifications: unread.map(({ unread: text }) => ({ level: 'error', message: { text } })),
          },
        ],
        results: checked.flatMap(source => resultsOf(source, codes)),
      },
    ],
  }
}

function ruleOf(code: Problem['code']) {
  const { title, severity, provenance, rule } = catalogue[code]
  const known = `${provenance}: ${rule}`
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    ...(isPage(rule) && { helpUri: rule }),
    help: { text: isPage(rule) ? `${title} (${known}).` : `${title} (${known}; see docs/decisions.md of offhook).` },
    defaultConfiguration: { level: levels[severity] },
    properties: { severity, provenance, rule },
  }
}

const isPage = (rule: string): boolean => rule.startsWith('https://')

function resultsOf(source: Checked, codes: readonly Problem['code'][]) {
  const { text, found } = source
  const placeOf = placesIn(text)
  const lines = text.split(/\r\n?|\n/)
  const artifact = { artifactLocation: artifactOf(source) }
  const seen = new Map<string, number>()
  return found.map(({ problem, span, fix }: Found) => {
    const { code, severity, message, place, allowed, nearest, provenance, rule } = problem
    const line = (place && lines[place.line - 1]?.trim()) ?? ''
    const nth = seen.get(code + line) ?? 0
    seen.set(code + line, nth + 1)
    const region = place && regionOf(place, span && placeOf(span.end))
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: levels[severity],
      message: { text: allowed === undefined ? message : `${message} Allowed: ${allowed}.` },
      locations: [{ physicalLocation: { ...artifact, ...(region && { region }) } }],
      // Of the line, not of its number: what is above may change.
      partialFingerprints: { 'offhook/v1': hashOf(code, line, String(nth)) },
      ...(fix && {
        fixes: [
          {
            description: { text: fix.safe ? 'What must have been meant.' : 'What may have been meant.' },
            artifactChanges: [{ ...artifact, replacements: fix.edits.map(edit => replacementOf(edit, placeOf)) }],
          },
        ],
      }),
      properties: { severity, provenance, rule, ...(nearest !== undefined && { nearest }) },
    }
  })
}

const replacementOf = ({ start, end, text }: Edit, placeOf: (offset: number) => Place) => ({
  deletedRegion: regionOf(placeOf(start), placeOf(end)),
  insertedContent: { text },
})

const regionOf = (start: Place, end: Place | undefined) => ({
  startLine: start.line,
  startColumn: start.column,
  ...(end && { endLine: end.line, endColumn: end.column }),
})

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)

const root = '%SRCROOT%'

/** A file below the present folder is relative to it; another is where it is, and standard input nowhere. */
function artifactOf({ name, is }: Checked) {
  if (is === 'url') return { uri: Object.assign(new URL(name), { username: '', password: '' }).href }
  if (is === 'standard input') return { uri: 'stdin', uriBaseId: root }
  const path = relative('.', name)
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(name).href }
  return { uri: path.split(/[/\\]/).map(encodeURIComponent).join('/'), uriBaseId: root }
}
