import { createExchange, type Exchange } from '../exchange/exchange.js'
import type { ExchangeOptions } from '../exchange/options.js'
import { recordGiven } from '../trace/given.js'
import type { Application } from '../webhook/in-process-transport.js'
import { describeLeftovers, type LeftoverOptions, leftoversOf, readLeftovers } from './leftovers.js'
import { keepRequests } from './subject.js'

/** The options of an exchange, and what else a test needs. */
export interface TestExchangeOptions extends ExchangeOptions {
  /** Applications in this process, by their origin: `{ 'http://app.test': app }`. */
  readonly apps?: Readonly<Record<string, Application>>
  /** What is reported when the test is over; all unless given, nothing for false. */
  readonly leftovers?: boolean | LeftoverOptions
}

/** An exchange for one test, and what ends it. */
export interface TestExchange {
  readonly exchange: Exchange
  /** Closes the exchange, and throws an Error with what was left behind, unless the test has failed anyhow. */
  finish(failed: boolean): Promise<void>
}

export function openTestExchange({ apps = {}, leftovers = true, ...options }: TestExchangeOptions): TestExchange {
  const which = readLeftovers(leftovers)
  recordGiven(apps, 'apps', 'an object of origins and applications')
  const exchange = createExchange(options)
  for (const [origin, app] of Object.entries(apps)) exchange.mount(origin, app)
  keepRequests(exchange, options.account)
  return {
    exchange,
    finish: async failed => {
      const left = describeLeftovers(leftoversOf(exchange, which))
      await exchange.close()
      if (left !== undefined && !failed) throw new LeftoverError(left)
    },
  }
}

/** A test has passed, but left something behind. */
export class LeftoverError extends Error {
  override name = 'LeftoverError'
  /** It is about the whole test, no place in it. */
  override stack = `${this.name}: ${this.message}`
}
