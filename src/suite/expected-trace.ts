import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { CheckedCall } from '../scenario/check.js'
import type { Failure } from '../scenario/failure.js'
import type { Scenario } from '../scenario/file.js'
import { differenceOf } from '../scenario/text-difference.js'
import { traceSnapshots } from '../scenario/trace-snapshots.js'
import type { TraceEvent } from '../trace/events.js'
import { renderText } from '../trace/text.js'

/** Where the trace that is expected of a sample's scenario is: beside its scenario.yaml. Other scenarios have none. */
function expectedFile({ app, file }: Scenario): string | undefined {
  const folder = dirname(resolve(file))
  const own = app && resolve(app.folder) === folder && /(^|[/\\])scenario\.ya?ml$/.test(file)
  return own ? join(dirname(file), 'trace.expected.txt') : undefined
}

/** Writes traces where they are expected the next time, that of a sample and those that a scenario names; says what it did. */
export function writeTraces(scenario: Scenario, calls: readonly CheckedCall[]): string[] {
  const file = expectedFile(scenario)
  const events = calls.flatMap(({ trace }) => trace.events).sort((a, b) => a.seq - b.seq)
  const named = traceSnapshots(scenario, calls).map(({ path, text }) => written(relative('', path), text))
  return file ? [written(file, renderText(events)), ...named] : named
}

/** What to say where none was to be written. */
export const noTrace =
  'no expected trace: only a sample has one unasked, for the scenario.yaml in its own folder; others name it: - trace: menu.trace.txt'

function written(file: string, text: string): string {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return `${file} is up to date`
  writeFileSync(file, text)
  return `${file} written`
}

/** What is not as the expected trace says, where there is one. */
export function compareTrace(scenario: Scenario, events: readonly TraceEvent[]): Failure[] {
  const file = expectedFile(scenario)
  if (!file || !existsSync(file)) return []
  const difference = differenceOf(readFileSync(file, 'utf8'), renderText(events))
  if (!difference) return []
  const instead = [...difference, 'If that is right, offhook test --update writes it down.']
  return [{ place: { file, line: 1, column: 1 }, expected: 'the trace is the one in this file', instead }]
}
