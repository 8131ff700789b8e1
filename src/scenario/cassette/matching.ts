import { nearest } from '../../trace/nearest.js'
import { type Asked, allOf, form } from './asked.js'
import { type CassetteCall, type CassetteEntry, describeEntry, pathOf, type Tape } from './entry.js'

/** A parameter that is another one than it was; undefined is one that was not there. */
export interface ChangedParameter {
  readonly name: string
  readonly was: string | undefined
  readonly is: string | undefined
}

/** Finds the stored answers of a tape, each of them once; equal requests have theirs in the order in which they are stored. */
export class Matching {
  readonly #tape: Tape
  readonly #used = new Set<CassetteEntry>()
  /** Which call of the tape a running call is. */
  readonly #calls = new Map<number, number>()

  constructor(tape: Tape) {
    this.#tape = tape
  }

  /** Those that nobody asked for. */
  get unused(): readonly CassetteEntry[] {
    return this.#tape.entries.filter(entry => !this.#used.has(entry))
  }

  /** The answer of this very request. */
  exact(asked: Asked, call: number): CassetteEntry | undefined {
    const same = this.#candidates(asked, call)
    const found =
      same.find(entry => this.differences(entry, asked).length === 0) ??
      (this.#tape.redacted ? same.find(entry => this.#sameForm(entry, asked)) : undefined)
    return found && this.#use(found, call)
  }

  /** The answer that was stored for a request that is almost this one: to the same path, for the same purpose. */
  alike(asked: Asked, call: number): CassetteEntry | undefined {
    const [found] = this.#candidates(asked, call)
    return found && this.#use(found, call)
  }

  differences(entry: CassetteEntry, asked: Asked): ChangedParameter[] {
    const shared = this.#callOf(entry)
    const is = allOf(asked)
    const was: Record<string, string | undefined> = { ...entry.with }
    for (const name of Object.keys(asked.call)) was[name] ??= shared[name]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap(name =>
      was[name] === is[name] ? [] : [{ name, was: was[name], is: is[name] }],
    )
  }

  /** The stored request that comes nearest to one that has no answer, and what is otherwise with it. */
  nearest(asked: Asked): string | undefined {
    const { entries } = this.#tape
    const same = entries.filter(entry => this.#samePlace(entry, asked))
    const [near] = same
      .map(entry => ({ entry, differences: this.differences(entry, asked) }))
      .sort((one, other) => one.differences.length - other.differences.length)
    if (near) {
      const words = near.differences.map(describeChange)
      const otherwise = words.length > 0 ? words.join(', ') : 'which has been given already'
      return `${describeEntry(near.entry)}: ${otherwise}`
    }
    const path = pathOf(asked.url)
    const other =
      entries.find(entry => pathOf(entry.url) === path) ??
      entries.find(
        entry =>
          pathOf(entry.url) ===
          nearest(
            path,
            entries.map(({ url }) => pathOf(url)),
          ),
      ) ??
      entries.find(entry => entry.purpose === asked.purpose)
    return other && describeEntry(other)
  }

  #candidates(asked: Asked, call: number): CassetteEntry[] {
    const whose = this.#calls.get(call)
    return this.#tape.entries.filter(
      entry =>
        !this.#used.has(entry) &&
        (whose === undefined ? !this.#isTaken(entry.call) : entry.call === whose) &&
        this.#samePlace(entry, asked),
    )
  }

  #isTaken(stored: number): boolean {
    return [...this.#calls.values()].includes(stored)
  }

  #use(entry: CassetteEntry, call: number): CassetteEntry {
    this.#used.add(entry)
    if (!this.#calls.has(call)) this.#calls.set(call, entry.call)
    return entry
  }

  #callOf({ call }: CassetteEntry): CassetteCall {
    return this.#tape.calls[call - 1] ?? {}
  }

  /** Of a tape that is redacted, a number in a path is as good as another. */
  #samePlace({ purpose, method, url }: CassetteEntry, asked: Asked): boolean {
    const path = (one: string) => (this.#tape.redacted ? form('', pathOf(one)) : pathOf(one))
    return purpose === asked.purpose && method === asked.method && path(url) === path(asked.url)
  }

  #sameForm(entry: CassetteEntry, asked: Asked): boolean {
    return this.differences(entry, asked).every(
      ({ name, was, is }) => was !== undefined && is !== undefined && form(name, was) === form(name, is),
    )
  }
}

export const describeChange = ({ name, was, is }: ChangedParameter): string => {
  if (was === undefined) return `${name}=${JSON.stringify(is)} is new`
  return is === undefined
    ? `${name}=${JSON.stringify(was)} is gone`
    : `${name} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`
}
