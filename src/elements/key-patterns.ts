/** So many keys are remembered. */
const longest = 32

/** Watches the keys of somebody for digitsMatch: "comma-separated patterns". */
export class KeyPatterns {
  readonly #patterns: readonly string[]
  #latest = ''

  constructor(patterns: readonly string[]) {
    this.#patterns = [...patterns].sort((a, b) => b.length - a.length)
  }

  /** The longest pattern that this key completes, if it does (D55); then it begins anew. */
  press(digit: string): string | undefined {
    const keys = (this.#latest + digit).slice(-longest)
    const match = this.#patterns.find(pattern => keys.endsWith(pattern))
    this.#latest = match === undefined ? keys : ''
    return match
  }
}
