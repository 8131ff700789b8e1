import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { afterwards } from '../../clock/afterwards.js'
import { deadline } from '../../clock/deadline.js'
import type { TraceEvent } from '../../trace/events.js'
import { jsonLine } from '../../trace/json-line.js'
import { shown } from '../../trace/secret.js'
import { DiskTrouble, type OnDiskTrouble } from './disk-trouble.js'
import { readJsonLines } from './json-lines.js'
import { isUuid } from './uuid.js'

/** How long events of a call are gathered before they are written, in ms. */
const gathering = 20
/** All is written at once when so many characters wait: a slow disk slows the calls down, but fills no memory. */
const mostWaiting = 16 << 20

const anyEvent = Compile(
  Type.Object({ seq: Type.Number(), at: Type.Number(), call: Type.String(), type: Type.String() }),
)

/**
 * The traces of calls: a file `<CallUUID>.jsonl` for each, with the lines of `trace.jsonLines()`. The events of 20 ms are
 * written in one go, a few files in each turn of the event loop, of which one is open at a time: `kill -9` costs what
 * happened within the last moment.
 */
export class TraceFiles {
  readonly #folder: string
  readonly #trouble: DiskTrouble
  readonly #waiting = new Map<string, string>()
  #characters = 0
  /** Files in which a write has failed: the next one begins a new line. */
  readonly #cut = new Set<string>()
  #callOff: (() => void) | undefined
  #closed = false

  /** Makes the folder. Throws an Error if it cannot. */
  constructor(folder: string, onTrouble: OnDiskTrouble) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#folder = folder
    this.#trouble = new DiskTrouble(folder, onTrouble)
  }

  /** After `close`, nothing is written. Throws an Error for a call whose id is no UUID: it would become a path. */
  append(event: TraceEvent): void {
    if (this.#closed) return
    if (!isUuid(event.call)) throw new Error(`${JSON.stringify(event.call)} is no CallUUID, and no name of a file`)
    const line = jsonLine(shown(event))
    this.#waiting.set(event.call, (this.#waiting.get(event.call) ?? '') + line)
    this.#characters += line.length
    if (this.#characters > mostWaiting) this.flush()
    else this.#callOff ??= deadline(gathering, () => this.#writeAfterwards())
  }

  /** The events of a call, those included that are not written yet; undefined if there is no trace of it. */
  read(call: string): TraceEvent[] | undefined {
    if (!isUuid(call)) return undefined
    this.#write(call)
    const file = this.#fileOf(call)
    if (!existsSync(file)) return undefined
    const events: TraceEvent[] = []
    readJsonLines(file, value => {
      if (!anyEvent.Check(value)) return false
      events.push(value as TraceEvent)
      return true
    })
    return events
  }

  /** Writes what waits. */
  flush(): void {
    this.#callOff?.()
    this.#callOff = undefined
    for (const call of [...this.#waiting.keys()]) this.#write(call)
  }

  close(): void {
    this.flush()
    this.#closed = true
  }

  #writeAfterwards(): void {
    this.#callOff = undefined
    for (const call of this.#waiting.keys()) afterwards(() => this.#write(call))
  }

  #write(call: string): void {
    const lines = this.#waiting.get(call)
    if (lines === undefined) return
    this.#waiting.delete(call)
    this.#characters -= lines.length
    try {
      appendFileSync(this.#fileOf(call), this.#cut.has(call) ? `\n${lines}` : lines, { mode: 0o600 })
      this.#cut.delete(call)
    } catch (error) {
      this.#cut.add(call)
      this.#trouble.tell(error)
    }
  }

  #fileOf(call: string): string {
    return join(this.#folder, `${call}.jsonl`)
  }
}
