import { describe, expect, test } from 'vitest'
import { createExchange } from '../../src/exchange/exchange.js'
import { readScenario } from '../../src/scenario/file.js'
import { describeFailure, runScenario } from '../../src/scenario/run.js'

const origin = 'http://shop.test'
const talking = '<Dial><Number>+14155550111</Number></Dial><Speak>Goodbye</Speak>'

const problems = (steps: string, call = `call: { answer_url: ${origin}/answer }`): string[] => {
  const read = readScenario(`${call}\ncaller:\n${steps}\n`, 'live.yaml')
  return 'problems' in read ? read.problems.map(String) : []
}

async function run(steps: string, documents: Record<string, string>) {
  const text = `call: { answer_url: ${origin}/answer }
phones: { default: { answers: 0s } }
caller:
${steps}`
  const read = readScenario(text, 'live.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { failures, calls } = await runScenario(read.scenario, {
    createExchange: options => {
      const exchange = createExchange(options)
      exchange.mount(origin, (request: Request) => {
        const document = documents[new URL(request.url).pathname]
        return new Response(document && `<Response>${document}</Response>`, { headers: { 'content-type': 'text/xml' } })
      })
      return exchange
    },
  })
  const operations = calls[0]?.trace.of('operation.requested').map(({ type: _, seq, call, at, ...told }) => told)
  return { failures: failures.map(describeFailure), operations, call: calls[0] }
}

