import { judge, type Verdict } from './verdict.js'
import type { Wanted } from './wanted.js'
import { type ArgumentsOf, type MatcherName, wants } from './wants.js'

/** What `expect.extend` of vitest and of jest takes from a matcher. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
  readonly actual?: unknown
  readonly expected?: unknown
}

/** What `expect(subject)` can do besides; a subject is a caller, a call, an exchange, a trace or what came of a scenario. */
export interface OffhookMatchers<R = void> {
  /** A prompt that matches was heard to its end, or what somebody said. Text is contained, whatever its case. */
  toHaveHeard(...expected: ArgumentsOf<'toHaveHeard'>): R
  /**
   * A request went to that path, URL or regular expression, with these parameters:
   * `('/menu', { Digits: '1' })`, `('/menu', { Digits: '1' }, { times: 2 })`, `({ url: '/menu', method: 'POST', … })`.
   */
  toHaveRequested(...expected: ArgumentsOf<'toHaveRequested'>): R
  /** These were requested one after another; others may have come between, unless `exactly`. */
  toHaveRequestedInOrder(...expected: ArgumentsOf<'toHaveRequestedInOrder'>): R
  /** The application answered every request so soon, in real time: `('200ms', { url: '/menu', percentile: 95 })`. */
  toHaveAnsweredWithin(...expected: ArgumentsOf<'toHaveAnsweredWithin'>): R
  /** The call ended, with this cause (`4010`), name, source or status; every one of several. */
  toHaveEnded(...expected: ArgumentsOf<'toHaveEnded'>): R
  /** It took so long in call time; `12s` is 12 seconds and less than 13. */
  toHaveLasted(...expected: ArgumentsOf<'toHaveLasted'>): R
  /** So much is billed. */
  toHaveBeenBilled(...expected: ArgumentsOf<'toHaveBeenBilled'>): R
  /** Nothing was found that is so bad or worse: `note`, `risky` (unless given), `breaks`. */
  toHaveNoProblems(...expected: ArgumentsOf<'toHaveNoProblems'>): R
  /** Every request was answered with success in the end, but for those that a fault was injected into. */
  toHaveNoFailedRequests(...expected: ArgumentsOf<'toHaveNoFailedRequests'>): R
  /** That number or SIP address was dialled, and it ended so. */
  toHaveDialed(...expected: ArgumentsOf<'toHaveDialed'>): R
  /** So many (two unless given) were in that conference at once, after it had started. */
  toHaveMet(...expected: ArgumentsOf<'toHaveMet'>): R
  /** A text message was sent. */
  toHaveSentMessage(...expected: ArgumentsOf<'toHaveSentMessage'>): R
  /** Something was recorded. */
  toHaveRecorded(...expected: ArgumentsOf<'toHaveRecorded'>): R
}

type Matcher<N extends MatcherName> = (
  this: { readonly isNot?: boolean },
  received: unknown,
  ...expected: ArgumentsOf<N>
) => MatcherResult

const names = Object.keys(wants) as MatcherName[]

/** For `expect.extend`, of vitest or of jest. */
export const matchers = Object.fromEntries(names.map(name => [name, matcherOf(name)])) as unknown as {
  readonly [N in MatcherName]: Matcher<N>
}

function matcherOf(name: MatcherName) {
  const want = wants[name] as (who: string, ...expected: readonly unknown[]) => Wanted
  return function (this: { readonly isNot?: boolean }, received: unknown, ...expected: readonly unknown[]) {
    const isNot = this?.isNot ?? false
    const { holds, message, ...sides }: Verdict = judge(received, want(name, ...expected), name, isNot)
    return { pass: holds !== isNot, message, ...sides }
  }
}
