import { describeOutcome } from './answer.js'
import type { Asked } from './asked.js'
import { type CassetteAnswer, type CassetteEntry, describeEntry } from './entry.js'
import { lineDiff } from './line-diff.js'
import type { Matching } from './matching.js'
import type { CassetteDifference } from './report.js'
import { textIn } from './tape-text.js'

/** Compares what an application is asked and answers with what it was asked and answered, attempt by attempt. */
export class Comparison {
  readonly differences: CassetteDifference[] = []
  readonly #entries: readonly CassetteEntry[]
  readonly #matching: Matching
  /** The last of the stored requests of a call that was made so far. */
  readonly #last = new Map<number, CassetteEntry>()

  constructor(entries: readonly CassetteEntry[], matching: Matching) {
    this.#entries = entries
    this.#matching = matching
  }

  /** The stored request that this one is; what is otherwise with it is noted. */
  asks(asked: Asked, call: number): CassetteEntry | undefined {
    const exact = this.#matching.exact(asked, call)
    const entry = exact ?? this.#matching.alike(asked, call)
    const request = describeEntry(asked)
    if (!entry) {
      const nearest = this.#matching.nearest(asked)
      this.differences.push({ kind: 'added', request, ...(nearest !== undefined && { nearest }) })
      return undefined
    }
    const changed = exact ? [] : this.#matching.differences(entry, asked)
    if (changed.length > 0) this.differences.push({ kind: 'parameters', request, changed })
    this.#inOrder(entry, call)
    return entry
  }

  answers(entry: CassetteEntry, is: CassetteAnswer): void {
    const request = describeEntry(entry)
    const was = entry.answer
    const [before, after] = [describeOutcome(was), describeOutcome(is)]
    if (before !== after) this.differences.push({ kind: 'outcome', request, was: before, is: after })
    for (const name of new Set([...Object.keys(was.headers), ...Object.keys(is.headers)])) {
      const [old, now] = [was.headers[name], is.headers[name]]
      if (old !== now) this.differences.push({ kind: 'header', request, name, was: old, is: now })
    }
    const lines = bodyDiff(was.body, is.body)
    if (lines.length > 0) this.differences.push({ kind: 'document', request, lines })
  }

  #inOrder(entry: CassetteEntry, call: number): void {
    const last = this.#last.get(call)
    if (last && this.#entries.indexOf(last) > this.#entries.indexOf(entry)) {
      this.differences.push({ kind: 'order', request: describeEntry(last), before: describeEntry(entry) })
    } else this.#last.set(call, entry)
  }
}

function bodyDiff(was: Uint8Array, is: Uint8Array): string[] {
  if (Buffer.from(was).equals(Buffer.from(is))) return []
  const [before, after] = [textIn(was), textIn(is)]
  if (before === undefined || after === undefined) {
    return [`- ${was.length} bytes`, `+ ${is.length} bytes${was.length === is.length ? ', others' : ''}`]
  }
  const lines = lineDiff(before, after)
  return lines.some(line => !line.startsWith('  ')) ? lines : ['- (other line ends)', '+ (than before)']
}
