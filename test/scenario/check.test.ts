import { describe, expect, test } from 'vitest'
import { check } from '../../src/scenario/check.js'
import { describeExpectation, type Expectation } from '../../src/scenario/expectation.js'
import { readScenario } from '../../src/scenario/file.js'
import type { Happening } from '../../src/trace/events.js'
import { Recorder, Trace } from '../../src/trace/trace.js'

function traceOf(happenings: readonly Happening[]): Trace {
  const trace = new Trace()
  const recorder = new Recorder(() => 0)
  for (const happening of happenings) recorder.record('u', trace, happening)
  return trace
}

function expectationsOf(text: string): readonly Expectation[] {
  const read = readScenario(`call: { answer_url: http://127.0.0.1:3000/answer }\n${text}`, 'menu.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.scenario.expect
}

/** What does not hold of a call, and what happened instead. */
function failures(happenings: readonly Happening[], text: string): string[] {
  const calls = [{ name: 'caller', trace: traceOf(happenings), attempts: [] }]
  return expectationsOf(text).flatMap(expectation => {
    const instead = check(expectation, calls)
    return instead ? [`${describeExpectation(expectation)}\n${instead.join('\n')}`] : []
  })
}

const sent = (url: string, params = {}, webhook = url): Happening => ({
  type: 'webhook.sent',
  webhook,
  purpose: 'GetDigits action',
  method: 'POST',
  url,
  params: { CallUUID: 'u', ...params },
  policy: '',
})
const tried = (webhook: string, attempt: number, reason: string): Happening => ({
  type: 'webhook.attempted',
  webhook,
  attempt,
  outcome: '5xx',
  reason,
  region: 'nearest',
  cost: 0,
})
const prompt = (text: string, heard = true): Happening => ({
  type: 'prompt.finished',
  sound: 'speech',
  text,
  ms: 1000,
  pass: 1,
  heard,
  ...(heard ? {} : { because: 'barge-in: a key was pressed' }),
})
const ended: Happening = {
  type: 'call.ended',
  cause: 4000,
  name: 'Normal Hangup',
  source: 'Caller',
  status: 'completed',
  duration: 4,
  billDuration: 60,
  because: 'the caller hung up',
}

describe('what is expected', () => {
  const base = 'http://127.0.0.1:3000'
  const events = [
    sent(`${base}/answer`),
    sent(`${base}/menu?lang=en#rp=5xx`, { Digits: '2' }, 'w2'),
    tried('w2', 1, '503 Service Unavailable'),
    prompt('Press 1 for  sales'),
    prompt('Nobody hears this', false),
    { type: 'message.sent', message: 'm', from: '14155550199', to: '14155550111', text: 'Welcome aboard' } as const,
    {
      type: 'problem.found',
      code: 'unknown-attribute',
      severity: 'risky',
      message: 'loops is ignored',
      provenance: 'decided',
      rule: 'D2',
    } as const,
    ended,
  ]
  const instead = (expectation: string) => failures(events, `expect:\n  - ${expectation}`).join('\n')

  test.each([
    'requested: /answer',
    'requested: /menu\n    with: { Digits: "2" }\n    method: POST\n    times: 1\n    attempts: 1',
    'requested: /menu?lang=en',
    'requested: http://127.0.0.1:3000/menu?lang=en',
    'requested: /MENU/i',
    'not_requested: /sales',
    'not_requested: /menu\n    with: { Digits: "1" }',
    'heard: press 1 for SALES',
    'heard: /^press \\d/i',
    'not_heard: goodbye',
    'ended: { cause: 4000, source: Caller, name: Normal Hangup, status: completed }',
    'no_problems: breaks',
    'message: { to: "+14155550111", text: welcome }',
    'message: {}',
  ])('holds: %j', expectation => expect(instead(expectation)).toBe(''))

  test.each([
    [
      'requested: /menu\n    with: { Digits: "1" }',
      '/menu with Digits="1" is requested\nit was requested otherwise: POST http://127.0.0.1:3000/menu?lang=en#rp=5xx (GetDigits action) Digits="2"\n  Digits: expected "1", was "2"',
    ],
    ['requested: /menu\n    with: { Digit: "1" }', 'Digit: expected "1", was not sent (Digits was: "2")'],
    ['requested: /menu\n    method: GET', 'method: expected GET'],
    [
      'requested: /menus',
      'it was never requested; these were:\n  POST http://127.0.0.1:3000/answer (GetDigits action)',
    ],
    ['requested: /menus', 'the nearest is /menu'],
    ['requested: /menu\n    times: 2', '/menu is requested 2 times\nit was requested 1 time'],
    ['requested: /menu\n    attempts: 2', 'took 1 attempt\nattempt 1: 503 Service Unavailable'],
    ['not_requested: /menu', '/menu is never requested\nit was: POST'],
    [
      'heard: goodbye',
      '"goodbye" is heard\nthese were heard:\n  "Press 1 for  sales"\n  "Nobody hears this" (cut short)',
    ],
    ['heard: nobody', 'it began but was cut short: barge-in: a key was pressed'],
    ['not_heard: /sales/', 'it was: "Press 1 for  sales"'],
    [
      'ended: { cause: 4010 }',
      'the call ends with cause 4010\ncause: expected 4010, was 4000\nit ended with 4000 Normal Hangup',
    ],
    [
      'no_problems: note',
      'no problem is found that is note or risky or breaks\nrisky: loops is ignored (unknown-attribute)',
    ],
    ['message: { text: bye }', 'a message is sent with "bye"\nthese were sent:\n  to 14155550111: "Welcome aboard"'],
  ])('does not hold: %j', (expectation, sentence) => expect(instead(expectation)).toContain(sentence))

  test('requests are told apart by what their own parameters say', () => {
    const ever = { From: '14155550100', ParentAuthID: 'MA', STIRAttestation: 'Not Applicable' }
    const requests = [
      sent(`${base}/answer`, { ...ever, CallStatus: 'ringing', RouteType: '' }),
      sent(`${base}/menu`, { ...ever, CallStatus: 'in-progress', Digits: '1' }),
      sent(`${base}/menu`, { ...ever, CallStatus: 'in-progress', Digits: '' }),
    ]
    expect(failures(requests, 'expect: [{ requested: /x }]').join().split('\n').slice(2, 5)).toEqual([
      `  POST ${base}/answer (GetDigits action)`,
      `  POST ${base}/menu (GetDigits action) Digits="1"`,
      `  POST ${base}/menu (GetDigits action) Digits=""`,
    ])
  })

  test('with nothing to compare, that is said', () => {
    expect(
      failures([], 'expect: [{ requested: /a }, { heard: a }, { ended: { cause: 4000 } }, { message: {} }]'),
    ).toEqual([
      '/a is requested\nnothing was requested',
      '"a" is heard\nnothing was heard',
      'the call ends with cause 4000\nthe call has not ended',
      'a message is sent\nno message was sent',
    ])
  })

  test('a leg that was transferred counts, but how it ended only where it is named', () => {
    const calls = [
      { name: 'caller', trace: traceOf([prompt('Hello'), ended]), attempts: [] },
      { name: '+14155550111', trace: traceOf([prompt('Survey'), { ...ended, cause: 4010 }]), attempts: [], leg: true },
    ]
    const text = `phones: { "+14155550111": busy }
expect:
  - heard: survey
  - ended: { cause: 4000 }
  - ended: { cause: 4010 }
    caller: "+14155550111"
  - ended: { cause: 4010 }`
    const held = expectationsOf(text).map(expectation => check(expectation, calls) === undefined)
    expect(held).toEqual([true, true, true, false])
  })

  test('how often something was heard', () => {
    const twice = [prompt('Hello'), prompt('Hello', false), prompt('Hello')]
    expect(failures(twice, 'expect: [{ heard: hello, times: 2 }]')).toEqual([])
    expect(failures(twice, 'expect: [{ heard: hello, times: { at_most: 1 } }]')).toEqual([
      '"hello" is heard at most once\nit was heard 2 times',
    ])
  })

  describe('who is dialled', () => {
    const dials = ['14155550111', '14155550111', '14155550112'].map(
      (to, index): Happening => ({ type: 'leg.dialed', leg: `b${index}`, to, from: '1', position: 1, phone: 'busy' }),
    )
    const end = { cause: 3010, name: 'Busy Line', source: 'Carrier', status: 'busy', duration: 0, billDuration: 0 }
    const events: Happening[] = [...dials, { type: 'leg.ended', leg: 'b0', because: 'it is busy', ...end }]

    test.each([
      ['dialed: "+14155550111"', ''],
      ['dialed: "+14155550111"\n    times: 2', ''],
      ['dialed: "+14155550111"\n    status: busy\n    times: 1', ''],
      [
        'dialed: "+14155550111"\n    times: 1',
        '+14155550111 is dialled once\nit was dialled otherwise:\n  14155550111: busy, 3010 Busy Line: it is busy\n  14155550111',
      ],
      [
        'dialed: "+14155550113"',
        '+14155550113 is dialled\nthese were dialled:\n  14155550111: busy, 3010 Busy Line: it is busy\n  14155550111\n  14155550112\nthe nearest is 14155550111',
      ],
      ['not_dialed: "+14155550113"', ''],
      ['not_dialed: "+14155550112"', '+14155550112 is never dialled\nit was: 14155550112'],
    ])('%j', (expectation, sentence) => {
      expect(failures(events, `expect:\n  - ${expectation}`).join()).toBe(sentence)
    })
  })

  test('a regular expression of a program may have the flag g: it does not remember where it was', () => {
    const calls = [{ name: 'caller', trace: traceOf([prompt('Hello')]), attempts: [] }]
    const place = { file: 'a.test.js', line: 1, column: 1 }
    const pattern = /hello/gi
    const held = [1, 2, 3].map(() => check({ kind: 'heard', text: pattern, place }, calls))
    expect(held).toEqual([undefined, undefined, undefined])
  })

  test('an expectation may be about one of several callers', () => {
    const text =
      'callers: { alice: {}, bob: {} }\nexpect: [{ heard: hello, caller: alice }, { heard: hello, caller: bob }]'
    const calls = [
      { name: 'alice', trace: traceOf([prompt('Hello')]), attempts: [] },
      { name: 'bob', trace: traceOf([prompt('Goodbye')]), attempts: [] },
    ]
    expect(expectationsOf(text).map(expectation => check(expectation, calls) === undefined)).toEqual([true, false])
  })
})
