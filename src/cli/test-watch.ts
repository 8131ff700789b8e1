import { dirname, relative, resolve, sep } from 'node:path'
import { watch } from 'chokidar'
import { deadline } from '../clock/deadline.js'
import type { Outcome, Planned } from '../suite/outcome.js'
import { Programs } from '../suite/programs.js'
import { printable } from '../trace/printable.js'
import { accountFrom } from './account.js'
import { colours, isColoured } from './colours.js'
import { exitCodes, UsageError } from './exit-code.js'
import { interruptible } from './interrupt.js'
import { type Io, isPhone } from './io.js'
import { playOnce } from './test-command.js'
import type { TestFlags } from './test-flags.js'
import { planTests, type TestPlan } from './test-plan.js'

/** What applications are made of; what they write, logs and databases, is nothing that was changed. */
const sources =
  /(^|[/\\])\.env(\.\w+)?$|\.([cm]?[jt]sx?|py|rb|php|go|java|kt|cs|exs?|rs|xml|xslt?|ya?ml|json|toml|erb|ejs|hbs|liquid|twig|html?|tmpl|mp3|wav)$/i
const ignored = /(^|[/\\])(node_modules|\.git|dist|build|coverage|__pycache__|\.venv)([/\\]|$)/

/** Changes that follow each other as fast as this, in wall ms, are one. */
const together = 80

/** Why something is played again. */
type Reason = { readonly changed: ReadonlySet<string> } | { readonly key: 'all' | 'failed' | 'quit' }

/** Plays scenarios, and again whenever they or their applications change, until it is told to leave. */
export async function watchTests(paths: readonly string[], flags: TestFlags, io: Io): Promise<number> {
  const paint = colours(isColoured(io, io.stdout, flags.color))
  const programs = new Programs(accountFrom(io.env))
  const reasons = new Reasons(io)
  const outcomes = new Map<string, Outcome>()
  let plan = planTests(paths, flags)
  let chosen = plan
  const watcher = watch(watchedBy(paths, plan), {
    ignoreInitial: true,
    ignored: path => ignored.test(relative('.', path)),
  }).on('all', (_event, path) => {
    if (sources.test(path)) reasons.changed(resolve(path))
  })
  await new Promise<void>(ready => watcher.once('ready', ready))
  try {
    for (;;) {
      const onOutcome = (outcome: Outcome) => outcomes.set(keyOf(outcome), outcome)
      if (chosen.planned.length + chosen.invalid.length === 0) io.stdout.write('none has failed\n')
      else await playOnce(chosen, flags, io, { programs }, onOutcome)
      const failed = plan.planned.filter(one => outcomes.get(keyOfPlanned(one))?.status === 'failed')
      const keys = isPhone(io) ? '  Enter plays all, f those that failed, q leaves' : ''
      io.stdout.write(paint.dim(`\nwaiting for changes${keys}\n`))
      const reason = await reasons.next()
      if ('key' in reason && reason.key === 'quit') {
        return failed.length + plan.invalid.length > 0 ? exitCodes.failed : exitCodes.completed
      }
      if ('changed' in reason) {
        const names = [...reason.changed].map(path => printable(relative('.', path)))
        io.stdout.write(`\n${paint.cyan('changed')} ${names.slice(0, 3).join(', ')}\n\n`)
      }
      plan = replanned(paths, flags, io) ?? plan
      watcher.add(watchedBy(paths, plan))
      if ('changed' in reason && plan.planned.some(one => isProgramOf(one, reason.changed))) await programs.stop()
      chosen =
        'changed' in reason
          ? affected(plan, reason.changed)
          : reason.key === 'failed'
            ? { ...plan, planned: failed, invalid: [] }
            : plan
    }
  } finally {
    reasons.close()
    await watcher.close()
    await programs.stop()
  }
}

