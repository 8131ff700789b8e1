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
  expect(lines.slice(2, 7)).toEqual([
    '  never reached:',
    '    menu.yaml:4:5  presses 1',
    '    menu.yaml:5:5  hangs up',
    '  what "expect" says was not checked: the conversation did not get that far',
    '  the trace ends with',
  ])
})

test('of several callers whose steps fail, the last says that nothing was checked, with the trace of each', async () => {
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
  expect(lines.filter(line => line.includes('the trace ends with'))).toHaveLength(1)
  expect(failures[0]?.trace).toBe('')
  expect(failures[1]?.trace.split('\n').filter(line => /^\w+:$/.test(line))).toEqual(['alice:', 'bob:'])
})

test('without expectations, nothing is said about them', async () => {
  const { failures } = await runScenario(scenario('caller: [{ hears: billing }]'), menu)
  expect(failures.map(describeFailure).join()).not.toContain('was not checked')
})

test('an expectation that does not hold is a failure at its place; the end of the trace follows the last', async () => {
  const { failures } = await runScenario(scenario('expect:\n  - heard: connecting\n  - requested: /menu\n'), menu)
  expect(failures.map(({ place, expected }) => `${place?.line} ${expected}`)).toEqual([
    '3 "connecting" is heard',
    '4 /menu is requested',
  ])
  expect(failures.map(({ trace }) => trace.includes('4010 End Of XML Instructions'))).toEqual([false, true])
  expect(failures[0]?.trace).toBe('')
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
