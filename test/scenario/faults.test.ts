import { describe, expect, test } from 'vitest'
import { createExchange } from '../../src/exchange/exchange.js'
import { parseFault } from '../../src/scenario/fault-line.js'
import { readScenario, type Scenario } from '../../src/scenario/file.js'
import { Mistake } from '../../src/scenario/mistake.js'
import { describeFailure, describeUnmet, type RunOptions, runScenario } from '../../src/scenario/run.js'
import { readRule } from '../../src/webhook/fault-rule.js'

const origin = 'http://shop.test'
const call = `call: { answer_url: ${origin}/answer#rt=2000 }\n`

const read = (text: string): Scenario => {
  const result = readScenario(call + text, 'menu.yaml')
  if ('problems' in result) throw new Error(result.problems.join('\n'))
  return result.scenario
}

const problems = (text: string): string => {
  const result = readScenario(call + text, 'menu.yaml')
  return 'problems' in result ? result.problems.map(String).join('\n') : ''
}

const shop: RunOptions = {
  createExchange: options => {
    const exchange = createExchange(options)
    exchange.mount(origin, () => {
      const xml = `<Response><GetDigits action="${origin}/menu" numDigits="1" retries="1"><Speak>Press 1</Speak></GetDigits></Response>`
      return new Response(xml, { headers: { 'content-type': 'text/xml' } })
    })
    return exchange
  },
}

const run = (text: string, options: RunOptions = {}) => runScenario(read(text), { ...shop, ...options })
const attempted = ({ calls }: Awaited<ReturnType<typeof run>>) =>
  calls.map(({ trace }) => trace.of('webhook.attempted').map(({ outcome, fault }) => fault ?? outcome))

