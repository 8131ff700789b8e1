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

/** What the search for V3 may take, which signs most, and half of it for each of the others: several times as much as a request by Plivo needs. */
export const mostEffort = 80_000_000

/** A signature costs as much as some hundred characters; copying and sorting parameters, the more the more there are. */
export function priceOf(text: string, { compose, params, search }: Reading): number {
  if (compose) return 500 + text.length / 4
  const count = Object.keys(params).length + search.length / 10
  return 500 + 20 * count + count ** 2 / 10 + text.length
}

/** For making the changes of one hypothesis, where it finds nothing to change, too. */
export function priceOfChanges({ params }: Reading, { captured }: Known): number {
  let price = 1000 + 2 * (captured.url.length + (captured.body?.length ?? 0))
  for (const [key, value] of Object.entries(params)) price += 50 + 2 * (key.length + lengthOf(value))
  return price
}

const lengthOf = (value: string | readonly string[]): number =>
  typeof value === 'string' ? value.length : value.reduce((sum, one) => sum + 50 + one.length, 0)
