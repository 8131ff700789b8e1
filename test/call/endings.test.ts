import { describe, expect, it } from 'vitest'
import { createExchange, StepError } from '../../src/index.js'
import { delayed, document, origin, playCall, playDocument, type Script, wav } from '../elements/play-call.js'

const silent: Script = async () => {}
const hangsUpAfter =
  (time: string): Script =>
  c =>
    c.waits(time).then(() => c.hangsUp())

describe('how a call ends: code, name, cause, source', () => {
  it.each([
    [
      'the caller hangs up',
      '<Wait length="9"/>',
      hangsUpAfter('1s'),
      4000,
      'Normal Hangup',
      'NORMAL_CLEARING',
      'Caller',
    ],
    ['Hangup', '<Hangup/>', silent, 4000, 'Normal Hangup', 'NORMAL_CLEARING', 'Answer XML'],
    ['Hangup busy', '<Hangup reason="busy"/>', silent, 3010, 'Busy Line', 'USER_BUSY', 'Answer XML'],
    ['Hangup rejected', '<Hangup reason="rejected"/>', silent, 3020, 'Rejected', 'CALL_REJECTED', 'Answer XML'],
    ['no element left', '<Speak>Hello</Speak>', silent, 4010, 'End Of XML Instructions', 'NORMAL_CLEARING', 'Plivo'],
    [
      'a schedule',
      '<Hangup schedule="1"/><Wait length="9"/>',
      silent,
      6000,
      'Scheduled Hangup',
      'ALLOTTED_TIMEOUT',
      'Plivo',
    ],
    [
      'an unreachable Redirect',
      '<Redirect>http://app.test/404</Redirect>',
      silent,
      7014,
      'Error Reaching Redirect URL',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'a wrong Redirect URL',
      '<Redirect>/x</Redirect>',
      silent,
      7024,
      'Invalid Redirect URL',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'a wrong Redirect method',
      '<Redirect method="PUT">http://app.test/x</Redirect>',
      silent,
      7034,
      'Invalid Method For Redirect URL',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'a wrong Redirect document',
      '<Redirect>http://app.test/empty</Redirect>',
      silent,
      8014,
      'Invalid Redirect XML',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'an unreachable action',
      '<Record maxLength="1" action="http://app.test/404"/>',
      silent,
      7012,
      'Error Reaching Action URL',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'a wrong action URL',
      '<Record maxLength="1" action="x"/>',
      silent,
      7022,
      'Invalid Action URL',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'a wrong action method',
      '<Record maxLength="1" method="x" action="http://app.test/x"/>',
      silent,
      7032,
      'Invalid Method For Action URL',
      'NORMAL_CLEARING',
      'Error',
    ],
    [
      'a wrong action document',
      '<Record maxLength="1" action="http://app.test/empty"/>',
      silent,
      8012,
      'Invalid Action XML',
      'NORMAL_CLEARING',
      'Error',
    ],
    ['a wrong document', '<Say>Hello</Say>', silent, 8011, 'Invalid Answer XML', 'NORMAL_CLEARING', 'Error'],
    [
      'documents in a circle',
      '<Redirect>http://app.test/answer</Redirect>',
      silent,
      5010,
      'Internal Error',
      'NORMAL_TEMPORARY_FAILURE',
      'Error',
    ],
  ] as const)('%s', async (_, elements, script, code, name, cause, source) => {
    const { record, trace, request } = await playDocument(elements, script, { '/404': 404, '/empty': 200 })

    expect(record.hangup).toMatchObject({ code, name, cause, source })
    expect(record.status).toBe('completed')
    expect(trace.of('call.ended')).toMatchObject([{ cause: code, name, source, status: 'completed' }])
    expect(request('/hangup').params).toMatchObject({
      CallStatus: 'completed',
      HangupCause: cause,
      HangupCauseCode: String(code),
      HangupCauseName: name,
      HangupSource: source,
    })
  })

  it('an answer URL that cannot be reached: 7011', async () => {
    const { record } = await playCall({ '/answer': 404 })

    expect(record.hangup).toMatchObject({ code: 7011, name: 'Error Reaching Answer URL', source: 'Error' })
    expect(record.hangup.because).toBe('the answer URL gave no document (answered 404)')
  })

  it('the time limit of the call: 6000', async () => {
    const { record } = await playCall({ '/answer': document('<Wait length="500"/>') }, silent, { timeLimit: 60 })

    expect(record.hangup).toMatchObject({
      code: 6000,
      source: 'Plivo',
      because: 'the call reached its time limit of 60 s',
    })
    expect(record.endedAt - record.startedAt).toBe(60_000)
  })
})

