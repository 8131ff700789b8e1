import { existsSync, statSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { InvalidArgumentError } from 'commander'
import {
  type Cassette,
  CassetteError,
  type CassetteMode,
  type CassetteReport,
  cassetteModes,
  describeDifferences,
  openCassette,
} from '../scenario/cassette/open-cassette.js'
import { nearest } from '../trace/nearest.js'
import { UsageError } from './exit-code.js'

/** Reads the value of `--cassette`. */
export function readCassetteFile(written: string): string {
  refuseNoFile(written)
  return written
}

/** Reads the value of `--cassette-mode`. */
export function readCassetteMode(written: string): CassetteMode {
  const mode = cassetteModes.find(one => one === written)
  if (mode) return mode
  const near = nearest(written, cassetteModes)
  throw new InvalidArgumentError(`Allowed are ${cassetteModes.join(', ')}${near ? `; did you mean ${near}?` : ''}.`)
}

/** Refuses what cannot be the name of a file that is to be written. */
export function refuseNoFile(written: string): void {
  if (!written.trim()) throw new InvalidArgumentError('It is empty; allowed is the name of a file.')
  if (/^[a-z]+:\/\//i.test(written)) throw new InvalidArgumentError('It is a URL; allowed is the name of a file.')
  if (statSync(written, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InvalidArgumentError('It is a folder; allowed is the name of a file.')
  }
  if (!existsSync(dirname(written))) throw new InvalidArgumentError(`There is no folder ${dirname(written)}.`)
}

/** Opens the cassette of a call, if it has one. Throws a UsageError where that cannot be. */
export function cassetteOf(
  file: string | undefined,
  mode: CassetteMode | undefined,
  redact: boolean,
): Cassette | undefined {
  if (file === undefined) {
    if (mode === undefined) return undefined
    throw new UsageError(`--cassette-mode ${mode} needs a cassette: --cassette menu.cassette.yaml`)
  }
  return orUsage(() => openCassette(file, { ...(mode && { mode }), redact }))
}

const orUsage = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof CassetteError) throw new UsageError(error.message)
    throw error
  }
}

/** What is said of a cassette below the summary of a call. */
export interface CassetteWords {
  readonly line: string
  /** What is missing or different, line by line. */
  readonly details: readonly string[]
  readonly failed: boolean
}

export function describeCassette(report: CassetteReport): CassetteWords {
  const details = describeDifferences(report)
  return { line: `${shortPath(report.file)}: ${lineOf(report)}`, details, failed: details.length > 0 }
}

/** As it would be typed here. */
const shortPath = (file: string): string => {
  const path = relative('.', file)
  return path.startsWith('..') ? file : path
}

function lineOf({ mode, attempts, written, missing, unused, differences }: CassetteReport): string {
  const answers = attempts === 1 ? '1 answer' : `${attempts} answers`
  const notUsed = unused.length > 0 ? `; not asked for: ${unused.join(', ')}` : ''
  switch (mode) {
    case 'record':
      return written ? `${answers} recorded` : 'not written, because the application answered nothing'
    case 'replay':
      return missing.length > 0
        ? `replayed; ${missing.length} of ${attempts} requests are not in it`
        : `${answers} replayed, without the application${notUsed}`
    case 'compare':
      return differences.length > 0
        ? `${differences.length === 1 ? '1 difference' : `${differences.length} differences`} from what was recorded`
        : `${answers} compared; nothing has changed`
  }
}
