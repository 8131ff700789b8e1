import { describe, expect, it } from 'vitest'
import { loadScenario, readScenario } from '../../src/scenario/file.js'
import { describeFailure, runScenario } from '../../src/scenario/run.js'

const run = async (text: string) => {
  const read = readScenario(text, 'xml-samples/outbound/reminder/some.scenario.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { failures, calls } = await runScenario(read.scenario)
  return { failures: failures.map(describeFailure).join('\n'), calls }
}

const problems = (call: string): string => {
  const read = readScenario(`app: .\ncall:\n${call}\n`, 'xml-samples/outbound/reminder/x.yaml')
  return 'problems' in read ? read.problems.map(String).join('\n') : 'none'
}

describe('call: { outbound: true }', () => {
  it('the exchange calls; without a phone, whoever is called answers after 2 s (D92), and plays the steps', async () => {
    const { failures, calls } = await run(`
app: .
call: { outbound: true, to: "+14155550111" }
caller: [hears: press 1, presses: "2", hears: another day]
expect:
  - requested: /ring
  - ended: { status: completed }
`)
    expect(failures).toBe('')
    expect(calls[0]?.trace.of('call.answered')).toMatchObject([{ at: 2000, by: 'the callee' }])
  })

  it('phones say otherwise, and a step that never came is the callee’s', async () => {
    const { failures } = await run(`
app: .
call: { outbound: true }
phones: { default: busy }
caller: [hears: press 1]
`)
    expect(failures).toContain('the call ended with 3010 Busy Line')
  })

  it('several are called, each with what all have in common', async () => {
    const { failures, calls } = await run(`
app: .
call: { outbound: true, ring_timeout: 20s }
phones: { "+14155550111": no-answer }
callers:
  alice: { call: { to: "+14155550111" } }
  bob: { call: { to: "+14155550112", ring_timeout: 30s, hangup_on_ring: 1s } }
expect:
  - { ended: { cause: 6010, status: no-answer }, caller: alice }
  - { ended: { cause: 1000, status: cancel }, caller: bob }
`)
    expect(failures).toBe('')
    expect(calls.map(({ trace }) => trace.of('call.ended')[0]?.at)).toEqual([20_000, 1000])
  })

  it.each(['busy', 'machine'])('the lesson’s %s.scenario.yaml', async name => {
    const read = loadScenario(`xml-samples/outbound/reminder/${name}.scenario.yaml`)
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const { failures } = await runScenario(read.scenario)
    expect(failures.map(describeFailure).join('\n')).toBe('')
  })

  it.each([
    ['  ring_url: /ring', '"ring_url" belongs to calls that Plivo makes; give outbound: true beside it'],
    ['  outbound: yes', 'outbound is "yes"'],
    [
      '  outbound: true\n  ring_timeout: 1500ms',
      'ring_timeout is 1s500ms. Allowed: whole seconds, 1s to 1440m (a day)',
    ],
    ['  outbound: true\n  ring_timeout: 0s', 'ring_timeout is 0s. Allowed: whole seconds, 1s to 1440m (a day)'],
    ['  outbound: true\n  machine_detection: maybe', 'machine_detection is "maybe"'],
    ['  outbound: true\n  machine_detection_time: 500ms', 'machine_detection_time is 500ms. Allowed: 2s to 10s'],
    ['  outbound: true\n  send_digits: "1x"', 'send_digits is "1x": "x" is no tone'],
    ['  outbound: true\n  ring_urll: /ring', 'ring_url'],
    ['  outbound: true\n  forwarded_from: "+14155550123"', 'forwarded by nobody'],
  ])('%j is a mistake, at its place', (call, message) => {
    expect(problems(call)).toContain(message)
  })
})

describe('phones: { asks_for: { username, password } }', () => {
  const text = (password: string) => `
call: { answer_url: http://app.test/answer }
phones:
  "sip:bob@example.com": { answers: 2s, asks_for: { username: bob${password} } }
`
  it('is the credentials of an endpoint', () => {
    const read = readScenario(text(', password: secret123'), 'x.yaml')
    expect('scenario' in read && read.scenario.phones?.[0]?.behaviour).toEqual([
      { answers: 2000, asksFor: { username: 'bob', password: 'secret123' } },
    ])
  })

  it('needs both', () => {
    const read = readScenario(text(''), 'x.yaml')
    expect('problems' in read && String(read.problems[0])).toContain('asks_for needs a username and a password')
  })
})
