/** When a call is final: its document was left, and no request is on its way. */
export class Finality {
  readonly #open: () => number
  readonly #waiting: (() => void)[] = []
  #closed = false

  /** @param open how many requests are on their way. */
  constructor(open: () => number) {
    this.#open = open
  }

  /** Calls `done` when it is reached; at once if it is. */
  whenReached(done: () => void): void {
    this.#waiting.push(done)
    this.settle()
  }

  /** The document was left, and the hangup URL asked: no further request will be made. */
  close(): void {
    this.#closed = true
    this.settle()
  }

  /** A request has come to its end. */
  settle(): void {
    if (this.#closed && this.#open() === 0) for (const done of this.#waiting.splice(0)) done()
  }
}
