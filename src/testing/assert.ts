// The door for node:test, jest and every other runner: plain functions, and nothing of vitest.
import { AssertionError } from 'node:assert'
import type { Exchange } from '../exchange/exchange.js'
import { differenceOf } from '../scenario/text-difference.js'
import { textGiven } from '../trace/given.js'
import type { NormalisedOptions } from '../trace/normalised.js'
import type { Subject } from './subject.js'
import { openTestExchange, type TestExchangeOptions } from './test-exchange.js'
import { traceSnapshot } from './trace-snapshot.js'
import { judge } from './verdict.js'
import type { Wanted } from './wanted.js'
import { type ArgumentsOf, type MatcherName, wants } from './wants.js'

export type { Times } from './arguments.js'
export { describeLeftovers, type LeftoverOptions, leftoversOf } from './leftovers.js'
export { type MatcherResult, matchers, type OffhookMatchers } from './matchers.js'
export { keepRequests, type PlayedScenario, type Subject } from './subject.js'
export { LeftoverError, type TestExchangeOptions } from './test-exchange.js'
export { traceSnapshot } from './trace-snapshot.js'
export type * from './wanted.js'
export type * from './wanted-request.js'

type Assert<N extends MatcherName> = (subject: Subject, ...expected: ArgumentsOf<N>) => void

/** A function that throws what a runner shows as a difference; its stack begins where it was called. */
function assertion<N extends MatcherName>(who: string, name: N, negated = false): Assert<N> {
  const want = wants[name] as (who: string, ...expected: readonly unknown[]) => Wanted
  const assert: Assert<N> = (subject, ...expected) => {
    const { holds, message, ...sides } = judge(subject, want(who, ...expected), who, negated)
    if (!holds) throw new AssertionError({ message: message(), ...sides, operator: who, stackStartFn: assert })
  }
  return assert
}

/** A prompt that matches was heard to its end, or what somebody said. */
export const assertHeard = assertion('assertHeard', 'toHaveHeard')
/** No such prompt was heard, nor did it begin. */
export const assertNotHeard = assertion('assertNotHeard', 'toHaveHeard', true)
/** A request went to that path, URL or regular expression. */
export const assertRequested = assertion('assertRequested', 'toHaveRequested')
export const assertNotRequested = assertion('assertNotRequested', 'toHaveRequested', true)
/** These were requested one after another; others may have come between, unless `exactly`. */
export const assertRequestedInOrder = assertion('assertRequestedInOrder', 'toHaveRequestedInOrder')
/** The application answered every request so soon, in real time. */
export const assertAnsweredWithin = assertion('assertAnsweredWithin', 'toHaveAnsweredWithin')
/** The call ended so; every one of several. */
export const assertEnded = assertion('assertEnded', 'toHaveEnded')
export const assertNotEnded = assertion('assertNotEnded', 'toHaveEnded', true)
/** It took so long in call time; `12s` is 12 seconds and less than 13. */
export const assertLasted = assertion('assertLasted', 'toHaveLasted')
/** So much is billed. */
export const assertBilled = assertion('assertBilled', 'toHaveBeenBilled')
/** Nothing was found that is so bad, or worse: `risky` unless given. */
export const assertNoProblems = assertion('assertNoProblems', 'toHaveNoProblems')
/** Every request was answered with success in the end, but for those that a fault was injected into. */
export const assertNoFailedRequests = assertion('assertNoFailedRequests', 'toHaveNoFailedRequests')
/** That number or SIP address was dialled. */
export const assertDialed = assertion('assertDialed', 'toHaveDialed')
export const assertNotDialed = assertion('assertNotDialed', 'toHaveDialed', true)
/** So many (two unless given) were in that conference at once, after it had started. */
export const assertMet = assertion('assertMet', 'toHaveMet')
export const assertNotMet = assertion('assertNotMet', 'toHaveMet', true)
/** A text message was sent. */
export const assertMessage = assertion('assertMessage', 'toHaveSentMessage')
export const assertNoMessage = assertion('assertNoMessage', 'toHaveSentMessage', true)
/** Something was recorded. */
export const assertRecorded = assertion('assertRecorded', 'toHaveRecorded')
export const assertNotRecorded = assertion('assertNotRecorded', 'toHaveRecorded', true)

/** The trace is that text, ids and call times aside: what {@link traceSnapshot} once gave. */
export function assertTrace(subject: Subject, expected: string, options?: NormalisedOptions): void {
  textGiven(expected, 'assertTrace: the expected trace', 'the text of traceSnapshot(subject)')
  const actual = traceSnapshot(subject, options)
  const difference = differenceOf(expected, actual)
  if (!difference) return
  const message = ['the trace is not what was expected', ...difference.map(line => `  ${line}`)].join('\n')
  throw new AssertionError({ message, actual, expected, operator: 'assertTrace', stackStartFn: assertTrace })
}

/**
 * Runs a test with an exchange of its own, which is closed afterwards. A test that passes and leaves something behind fails
 * with a LeftoverError: faults that never struck, phones that were never dialled, calls that go on, requests in flight.
 */
export async function withExchange<T>(
  options: TestExchangeOptions,
  run: (exchange: Exchange) => T | Promise<T>,
): Promise<T> {
  const opened = openTestExchange(options)
  let failed = true
  try {
    const result = await run(opened.exchange)
    failed = false
    return result
  } finally {
    await opened.finish(failed)
  }
}
