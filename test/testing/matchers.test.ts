import { describe, expect } from 'vitest'
import { createExchange } from '../../src/index.js'
import { keepRequests, matchers, testWith } from '../../src/testing/vitest.js'
import { Trace } from '../../src/trace/trace.js'
import { callTo, origin, salesApp, soldTo } from './sales-app.js'

const test = testWith({ apps: { [origin]: salesApp } })

/** What a matcher says when it fails. */
async function said(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it did not fail')
}

describe('what was heard, requested, dialled, sent and recorded', () => {
  test('each matcher knows what came about, and its opposite what did not', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    expect(caller).toHaveHeard('press 1')
    expect(caller).toHaveHeard(/^Connecting/, { times: 1 })
    expect(caller).not.toHaveHeard('goodbye')
    expect(caller).toHaveRequested('/menu')
    expect(caller).toHaveRequested(/menu$/, { Digits: 1 })
    expect(caller).toHaveRequested('/menu', { Digits: /^[0-9]$/ }, { times: 1, method: 'POST', attempts: 1 })
    expect(caller).toHaveRequested({ url: `${origin}/menu`, with: { Digits: '1' }, times: { atLeast: 1 } })
    expect(caller).not.toHaveRequested('/menu', { Digits: '2' })
    expect(caller).not.toHaveRequested('/menu', {}, { times: 2 })
    expect(caller).toHaveEnded()
    expect(caller).toHaveEnded(4010)
    expect(caller).toHaveEnded({ cause: 4010, source: 'Plivo', status: 'completed' })
    expect(caller).not.toHaveEnded({ source: 'Caller' })
    expect(caller).toHaveRequestedInOrder(['/answer', { url: '/menu', with: { Digits: '1' } }, /hangup/])
    expect(caller).not.toHaveRequestedInOrder(['/menu', '/answer'])
    expect(caller).not.toHaveRequestedInOrder(['/answer'], { exactly: true })
    expect(caller).toHaveLasted({ atLeast: '5s', atMost: 60_000 }, { since: 'answer' })
    expect(caller).not.toHaveLasted('2m')
    expect(caller).toHaveBeenBilled('60s')
    expect(caller).toHaveAnsweredWithin('10s', { url: '/menu', percentile: 95 })
    expect(caller).toHaveNoProblems()
    expect(caller).toHaveNoFailedRequests()
    expect(caller).toHaveDialed('+14155550111', { status: 'completed', times: 1 })
    expect(caller).not.toHaveDialed('+14155550122')
    expect(caller).toHaveSentMessage({ to: '+14155550100', text: /ticket/ })
    expect(caller).not.toHaveSentMessage({ to: '+14155550177' })
    expect(caller).toHaveRecorded({ format: 'mp3', atLeast: '2s' })
    expect(caller).not.toHaveRecorded({ conference: 'daily' })
  })

  test('"A subject is a caller, a call, an exchange, a trace or what came of a scenario"', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    const { uuid, trace } = caller.call
    const played = { calls: [{ name: 'anna', uuid, trace, attempts: [] }] }
    const subjects = [caller, caller.call, exchange, trace, exchange.trace, Trace.from(trace.events), played]
    for (const subject of subjects) {
      expect(subject).toHaveRequested('/menu', { Digits: '1' })
      expect(subject).toHaveEnded(4010)
      expect(subject).not.toHaveHeard('goodbye')
    }
    for (const subject of [undefined, 'x', {}, [], soldTo]) {
      expect(() => expect(subject).toHaveHeard('x')).toThrow(
        /^toHaveHeard is about a caller, a call, an exchange, a trace or what came of a scenario, not /,
      )
    }
    expect(() => expect(Promise.resolve(caller)).toHaveHeard('x')).toThrow('did you forget an await?')
  })

  test('"So many were in that conference at once, after it had started"', async ({ exchange }) => {
    const callers = ['+14155550101', '+14155550102'].map(from => callTo(exchange, '/join', from))
    await callers[0]?.waits('2s')
    expect(exchange).toHaveMet('daily')
    expect(exchange).not.toHaveMet('daily', { members: 3 })
    expect(exchange).not.toHaveMet('weekly')
    expect(exchange).not.toHaveEnded()
    for (const caller of callers) await caller.hangsUp()
    await Promise.all(callers.map(caller => caller.callEnds()))
    expect(exchange).toHaveEnded({ source: 'Caller' })
  })

  test('of several calls, every one must have ended so', async ({ exchange }) => {
    const callers = ['+14155550101', '+14155550102'].map(from => callTo(exchange, '/join', from))
    await callers[0]?.waits('2s')
    await callers[0]?.hangsUp()
    expect(await said(() => expect(exchange).toHaveEnded())).toContain('caller 2: the call has not ended')
    expect(await said(() => expect(exchange.trace).toHaveEnded())).toContain('caller 2: the call has not ended')
    expect(callers[0]).toHaveEnded(4000)
    await callers[1]?.waits('30s')
    await callers[1]?.hangsUp()
    await Promise.all(callers.map(caller => caller.callEnds()))
    expect(callers[0]).toHaveLasted('2s')
    expect(callers[1]).toHaveLasted('32s')
    expect(exchange).not.toHaveLasted('32s')
    expect(exchange).toHaveLasted({ atLeast: '2s', atMost: '32s' })
  })

  test('a leg that was transferred need not have ended so', async ({ exchange }) => {
    exchange.phone('+14155550111', { answers: '1s', hangsUp: '20s' })
    const caller = callTo(exchange)
    await caller.hears('press 1')
    await caller.presses('1')
    await caller.waits('3s')
    caller.call.api.transfer({ legs: 'both', alegUrl: `${origin}/join`, blegUrl: `${origin}/odd` })
    await caller.waits('5s')
    await caller.hangsUp()
    await Promise.all(exchange.calls.map(call => exchange.farEnd(call).callEnds()))
    expect(exchange.calls).toHaveLength(2)
    expect(exchange).toHaveEnded({ source: 'Caller' })
    expect(exchange.calls[1]).not.toHaveEnded({ source: 'Caller' })
  })

  test('what began and was cut short was heard neither way, as in scenario files', async ({ exchange }) => {
    const caller = callTo(exchange)
    await caller.waits('300ms')
    await caller.presses('1')
    expect(await said(() => expect(caller).toHaveHeard('press 1'))).toContain('it began but was cut short')
    expect(await said(() => expect(caller).not.toHaveHeard('press 1'))).toContain('it was: "Press 1 for sales"')
    await caller.hangsUp()
    await caller.callEnds()
  })

  test('problems, from the severity that is given', async ({ exchange }) => {
    const caller = callTo(exchange, '/odd')
    await caller.callEnds()
    expect(caller).toHaveNoProblems('breaks')
    expect(caller).not.toHaveNoProblems('risky')
    expect(await said(() => expect(caller).toHaveNoProblems())).toContain('Did you mean voice?')
  })
})

