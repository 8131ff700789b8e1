// The door for vitest: importing it extends `expect`.
import { test as base, chai, expect, type TestAPI } from 'vitest'
import type { Exchange } from '../exchange/exchange.js'
import type { ExchangeOptions } from '../exchange/options.js'
import type { NormalisedOptions } from '../trace/normalised.js'
import type { Application } from '../webhook/in-process-transport.js'
import type { LeftoverOptions } from './leftovers.js'
import { matchers, type OffhookMatchers } from './matchers.js'
import type { Subject } from './subject.js'
import { openTestExchange, type TestExchangeOptions } from './test-exchange.js'
import { traceSnapshot } from './trace-snapshot.js'

export type { Times } from './arguments.js'
export { type LeftoverOptions, leftoversOf } from './leftovers.js'
export { type MatcherResult, matchers, type OffhookMatchers } from './matchers.js'
export { keepRequests, type PlayedScenario, type Subject } from './subject.js'
export { LeftoverError, type TestExchangeOptions } from './test-exchange.js'
export { traceSnapshot } from './trace-snapshot.js'
export type * from './wanted.js'
export type * from './wanted-request.js'

/** What `expect(subject)` of vitest can do besides. */
export interface VitestMatchers<R = void> extends OffhookMatchers<R> {
  /**
   * The trace is what the snapshot says, ids, ports, dates and call times aside. With the path of a file, relative to the test
   * file, it stands there, and the promise must be awaited.
   */
  toMatchTrace(options?: NormalisedOptions): R
  toMatchTrace(file: string, options?: NormalisedOptions): Promise<R>
  /** The only one of the three that `resolves` sees. */
  toMatchTrace(given?: string | NormalisedOptions, options?: NormalisedOptions): R | Promise<R>
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: declarations that merge must be alike
  interface Assertion<T = any> extends VitestMatchers<void> {}
}

expect.extend(matchers as never)

/** An assertion of vitest, which also knows which test it stands in. */
type Snapshot = InstanceType<typeof chai.Assertion> & {
  toMatchSnapshot(): void
  toMatchFileSnapshot(file: string): Promise<void>
}

/**
 * By vitest's own snapshots: `-u` writes them, and CI writes none. It is a method of chai, because these know, in every version
 * of vitest, which of the tests that run side by side they stand in.
 */
chai.util.addMethod(
  chai.Assertion.prototype,
  'toMatchTrace',
  function (this: Snapshot, given?: string | NormalisedOptions, more?: NormalisedOptions) {
    if (chai.util.flag(this, 'negate')) {
      throw new TypeError('toMatchTrace has no opposite: a trace that is not this one may be any')
    }
    if (given === '') throw new TypeError('toMatchTrace: the file is ""; allowed is the path of a file')
    const isFile = typeof given === 'string'
    const text = traceSnapshot(chai.util.flag(this, 'object') as Subject, isFile ? more : given)
    const snapshot = new chai.Assertion(text) as Snapshot
    chai.util.transferFlags(this, snapshot, false)
    return isFile ? snapshot.toMatchFileSnapshot(given) : snapshot.toMatchSnapshot()
  },
)

/** What the tests of {@link test} can take. */
export interface Fixtures {
  /** An exchange of the test's own: it is closed afterwards, and what the test left behind fails it. */
  exchange: Exchange
  /** How the exchange is to be. */
  exchangeOptions: ExchangeOptions
  /** Applications in this process, by their origin: `{ 'http://app.test': app }`. */
  apps: Readonly<Record<string, Application>>
  /** What is reported when the test is over; all unless given, nothing for false. */
  leftovers: boolean | LeftoverOptions
}

/**
 * vitest's `test` with an exchange for each that is as the options say, with these applications mounted:
 * `const test = testWith({ apps: { 'http://app.test': app } })`.
 */
export const testWith = ({ apps = {}, leftovers = true, ...exchangeOptions }: TestExchangeOptions): TestAPI<Fixtures> =>
  base.extend<Fixtures>({
    exchangeOptions,
    apps,
    leftovers,
    exchange: async ({ exchangeOptions, apps, leftovers, task, onTestFinished }, use) => {
      const opened = openTestExchange({ ...exchangeOptions, apps, leftovers })
      const errors = () => task.result?.errors?.length ?? 0
      // Those of an earlier try, where tests are tried again, do not count.
      const before = errors()
      // vitest calls what fails behind `use` twice.
      onTestFinished(() => opened.finish(errors() > before))
      await use(opened.exchange)
    },
  })

/** vitest's `test` with an exchange for each: `test('…', async ({ exchange }) => { … })`. */
export const test: TestAPI<Fixtures> = testWith({})

export { test as it }