const keyOf = ({ file, name }: Outcome): string => `${file}\n${name}`
const keyOfPlanned = ({ file, scenario }: Planned): string => `${file}\n${scenario.name}`

/** Files that are broken, or gone, are no reason to leave. */
function replanned(paths: readonly string[], flags: TestFlags, { stdout }: Io): TestPlan | undefined {
  try {
    return planTests(paths, flags)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    stdout.write(`${printable(error.message)}\n`)
    return undefined
  }
}

/** The folders and files that somebody may change. */
const watchedBy = (paths: readonly string[], { files, planned }: TestPlan): string[] => [
  ...new Set([
    ...(paths.length > 0 ? paths : ['.']).map(path => resolve(path)),
    ...files.map(file => resolve(file)),
    ...planned.flatMap(({ scenario: { app, program } }) => [
      ...(app ? [app.folder] : []),
      ...(program ? [program.cwd] : []),
    ]),
  ]),
]

/** Those whose file or application has changed; all of them if it was neither. */
function affected(plan: TestPlan, changed: ReadonlySet<string>): TestPlan {
  const planned = plan.planned.filter(one => isOf(one, changed))
  const invalid = plan.invalid.filter(({ file }) => changed.has(resolve(file)))
  return planned.length + invalid.length > 0 ? { ...plan, planned, invalid } : plan
}

function isOf(one: Planned, changed: ReadonlySet<string>): boolean {
  const { app } = one.scenario
  return changed.has(resolve(one.file)) || isProgramOf(one, changed) || (app !== undefined && isIn(app.folder, changed))
}

/** A scenario that lies beside its application is no part of it. */
const isProgramOf = ({ scenario: { program } }: Planned, changed: ReadonlySet<string>): boolean =>
  program !== undefined && isIn(program.cwd, new Set([...changed].filter(path => !/scenario\.ya?ml$/i.test(path))))

const isIn = (folder: string, changed: ReadonlySet<string>): boolean =>
  [...changed].some(path => dirname(path) === folder || path.startsWith(folder + sep))

/** Collects what happens until somebody asks. */
class Reasons {
  readonly #changed = new Set<string>()
  #key: 'all' | 'failed' | 'quit' | undefined
  #asked: ((reason: Reason) => void) | undefined
  #callOff = () => {}
  readonly #io: Io
  readonly #interrupt: { over(): void }
  readonly #typed = (chunk: Buffer | string) => {
    for (const key of String(chunk)) this.#press(key)
  }

  constructor(io: Io) {
    this.#io = io
    this.#interrupt = interruptible(io, () => this.#press('q'))
    if (!isPhone(io)) return
    io.stdin.setRawMode?.(true)
    io.stdin.on('data', this.#typed)
    io.stdin.resume()
  }

  changed(path: string): void {
    this.#changed.add(path)
    this.#callOff()
    this.#callOff = deadline(together, () => this.#tell())
  }

  next(): Promise<Reason> {
    return new Promise(told => {
      this.#asked = told
      this.#tell()
    })
  }

  close(): void {
    this.#callOff()
    this.#interrupt.over()
    if (!isPhone(this.#io)) return
    this.#io.stdin.off('data', this.#typed)
    this.#io.stdin.setRawMode?.(false)
    this.#io.stdin.pause()
  }

  #press(key: string): void {
    const meaning = {
      '\r': 'all',
      '\n': 'all',
      a: 'all',
      f: 'failed',
      q: 'quit',
      '\u0003': 'quit',
      '\u0004': 'quit',
    } as const
    this.#key = meaning[key as keyof typeof meaning] ?? this.#key
    this.#tell()
  }

  #tell(): void {
    const told = this.#asked
    if (!told || (this.#key === undefined && this.#changed.size === 0)) return
    const reason: Reason = this.#key === undefined ? { changed: new Set(this.#changed) } : { key: this.#key }
    this.#changed.clear()
    this.#key = undefined
    this.#asked = undefined
    told(reason)
  }
}
