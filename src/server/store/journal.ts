import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs'
import { jsonLine } from '../../trace/json-line.js'
import { DiskTrouble, type OnDiskTrouble } from './disk-trouble.js'
import { readJsonLines } from './json-lines.js'

export interface JournalOptions {
  /** Gets what the file has, in order, and says whether it is an entry; what is none counts as damaged. */
  readonly accept: (value: unknown) => boolean
  /** Told once, when an entry cannot be written. */
  readonly onTrouble: OnDiskTrouble
}

/**
 * An append-only file of JSON Lines, open to its owner only. An entry is with the operating system when `append` returns:
 * it survives whatever happens to this process. (Nothing is synced: the machine must not lose its power.) A full disk
 * costs entries, but never stops who appends.
 */
export class Journal<T> {
  /** How many lines were there that are no entries. */
  readonly damaged: number
  readonly #trouble: DiskTrouble
  #fd: number | undefined
  /** The last line was cut off: the next entry begins a new one. */
  #cut: boolean

  /** Reads what is there. Throws an Error if the file cannot be read and written. */
  constructor(file: string, { accept, onTrouble }: JournalOptions) {
    const { damaged, whole } = existsSync(file) ? readJsonLines(file, accept) : { damaged: 0, whole: true }
    this.damaged = damaged
    this.#cut = !whole
    this.#trouble = new DiskTrouble(file, onTrouble)
    this.#fd = openSync(file, 'a', 0o600)
  }

  /** After `close`, nothing is written. */
  append(entry: T): void {
    if (this.#fd === undefined) return
    const line = jsonLine(entry)
    try {
      appendFileSync(this.#fd, this.#cut ? `\n${line}` : line)
      this.#cut = false
    } catch (error) {
      // How much of it was written is not known.
      this.#cut = true
      this.#trouble.tell(error)
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}
