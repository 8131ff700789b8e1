/** Hears of what cannot be written, as a sentence. */
export type OnDiskTrouble = (message: string) => void

/** Tells the first thing that goes wrong with a file or folder, and no more: a full disk is not told a thousand times. */
export class DiskTrouble {
  readonly #path: string
  readonly #onTrouble: OnDiskTrouble
  #told = false

  constructor(path: string, onTrouble: OnDiskTrouble) {
    this.#path = path
    this.#onTrouble = onTrouble
  }

  tell(error: unknown): void {
    if (this.#told) return
    this.#told = true
    const because = error instanceof Error ? error.message : String(error)
    this.#onTrouble(`${this.#path} cannot be written, and lacks what happens from now on: ${because}`)
  }
}
