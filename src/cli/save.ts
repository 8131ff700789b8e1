import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { Call } from '../call/call.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Line } from '../party/line.js'
import { refuseUnwritable, writeWhole } from '../scenario/cassette/cassette-file.js'
import type { Cassette } from '../scenario/cassette/open-cassette.js'
import type { ScenarioResult } from '../scenario/run.js'
import type { Noted } from '../scenario/saved-deeds.js'
import { type MadeCall, savedScenario } from '../scenario/saved-scenario.js'
import { printable } from '../trace/printable.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import type { CallFlags } from './call-flags.js'
import type { CallPlan } from './call-plan.js'
import { describeCassette, refuseNoFile } from './cassette.js'
import { UsageError } from './exit-code.js'
import { shellWord } from './shell-word.js'

/** Reads the value of `--save`. */
export function readSave(written: string): string {
  refuseNoFile(written)
  if (!/^\.ya?ml$/i.test(extname(written))) {
    throw new InvalidArgumentError(`A scenario is a file ending in .yaml; did you mean ${written}.yaml?`)
  }
  return written
}

/** What is said below the summary of a call of what was kept of it. */
export interface KeptWords {
  readonly label: string
  readonly line: string
  readonly details: readonly string[]
  readonly failed: boolean
}

/** Keeps what `--save` and `--cassette` ask for, also of a call that is broken off. */
export class Keeper {
  readonly #plan: CallPlan
  readonly #flags: CallFlags
  readonly #cassette: Cassette | undefined
  readonly #attempts: ObservedAttempt[] = []
  readonly #calls: { name: string; call: Call; noted?: { keys: string; said: string[] } }[] = []
  #exchange: Exchange | undefined
  #words: KeptWords[] | undefined

  constructor(plan: CallPlan, flags: CallFlags, cassette: Cassette | undefined) {
    this.#plan = plan
    this.#flags = flags
    this.#cassette = cassette
    const { save, force } = flags
    if (save === undefined) return
    if (existsSync(save) && !force) throw new UsageError(`${save} is there already; --force writes over it`)
    try {
      refuseUnwritable(save)
    } catch (error) {
      throw unwritable(save, error)
    }
  }

  attend(exchange: Exchange): void {
    this.#exchange = exchange
    exchange.observe(attempt => this.#attempts.push(attempt))
  }

  called(name: string, call: Call): void {
    this.#calls.push({ name, call })
  }

  /** The line of a call, which notes what is done on it by hand. */
  noting(call: Call): Line {
    const made = this.#calls.find(one => one.call === call)
    if (!made || this.#flags.save === undefined) return call
    const noted = { keys: '', said: [] as string[] }
    made.noted = noted
    const notes: Partial<Line> = {
      press: digit => {
        const before = call.trace.events.length
        call.press(digit)
        if (call.trace.events.slice(before).some(({ type }) => type === 'digit.pressed')) noted.keys += digit
      },
      finishSpeaking: (text, confidence) => {
        const before = call.trace.events.length
        call.finishSpeaking(text, confidence)
        if (call.trace.events.slice(before).some(({ type }) => type === 'speech.heard')) noted.said.push(text)
      },
    }
    return new Proxy<Line>(call, {
      get: (target, name) => {
        const value = notes[name as keyof Line] ?? Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** Writes the files, once, and says so. */
  finish(result?: ScenarioResult): readonly KeptWords[] {
    this.#words ??= [...this.#finishCassette(), ...this.#finishScenario(result)]
    return this.#words
  }

  #finishCassette(): KeptWords[] {
    const cassette = this.#cassette
    if (!cassette) return []
    return [attempted('cassette', () => describeCassette(cassette.close()))]
  }

  #finishScenario(result?: ScenarioResult): KeptWords[] {
    const { save: file } = this.#flags
    if (file === undefined || this.#calls.length === 0) return []
    return [
      attempted('saved', () => {
        writeWhole(file, this.#scenario(file, result))
        const line = `${file}; to play it again: npx offhook test ${shellWord(file)}`
        return { line, details: this.#aboutSecrets, failed: false }
      }),
    ]
  }

  /** Who shares the file should know what stands in it. */
  get #aboutSecrets(): string[] {
    const { redact, cassette } = this.#flags
    const isSecret = this.#attempts.some(({ webhook }) => webhook.secret?.some(name => webhook.params[name]))
    if (!isSecret) return []
    if (!redact) return ['it has the keys that log="false" hides, as they were pressed; --redact invents others']
    return cassette === undefined ? ['its keys are invented: fill in real ones to play it, or add --cassette'] : []
  }

  #scenario(file: string, result?: ScenarioResult): string {
    const { scenario, sample, phone } = this.#plan
    const { fault, header, redact } = this.#flags
    const exchange = this.#exchange
    const unmet = exchange?.unmetFaults() ?? []
    const calls = this.#calls.map(({ name, call, noted }) => ({
      name,
      ...this.#lived(call),
      ...(phone && noted && { noted: noted as Noted }),
      ...stepsDone(name, scenario, result),
    }))
    const legs = (exchange?.calls ?? [])
      .filter(call => !this.#calls.some(one => one.call === call))
      .map(call => ({ name: call.arrival.to, ...this.#lived(call), leg: true }))
    return savedScenario(
      {
        scenario,
        calls: [...calls, ...legs],
        sample,
        unmetFaults: unmet,
        ...(fault && { faults: fault }),
        ...(scenario.cassette !== undefined && existsSync(scenario.cassette) && { cassette: scenario.cassette }),
        ...(redact && { redact }),
        ...(header && { notes: ['What was given by --header is not in it: scenarios have no headers of their own.'] }),
      },
      file,
    )
  }

  #lived({ uuid, trace }: Call): Pick<MadeCall, 'events' | 'attempts'> {
    return { events: [...trace.events], attempts: this.#attempts.filter(({ webhook }) => webhook.call === uuid) }
  }
}

/** Steps up to the one that never came about. */
function stepsDone(name: string, { callers }: CallPlan['scenario'], result?: ScenarioResult): { stepsDone?: number } {
  const does = callers.find(caller => caller.name === name)?.does ?? []
  const missed = does.findIndex(({ place }) => result?.failures.some(failure => failure.place === place))
  return missed < 0 ? {} : { stepsDone: missed }
}

function attempted(label: string, work: () => Omit<KeptWords, 'label'>): KeptWords {
  try {
    const { line, details, failed } = work()
    return { label, line: printable(line), details: details.map(printable), failed }
  } catch (error) {
    return { label, line: printable((error as Error).message), details: [], failed: true }
  }
}

const unwritable = (file: string, error: unknown): UsageError =>
  new UsageError(`the scenario cannot be written to ${file} (${(error as NodeJS.ErrnoException).code})`)
