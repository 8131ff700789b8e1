import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { colours, isColoured } from '../colours.js'
import { UsageError } from '../exit-code.js'
import type { Io, Output } from '../io.js'
import { Screen } from '../screen.js'
import type { TestFlags } from '../test-flags.js'
import { github } from './github.js'
import { json } from './json.js'
import { junit } from './junit.js'
import { pretty } from './pretty.js'
import { Progress } from './progress.js'
import type { Outcome, Reporter, ReporterOptions, Summary } from './reporter.js'
import { tap } from './tap.js'

const reporters = { pretty, junit, tap, json, github } as const satisfies Record<
  string,
  (options: ReporterOptions) => Reporter
>

export type ReporterName = keyof typeof reporters
export const reporterNames = Object.keys(reporters) as ReporterName[]

/** A reporter that was asked for, and the file it writes; stdout unless given. */
export interface Wanted {
  readonly name: ReporterName
  readonly file?: string
}

/** All reports of a suite, and what is shown meanwhile. */
export interface Reports {
  playing(name: string): void
  outcome(outcome: Outcome): void
  end(summary: Summary): void
}

/** Begins to report. Throws a UsageError if a file cannot be written. */
export function openReports(flags: TestFlags, io: Io, total: number): Reports {
  const wanted = wantedOf(flags, io)
  const words = flags.json ? io.stderr : io.stdout
  const isPretty = wanted.some(({ name, file }) => name === 'pretty' && file === undefined)
  const shown = isPretty ? words : io.stderr
  const screen = new Screen(shown)
  const progress = shown.isTTY ? new Progress(screen, total) : undefined
  const open = wanted.map(({ name, file }) => {
    const output = file === undefined ? words : undefined
    const paint = colours(output !== undefined && isColoured(io, output, flags.color))
    const sink = file === undefined ? toOutput(words, words === shown ? screen : undefined) : toFile(file)
    return { reporter: reporters[name]({ paint, recordings: flags }) as Reporter, sink }
  })
  return {
    playing: name => progress?.playing(name),
    outcome(outcome) {
      for (const { reporter, sink } of open) sink.write(reporter.outcome?.(outcome) ?? '')
      progress?.outcome(outcome)
    },
    end(summary) {
      progress?.end()
      for (const { reporter, sink } of open) {
        sink.write(reporter.end(summary))
        sink.close()
      }
    },
  }
}

/** On GitHub Actions failures are also annotations, as nobody has to ask for. */
function wantedOf({ reporter = [] }: TestFlags, { env }: Io): readonly Wanted[] {
  const onStdout = reporter.some(({ file }) => file === undefined)
  const wanted: readonly Wanted[] = onStdout ? reporter : [{ name: 'pretty' }, ...reporter]
  const isAnnotated = wanted.some(({ name }) => name === 'github')
  return env.GITHUB_ACTIONS === 'true' && !isAnnotated && !onStdout ? [...wanted, { name: 'github' }] : wanted
}

interface Sink {
  write(text: string): void
  close(): void
}

const toOutput = (output: Output, screen: Screen | undefined): Sink => ({
  write: text => {
    if (text === '') return
    if (screen) screen.print(text.replace(/\n$/, ''))
    else output.write(text)
  },
  close: () => {},
})

function toFile(file: string): Sink {
  let text = ''
  const write = () => {
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    } catch (error) {
      throw new UsageError(`the report cannot be written: ${(error as Error).message}`)
    }
  }
  // One that cannot be written is known before anything is played.
  write()
  return {
    write: more => {
      text += more
    },
    close: write,
  }
}