describe('failures teach', () => {
  test('the opposite says what there was', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    expect(await said(() => expect(caller).not.toHaveRecorded())).toContain('one was: 3s of mono mp3')
    expect(await said(() => expect(caller).not.toHaveDialed('14155550111'))).toContain('it was: 14155550111: completed')
    expect(await said(() => expect(caller).not.toHaveSentMessage())).toContain('Your ticket is 12')
    expect(await said(() => expect(caller).not.toHaveEnded(4010))).toContain('not that the call ends with cause 4010')
  })

  test('of several requests to a URL, the one that comes nearest', async ({ exchange }) => {
    for (const key of ['1', '2']) {
      const caller = callTo(exchange, '/answer', `+1415555010${key}`)
      await caller.hears('press 1')
      await caller.presses(key)
      await caller.hangsUp()
      await caller.callEnds()
    }
    const wanted = { Digits: '2', From: '14155550102', CallStatus: 'busy' }
    const { actual } = matchers.toHaveRequested.call({}, exchange, '/menu', wanted)
    expect(actual).toEqual({ Digits: '2', From: '14155550102', CallStatus: expect.any(String) })
  })

  test('what was expected, what came nearest, and the ladder up to it', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    const text = await said(() => expect(caller).toHaveRequested('/menu', { Digits: '2', CallStatus: /progress/ }))
    expect(text).toMatchInlineSnapshot(`
      "expected: /menu with Digits="2", CallStatus=/progress/ is requested
        it was requested otherwise: POST http://app.test/menu (GetDigits action) Digits="1"
          Digits: expected "2", was "1"
        the caller was at <GetDigits> (1:11) of http://app.test/answer
             1 | <Response><GetDigits action="http://app.test/menu" numDigits="1"><Speak>Press 1 for sale…
               |           ^
        the call up to then
                      Caller                                    Plivo                              Application
                      +14155550100                                                             http://app.test
            0:00.000  ├─ calls +14155550199 ─────────────────────►│                                          │
                      │                                           ├─ POST /answer (answer) ─────────────────►│
                      │                                           │◄╌ 200: <GetDigits> ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤
                      │◄─ answers, by <GetDigits> 1:11 ───────────┤                                          │
                      │◄─ "Press 1 for sales" (1.2 s) ────────────┤                                          │
            0:01.214  ├─ presses 1 ──────────────────────────────►│                                          │
                      │                                           │ ╎ <GetDigits> collects "1": numDigits    │
                      │                                           │ ╎ was reached                            │
                      │                                           │  POST /menu (GetDigits action)           │
                      │                                           ├─ Digits=1 ──────────────────────────────►│
                      │                                           │◄╌ 200: 199 B ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤"
    `)
  })

  test('both sides of the difference, with what met a regular expression on both', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    const result = matchers.toHaveRequested.call({}, caller, '/menu', {
      Digits: '2',
      CallStatus: /progress/,
      Diggits: '1',
    })
    expect(result.pass).toBe(false)
    expect(result.expected).toEqual({ Digits: '2', CallStatus: 'in-progress', Diggits: '1' })
    expect(result.actual).toEqual({ Digits: '1', CallStatus: 'in-progress' })
  })

  test('a URL that was never requested has those that were, and the nearest', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    const text = await said(() => expect(caller).toHaveRequested('/meno'))
    expect(text).toContain('expected: /meno is requested')
    expect(text).toContain('the nearest is /menu')
    expect(text).toContain('how it went')
    const opposite = await said(() => expect(caller).not.toHaveRequested('/menu'))
    expect(opposite).toContain(
      'expected: /menu is never requested\n  it was: POST http://app.test/menu (GetDigits action)',
    )
  })

  test('what log="false" hides is in no part of a failure, whether it is as expected or not', async () => {
    const exchange = createExchange()
    const ask = `<GetDigits log="false" numDigits="4" action="${origin}/pin"/>`
    exchange.mount(origin, (request: Request) => {
      const document = new URL(request.url).pathname === '/answer' ? ask : ''
      return new Response(`<Response>${document}</Response>`, { headers: { 'content-type': 'text/xml' } })
    })
    const caller = callTo(exchange)
    await caller.waits('1s')
    await caller.presses('4711')
    await caller.callEnds()
    await exchange.close()
    for (const wanted of [
      { Digits: '1234', To: /1/ },
      { Digits: /[0-9]{4}/, To: 'nobody' },
    ]) {
      const { pass, message, ...sides } = matchers.toHaveRequested.call({}, caller, '/pin', wanted)
      expect(pass).toBe(false)
      expect(sides.actual).toMatchObject({ Digits: '••••' })
      expect(`${message()} ${JSON.stringify(sides)}`).not.toContain('4711')
    }
  })

  test('nothing that a terminal would act on, and no credentials, come out of a request', async ({ exchange }) => {
    const caller = exchange.call({
      from: '+14155550100',
      to: '+14155550199',
      answerUrl: `${origin}/odd`,
      callerName: 'a\u001b[31m\u202eb https://anna:secret@a.test/',
    })
    await caller.callEnds()
    const { message, actual } = matchers.toHaveRequested.call({}, caller, '/odd', { CallerName: 'anna' })
    const text = message() + Object.values(actual as object).join(' ')
    expect(text).toContain('\\x1b')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u001b\u202e]|secret/)
  })
})

