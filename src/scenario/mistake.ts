import { hideCredentials } from '../trace/credentials.js'
import { nearest } from '../trace/nearest.js'

/** What would have been right. */
export interface Hint {
  /** What may stand there, in words. */
  readonly allowed?: string
  /** The nearest right thing, ready to be written. */
  readonly nearest?: string
}

/** What is wrong with something that a person wrote, without the credentials of URLs in it (D78). Returned, never thrown. */
export class Mistake {
  readonly allowed?: string
  readonly nearest?: string

  readonly message: string

  constructor(message: string, { allowed, nearest }: Hint = {}) {
    this.message = hideCredentials(message)
    this.allowed = allowed && hideCredentials(allowed)
    this.nearest = nearest && hideCredentials(nearest)
  }

  /** One line: `unknown key "presss"; did you mean "presses"? Allowed: hears, presses`. */
  get sentence(): string {
    const end = this.allowed && !this.message.endsWith('?') ? '.' : ''
    const meant = this.nearest ? `; did you mean "${this.nearest}"?` : end
    return this.message + meant + (this.allowed ? ` Allowed: ${this.allowed}` : '')
  }

  at(place: FilePlace): FileMistake {
    return new FileMistake(this.message, this, place)
  }
}

/** Where something stands in a file; lines and columns count from 1, as editors do. 0 is the file as a whole. */
export interface FilePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A mistake with its place; as a string it is what a terminal shows and an editor can jump to. */
export class FileMistake extends Mistake implements FilePlace {
  readonly file: string
  readonly line: number
  readonly column: number

  constructor(message: string, hint: Hint, place: FilePlace) {
    super(message, hint)
    this.file = place.file
    this.line = place.line
    this.column = place.column
  }

  override toString(): string {
    return `${writePlace(this)}  ${this.sentence}`
  }
}

export const writePlace = ({ file, line, column }: FilePlace): string => (line ? `${file}:${line}:${column}` : file)

/** The place of what is wrong with a file before a line of it is read. */
export const wholeFile = (file: string): FilePlace => ({ file, line: 0, column: 0 })

/** `unknown key "presss"`, with the nearest and all that are allowed. */
export const unknown = (kind: string, written: string, allowed: readonly string[]): Mistake =>
  new Mistake(`unknown ${kind} ${JSON.stringify(written)}`, {
    nearest: nearest(written, allowed),
    allowed: allowed.join(', '),
  })
