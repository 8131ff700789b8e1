import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type Cassette,
  type CassetteMode,
  type CassetteReport,
  describeDifferences,
  openCassette,
} from '../scenario/cassette/open-cassette.js'
import type { Failure } from '../scenario/failure.js'
import type { Scenario } from '../scenario/file.js'
import { seedOf } from '../scenario/run.js'
import { type Case, type CaseSettings, nameOf } from './case.js'

/** Where the answers of an application to one scenario are kept, and what is done with them. */
export interface CaseCassette {
  readonly file: string
  readonly mode: CassetteMode
}

/** That of its file, or one in the folder of all; none if neither is given. One that is not there is recorded. */
export function cassetteOf(
  { cassette, name }: Scenario,
  one: Case,
  { cassettes, cassetteMode }: CaseSettings,
): CaseCassette | undefined {
  const file =
    cassette ??
    (cassettes === undefined
      ? undefined
      : join(cassettes, `${nameOf({ ...one, index: 0 })}-${slugOf(name)}.cassette.yaml`))
  return file === undefined ? undefined : { file, mode: cassetteMode ?? (existsSync(file) ? 'replay' : 'record') }
}

/** A name as part of that of a file: scenarios may change places in theirs, and names that look alike are not the same. */
const slugOf = (name: string): string => {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...words, seedOf(name).toString(36).slice(-4)].join('-')
}

/** Opens it; throws a CassetteError. */
export function open({ file, mode }: CaseCassette, redact = false): Cassette {
  if (mode === 'record') mkdirSync(dirname(file), { recursive: true })
  return openCassette(file, { mode, redact })
}

/** What is wrong about a cassette that was played: requests that it lacks, answers that have changed. */
export function cassetteFailures(report: CassetteReport): Failure[] {
  const lines = describeDifferences(report)
  if (lines.length === 0) return []
  const { file, mode } = report
  const expected = mode === 'compare' ? `the application answers as in ${file}` : `${file} has every answer`
  return [
    {
      expected,
      instead: [...lines, 'If that is right, the same with --cassette-mode record writes it anew.'],
    },
  ]
}

/** What is worth knowing of one. */
export const cassetteNotes = ({ file, written, unused, mode }: CassetteReport): string[] => [
  ...(written ? [`${file} written`] : []),
  ...(mode === 'replay' ? unused.map(request => `${file} has an answer that nobody asked for: ${request}`) : []),
]
