import { hideCredentials } from '../trace/credentials.js'
import type { UnmetFault } from '../webhook/fault-transport.js'
import type { DocumentPlace } from './document-place.js'
import type { Evidence } from './evidence.js'
import { type FilePlace, writePlace } from './mistake.js'

/** What was expected and what happened instead, for a person who has the file before them. */
export interface Failure {
  readonly place?: FilePlace
  readonly expected: string
  readonly instead: readonly string[]
  /** When a step failed after which the call went on, in ms of call time: what followed has nothing to do with it. */
  readonly at?: number
  /** What surrounded it; only with the last failure of a scenario that has some, for it is the same for all. */
  readonly evidence?: Evidence
}

/** A fault from outside that never struck, in one line. */
export const describeUnmet = ({ words, because }: UnmetFault): string =>
  hideCredentials(`the fault ${words} never struck: ${because}`)

/** A failure as lines for a terminal, with what surrounded it. */
export function describeFailure({ place, expected, instead, at, evidence }: Failure): string {
  const said = [`expected: ${expected}`, ...instead.map(text => `  ${text}`)].map(line => hideCredentials(line))
  const lines = place ? [`${writePlace(place)}  ${said[0]}`, ...said.slice(1)] : said
  return [...lines, ...(evidence ? describeEvidence(evidence, at !== undefined) : [])].join('\n')
}

function describeEvidence({ ladder, documents, requests, notCalled }: Evidence, cut: boolean): string[] {
  return [
    ...documents.flatMap(describeDocument),
    ...(requests.length > 0
      ? ['  requests that went wrong', ...requests.map(line => `    ${hideCredentials(line)}`)]
      : []),
    ...(notCalled.length > 0 ? ['  actions that were not called', ...notCalled.map(line => `    ${line}`)] : []),
    ...(ladder === '' ? [] : [cut ? '  the call up to then' : '  how it went', ...indented(ladder)]),
  ]
}

function describeDocument({ caller, url, element, rejected, line, column, request, source }: DocumentPlace): string[] {
  const number = `    ${String(line).padStart(4)} | `
  return [
    rejected === undefined
      ? `  ${caller} was at <${element}> (${line}:${column}) of ${url}`
      : `  the document of ${url} was rejected: ${rejected}`,
    ...(request === undefined ? [] : [`  which answered ${hideCredentials(request)}`]),
    ...(source ? [number + source.text, `${' '.repeat(number.length - 2)}| ${' '.repeat(source.caret)}^`] : []),
  ]
}

const indented = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => `    ${line}`)
