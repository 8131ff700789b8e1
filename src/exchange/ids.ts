import { randomInt } from 'node:crypto'

/**
 * The only source of chance: everything that looks random comes from a seed, so that the same seed gives the same run.
 * sfc32, a small fast generator of 32-bit words that passes the usual test batteries.
 */
export class Ids {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param seed any integer; the same seed gives the same ids in the same order. */
  constructor(seed: number) {
    this.#a = seed | 0
    this.#b = Math.floor(seed / 2 ** 32) | 0
    this.#c = 0x9e3779b9
    for (let round = 0; round < 12; round++) this.word()
  }

  /** 32 random bits. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.word() % limit
  }

  /** A random UUID (version 4), as CallUUID and recording ids are. */
  uuid(): string {
    const [a, b, c, d] = [this.word(), this.word(), this.word(), this.word()]
    return (
      `${hex(a)}-${hex(b).slice(0, 4)}-4${hex(b).slice(5)}-` +
      `${(((c >>> 28) & 3) | 8).toString(16)}${hex(c).slice(1, 4)}-${hex(c).slice(4)}${hex(d)}`
    )
  }

  /** 20 decimal digits, as the nonces of signatures are (D71). */
  nonce(): string {
    return tenDigits(this.word()) + tenDigits(this.word())
  }
}

/** A seed by chance: for ids that must be other ones than those of any run before. */
export const chanceSeed = (): number => randomInt(2 ** 47)

const hex = (word: number): string => (word + 0x1_0000_0000).toString(16).slice(1)
const tenDigits = (word: number): string => String(word).padStart(10, '0')
