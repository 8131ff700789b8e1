import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { loadScenario, readScenario, type Scenario } from '../../src/scenario/file.js'
import { verbs } from '../../src/scenario/steps.js'

const call = 'call: { answer_url: http://127.0.0.1:3000/answer }\n'

const read = (text: string): Scenario => {
  const result = readScenario(text, 'menu.yaml')
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.scenario
}

const problems = (text: string): string[] => {
  const result = readScenario(text, 'menu.yaml')
  return 'problems' in result ? result.problems.map(String) : []
}

const loadProblems = (file: string): string[] => {
  const result = loadScenario(file)
  return 'problems' in result ? result.problems.map(String) : []
}

test('a scenario says who calls, what the caller does, and what must have happened', () => {
  const scenario = read(`
name: The caller reaches sales
seed: 7
time_limit: 1m30s
account: { auth_id: MAXXXXXXXXXXXXXXXXXX, auth_token: secret, timezone: Europe/Berlin }
call:
  answer_url: http://127.0.0.1:3000/answer#rt=3000
  answer_method: GET
  from: "+14155550100"
  sip_headers: { CustomId: "42" }
caller:
  - hears: press 1 for sales
  - hears: /sales/i
  - presses: "1"
  - says: my balance
  - says: { text: my balance, confidence: 0.4 }
  - waits: 5s
  - beeps
  - hangs up
expect:
  - requested: /menu
    with: { Digits: "1", CallStatus: /progress/ }
    method: POST
    times: 1
    attempts: 2
  - not_requested: /error/
  - heard: goodbye
  - not_heard: /sorry/i
  - ended: { cause: 4000, source: Caller }
  - no_problems: risky
  - message: { to: "+14155550111", text: welcome }
`)
  expect(scenario).toMatchObject({
    name: 'The caller reaches sales',
    file: 'menu.yaml',
    seed: 7,
    timeLimit: 90,
    account: { authId: 'MAXXXXXXXXXXXXXXXXXX', authToken: 'secret', timezone: 'Europe/Berlin' },
  })
  expect(scenario.callers).toHaveLength(1)
  expect(scenario.callers[0]?.call).toMatchObject({
    answerUrl: 'http://127.0.0.1:3000/answer#rt=3000',
    answerMethod: 'GET',
    from: '+14155550100',
    sipHeaders: { CustomId: '42' },
  })
  expect(scenario.callers[0]?.does.map(({ step }) => step)).toEqual([
    { verb: 'hears', pattern: 'press 1 for sales' },
    { verb: 'hears', pattern: /sales/i },
    { verb: 'presses', keys: '1' },
    { verb: 'says', text: 'my balance' },
    { verb: 'says', text: 'my balance', confidence: 0.4 },
    { verb: 'waits', ms: 5000 },
    { verb: 'beeps' },
    { verb: 'hangs up' },
  ])
  expect(scenario.callers[0]?.does[2]?.place).toEqual({ file: 'menu.yaml', line: 14, column: 5 })
  expect(scenario.expect).toMatchObject([
    {
      kind: 'requested',
      url: '/menu',
      method: 'POST',
      times: 1,
      attempts: 2,
      with: { Digits: '1', CallStatus: /progress/ },
    },
    { kind: 'not_requested', url: /error/ },
    { kind: 'heard', text: 'goodbye' },
    { kind: 'not_heard', text: /sorry/i },
    { kind: 'ended', cause: 4000, source: 'Caller' },
    { kind: 'no_problems', severity: 'risky' },
    { kind: 'message', to: '+14155550111', text: 'welcome' },
  ])
})

test('several callers share the call and may change it', () => {
  const { callers } = read(`${call}callers:
  alice: { does: [{ hears: hello }] }
  bob: { starts: 5s, call: { from: "+14155550101" } }
`)
  expect(callers).toMatchObject([
    { name: 'alice', starts: 0, call: { answerUrl: 'http://127.0.0.1:3000/answer' } },
    { name: 'bob', starts: 5000, call: { answerUrl: 'http://127.0.0.1:3000/answer', from: '+14155550101' }, does: [] },
  ])
})

