import { existsSync } from 'node:fs'
import { type Cassette, CassetteError, cassetteOf } from '../scenario/cassette/cassette.js'
import { type CassetteMode, type CassetteReport, describeDifferences } from '../scenario/cassette/report.js'
import type { Disguise } from '../scenario/saved-disguise.js'
import { UsageError } from './exit-code.js'

export interface CassetteFlags {
  /** The file with the answers of the application. */
  readonly cassette?: string
  readonly cassetteMode?: CassetteMode
}

/** The cassette that flags ask for; a file that exists is replayed unless they say otherwise. */
export function cassetteFor({ cassette: file, cassetteMode }: CassetteFlags, disguise: Disguise): Cassette | undefined {
  if (file === undefined) {
    if (cassetteMode === undefined) return undefined
    throw new UsageError('--cassette-mode needs the file it is about: --cassette menu.cassette.yaml')
  }
  const mode = cassetteMode ?? (existsSync(file) ? 'replay' : 'record')
  try {
    return cassetteOf(file, mode, disguise)
  } catch (error) {
    throw error instanceof CassetteError ? new UsageError(error.message) : error
  }
}

/** What became of it, in lines; the first says it all where there is nothing to say. */
export function describeCassette(report: CassetteReport): string[] {
  const { file, mode, attempts, differences } = report
  const answers = `${attempts} answer${attempts === 1 ? '' : 's'}`
  const lines = describeDifferences(report)
  if (mode === 'record') return [`${file}: ${answers} recorded; with the same flags the call is now replayed from it`]
  if (mode === 'replay') return [`${file}: ${answers} replayed, the application was not asked`, ...lines]
  const count = differences.length
  const found = count === 0 ? 'nothing has changed' : `${count} difference${count === 1 ? '' : 's'}`
  return [`${file}: ${answers} compared, ${found}`, ...lines]
}