describe('faults of a scenario', () => {
  test('each form of a rule', () => {
    const { faults } = read(`faults:
  - { url: /menu, attempts: [1], fault: stall }
  - { url: /\\/menu$/i, method: POST, attempts: "1-2", fault: { stall_after: 12 }, times: 2 }
  - { purpose: GetDigits action, call: caller, attempts: 3, fault: { slow: 1m30s }, probability: 0.3 }
  - fault: status
    call: 1
`)
    expect(faults).toMatchObject([
      { rule: { url: '/menu', attempts: [1], fault: 'stall' }, place: { file: 'menu.yaml', line: 3, column: 5 } },
      { rule: { url: /\/menu$/i, method: 'POST', attempts: '1-2', fault: { 'stall-after': 12 }, times: 2 } },
      {
        rule: { purpose: 'GetDigits action', attempts: '3', fault: { slow: 90_000 }, probability: 0.3 },
        call: 'caller',
      },
      { rule: { fault: { status: 503 } }, call: 1 },
    ])
  })

  test('they strike in call time', async () => {
    const result = await run('faults:\n  - { url: /answer, attempts: [1], fault: stall }\n')
    expect(result.failures.map(describeFailure)).toEqual([])
    expect(attempted(result)).toEqual([['stall', 'ok']])
    expect(result.calls[0]?.trace.of('webhook.attempted')[1]?.at).toBe(2_000)
  })

  test('of the caller whose name is given, whenever that one calls', async () => {
    const callers = 'callers: { late: { starts: 5s }, alice: {}, bob: { starts: 5s } }\n'
    const outcomes = async (name: string) =>
      attempted(await run(`${callers}faults: [{ call: ${name}, fault: close-headers }]`))
    const [lost, fine] = [['close-headers'], ['ok']]
    expect(await outcomes('late')).toEqual([lost, fine, fine])
    expect(await outcomes('alice')).toEqual([fine, lost, fine])
    expect(await outcomes('bob')).toEqual([fine, fine, lost])
  })

  test('one that no request met fails the scenario, where it is written, with what came nearest', async () => {
    const { passed, failures } = await run(
      'faults:\n  - { url: /anwser, fault: stall }\n  - { url: /answer, attempts: [2], fault: stall }\n',
    )
    expect(passed).toBe(false)
    expect(failures.map(({ place, expected, instead }) => [place?.line, expected, ...instead])).toEqual([
      [
        3,
        'the fault stall url=/anwser strikes',
        'no URL that was requested has "/anwser" in it; did you mean /answer?',
      ],
      [
        4,
        'the fault stall url=/answer attempts=2 strikes',
        'http://shop.test/answer had no such attempt (the last was attempt 1)',
      ],
    ])
  })

  test('those from outside come first, and are only noted when nothing met them', async () => {
    const faults = [
      { fault: 'reset', url: '/answer', times: 1 },
      { fault: 'stall', url: '/nowhere' },
    ] as const
    const result = await run('faults: [{ url: /answer, fault: close }]', { faults })
    expect(attempted(result)).toEqual([['reset', 'close']])
    expect([result.passed, result.unmet?.map(describeUnmet)]).toEqual([
      true,
      [
        'the fault stall url=/nowhere never struck: no URL that was requested has "/nowhere" in it; requested were /answer',
      ],
    ])
  })

  test('the same seed has the same chance, another seed another', async () => {
    const text =
      'faults: [{ fault: duplicate, probability: 0.5 }]\ncallers: { a: {}, b: {}, c: {}, d: {}, e: {}, f: {} }'
    const of = async (seed: number) => JSON.stringify(attempted(await run(text, { seed })))
    expect(await of(1)).toBe(await of(1))
    expect(new Set([await of(1), await of(2), await of(3)]).size).toBeGreaterThan(1)
  })

  test.each([
    ['faults: [{ url: /menu, fault: stal }]', '2:31  there is no fault "stal"; did you mean "stall"? Allowed: refuse'],
    ['faults: [{ url: /menu }]', '2:10  what goes wrong is missing: fault. Allowed: fault: stall'],
    ['faults: [{ fault: stall, urll: /menu }]', '2:26  unknown key "urll"; did you mean "url"? Allowed: fault, url'],
    ['faults: [{ fault: { stall_aftr: 12 } }]', '2:21  there is no fault "stall_aftr"; did you mean "stall-after"?'],
    ['faults: [{ fault: { stall: 12 } }]', '2:28  the fault stall takes no amount; did you mean "fault: stall"?'],
    ['faults: [{ fault: { status: 700 } }]', '2:29  status is 700. Allowed: a status, 200 to 599'],
    ['faults: [{ fault: { slow: 3 } }]', '2:27  "3" is not a time; did you mean "3s"?'],
    ['faults: [{ fault: { slow: 3s, stall: 1 } }]', '2:19  a fault is one name with its amount'],
    ['faults: [{ fault: [stall] }]', '2:19  fault must be text, not a list'],
    ['faults: [{ fault: stall, url: "" }]', '2:31  an empty URL matches anything'],
    ['faults: [{ fault: stall, url: "/[/" }]', '2:31  Invalid regular expression'],
    ['faults: [{ fault: stall, method: PUT }]', '2:34  unknown method "PUT"'],
    ['faults: [{ fault: stall, call: calller }]', '2:32  there is no caller "calller"; did you mean "caller"?'],
    ['faults: [{ fault: stall, call: 0 }]', '2:32  call must be a whole number'],
    ['faults: [{ fault: stall, attempts: [0] }]', '2:37  attempts must be a whole number'],
    ['faults: [{ fault: stall, attempts: [9] }]', '2:36  the attempts of a fault are [9]. Allowed: 1 (the first) to 6'],
    ['faults: [{ fault: stall, attempts: 3-1 }]', '2:36  the attempts of a fault are 3-1'],
    ['faults: [{ fault: stall, attempts: {} }]', '2:36  attempts must be a list'],
    ['faults: [{ fault: stall, times: 0 }]', '2:33  times must be a whole number'],
    ['faults: [{ fault: stall, probability: 30 }]', '2:39  the probability of a fault is 30. Allowed: a number from 0'],
    ['faults: [{ fault: stall, probability: often }]', '2:39  the probability of a fault is often'],
    ['faults: [stall]', '2:10  faults must be a record'],
    ['faults: { fault: stall }', '2:9  faults must be a list'],
  ])('%s', (text, sentence) => expect(problems(text)).toContain(`menu.yaml:${sentence}`))
})

