import { describe, expect, test } from 'vitest'
import { readScenario, type Scenario } from '../../src/scenario/file.js'
import { type CallerLine, describeFailure, type RunOptions, runScenario } from '../../src/scenario/run.js'
import type { Happening } from '../../src/trace/events.js'
import { Recorder, Trace } from '../../src/trace/trace.js'

/** A call that was recorded beforehand; `stuck` names the verb that can never come true. */
function recorded(happenings: Happening[], stuck?: string) {
  const played: string[] = []
  const placed: unknown[] = []
  const trace = new Trace()
  const recorder = new Recorder(() => 0)
  for (const happening of happenings) recorder.record('u', trace, happening)
  const verb = (name: string) => async (what?: unknown) => {
    if (name === stuck) throw new Error(`the caller waits to ${name}, but the call is over`)
    played.push(
      what === undefined
        ? name
        : `${name} ${typeof what === 'object' && !(what instanceof RegExp) ? JSON.stringify(what) : what}`,
    )
  }
  const line = {
    call: { trace },
    hears: verb('hears'),
    presses: verb('presses'),
    says: verb('says'),
    waits: verb('waits'),
    beeps: verb('beeps'),
    hangsUp: verb('hangsUp'),
    callEnds: async () => {
      if (stuck === 'callEnds' && !played.includes('hangsUp')) throw new Error('the call plays hold music for ever')
      return { status: 'completed' }
    },
  } satisfies CallerLine
  const exchange: ReturnType<RunOptions['createExchange']> = {
    clock: { run: async () => undefined as never, after: () => ({ due: 0, name: '' }) },
    mount: origin => void placed.push(origin),
    call(fields) {
      placed.push(fields)
      return line
    },
  }
  return { played, placed, options: { createExchange: () => exchange } }
}

function scenario(text: string): Scenario {
  const read = readScenario(`call: { answer_url: http://127.0.0.1:3000/answer }\n${text}`, 'menu.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.scenario
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

test('steps are played in their order, and the caller stays until the call ends', async () => {
  const { played, placed, options } = recorded([ended])
  const result = await runScenario(
    scenario(
      'caller: [{ hears: /a/i }, { presses: "1" }, { says: { text: b, confidence: 0.4 } }, { waits: 5s }, beeps, hangs up]',
    ),
    options,
  )
  expect(result).toMatchObject({
    passed: true,
    failures: [],
    calls: [{ name: 'caller', record: { status: 'completed' } }],
  })
  expect(played).toEqual([
    'hears /a/i',
    'presses 1',
    'says {"text":"b","confidence":0.4}',
    'waits 5000',
    'beeps',
    'hangsUp',
  ])
  expect(placed).toEqual([{ answerUrl: 'http://127.0.0.1:3000/answer', from: '+14155550100', to: '+14155550199' }])
})

test('a step that cannot come true fails the scenario, with the steps that were never reached', async () => {
  const { options } = recorded([prompt('Hello'), ended], 'presses')
  const { passed, failures } = await runScenario(
    scenario('caller:\n  - hears: hello\n  - presses: "1"\n  - waits: 5s\n  - hangs up\nexpect:\n  - heard: goodbye\n'),
    options,
  )
  expect(passed).toBe(false)
  expect(failures).toHaveLength(1)
  expect(describeFailure(failures[0] as never)).toMatch(
    new RegExp(
      [
        'menu\\.yaml:4:5  expected: caller presses 1',
        '  the caller waits to presses, but the call is over',
        '  never reached:',
        '    menu\\.yaml:5:5  waits 5s',
        '    menu\\.yaml:6:5  hangs up',
        '  what "expect" says was not checked: the conversation did not get that far',
        '  the trace ends with',
      ].join('\n'),
    ),
  )
})

test('a call that would never end is hung up, and that is a failure', async () => {
  const { played, options } = recorded([ended], 'callEnds')
  const { failures, calls } = await runScenario(scenario('caller: []'), options)
  expect(failures).toMatchObject([{ expected: 'the call ends', instead: ['the call plays hold music for ever'] }])
  expect(played).toEqual(['hangsUp'])
  expect(calls[0]?.record).toBeDefined()
})

test('a sample app that has mistakes is reported where it is named', async () => {
  const read = readScenario('app: nowhere\n', 'menu.yaml')
  const { failures } = await runScenario((read as { scenario: Scenario }).scenario, recorded([]).options)
  expect(failures[0]).toMatchObject({ place: { file: 'menu.yaml', line: 1, column: 6 } })
  expect(failures[0]?.instead.join()).toContain('there is no such folder')
})

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
  const instead = async (expectation: string) => {
    const { failures } = await runScenario(scenario(`expect:\n  - ${expectation}`), recorded(events).options)
    return failures.map(failure => `${failure.expected}\n${failure.instead.join('\n')}`).join('\n')
  }

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
  ])('holds: %j', async expectation => expect(await instead(expectation)).toBe(''))

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
  ])('does not hold: %j', async (expectation, sentence) => expect(await instead(expectation)).toContain(sentence))

  test('with nothing to compare, that is said', async () => {
    const { failures } = await runScenario(
      scenario('expect: [{ requested: /a }, { heard: a }, { ended: { cause: 1 } }, { message: {} }]'),
      recorded([]).options,
    )
    expect(failures.map(failure => failure.instead.join())).toEqual([
      'nothing was requested',
      'nothing was heard',
      'the call has not ended',
      'no message was sent',
    ])
  })
})
