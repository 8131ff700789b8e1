import { expect, test } from 'vitest'
import { createExchange } from '../../src/exchange/exchange.js'
import { readScenario, type Scenario } from '../../src/scenario/file.js'
import { describeFailure, type RunOptions, runScenario } from '../../src/scenario/run.js'

const origin = 'http://shop.test'

/** An application with one document per path. */
function shop(documents: Record<string, string>): RunOptions {
  return {
    createExchange: options => {
      const exchange = createExchange(options)
      exchange.mount(origin, (request: Request) => {
        const document = documents[new URL(request.url).pathname]
        const status = document === undefined ? 404 : 200
        return new Response(document && `<Response>${document}</Response>`, {
          status,
          headers: { 'content-type': 'text/xml' },
        })
      })
      return exchange
    },
  }
}

function scenario(text: string): Scenario {
  const read = readScenario(`call: { answer_url: ${origin}/answer }\n${text}`, 'menu.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.scenario
}

const menu = shop({
  '/answer': `<GetDigits action="${origin}/menu" numDigits="1"><Speak>Press 1 for sales</Speak></GetDigits><Speak>Nothing</Speak>`,
  '/menu': '<Speak>Connecting you</Speak>',
})

test('steps are played in their order, and the caller stays until the call ends', async () => {
  const text = 'caller:\n  - hears: press 1\n  - waits: 2s\n  - presses: "1"\nexpect:\n  - heard: connecting\n'
  const { name, passed, failures, calls } = await runScenario(scenario(`name: Sales\n${text}`), menu)
  expect(failures.map(describeFailure)).toEqual([])
  expect({ name, passed }).toEqual({ name: 'Sales', passed: true })
  expect(calls).toMatchObject([{ name: 'caller', record: { status: 'completed', from: '+14155550100' } }])
})

test('a step that cannot come true fails the scenario, with the steps that were never reached', async () => {
  const text = 'caller:\n  - hears: billing\n  - presses: "1"\n  - hangs up\nexpect:\n  - heard: goodbye\n'
  const { passed, failures } = await runScenario(scenario(text), menu)
  expect(passed).toBe(false)
  expect(failures).toHaveLength(1)
  const lines = failures.map(describeFailure).join('\n').split('\n')
  expect(lines[0]).toBe('menu.yaml:3:5  expected: caller hears billing')
  expect(lines[1]).toContain('heard instead: "Press 1 for sales", "Nothing"')
  expect(lines.slice(2, 9)).toEqual([
    '  never reached:',
    '    menu.yaml:4:5  presses 1',
    '    menu.yaml:5:5  hangs up',
    '  what "expect" says was not checked: the conversation did not get that far',
    '  caller was at <Speak> (1:111) of http://shop.test/answer',
    '       1 | …ak>Press 1 for sales</Speak></GetDigits><Speak>Nothing</Speak></Response>',
    '         |                                          ^',
  ])
  expect(lines).toContain('  how it went')
})

test('a failure shows "the document and line, the webhook\'s attempts with reasons"', async () => {
  const { failures } = await runScenario(scenario('caller: [{ presses: "1" }, { hears: connecting }]'), {
    ...shop({ '/answer': `<GetDigits action="${origin}/menu" numDigits="1"><Speak>1 or 2</Speak></GetDigits>` }),
    faults: [{ url: '/menu', attempts: [1], fault: 'stall' }],
  })
  const [{ evidence } = {}] = failures
  expect(evidence?.documents).toMatchObject([
    { caller: 'caller', url: `${origin}/answer`, element: 'GetDigits', line: 1, column: 11 },
  ])
  expect(evidence?.requests).toEqual([
    `POST ${origin}/menu (GetDigits action)`,
    '  attempt 1: no byte within rt = 40000 ms is retried (rp=ct,rt): attempt 2 of 2. (injected: stall)',
    '  attempt 2: 404 is not retried: rp=ct,rt covers connection and read timeouts only (default). 1 of 1 retries used.',
  ])
})

test('a document that is one long line is quoted around the place', async () => {
  const long = `<Speak>${'All is well. '.repeat(20)}</Speak><Dail/><Hangup/>`
  const { failures } = await runScenario(
    scenario('expect: [{ heard: billing }]'),
    shop({ '/answer': long.replace('<Dail/>', '') }),
  )
  const [{ source } = {}] = failures[0]?.evidence?.documents ?? []
  expect(source?.text.length).toBeLessThan(92)
  expect(source?.text.slice(source.caret)).toMatch(/^<Hangup\/>/)
})

test('of several callers whose steps fail, the last says that nothing was checked, with one ladder of all', async () => {
  const text = `callers:
  alice: { does: [{ hears: billing }] }
  bob: { does: [{ hears: returns }] }
  carol: {}
expect: [{ heard: goodbye, caller: alice }]
`
  const { failures } = await runScenario(scenario(text), menu)
  expect(failures.map(({ expected }) => expected)).toEqual(['alice hears billing', 'bob hears returns'])
  const lines = failures.map(describeFailure).join('\n').split('\n')
  expect(lines.filter(line => line.includes('was not checked'))).toHaveLength(1)
  expect(lines.filter(line => line.includes('how it went'))).toHaveLength(1)
  expect(failures[0]?.evidence).toBeUndefined()
  expect(failures[1]?.evidence?.ladder).toMatch(/alice +bob +carol +Plivo/)
  expect(failures[1]?.evidence?.documents.map(({ caller }) => caller)).toEqual(['alice', 'bob'])
})

test('without expectations, nothing is said about them', async () => {
  const { failures } = await runScenario(scenario('caller: [{ hears: billing }]'), menu)
  expect(failures.map(describeFailure).join()).not.toContain('was not checked')
})

test('an expectation that does not hold is a failure at its place; the end of the ladder follows the last', async () => {
  const { failures } = await runScenario(scenario('expect:\n  - heard: connecting\n  - requested: /menu\n'), menu)
  expect(failures.map(({ place, expected }) => `${place?.line} ${expected}`)).toEqual([
    '3 "connecting" is heard',
    '4 /menu is requested',
  ])
  expect(failures.map(({ evidence }) => evidence?.ladder.includes('4010 End Of XML'))).toEqual([undefined, true])
})

test('several callers are on the line at once, each from its own instant', async () => {
  const text = `callers:
  alice: { does: [{ waits: 1s }, { presses: "1" }] }
  bob: { starts: 5s, call: { from: "+14155550101" }, does: [hangs up] }
expect:
  - { heard: connecting, caller: alice }
  - { not_heard: connecting, caller: bob }
  - { ended: { source: Caller }, caller: bob }
`
  const { failures, calls } = await runScenario(scenario(text), menu)
  expect(failures.map(describeFailure)).toEqual([])
  expect(calls.map(({ name, trace }) => [name, trace.of('call.arrived')[0]?.at])).toEqual([
    ['alice', 0],
    ['bob', 5000],
  ])
})

test('music without end is ended by the limit of a call', async () => {
  const { passed, calls } = await runScenario(scenario('caller: []'), shop({ '/answer': '<Speak loop="0">La</Speak>' }))
  expect(passed).toBe(true)
  expect(calls[0]?.trace.of('call.ended')).toMatchObject([{ duration: 86_400 }])
})

test('every call can be watched while it is placed', async () => {
  const watched: string[] = []
  await runScenario(scenario('callers: { a: {}, b: { starts: 1s } }'), {
    ...menu,
    onCall: caller => watched.push(caller),
  })
  expect(watched).toEqual(['a', 'b'])
})

test('the same scenario with the same seed gives the same trace', async () => {
  const text = 'seed: 5\ncallers: { a: { does: [{ hears: sales }, { presses: "1" }] }, b: {} }'
  const traces = async () => (await runScenario(scenario(text), menu)).calls.map(({ trace }) => trace.jsonLines())
  expect(await traces()).toEqual(await traces())
})

test('a sample app that has mistakes is reported where it is named', async () => {
  const read = readScenario('app: nowhere\n', 'menu.yaml')
  const { failures } = await runScenario((read as { scenario: Scenario }).scenario)
  expect(failures[0]).toMatchObject({ place: { file: 'menu.yaml', line: 1, column: 6 } })
  expect(failures[0]?.instead.join()).toContain('there is no such folder')
})

test('a call that fails is no passed test, unless the scenario says how it ends', async () => {
  const options = { ...shop({}), callsMustComplete: true }
  const unmeant = await runScenario(scenario('caller:\n  - presses: "1"\n'), options)
  expect(unmeant.passed).toBe(false)
  expect(unmeant.failures.map(describeFailure).join()).toContain('it ended with 7011 Error Reaching Answer URL')
  expect((await runScenario(scenario('expect:\n  - ended: { cause: 7011 }\n'), options)).passed).toBe(true)
})

test('"every name has ids of its own": scenarios that are played side by side do not look alike to the application', async () => {
  const idOf = async (text: string) => (await runScenario(scenario(text), menu)).calls[0]?.uuid
  const sales = await idOf('name: Sales')
  expect(await idOf('name: Sales')).toBe(sales)
  expect(await idOf('name: Support')).not.toBe(sales)
  expect(await idOf('name: Support\nseed: 7')).toBe(await idOf('name: Sales\nseed: 7'))
})
