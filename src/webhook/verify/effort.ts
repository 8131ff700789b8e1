import type { Known } from './hypothesis.js'
import type { Reading } from './reading.js'

/**
 * How much may still be done to explain a request. It is counted, in about the characters that are looked at, and not
 * timed: the same request always ends the same, and a hostile one ends, too.
 */
export class Effort {
  #left: number

  constructor(left: number) {
    this.#left = left
  }

  /** Takes a price off; whether there was enough left. Once there is not, nothing is left at all. */
  spend(price: number): boolean {
    this.#left = Math.max(0, this.#left - price)
    return this.#left > 0
  }

  get isSpent(): boolean {
    return this.#left === 0
  }
}

/** What the search for one version, or for a port, may take: several times as much as a request by Plivo needs. */
export const mostEffort = 80_000_000

/** A signature costs as much as some hundred characters, the sorting of parameters some ten for each. */
export const priceOf = (text: string, count: number): number => 500 + 20 * count + text.length

/** For making the changes of one hypothesis, where it finds nothing to change, too. */
export function priceOfChanges({ params }: Reading, { captured }: Known): number {
  let price = 1000 + captured.url.length + (captured.body?.length ?? 0)
  for (const [key, value] of Object.entries(params)) price += 50 + key.length + lengthOf(value)
  return price
}

const lengthOf = (value: string | readonly string[]): number =>
  typeof value === 'string' ? value.length : value.reduce((sum, one) => sum + 50 + one.length, 0)