test('an app is relative to the file, and its URLs may be paths', () => {
  const result = readScenario('app: ../ivr/menu\ncall: { answer_url: /answer#rc=0 }\n', '/samples/tests/menu.yaml')
  expect(result).toMatchObject({
    scenario: { app: { folder: '/samples/ivr/menu' }, callers: [{ call: { answerUrl: '/answer#rc=0' } }] },
  })
})

describe('every mistake has its place, what is allowed, and the nearest key', () => {
  test.each([
    [
      'expct: []',
      'menu.yaml:1:1  unknown key "expct"; did you mean "expect"? Allowed: name, seed, time_limit, account, app, cassette, call, phones, caller, callers, faults, regions, expect, scenarios',
    ],
    [
      `${call}caller:\n  - presss: "1"`,
      'menu.yaml:3:5  unknown key "presss"; did you mean "presses"? Allowed: hears, presses',
    ],
    [`${call}caller:\n  - hangup`, 'menu.yaml:3:5  unknown step "hangup"; did you mean "hangs up"?'],
    [`${call}caller:\n  - hears sales`, 'a colon is missing after "hears"; did you mean "hears: sales"?'],
    [`${call}caller:\n  - hears`, '"hears" needs text or /regex/ after a colon'],
    [`${call}caller:\n  - hangs up: now`, 'menu.yaml:3:15  "hangs up" takes nothing'],
    [`${call}caller:\n  - hears: a\n    presses: "1"`, 'menu.yaml:4:5  "presses" is a step of its own'],
    [
      `${call}caller:\n  - presses: 007`,
      'YAML reads 007 as a number, and presses must be text; write it in quotes: "007"',
    ],
    [`${call}caller:\n  - presses: "1A"`, 'menu.yaml:3:14  the key "A" is on no telephone'],
    [`${call}caller:\n  - waits: 5`, '"5" is not a time; did you mean "5s"?'],
    [`${call}caller:\n  - waits:`, 'waits must be a time, but it is empty'],
    [`${call}caller:\n  - hears: /sales`, 'the regular expression /sales is never closed'],
    [`${call}caller:\n  - hears: /(/`, 'Invalid regular expression'],
    [`${call}caller:\n  - says: { txt: hello }`, 'unknown key "txt"; did you mean "text"?'],
    [
      `${call}caller:\n  - says: { text: hello, confidence: high }`,
      'is not a confidence. Allowed: a number from 0 to 1',
    ],
    [`${call}caller: hangs up`, 'caller must be a list (every item after a "- "), not "hangs up"'],
    [`${call}caller:\n  - [hears]`, 'caller must be text, not a list'],
    [
      'call: { answer_url: /answer }',
      'answer_url is not a URL that can be requested: "/answer". Allowed: an absolute URL',
    ],
    [
      'call: { from: "+14155550100" }',
      'menu.yaml:1:7  nobody answers: give call.answer_url (a running application) or app (a sample folder, or a command)',
    ],
    ['{}', 'nobody answers'],
    ['call: { answer_url: "http://x/", from: +14155550100 }', 'write it in quotes: "+14155550100"'],
    [
      'call: { answer_url: "http://x/", from: alice }',
      'from is neither a number nor a SIP address: "alice". Allowed: "+14155550100"',
    ],
    ['call: { answer_url: "http://x/", answer_method: PUT }', 'unknown answer_method "PUT". Allowed: GET, POST'],
    ['call: { answer_url: "http://x/", sip_headers: { X-Id: a } }', 'Plivo passes no SIP header named "X-Id"'],
    [`${call}phones: { "+14155550111": bsy }`, 'menu.yaml:2:27  a phone is never "bsy"; did you mean busy?'],
    [`${call}phones: { bob: busy }`, 'menu.yaml:2:11  "bob" is no address of a phone'],
    [`${call}phones: { "+14155550111": { answer: 4s } }`, 'unknown key "answer"; did you mean "answers"?'],
    [`${call}phones: { "+14155550111": { answers: 4 } }`, '"4" is not a time; did you mean "4s"?'],
    [
      `${call}phones: { "+14155550111": { presses: "5" } }`,
      'a phone that is never answered does nothing; say when: answers: 4s',
    ],
    [
      `${call}phones: { "+14155550111": { answers: 4s, busy: 2s } }`,
      'a phone either answers, is busy or rejects: give one of them',
    ],
    [`${call}phones: { "+14155550111": { answers: 1s, does: [hang up] } }`, 'unknown step "hang up"'],
    [`${call}expect:\n  - dialed: "+14155550111"\n    status: buzy`, 'unknown status "buzy"; did you mean "busy"?'],
    [`${call}caller: []\ncallers: { a: {} }`, 'either "caller" (one) or "callers" (several), not both'],
    [`${call}callers: {}`, '"callers" names no caller'],
    [`${call}expect:\n  - heared: hi`, 'menu.yaml:3:5  unknown expectation "heared"; did you mean "heard"?'],
    [`${call}expect:\n  - heard: hi\n    not_heard: ho`, '"heard" and "not_heard" are two expectations'],
    [`${call}expect:\n  - requested: menu`, '"menu" is neither a path nor a URL; did you mean "/menu"?'],
    [`${call}expect:\n  - requested: /menu\n    wth: { Digits: "1" }`, 'unknown key "wth"; did you mean "with"?'],
    [
      `${call}expect:\n  - requested: /menu\n    with: { Digits: 1 }`,
      'YAML reads 1 as a number, and Digits must be text',
    ],
    [`${call}expect:\n  - requested: /menu\n    times: 0`, 'use not_requested for none'],
    [`${call}expect:\n  - ended: {}`, '"ended" is empty. Allowed: cause, name, source, status'],
    [
      `${call}expect:\n  - ended: 4000`,
      'menu.yaml:3:12  "ended" must say what 4000 is; did you mean "ended: { cause: 4000 }"? Allowed: cause, name, source, status',
    ],
    [`${call}expect:\n  - ended: Caller`, 'ended must be a record of keys and values, not "Caller"'],
    [`${call}expect:\n  - ended: { cause: "4000" }`, 'cause must be a whole number, not "4000"'],
    [`${call}expect:\n  - ended: { cause: 4001 }`, 'there is no hangup cause 4001; did you mean "4000"?'],
    [
      `${call}expect:\n  - ended: { name: Normal Hangap }`,
      'unknown name "Normal Hangap"; did you mean "Normal Hangup"?',
    ],
    [`${call}expect:\n  - ended: { source: Caler }`, 'unknown source "Caler"; did you mean "Caller"?'],
    [`${call}expect:\n  - ended: { status: complete }`, 'unknown status "complete"; did you mean "completed"?'],
    [`${call}expect:\n  - no_problems: true`, 'unknown no_problems "true". Allowed: note, risky, breaks'],
    [
      `${call}faults: [{ fault: 500 }]`,
      '500 is no fault: it is the status of one; did you mean "fault: { status: 500 }"?',
    ],
    [
      'app: node server.js',
      'there is no sample folder "node server.js"; did you mean "app: { command: node server.js }"?',
    ],
    [`${call}expect:\n  - no_problems: errors`, 'unknown no_problems "errors". Allowed: note, risky, breaks'],
    [`${call}expect:\n  - heard: hi\n    caller: bob`, 'there is no caller "bob". Allowed: caller'],
    [
      `${call}callers: { a: {}, b: {} }\nexpect:\n  - ended: { cause: 4000 }`,
      '"ended" must say whose call. Allowed: caller: a | b',
    ],
    [`${call}callers: { a: { starts: 5 } }`, '"5" is not a time; did you mean "5s"?'],
    [
      `${call}time_limit: 999ms`,
      'time_limit is shorter than any platform takes to hang up. Allowed: a time from 1s to 24 hours (1440m)',
    ],
    [`${call}seed: -1`, 'seed must be a whole number, not "-1". Allowed: a whole number, 0 or more'],
    ['', 'the file must be a record of keys and values, but it is empty'],
    ['- a', 'the file must be a record of keys and values, not a list'],
    ['name: [', 'menu.yaml:1:8  not YAML: '],
    [`${call}expect: [{ heard: /[ab]/ }]`, 'menu.yaml:2:20  not YAML: '],
    ['name: a\nname: b', 'menu.yaml:2:1  "name" is there twice: see line 1'],
    ['name: &a x\ncall: *a', 'call must be a record of keys and values, not an alias; write out what *a stands for'],
    [
      `${call}account: { timezone: Berlin }`,
      'menu.yaml:2:22  there is no time zone "Berlin". Allowed: a name like Europe/Berlin',
    ],
    ['call: { answer_url: "http://x/", sip_headers: { Id: a-b } }', 'Plivo passes no SIP header value "a-b"'],
    ['name: *a', 'not an alias; write out what *a stands for'],
    ['? [a]\n: b', 'a key of the file must be plain text'],
    ['name: !x y', 'not YAML: Unresolved tag: !x'],
  ])('%j', (text, sentence) => expect(problems(text).join('\n')).toContain(sentence))

  test('all mistakes of a file are found at once', () => {
    expect(problems('nam: x\nseed: a\ncall: { answer_url: x }\ncaller:\n  - dance\n  - waits: 1\n')).toHaveLength(5)
  })

  test('names of the language itself are no keys', () => {
    expect(problems(`${call}caller:\n  - toString\n  - constructor: x`)).toHaveLength(2)
    expect(problems(`${call}__proto__: x`).join()).toContain('unknown key "__proto__"')
  })

  test('a file that is not there', () => {
    expect(loadProblems('nowhere.yaml')).toEqual(['nowhere.yaml  there is no such file'])
    expect(loadProblems('package.json/scenario.yaml')).toEqual(['package.json/scenario.yaml  there is no such file'])
    expect(loadProblems('xml-samples')).toEqual(['xml-samples  it is a folder, not a file'])
    expect(loadProblems('a\0b').join()).toContain('cannot be read: ')
  })

  test.each(Object.entries(verbs))('%s without its indentation is sent where it belongs', (verb, takes) => {
    const written = `- ${verb}${takes && ': …'}`
    expect(problems(`${call}caller: []\n${verb}: "1"\n`)).toEqual([
      `menu.yaml:3:1  unknown key "${verb}"; it belongs under caller, as ${written}`,
    ])
    expect(problems(`${call}callers:\n  alice:\n    ${verb}: "1"\n`)).toEqual([
      `menu.yaml:4:5  unknown key "${verb}"; it belongs under does, as ${written}`,
    ])
  })

  test.each([
    ['caller:\n  - hears: /(/', '3:12'],
    ['caller:\n  - hears: /a/g', '3:12'],
    ['expect:\n  - heard: /(/', '3:12'],
    ['expect:\n  - requested: /(/i', '3:16'],
    ['expect:\n  - requested: /a\n    with: { Digits: "/(/" }', '4:21'],
    ['expect:\n  - message: { text: /(/ }', '3:22'],
  ])('a regular expression that does not compile says where: %j', (text, place) => {
    expect(problems(call + text).join('\n')).toMatch(
      new RegExp(`^menu.yaml:${place}  (Invalid regular expression|the flag g has no use)`),
    )
  })
})

const words = [
  'call',
  'caller',
  'callers',
  'expect',
  'hears',
  'presses',
  'answer_url',
  'requested',
  'with',
  'ended',
  'app',
  'name',
  'waits',
]
const value = fc.letrec(tie => ({
  any: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('any')),
  ),
  leaf: fc.oneof(fc.constantFrom('hangs up', '/x/', '5s', 'http://x/', '*', null, true, 7), fc.string(), fc.double()),
})).any

property.prop([value])('no YAML throws', tree => {
  const result = readScenario(JSON.stringify(tree), 'menu.yaml')
  expect('scenario' in result || result.problems.length > 0).toBe(true)
})

property.prop([fc.string({ unit: fc.constantFrom(...'abc:-[]{}&*!|>%@`"\'#?, \n\t'.split('')) })])(
  'nor does what is no YAML',
  text => {
    const result = readScenario(`call: ${text}`, 'menu.yaml')
    expect('scenario' in result || result.problems.every(({ line, column }) => line > 0 && column > 0)).toBe(true)
  },
)

test('nesting without end is a mistake, not a crash', () => {
  expect(problems('['.repeat(100_000)).length).toBeGreaterThan(0)
})
