import type { Callee } from '../party/callee.js'
import { heardIn } from '../party/heard.js'
import type { Ledger } from './ledger.js'

/** Whoever has picked up, or will: one who acts by himself, and where what he does not come to is noted. */
export interface Joined {
  readonly callee: Callee
  /** Told of a step that can no longer happen; absent where it is not worth a word. */
  readonly missed?: ((step: string, because: string) => void) | undefined
}

/**
 * Who was called, at the far end of a call: hears what the call plays and what is said across a bridge, and does what its
 * phone was given to do. The call is its line.
 */
export class FarEnd {
  readonly #joined: Joined
  readonly #ledger: Ledger
  readonly #deafen: () => void

  constructor(joined: Joined, ledger: Ledger) {
    this.#joined = joined
    this.#ledger = ledger
    this.#deafen = ledger.trace.listen(event => {
      const text = heardIn(event)
      if (text) joined.callee.hears(text)
    })
  }

  /** It picks up; `hangsUp` is when it hangs up at the latest, in ms from now. */
  begin(hangsUp?: number): void {
    this.#joined.callee.begin(hangsUp)
  }

  /** The call is over: what was still to be done does not come about. */
  end(because: string): void {
    this.#deafen()
    const { callee, missed } = this.#joined
    const step = callee.end()
    if (step === undefined || !missed) return
    const why = this.#ledger.answeredAt === undefined ? 'it was never answered' : callee.instead
    const reason = `${why}; the call ended: ${because}`
    missed(step, reason)
    this.#ledger.tell({ type: 'step.missed', step, because: reason })
  }
}
