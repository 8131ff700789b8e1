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
