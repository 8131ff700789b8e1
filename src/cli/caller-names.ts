import type { Exchange } from '../exchange/exchange.js'

/** What the callers of a scenario are called, by their CallUUID; known when their call arrives. */
export class CallerNames extends Map<string, string> {
  #calling: string | undefined

  /** The next call that arrives is of this caller. */
  calls(caller: string): void {
    this.#calling = caller
  }

  attend(exchange: Exchange): void {
    exchange.listen(event => {
      if (event.type !== 'call.arrived' || this.#calling === undefined) return
      this.set(event.call, this.#calling)
      this.#calling = undefined
    })
  }
}
