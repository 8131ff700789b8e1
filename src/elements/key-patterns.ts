/** So many keys are remembered. */
const longest = 32

/** Watches the keys of somebody for digitsMatch: "comma-separated patterns". */
export class KeyPatterns {
  readonly #patterns: readonly string[]
  #latest = ''

  constructor(patterns: readonly string[]) {
    this.#patterns = [...patterns].sort((a, b) => b.length - a.length)
  }

  /** The longest pattern that this key completes, if it does; then it begins anew, unless that is the beginning of another (D55). */
  press(digit: string): string | undefined {
    const keys = (this.#latest + digit).slice(-longest)
    const match = this.#patterns.find(pattern => keys.endsWith(pattern))
    if (match === undefined) this.#latest = keys
    else this.#latest = this.#patterns.some(other => other !== match && other.startsWith(match)) ? match : ''
    return match
  }
}
