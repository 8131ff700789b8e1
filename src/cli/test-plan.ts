import { loadScenarios } from '../scenario/file.js'
import type { Pattern } from '../scenario/pattern.js'
import { matches } from '../scenario/pattern.js'
import type { Outcome, Planned } from '../suite/outcome.js'
import { nearest } from '../trace/nearest.js'
import { UsageError } from './exit-code.js'
import { findFiles } from './found-files.js'

/** Which scenarios are played. */
export interface Selection {
  /** The whole name. */
  readonly only?: string
  /** A part of the name, or a regular expression. */
  readonly grep?: Pattern
  readonly shard?: Shard
}

/** One of so many parts, from 1. */
export interface Shard {
  readonly part: number
  readonly of: number
}

export interface TestPlan {
  readonly files: readonly string[]
  readonly planned: readonly Planned[]
  /** Files that are no valid scenarios. */
  readonly invalid: readonly Outcome[]
}

/** Reads the scenarios of files and folders, and chooses. Throws a UsageError if nothing is left. */
export function planTests(paths: readonly string[], selection: Selection): TestPlan {
  const files = findFiles(paths.length > 0 ? paths : ['.'], /^(.+\.)?scenario\.ya?ml$/i, 'scenario.yaml')
  const all: Planned[] = []
  const invalid: Outcome[] = []
  for (const file of files) {
    const read = loadScenarios(file)
    if ('problems' in read) invalid.push(invalidFile(file, read.problems))
    else all.push(...read.scenarios.map((scenario, index) => ({ scenario, file, index })))
  }
  const named = chosen(all, selection)
  if (named.length === 0 && invalid.length === 0) throw new UsageError(nothingChosen(all, selection))
  const { shard } = selection
  return {
    files,
    planned: shard ? named.filter((_, index) => index % shard.of === shard.part - 1) : named,
    invalid: shard && shard.part > 1 ? [] : invalid,
  }
}

const chosen = (all: readonly Planned[], { only, grep }: Selection): Planned[] =>
  all.filter(
    ({ scenario: { name } }) => (only === undefined || name === only) && (grep === undefined || matches(grep, name)),
  )

function nothingChosen(all: readonly Planned[], { only, grep }: Selection): string {
  const names = all.map(({ scenario }) => scenario.name)
  if (only === undefined)
    return `no scenario has a name with ${grep} in it; there are ${names.length}: offhook test --list`
  const near = nearest(only, names)
  return `there is no scenario ${JSON.stringify(only)}${near ? `; did you mean ${JSON.stringify(near)}?` : '; offhook test --list names them'}`
}

const invalidFile = (file: string, problems: Outcome['problems']): Outcome => ({
  name: file,
  file,
  line: 0,
  status: 'invalid',
  runs: [],
  problems,
  replay: () => '',
})