describe('"- api:": what the application does by REST at that moment', () => {
  test('transfer, play, speak, send_digits, and those that stand alone', async () => {
    const { failures, operations, call } = await run(
      `  - hears: welcome
  - api: { play: { urls: ["${origin}/a.mp3"], length: 5s, loop: true, mix: false } }
  - api: stop_playing
  - api: { speak: { text: One moment, voice: MAN } }
  - hears: one moment
  - api: { stop_speaking: true }
  - api: { transfer: { aleg_url: "${origin}/talk", aleg_method: GET } }
  - waits: 1s
  - api: { send_digits: { digits: "12", leg: bleg } }
  - waits: 2s
  - api: record
  - waits: 1s
  - api: stop_recording
  - api: { hang_up: }`,
      { '/answer': '<Speak>Welcome</Speak><Wait length="60"/>', '/talk': talking },
    )
    expect(failures).toEqual([])
    expect(operations).toEqual([
      {
        operation: 'play',
        what: `${origin}/a.mp3`,
        how: 'to the aleg, again and again, all else is muted meanwhile, at most 5 s',
      },
      { operation: 'stop play' },
      { operation: 'speak', what: '"One moment"', how: 'to the aleg' },
      { operation: 'stop speak', how: 'nothing of it sounds' },
      { operation: 'transfer', what: `aleg to GET ${origin}/talk` },
      { operation: 'send digits', digits: '12', how: 'to the bleg' },
      { operation: 'hang up' },
    ])
    expect(call?.record?.hangup).toMatchObject({ code: 4000, source: 'API Request' })
  })

  test('record, with and without options, and stop_recording', async () => {
    const { failures, call } = await run(
      `  - hears: welcome
  - api: { record: { time_limit: 10s, file_format: wav, callback_url: "${origin}/recorded" } }
  - api: record
  - waits: 2s
  - api: stop_recording`,
      { '/answer': '<Speak>Welcome</Speak><Wait length="5"/>', '/recorded': '' },
    )
    expect(failures).toEqual([])
    expect(call?.record?.recordings.map(({ ms, format }) => [ms, format])).toEqual([
      [2000, 'wav'],
      [2000, 'mp3'],
    ])
  })

  test('what the call cannot have at that moment fails the scenario, with the step as it is written', async () => {
    const { failures } = await run('  - hears: welcome\n  - api: { send_digits: { digits: "12", leg: bleg } }', {
      '/answer': '<Speak>Welcome</Speak><Wait length="60"/>',
    })
    expect(failures[0]?.split('\n').slice(0, 2)).toEqual([
      'live.yaml:5:5  expected: caller api: send_digits { digits: "12", leg: "bleg" }',
      '  there is no bleg: the caller is connected to nobody in a Dial',
    ])
  })

  test.each([
    ['  - api: hang_upp', '3:10  unknown api "hang_upp"; did you mean "hang_up"?'],
    ['  - api', '3:5  "api" needs an operation. Allowed: transfer, play'],
    ['  - apis: hang_up', '3:5  unknown key "apis"; did you mean "api"?'],
    ['  - api:', '3:9  "api" needs an operation. Allowed: transfer, play'],
    ['  - api: { playy: { urls: a } }', '3:12  unknown operation "playy"; did you mean "play"?'],
    ['  - api: { hang_up: true, play: {} }', '3:27  "play" is an operation of its own; begin it with "- api:"'],
    ['  - api: play', '3:10  "play" needs a record. Allowed: urls, length, legs, loop, mix'],
    [
      '  - api: { record: { time_limit: 500ms } }',
      '3:34  time_limit is 500ms. Allowed: whole seconds, 1s to 1440m (a day)',
    ],
    ['  - api: { record: { file_format: ogg } }', '3:35  unknown file_format "ogg". Allowed: mp3, wav'],
    [
      '  - api: { record: { callback_url: done } }',
      '3:20  callback_url is "done"; allowed is an absolute http or https URL',
    ],
    ['  - api: { record: { callback: /a } }', '3:22  unknown key "callback"; did you mean "callback_url"?'],
    ['  - api: { stop_recording: all }', '3:28  "stop_recording" stands alone'],
    ['  - api: { hang_up: now }', '3:21  "hang_up" stands alone'],
    ['  - api: { play: { url: x } }', '3:20  unknown key "url"; did you mean "urls"?'],
    ['  - api: { play: { urls: x } }', '3:18  urls has "x"; allowed are absolute http or https URLs'],
    [`  - api: { play: { urls: "${origin}/a", length: 3 } }`, '"3" is not a time; did you mean "3s"?'],
    [`  - api: { play: { urls: "${origin}/a", length: 0s } }`, 'length is 0s. Allowed: 1ms to 1440m (a day)'],
    ['  - api: { speak: { text: Hi, loop: yes } }', '3:37  loop is "yes". Allowed: true or false'],
    ['  - api: { speak: { text: Hi, legs: bLeg } }', '3:37  unknown legs "bLeg"; did you mean "bleg"?'],
    ['  - api: { send_digits: { digits: 12 } }', 'YAML reads 12 as a number, and digits must be text'],
    ['  - api: { send_digits: { digits: "x" } }', 'digits: "x" is no tone'],
    ['  - api: { record: { time_limit: 0s } }', 'time_limit is 0s. Allowed: whole seconds, 1s to 1440m (a day)'],
    ['  - api: { transfer: { legs: both, aleg_url: /a } }', "3:22  transfer needs bleg_url for legs: 'both'"],
  ])('%s', (steps, sentence) => {
    const found = problems(steps)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(sentence)
  })

  test('what fails in the middle of a call shows the trace until then, and not its end hours later', async () => {
    const { failures } = await run('  - waits: 3s\n  - api: { speak: { text: Hi, legs: bleg } }', {
      '/answer': '<Speak>Welcome</Speak><Speak loop="0">On and on</Speak>',
    })
    expect(failures[0]).toContain('expected: caller api: speak { text: "Hi", legs: "bleg" }')
    expect(failures[0]).toContain('  there is no bleg: the caller is connected to nobody in a Dial')
    expect(failures[0]).toContain('  the call up to then\n')
    expect(failures[0]?.split('up to then').at(-1)).toContain('"Welcome"')
    expect(failures[0]).not.toContain('ended')
  })

  test('who answers a phone uses no API', () => {
    const read = readScenario(
      `call: { answer_url: ${origin}/answer }\nphones: { "+14155550111": { answers: 0s, does: [api: hang_up] } }`,
      'live.yaml',
    )
    expect('problems' in read && read.problems.join()).toContain('unknown key "api"')
  })

  test('a step that lost its indentation is sent where it belongs', () => {
    const read = readScenario(`call: { answer_url: ${origin}/answer }\napi: hang_up`, 'live.yaml')
    expect('problems' in read && read.problems.join()).toContain(
      'unknown key "api"; it belongs under caller, as - api: …',
    )
  })

  test('a URL that cannot be requested is no mistake: the call ends as it does at Plivo', async () => {
    const { call } = await run('  - hears: welcome\n  - api: { transfer: { aleg_url: next.xml } }', {
      '/answer': '<Speak>Welcome</Speak><Wait length="60"/>',
    })
    expect(call?.record?.hangup).toMatchObject({ code: 7023, name: 'Invalid Transfer URL' })
  })
})