describe('D33: hangup_url', () => {
  it('is not requested unless it is given', async () => {
    const exchange = createExchange()
    const paths: string[] = []
    exchange.mount(origin, async (request: Request) => {
      paths.push(new URL(request.url).pathname)
      return new Response(document('<Hangup/>'), { headers: { 'content-type': 'text/xml' } })
    })
    await exchange.call({ answerUrl: `${origin}/answer` }).callEnds()

    expect(paths).toEqual(['/answer'])
  })

  it.each([404, 500, 'no document'])('its answer does not matter: %s', async reply => {
    const { record, trace } = await playCall({ '/answer': document('<Hangup/>'), '/hangup': reply })

    expect(record.hangup.code).toBe(4000)
    expect(trace.of('problem.found')).toEqual([])
  })

  it('by GET, and configured by its fragment', async () => {
    const { requests } = await playCall({ '/answer': document('<Hangup/>'), '/hangup': 500 }, silent, {
      call: { hangupUrl: `${origin}/hangup#rp=5xx&rc=2`, hangupMethod: 'GET' },
    })

    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /answer',
      ...Array(3).fill('GET /hangup'),
    ])
  })

  it('the record is final when it is answered, late as that may be (D42)', async () => {
    await playCall({ '/answer': document('<Hangup/>'), '/hangup': delayed(7000, '') }, async caller => {
      await caller.callEnds()
      expect(caller.call.trace.events.at(-1)).toMatchObject({ type: 'webhook.delivered', at: 7000 })
    })
  })
})

describe('D31: the caller hangs up inside', () => {
  it.each([
    ['Speak', '<Speak loop="0">Hello</Speak>', []],
    ['Play', '<Play loop="0">http://app.test/a.wav</Play>', ['/a.wav']],
    ['Wait', '<Wait length="60"/>', []],
    ['DTMF', '<DTMF async="false">WWWWWW</DTMF>', []],
    ['GetDigits', '<GetDigits action="http://app.test/action" timeout="60"/>', []],
    ['GetInput', '<GetInput action="http://app.test/action" inputType="dtmf speech"/>', []],
    [
      'Record',
      '<Record action="http://app.test/action" callbackUrl="http://app.test/callback"/>',
      ['/callback', '/action'],
    ],
    ['PreAnswer', '<PreAnswer><Wait length="60"/></PreAnswer>', []],
  ])('%s', async (_, element, expected) => {
    const { record, requests, ran } = await playDocument(`${element}<Speak>Never</Speak>`, hangsUpAfter('5s'), {
      '/a.wav': wav(700),
    })

    expect(record.hangup).toMatchObject({ code: 4000, source: 'Caller', because: 'the caller hung up' })
    expect(record.endedAt - record.startedAt).toBe(5000)
    expect(requests.map(({ path }) => path)).toEqual(['/answer', ...expected, '/hangup'])
    expect(ran.at(-1)).toMatch(/^0-5000 /)
  })

  it('while its document is fetched: it is not read any more', async () => {
    const { record, trace, ran } = await playCall(
      { '/answer': delayed(9000, document('<Speak>Hello</Speak>')) },
      hangsUpAfter('5s'),
    )

    expect(record).toMatchObject({ duration: 0, hangup: { code: 4000, source: 'Caller' } })
    expect(ran).toEqual([])
    expect(trace.of('document.loaded')).toEqual([])
  })

  it('at once', async () => {
    const { record, trace } = await playDocument('<Speak>Hello</Speak>', c => c.hangsUp())

    expect(record).toMatchObject({ duration: 0, answeredAt: undefined, hangup: { code: 4000, source: 'Caller' } })
    expect(trace.of('call.ended')).toHaveLength(1)
  })

  it('twice changes nothing, nor does anything else after the end', async () => {
    const { record, trace } = await playDocument('<Speak>Hello</Speak>', async caller => {
      await caller.callEnds()
      await caller.hangsUp()
      caller.call.press('1')
      caller.call.speak({ text: 'Hello', ms: 500, confidence: 1 })
      caller.call.beep()
    })

    expect(record.hangup.code).toBe(4010)
    expect(trace.events.at(-1)?.type).toBe('webhook.delivered')
    expect(trace.of('digit.pressed')).toEqual([])
  })
})

it('D42: element callbacks in the order of their causes, then the action, then hangup_url', async () => {
  const { requests } = await playDocument(
    `<GetInput action="http://app.test/input" inputType="speech" redirect="false" interimSpeechResultsCallback="http://app.test/interim"/>
     <Record action="http://app.test/action" callbackUrl="http://app.test/callback"/>`,
    async caller => {
      await caller.waits('1s')
      await caller.says('Hello')
      await caller.waits('5s')
      await caller.hangsUp()
    },
  )

  expect(requests.map(({ path }) => path)).toEqual(['/answer', '/interim', '/input', '/callback', '/action', '/hangup'])
})