describe('regions of a scenario', () => {
  const regions = 'regions: { hosts: { "*.test": mumbai }, latency: { mumbai: 90ms }, media: frankfurt }\n'

  test('say where hosts are, how far that is, and where media is', async () => {
    expect(read(regions).regions).toEqual({
      hosts: { '*.test': 'mumbai' },
      latency: { mumbai: 90 },
      media: 'frankfurt',
    })
    const { calls } = await run(regions)
    expect(calls[0]?.trace.of('webhook.attempted')).toMatchObject([{ region: 'mumbai', cost: 180 }])
  })

  test('media_region: of one call', async () => {
    const local = `call: { answer_url: "${origin}/answer#er=local" }\nregions: { media: mumbai }\ncallers:\n  a: {}\n  b: { call: { media_region: singapore } }\n`
    const result = readScenario(local, 'menu.yaml')
    if ('problems' in result) throw new Error(result.problems.join('\n'))
    const { calls } = await runScenario(result.scenario, shop)
    expect(calls.map(({ trace }) => trace.of('webhook.attempted')[0]?.region)).toEqual(['mumbai', 'singapore'])
  })

  test.each([
    ['regions: { hosts: { shop.test: mumbay } }', '2:32  unknown region "mumbay"; did you mean "mumbai"?'],
    ['regions: { hosts: { "http://shop.test": mumbai } }', '2:21  "http://shop.test" in regions.hosts is no host'],
    ['regions: { latency: { mumbay: 9ms } }', '2:23  unknown region "mumbay"; did you mean "mumbai"?'],
    ['regions: { latency: { mumbai: 9 } }', '2:31  "9" is not a time; did you mean "9s"?'],
    ['regions: { latency: { mumbai: 2m } }', '2:31  regions.latency.mumbai is 120000; allowed are milliseconds'],
    ['regions: { media: local }', '2:19  unknown media "local"'],
    ['regions: { medium: mumbai }', '2:12  unknown key "medium"; did you mean "media"?'],
    ['callers: { a: { call: { media_region: berlin } } }', '2:39  unknown media_region "berlin"'],
  ])('%s', (text, sentence) => expect(problems(text)).toContain(`menu.yaml:${sentence}`))
})

describe('a rule in one line, as --fault reads it', () => {
  test.each([
    ['stall', { fault: 'stall' }],
    ['stall url=/menu attempts=1', { fault: 'stall', url: '/menu', attempts: '1' }],
    ['url=/menu   stall', { fault: 'stall', url: '/menu' }],
    ['status=503 url=/menu probability=0.3', { fault: { status: 503 }, url: '/menu', probability: 0.3 }],
    ['stall_after=12', { fault: { 'stall-after': 12 } }],
    ['slow=1m30s times=2 call=2', { fault: { slow: 90_000 }, times: 2, call: 2 }],
    ['fault=slow=3s', { fault: { slow: 3_000 } }],
    ['reset url=/^http:.*\\d=x$/i method=post', { fault: 'reset', url: /^http:.*\d=x$/i, method: 'POST' }],
    ['reset purpose="Record action"', { fault: 'reset', purpose: 'Record action' }],
    ["reset 'purpose=Record action'", undefined],
    ["reset purpose='Record action' attempts=1-2,4", { fault: 'reset', purpose: 'Record action', attempts: '1-2,4' }],
    ['reset url=/menu?a=b', { fault: 'reset', url: '/menu?a=b' }],
  ])('%s', (line, rule) => {
    const read = parseFault(line)
    if (rule === undefined) return expect(read).toBeInstanceOf(Mistake)
    expect(read).toEqual(rule)
    // What is reported as unmet can be typed again.
    expect(parseFault(readRule(rule as never).words)).toEqual({ ...read })
  })

  test.each([
    ['', 'it does not say what goes wrong; for example: stall url=/menu attempts=1'],
    ['url=/menu', 'it does not say what goes wrong'],
    ['stal url=/menu', 'there is no fault "stal"; did you mean "stall"? Allowed: refuse'],
    ['stall urll=/menu', 'unknown condition "urll"; did you mean "url"? Allowed: url, purpose'],
    ['staus=503', 'unknown condition "staus"; did you mean "status"?'],
    ['stall reset', 'fault is given twice'],
    ['stall url=/a url=/b', 'url is given twice'],
    ['stall=3', 'the fault stall takes no amount; did you mean "stall"?'],
    ['slow=3', 'slow is 3; did you mean "3ms"? Allowed: a time from 1ms to 600s'],
    ['status=abc', 'status is abc. Allowed: a status, 200 to 599'],
    ['stall url=', 'url needs a value; did you mean "url=/menu"?'],
    ['stall attempts', 'attempts needs a value; did you mean "attempts=1"?'],
    ['stall url=/[/', 'Invalid regular expression'],
    ['stall method=PUT', 'the method of a fault is PUT. Allowed: GET and POST'],
    ['stall times=often', 'the times of a fault is often. Allowed: a whole number, 1 or more'],
    ['stall attempts=1..2', 'the attempts of a fault are 1..2. Allowed: 1 (the first) to 6'],
    ['stall probability=30%', 'the probability of a fault is 30%. Allowed: a number from 0 to 1'],
  ])('%j is refused', (line, sentence) => {
    const read = parseFault(line)
    expect(read instanceof Mistake ? read.sentence : read).toContain(sentence)
  })
})
