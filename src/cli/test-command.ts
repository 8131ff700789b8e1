import { join } from 'node:path'
import { wallTime } from '../clock/real-clock.js'
import { createExchange } from '../exchange/exchange.js'
import { loadScenario, type Scenario } from '../scenario/file.js'
import { describeFailure, describeUnmet, runScenario, type ScenarioResult } from '../scenario/run.js'
import { printable } from '../trace/printable.js'
import { shown } from '../trace/secret.js'
import { accountFrom } from './account.js'
import { type Colours, colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import { compareTrace, writeTrace } from './expected-trace.js'
import { findFiles } from './found-files.js'
import type { Io } from './io.js'
import { jsonLine } from './json-line.js'
import { describeRecording, recordingOptions, recordingsOf, refuseTakenPort } from './recordings.js'
import type { TestFlags } from './test-flags.js'

/** `offhook test`: runs scenario files one after another, and says which failed and why. */
export async function testCommand(paths: readonly string[], flags: TestFlags, io: Io): Promise<number> {
  if (flags.update && flags.fault) {
    throw new UsageError('--update and --fault do not go together: the trace would be one of what went wrong')
  }
  if (flags.update && flags.recordingsPort !== undefined) {
    throw new UsageError('--update and --recordings-port do not go together: the trace would have its URLs')
  }
  recordingOptions(flags)
  await refuseTakenPort(flags)
  const words = flags.json ? io.stderr : io.stdout
  const paint = colours(isColoured(io, words, flags.color))
  const began = wallTime()
  const count = { passed: 0, failed: 0, invalid: 0 }
  const files = findFiles(paths.length > 0 ? paths : ['.'], /^(.+\.)?scenario\.ya?ml$/i, 'scenario.yaml')
  for (const file of files) {
    const outcome = await runFile(file, flags, io, paint)
    count[outcome.kind]++
    words.write(outcome.text)
  }
  const parts = [
    count.passed > 0 ? paint.green(`${count.passed} passed`) : '',
    count.failed > 0 ? paint.red(`${count.failed} failed`) : '',
    count.invalid > 0 ? paint.red(`${count.invalid} not valid`) : '',
  ]
  words.write(`\n${parts.filter(Boolean).join(', ')}${paint.dim(` in ${took(began)}`)}\n`)
  if (count.invalid > 0) return exitCodes.usage
  return count.failed > 0 ? exitCodes.failed : exitCodes.completed
}

interface Outcome {
  readonly kind: 'passed' | 'failed' | 'invalid'
  readonly text: string
}

async function runFile(file: string, flags: TestFlags, io: Io, paint: Colours): Promise<Outcome> {
  const read = loadScenario(file)
  if ('problems' in read) {
    const problems = read.problems.map(problem => `    ${printable(String(problem))}\n`).join('')
    return { kind: 'invalid', text: `${paint.red('✗')} ${printable(file)} is no valid scenario\n${problems}` }
  }
  const { scenario } = read
  const began = wallTime()
  const folder = flags.recordings && join(flags.recordings, folderName(file))
  const result = await play(scenario, folder === undefined ? flags : { ...flags, recordings: folder }, io)
  const traces = result.calls.flatMap(call => call.trace.events).sort((a, b) => a.seq - b.seq)
  const title = `${printable(result.name)}  ${paint.dim(`${printable(file)}, ${callTime(result)} in ${took(began)}`)}\n`
  const failures = result.failures.map(describeFailure)
  let note = ''
  if (result.passed && flags.update) note = writeTrace(scenario, traces)
  else if (result.passed && flags.seed === undefined && !flags.fault && !flags.recordingsPort)
    failures.push(...compareTrace(scenario, traces))
  const recorded =
    folder === undefined ? [] : recordingsOf(result.calls).map(one => describeRecording(one, { recordings: folder }))
  const notes = [note, ...(result.unmet ?? []).map(describeUnmet), ...recorded].filter(Boolean)
  const noted = notes.map(line => `    ${paint.dim(printable(line))}\n`).join('')
  if (failures.length === 0) return { kind: 'passed', text: `${paint.green('✓')} ${title}${noted}` }
  return { kind: 'failed', text: `${paint.red('✗')} ${title}${failures.map(indented).join('')}${noted}` }
}

/** A failure of the exchange itself is the failure of this scenario; the others still run. */
async function play(scenario: Scenario, flags: TestFlags, io: Io): Promise<ScenarioResult> {
  // A sample's trace is the same on every machine; an application that checks signatures wants its own token.
  const account = scenario.app ? scenario.account : { ...accountFrom(io.env), ...defined(scenario.account ?? {}) }
  try {
    return await runScenario(
      { ...scenario, account },
      {
        seed: flags.seed,
        faults: flags.fault,
        callsMustComplete: true,
        createExchange: options => {
          const { recordings: folder, recordingsPort: port } = flags
          const recordings = { ...(folder && { folder }), ...(port && { port }) }
          const exchange = createExchange({ ...options, recordings })
          if (flags.json)
            exchange.listen(event => io.stdout.write(jsonLine({ scenario: scenario.name, ...shown(event) })))
          return exchange
        },
      },
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const failure = { expected: 'the calls can be placed', instead: [message], trace: '' }
    return { name: scenario.name, passed: false, failures: [failure], calls: [] }
  }
}

/** Scenarios have the same ids as often as the same seed: each has a folder, named after its file. */
const folderName = (file: string): string =>
  file
    .replace(/\.ya?ml$/i, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+/, '')

const defined = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T

const indented = (text: string): string =>
  `${text
    .split('\n')
    .map(line => `    ${printable(line)}`.trimEnd())
    .join('\n')}\n`

const took = (began: number): string => `${wallTime() - began} ms`

/** How much time of calls was played, up to the first step that failed in the middle of one. */
function callTime({ calls, failures }: ScenarioResult): string {
  const stopped = failures.flatMap(({ at }) => at ?? [])
  if (stopped.length > 0) return `failed after ${inSeconds(Math.min(...stopped))} of call`
  const last = Math.max(0, ...calls.map(({ trace }) => trace.events.at(-1)?.at ?? 0))
  return `${inSeconds(last)} of call`
}

const inSeconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`
