import { closeSync, openSync, readSync } from 'node:fs'

/** What is read of a file at once, in bytes. */
const chunkSize = 1 << 16
/** A line that is longer counts as damaged, so that no file can fill the memory; in bytes. */
const longestLine = 64 << 20
const lineBreak = 0x0a

export interface LinesRead {
  /** The lines that are no JSON, or not what is expected. */
  readonly damaged: number
  /** The last line has its line break. Who appends to one that has none begins with it. */
  readonly whole: boolean
}

/**
 * Reads a file of JSON Lines chunk by chunk. `accept` gets the value of each line, and says whether it is one: what it
 * refuses is skipped and counted, as is what is no JSON. A last line that was cut off in mid-write counts as not written.
 */
export function readJsonLines(file: string, accept: (value: unknown) => boolean): LinesRead {
  const fd = openSync(file, 'r')
  try {
    const chunk = Buffer.allocUnsafe(chunkSize)
    const begun = new BegunLine()
    let damaged = 0
    for (;;) {
      const size = readSync(fd, chunk, 0, chunkSize, null)
      if (size === 0) break
      let from = 0
      for (let to = breakIn(chunk, from, size); to >= 0; to = breakIn(chunk, from, size)) {
        if (!isRead(begun.endedBy(chunk.subarray(from, to)), accept)) damaged++
        from = to + 1
      }
      begun.goOn(chunk.subarray(from, size))
    }
    const whole = begun.length === 0
    // It may lack nothing but its line break. A part of an object is no JSON.
    if (!whole) isRead(begun.endedBy(Buffer.alloc(0)), accept)
    return { damaged, whole }
  } finally {
    closeSync(fd)
  }
}

const breakIn = (chunk: Buffer, from: number, size: number): number => {
  const at = chunk.indexOf(lineBreak, from)
  return at < size ? at : -1
}

/** An empty line is no damage: it is what comes after a line that was cut off. */
const isRead = (line: string | undefined, accept: (value: unknown) => boolean): boolean => {
  if (line === '') return true
  if (line === undefined) return false
  try {
    return accept(JSON.parse(line))
  } catch {
    return false
  }
}

/** A line whose end is in a chunk to come. */
class BegunLine {
  length = 0
  #pieces: Buffer[] = []

  goOn(piece: Buffer): void {
    this.length += piece.length
    if (this.length > longestLine) this.#pieces = []
    else if (piece.length > 0) this.#pieces.push(Buffer.from(piece))
  }

  /** The text of the line; undefined if it is too long. The next one begins. */
  endedBy(piece: Buffer): string | undefined {
    const pieces = this.#pieces
    const length = this.length + piece.length
    this.#pieces = []
    this.length = 0
    if (length > longestLine) return undefined
    return pieces.length === 0 ? piece.toString() : Buffer.concat([...pieces, piece]).toString()
  }
}
