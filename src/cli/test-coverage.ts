import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { type Coverage, mergeFacts } from '../coverage/coverage.js'
import { coverageHtml } from '../coverage/html.js'
import { coverageJson } from '../coverage/json.js'
import { coverageText } from '../coverage/text.js'
import { belowThreshold } from '../coverage/threshold.js'
import type { Summary } from '../suite/outcome.js'
import { printable } from '../trace/printable.js'
import { colours, isColoured } from './colours.js'
import { UsageError } from './exit-code.js'
import type { Io } from './io.js'
import type { TestFlags } from './test-flags.js'

/** Every form of the report, by the ending of its file. */
export const coverageForms: Readonly<Record<string, (coverage: Coverage) => string>> = {
  '.html': coverageHtml,
  '.json': coverageJson,
  '.txt': coverage => coverageText(coverage),
}

/** Whether a suite is to say what it has exercised. */
export const isCovered = ({ coverage, coverageReport, coverageMin }: TestFlags): boolean =>
  coverage === true || coverageReport !== undefined || coverageMin !== undefined

/** Tells what was exercised, here and in files; whether it is as much as is wanted. */
export function reportCoverage({ outcomes }: Summary, flags: TestFlags, io: Io): boolean {
  const facts = outcomes.flatMap(({ runs }) => runs.flatMap(run => run.coverage ?? []))
  const coverage = mergeFacts(facts)
  const isForPeople = !flags.json && !flags.reporter?.some(({ name, file }) => name !== 'pretty' && file === undefined)
  const output = isForPeople ? io.stdout : io.stderr
  const colors = isColoured(io, output, flags.color)
  if (flags.coverage) output.write(`\n${coverageText(coverage, { width: output.columns ?? 100, colors })}`)
  for (const file of flags.coverageReport ?? []) {
    write(file, coverageForms[extname(file)]?.(coverage) ?? '')
    output.write(`${colours(colors).dim(`coverage written to ${printable(file)}`)}\n`)
  }
  const lacking = flags.coverageMin === undefined ? [] : belowThreshold(coverage, flags.coverageMin)
  for (const line of lacking) output.write(`${colours(colors).red('✗')} ${line}\n`)
  return lacking.length === 0
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`the coverage report cannot be written: ${(error as Error).message}`)
  }
}
