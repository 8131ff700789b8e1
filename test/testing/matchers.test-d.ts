// Compiled, never run: what may be written, and what may not.
import { expectTypeOf, expect as vitestExpect } from 'vitest'
import type { Call, Caller, Exchange, ExchangeOptions, Trace } from '../../src/index.js'
import type { ScenarioResult } from '../../src/scenario/run.js'
import {
  type assertDialed,
  assertEnded,
  assertRequested,
  traceSnapshot,
  withExchange,
} from '../../src/testing/assert.js'
import { type LeftoverOptions, type matchers, type Subject, test, testWith } from '../../src/testing/vitest.js'

declare const caller: Caller<Call>
declare const exchange: Exchange
const expect = vitestExpect(caller)

// Subjects.
expectTypeOf<Caller<Call>>().toExtend<Subject>()
expectTypeOf<Call>().toExtend<Subject>()
expectTypeOf<Exchange>().toExtend<Subject>()
expectTypeOf<Trace>().toExtend<Subject>()
expectTypeOf<ScenarioResult>().toExtend<Subject>()
// @ts-expect-error: a text is nothing that a call could have come to
assertRequested('caller', '/menu')

// Requests.
expect.toHaveRequested('/menu', { Digits: '1', CallStatus: /progress/, Attempt: 2 }, { times: { atLeast: 1 } })
expect.not.toHaveRequested({ url: /menu/, method: 'POST', with: {}, headers: {}, attempts: 2, signature: 'valid' })
// @ts-expect-error: there is no such option
expect.toHaveRequested({ url: '/menu', withh: {} })
// @ts-expect-error: a request needs a URL
expect.toHaveRequested({ method: 'GET' })
// @ts-expect-error: methods are GET and POST
expect.toHaveRequested({ url: '/menu', method: 'PUT' })
// @ts-expect-error: no parameter is a boolean
expect.toHaveRequested('/menu', { Digits: true })

// Words that an editor completes.
expect.toHaveNoProblems('risky')
// @ts-expect-error: severities are note, risky and breaks
expect.toHaveNoProblems('severe')
expect.toHaveDialed('+14155550111', { status: 'no-answer', times: 2 })
// @ts-expect-error: there is no such status
expect.toHaveDialed('+14155550111', { status: 'no_answer' })
expect.toHaveEnded()
expect.toHaveEnded(4010)
expect.toHaveEnded({ source: 'API Request', status: 'completed' })
// @ts-expect-error: there is no such source
expect.toHaveEnded({ source: 'caller' })
// @ts-expect-error: a channel is mono or stereo
expect.toHaveRecorded({ channels: 'left' })
expectTypeOf(expect.toHaveHeard).parameter(0).toEqualTypeOf<string | RegExp>()
expectTypeOf(expect.toHaveHeard('x')).toBeVoid()
expectTypeOf<Parameters<typeof assertDialed>[2]>().toEqualTypeOf<Parameters<typeof matchers.toHaveDialed>[2]>()

// Traces: a file has to be awaited, a snapshot not.
expectTypeOf(expect.toMatchTrace({ times: true })).toBeVoid()
expectTypeOf(expect.toMatchTrace('menu.trace.txt')).toEqualTypeOf<Promise<void>>()
expectTypeOf(expect.resolves.toMatchTrace().then).toBeFunction()
expectTypeOf(expect.resolves.toMatchTrace('menu.trace.txt').then).toBeFunction()
expectTypeOf(traceSnapshot(exchange)).toBeString()

// The fixture.
test('', ({ exchange, exchangeOptions, leftovers }) => {
  expectTypeOf(exchange).toEqualTypeOf<Exchange>()
  expectTypeOf(exchangeOptions).toEqualTypeOf<ExchangeOptions>()
  expectTypeOf(leftovers).toEqualTypeOf<boolean | LeftoverOptions>()
})
testWith({ seed: 2, apps: { 'http://app.test': () => new Response() }, leftovers: { calls: false } })
// @ts-expect-error: there is no such option of an exchange
testWith({ sed: 2 })
// @ts-expect-error: there is no such leftover
testWith({ leftovers: { fauls: false } })

// Without vitest.
assertEnded(caller.call, { cause: 4010 })
// @ts-expect-error: a status is a word
assertEnded(caller.call, { status: 200 })
expectTypeOf(withExchange({ seed: 2, leftovers: false }, () => 5)).toEqualTypeOf<Promise<number>>()