describe('what the call is doing', () => {
  it('state reads as a sentence', async () => {
    const states: unknown[] = []
    await playDocument('<Wait/><Speak>Hello</Speak><Record/>', async caller => {
      states.push(caller.call.state)
      await caller.waits(1)
      states.push(caller.call.state)
      await caller.hears('hello')
      await caller.waits(1)
      states.push(caller.call.state)
      await caller.hangsUp()
      states.push(caller.call.state)
    })

    expect(states).toEqual([
      { line: 'ringing', document: 'fetching' },
      { line: 'ringing', document: { executing: 'Wait' } },
      { line: 'answered', document: { executing: 'Record' } },
      { line: 'ended', document: 'left' },
    ])
  })

  it('describe() tells it in words', async () => {
    const words: string[] = []
    await playDocument(
      '<Wait/><Speak>Good morning</Speak><GetDigits><Speak>Press a key</Speak></GetDigits>',
      async caller => {
        const { call } = caller
        words.push(call.describe())
        for (const time of [100, 1000, 1500, 1000, 6000]) {
          await caller.waits(time)
          words.push(call.describe())
        }
      },
    )

    expect(words).toEqual([
      'is waiting for the document of POST http://app.test/answer',
      'is in <Wait> 1:32',
      'is playing "Good morning" in <Speak> 1:39',
      'is playing "Press a key" in <GetDigits> 1:66',
      'is in <GetDigits> 1:66',
      'ended with 4010 End Of XML Instructions (Plivo): no element is left in the document',
    ])
  })

  it.each([
    [
      'hears, and the call asks',
      '<GetDigits retries="1"><Speak>Press a key</Speak></GetDigits>',
      (c => c.hears('goodbye')) as Script,
      'the caller never came to this step: hears "goodbye"; heard instead: "Press a key"; the call ended with 4010 End Of XML Instructions (Plivo): no element is left in the document',
    ],
    [
      'hears, and the call repeats itself',
      '<Speak loop="0">Hold the line</Speak>',
      (c => c.hears(/goodbye/)) as Script,
      'the caller never came to this step: hears /goodbye/; heard instead: "Hold the line"; the call repeats "Hold the line" in <Speak> 1:32 until somebody hangs up',
    ],
    [
      'presses, after the end',
      '<Hangup/>',
      (c => c.callEnds().then(() => c.presses('1'))) as Script,
      'the caller never came to this step: presses 1; the call ended with 4000 Normal Hangup (Answer XML): <Hangup> was reached',
    ],
    [
      'says, after the end',
      '<Hangup reason="busy"/>',
      (c => c.callEnds().then(() => c.says('Hello'))) as Script,
      'the caller never came to this step: says "Hello"; the call ended with 3010 Busy Line (Answer XML): <Hangup> was reached',
    ],
  ])('a step that can no longer happen says what the call does instead: %s', async (_, elements, script, message) => {
    await playDocument(elements, async caller => {
      const error = await script(caller).then(
        () => undefined,
        error => error,
      )
      expect(error).toBeInstanceOf(StepError)
      expect(error.reason).toBe(message)
      expect(error.message).toContain('The last lines of the trace:')
      await caller.hangsUp()
    })
  })
})

it('two calls side by side keep to themselves', async () => {
  const exchange = createExchange({ charactersPerSecond: 10 })
  exchange.mount(origin, async (request: Request) => {
    const { CallUUID } = Object.fromEntries(new URLSearchParams(await request.text()))
    const elements = request.url.endsWith('/a')
      ? '<Speak>Hello</Speak>'
      : `<GetDigits numDigits="1"/><Speak>${CallUUID}</Speak>`
    return new Response(document(elements), { headers: { 'content-type': 'text/xml' } })
  })
  const alice = exchange.call({ answerUrl: `${origin}/a` })
  const bob = exchange.call({ answerUrl: `${origin}/b`, from: '+14155550101' })
  await bob.waits(100)
  await bob.presses('1')
  const records = await Promise.all([alice.callEnds(), bob.callEnds()])

  expect(records.map(({ from }) => from)).toEqual(['+14155550100', '+14155550101'])
  expect(alice.call.trace.of('prompt.finished').map(({ text }) => text)).toEqual(['Hello'])
  expect(bob.call.trace.of('prompt.finished').map(({ text }) => text)).toEqual([bob.call.uuid])
  expect(bob.call.trace.of('digit.pressed')).toMatchObject([{ at: 100, heardBy: 'GetDigits' }])
  expect(exchange.clock.pending()).toEqual({ holds: [], timers: [] })
})

it('who says something else breaks off what was being said', async () => {
  const { trace } = await playDocument(
    '<GetInput action="http://app.test/action" inputType="speech"/>',
    async caller => {
      await caller.waits(100)
      await Promise.all([caller.says('opening hours'), caller.waits(800).then(() => caller.says('billing'))])
    },
  )

  expect(trace.of('speech.heard').map(({ at, ms, text }) => `${at} ${ms} ${text}`)).toEqual([
    '900 800 opening hours',
    '1600 700 billing',
  ])
})