/** As JavaScript may call them. */
type Loose = Record<string, (...given: readonly unknown[]) => void>

describe('wrong arguments are refused with what is allowed and the nearest right thing', () => {
  const [request, menu] = ['toHaveRequested', '/menu']
  test.for([
    ['a path', request, ['menu'], 'did you mean "/menu"?'],
    ['an option', request, [{ url: menu, withh: {} }], 'did you mean with?'],
    ['a method', request, [{ url: menu, method: 'get' }], 'did you mean "GET"?'],
    ['a value', request, [menu, { Digits: true }], 'Digits is true; allowed is a text, a number or'],
    ['times', request, [menu, {}, { times: 0 }], 'allowed is a whole number, 1 or more; for none, expect the opposite'],
    ['bounds', request, [menu, {}, { times: { atLeast: 3, atMost: 2 } }], 'nothing is between them'],
    ['no bounds', 'toHaveHeard', ['x', { times: {} }], 'times is empty'],
    ['an order', 'toHaveRequestedInOrder', [[]], 'the requests are an empty list'],
    ['a request in order', 'toHaveRequestedInOrder', [[{ url: menu, times: 2 }]], 'has no option "times"'],
    ['a percentile', 'toHaveAnsweredWithin', ['1s', { percentile: 101 }], 'percentile is 101; 100 is all'],
    ['no length', 'toHaveLasted', [{}], 'toHaveLasted is empty; it has atLeast, atMost'],
    ['a severity', 'toHaveNoProblems', ['brakes'], 'did you mean "breaks"?'],
    ['a status', 'toHaveDialed', ['+1', { status: 'bussy' }], 'did you mean "busy"?'],
    ['a source', 'toHaveEnded', [{ source: 'caller' }], 'did you mean "Caller"?'],
    ['an empty text', 'toHaveHeard', [''], 'the text is ""'],
    ['members', 'toHaveMet', ['daily', { members: 1 }], 'allowed is a whole number, 2 or more'],
    ['two objects', request, [{ url: menu }, { Digits: '1' }], 'toHaveRequested takes one object'],
  ] as const)('%s', ([, name, given, message], { exchange }) => {
    expect(() => (expect(exchange) as unknown as Loose)[name]?.(...given)).toThrow(message)
  })
})

