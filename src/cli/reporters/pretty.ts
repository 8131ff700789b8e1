import { countOf } from '../../suite/outcome.js'
import type { CaseResult } from '../../suite/played-case.js'
import { printable } from '../../trace/printable.js'
import { describeRecording } from '../recordings.js'
import { seconds } from './duration.js'
import { failureLines } from './failure-text.js'
import type { Outcome, Reporter, ReporterOptions } from './reporter.js'

/** For people: a line for each scenario, and all about what failed. */
export function pretty({ paint, recordings }: ReporterOptions): Reporter {
  const indented = (lines: readonly string[]) =>
    lines
      .map(line => `    ${line}`.trimEnd())
      .join('\n')
      .concat('\n')

  const outcome = (one: Outcome): string => {
    const { name, file, runs, problems } = one
    if (one.status === 'invalid')
      return `${paint.red('✗')} ${printable(file)} is no valid scenario\n${indented(problems.map(problem => printable(String(problem))))}`
    if (one.status === 'skipped') return ''
    const failed = runs.filter(({ failures }) => failures.length > 0)
    const sign = failed.length > 0 ? paint.red('✗') : paint.green('✓')
    const title = `${sign} ${printable(name)}  ${paint.dim(`${printable(file)}, ${lengthOf(runs)}`)}\n`
    const notes = runs.flatMap(run => [...run.notes, ...(run.folder === undefined ? [] : recorded(run, run.folder))])
    return [
      title,
      ...(runs.length > 1 && failed.length > 0 ? [indented([howOften(runs, failed)])] : []),
      ...failed.slice(0, 1).map(run => indented(failureLines(one, run))),
      ...[...new Set(notes)].map(note => `    ${paint.dim(printable(note))}\n`),
    ].join('')
  }

  const recorded = (run: CaseResult, folder: string) =>
    run.recordings.map(one => describeRecording(one, { ...recordings, recordings: folder }))

  return {
    outcome,
    end(summary) {
      const parts = [
        ['passed', paint.green] as const,
        ['failed', paint.red] as const,
        ['invalid', paint.red] as const,
        ['skipped', paint.yellow] as const,
      ].flatMap(([status, colour]) => {
        const count = countOf(summary, status)
        return count > 0 ? [colour(`${count} ${status === 'invalid' ? 'not valid' : status}`)] : []
      })
      return `\n${parts.join(', ') || 'nothing to play'}${paint.dim(` in ${summary.took} ms`)}\n`
    },
  }
}

/** `20.6 s of call in 11 ms`, or of several runs. */
function lengthOf(runs: readonly CaseResult[]): string {
  const took = runs.reduce((sum, { began, ended }) => sum + ended - began, 0)
  const early = runs.find(({ failedEarly }) => failedEarly)
  const call = early ? `failed after ${seconds(early.callTime)} of call` : `${seconds(runs[0]?.callTime ?? 0)} of call`
  return runs.length > 1 ? `${runs.length} times ${call} in ${took} ms` : `${call} in ${took} ms`
}

function howOften(runs: readonly CaseResult[], failed: readonly CaseResult[]): string {
  const seeds = failed.map(({ seed }) => seed)
  const some = seeds.slice(0, 5).join(', ')
  const more = seeds.length > 5 ? ` and ${seeds.length - 5} more` : ''
  return `${failed.length} of ${runs.length} runs failed, with the seeds ${some}${more}; the first of them:`
}
