import type { Account } from '../call/account.js'
import { accountOf } from '../exchange/options.js'
import { checkHappened, type Expectation } from './expectation.js'
import type { CheckedCall, Happened } from './expectation-kind.js'

export type { CheckedCall }

export interface CheckOptions {
  /** Whose signatures the requests should have; the exchange's own unless given. */
  readonly account?: Partial<Account> | undefined
}

/** Undefined if the expectation holds, otherwise what happened instead, line by line. */
export const check = (
  expectation: Expectation,
  calls: readonly CheckedCall[],
  options: CheckOptions = {},
): string[] | undefined => checkHappened(expectation, happenedIn(calls, expectation.caller, options))

/** What happened in all calls, or in those of one caller. */
function happenedIn(all: readonly CheckedCall[], caller: string | undefined, { account }: CheckOptions): Happened {
  const calls = all.filter(({ name }) => caller === undefined || name === caller)
  return {
    calls,
    own: calls.filter(({ leg }) => caller !== undefined || !leg),
    events: calls.flatMap(({ trace }) => trace.events).sort((a, b) => a.seq - b.seq),
    tokens: accountOf(account),
  }
}