describe('what went over the wire', () => {
  test('of the exchange of a fixture, headers, signatures and real time can be expected', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    const { trace } = caller.call
    for (const subject of [caller, exchange, trace, exchange.trace, Trace.from(trace.events)]) {
      expect(subject).toHaveRequested({ url: '/menu', headers: { 'X-Plivo-Signature-V3-Nonce': /^\d{20}$/ } })
      expect(subject).toHaveRequested({ url: '/menu', signature: 'valid', within: '10s' })
      expect(subject).not.toHaveRequested({ url: '/menu', headers: { 'x-other': '1' } })
    }
  })

  test('also of a call that has not asked for anything yet', async ({ exchange }) => {
    const caller = callTo(exchange)
    expect(caller).not.toHaveRequested({ url: '/menu', signature: 'valid' })
    await caller.hangsUp()
    await caller.callEnds()
  })

  test('of another exchange they are refused, unless its requests were kept', async () => {
    const exchange = createExchange({ account: { authToken: 'secret' } })
    exchange.mount(origin, salesApp)
    const caller = await soldTo(exchange)
    expect(() => expect(caller).toHaveRequested({ url: '/menu', signature: 'valid' })).toThrow('keepRequests(exchange)')
    expect(() => expect(caller).toHaveAnsweredWithin('1s')).toThrow('real times of requests were not kept')
    expect(() => expect(caller).toHaveRequestedInOrder([{ url: '/menu', headers: { a: '1' } }])).toThrow('headers of')
    keepRequests(exchange, { authToken: 'secret' })
    const second = await soldTo(exchange)
    expect(second).toHaveRequested({ url: '/menu', signature: 'valid' })
    await exchange.close()
  })
})

describe('the trace', () => {
  test('"ids, ports, dates and call times aside", by snapshots of vitest', async ({ exchange }) => {
    const caller = await soldTo(exchange)
    expect(caller).toMatchTrace()
    await expect(exchange).toMatchTrace('sales.trace.txt')
    await expect(exchange).toMatchTrace('sales-times.trace.txt', { times: true })
    expect(() => expect(caller).not.toMatchTrace()).toThrow('toMatchTrace has no opposite')
    expect(() => expect(caller).toMatchTrace('')).toThrow('allowed is the path of a file')
  })

  test('is one assertion, of what a promise comes to as well', async ({ exchange }) => {
    expect.assertions(2)
    const caller = soldTo(exchange)
    await expect(caller).resolves.toMatchTrace()
    await expect(exchange).toMatchTrace('sales.trace.txt')
  })

  describe.concurrent('of tests side by side, each has its own', () => {
    test.for(['/answer', '/odd'])('%s', async (path, { exchange, expect }) => {
      const caller = callTo(exchange, path)
      await caller.hears(/./)
      await caller.hangsUp()
      await caller.callEnds()
      expect(caller).toMatchTrace()
      expect(expect.getState().currentTestName).toContain(path)
    })
  })
})
