import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'
import { account, createOffice, listen, type Office, type Received } from './office.js'

const from = '+14155550100'
const to = '+14155550199'

/** On every document's webhook of an inbound call, and on its hangup. */
const always = [
  'BillRate',
  'CallStatus',
  'CallUUID',
  'CallerName',
  'Direction',
  'Event',
  'From',
  'ParentAuthID',
  'STIRAttestation',
  'STIRVerification',
  'SessionStart',
  'To',
]
/** Of the answer URL alone. */
const routing = ['CountryCode', 'RouteType']
const ending = [
  'AnswerTime',
  'BillDuration',
  'Duration',
  'EndTime',
  'HangupCause',
  'HangupCauseCode',
  'HangupCauseName',
  'HangupSource',
  'StartTime',
  'TotalCost',
]
const recorded = [
  'RecordUrl',
  'RecordingDuration',
  'RecordingDurationMs',
  'RecordingEndMs',
  'RecordingID',
  'RecordingStartMs',
]

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const instant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
const preciseInstant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/

/** The same conversations through both doors to the application: in process, and over a socket. */
describe.each(['mounted', 'listening'] as const)('a %s Express application with the official package', door => {
  let office: Office
  let exchange: ReturnType<typeof createExchange>
  let origin: string
  let close: () => Promise<void>

  beforeEach(async () => {
    office = createOffice()
    exchange = createExchange({ seed: 1, account })
    if (door === 'mounted') {
      origin = 'http://office.test'
      close = async () => {}
      exchange.mount(origin, office)
    } else {
      ;({ origin, close } = await listen(office))
    }
  })

  afterEach(async () => {
    await exchange.close()
    await close()
  })

  const ring = (path = '/answer') =>
    exchange.call({ from, to, answerUrl: `${origin}${path}`, hangupUrl: `${origin}/hangup` })

  const paths = () => office.requests.map(({ method, path }) => `${method} ${path}`)
  const received = (path: string): Received => {
    const request = office.requests.find(each => each.path === path)
    if (!request) throw new Error(`the office was never asked for ${path}, only for ${paths().join(', ')}`)
    return request
  }

  it('leads a caller to sales and hangs up', async () => {
    const caller = ring()
    await caller.hears(/for sales, press 1/i)
    await caller.presses('1')
    await caller.hears('You have reached sales')
    await caller.callEnds()

    expect(paths()).toEqual(['POST /answer', 'POST /menu', 'POST /hangup'])
    expect(received('/menu').params.Digits).toBe('1')
    expect(caller.call.trace.of('call.ended')).toMatchObject([{ cause: 4000, source: 'Answer XML' }])
    expect(caller.call.trace.of('problem.found')).toEqual([])
  })

  it('goes two menus deep, the second one asked by GET with a query of its own', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('2')
    await caller.hears('For billing, press 1')
    await caller.presses('2')
    await caller.hears('turning it off and on again')
    await caller.callEnds()

    expect(paths()).toEqual(['POST /answer', 'POST /menu', 'GET /support', 'POST /hangup'])
    expect(received('/support').params).toMatchObject({ from: 'menu', Digits: '2', From: '14155550100' })
  })

  it('cuts the menu short when a key is pressed in the middle of it', async () => {
    const caller = ring()
    await caller.waits('1s')
    await caller.presses('1')
    await caller.callEnds()

    expect(caller.call.trace.of('prompt.finished')[0]).toMatchObject({ heard: false })
    expect(received('/menu').params.Digits).toBe('1')
  })

  it('tells a caller who presses nothing good-bye after two rounds, without asking the action', async () => {
    const caller = ring()
    await caller.hears('We did not hear you')
    await caller.callEnds()

    expect(paths()).toEqual(['POST /answer', 'POST /hangup'])
    const heard = caller.call.trace.of('prompt.finished').map(({ text }) => text)
    expect(heard.filter(text => text.startsWith('Welcome'))).toHaveLength(2)
    expect(caller.call.trace.of('call.ended')).toMatchObject([{ cause: 4010, source: 'Plivo' }])
  })

  it('sends a caller with a wrong choice back to the menu', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('9')
    await caller.hears('There is no choice 9')
    await caller.hears('For sales')
    await caller.hangsUp()
    await caller.callEnds()

    expect(paths()).toEqual(['POST /answer', 'POST /menu', 'POST /answer', 'POST /hangup'])
    expect(office.requests.map(({ params }) => params.Event)).toEqual(['StartApp', 'Redirect', 'Redirect', 'Hangup'])
  })

  it('takes a PIN of four digits, or fewer with the finish key, at the second try', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('3')
    await caller.hears('Enter your four digit PIN')
    await caller.presses('12#')
    await caller.hears('That PIN is wrong')
    await caller.hears('Enter your four digit PIN')
    await caller.presses('2580')
    await caller.hears('on its way')
    await caller.callEnds()

    const entered = office.requests.filter(({ path }) => path === '/pin/checked').map(({ params }) => params.Digits)
    expect(entered).toEqual(['12', '2580'])
  })

  it('asks for the PIN three times before it gives up', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('3')
    await caller.hears('No PIN, no order')
    await caller.callEnds()

    const asked = caller.call.trace.of('prompt.finished').filter(({ text }) => text.startsWith('Enter your'))
    expect(asked).toHaveLength(3)
    expect(paths()).not.toContain('POST /pin/checked')
  })

  it('understands what is said', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('4')
    await caller.hears('What can we do for you')
    await caller.says('opening hours')
    await caller.hears('You said: opening hours')
    await caller.callEnds()

    expect(received('/wish/heard').params).toMatchObject({ InputType: 'speech', Speech: 'opening hours', Digits: '' })
  })

  it('takes a key where speech would do', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('4')
    await caller.hears('What can we do for you')
    await caller.presses('7')
    await caller.hears('You pressed: 7')
    await caller.callEnds()

    expect(received('/wish/heard').params).toMatchObject({ InputType: 'dtmf', Digits: '7', Speech: '' })
  })

  it('records a message until the finish key', async () => {
    const caller = ring()
    await caller.hears('press 5')
    await caller.presses('5')
    await caller.hears('after the beep')
    await caller.waits('1s')
    await caller.says('please call me back tomorrow')
    await caller.presses('#')
    await caller.hears('Thank you for')
    await caller.callEnds()

    const { params } = received('/voicemail/left')
    expect(params.Digits).toBe('#')
    const ms = Number(params.RecordingDurationMs)
    expect(ms).toBeGreaterThan(1000)
    expect(Number(params.RecordingEndMs) - Number(params.RecordingStartMs)).toBe(ms)
    expect(received('/voicemail/ready').params).toMatchObject({
      RecordingID: params.RecordingID,
      RecordUrl: params.RecordUrl,
      RecordingDurationMs: params.RecordingDurationMs,
    })
    expect(caller.call.trace.of('recording.finished')).toMatchObject([{ ms }])
  })

  it('keeps the message of a caller who hangs up while it is recorded', async () => {
    const caller = ring('/voicemail')
    await caller.hears('after the beep')
    await caller.waits('1s')
    await caller.says('never mind')
    await caller.hangsUp()
    await caller.callEnds()

    expect(received('/voicemail/left').params).toMatchObject({ CallStatus: 'completed' })
    expect(paths()).toContain('POST /voicemail/ready')
    expect(paths().at(-1)).toBe('POST /hangup')
  })

  it('plays ten minutes of silence in no time', async () => {
    const caller = ring('/silence')
    await caller.callEnds()

    const [ended] = caller.call.trace.of('call.ended')
    expect(ended?.at).toBeGreaterThanOrEqual(600_000)
    expect(ended?.at).toBeLessThan(610_000)
    expect(received('/hangup').params).toMatchObject({ Duration: String(ended?.duration) })
  })

  it('signs every webhook so that the official package accepts it', async () => {
    const caller = ring('/answer?tenant=caf%C3%A9+no.+1&a=%2B')
    await caller.hears('press 5')
    await caller.presses('2')
    await caller.hears('For billing')
    await caller.presses('1')
    await caller.callEnds()

    expect(office.requests).toHaveLength(4)
    for (const { path, signaturesValid } of office.requests) {
      expect({ path, ...signaturesValid }).toEqual({ path, v3: true, v2: true })
    }
  })

  it('is not believed with the token of another account', async () => {
    const stranger = createExchange({ seed: 1, account: { ...account, authToken: 'not the token of the office' } })
    if (door === 'mounted') stranger.mount(origin, office)
    const caller = stranger.call({ from, to, answerUrl: `${origin}/silence` })
    await caller.callEnds()
    await stranger.close()

    expect(received('/silence').signaturesValid).toEqual({ v3: false, v2: false })
  })

  describe('sends an inbound call to', () => {
    it('the answer URL: ringing, StartApp, and nothing of an outbound call or of an end', async () => {
      const caller = ring()
      await caller.hears('Welcome')
      const { params } = received('/answer')

      expect(names(params)).toEqual([...always, ...routing].sort())
      expect(params).toMatchObject({
        CallStatus: 'ringing',
        CallerName: '+14155550100',
        Direction: 'inbound',
        Event: 'StartApp',
        From: '14155550100',
        ParentAuthID: account.authId,
        STIRAttestation: 'Not Applicable',
        STIRVerification: 'Not Applicable',
        To: '14155550199',
      })
      expect(params.CallUUID).toMatch(uuid)
      expect(params.SessionStart).toMatch(preciseInstant)
    })

    it('a GetDigits action: in progress, the digits, and no more', async () => {
      const caller = ring()
      await caller.hears('press 5')
      await caller.presses('1')
      await caller.hears('You have reached sales')
      const { params } = received('/menu')

      expect(names(params)).toEqual([...always, 'Digits'].sort())
      expect(params).toMatchObject({ CallStatus: 'in-progress', Event: 'Redirect', Digits: '1' })
      expect(params.CallUUID).toBe(received('/answer').params.CallUUID)
    })

    it('a GetInput action: what kind of input, both values, confidence and price', async () => {
      const caller = ring('/wish')
      await caller.hears('What can we do')
      await caller.says('an appointment')
      await caller.hears('You said: an appointment')
      const { params } = received('/wish/heard')

      const input = ['BilledAmount', 'Digits', 'InputType', 'Speech', 'SpeechConfidenceScore']
      expect(names(params)).toEqual([...always, ...input].sort())
      expect(Number(params.SpeechConfidenceScore)).toBeGreaterThan(0)
      expect(Number(params.SpeechConfidenceScore)).toBeLessThanOrEqual(1)
    })

    it('a Redirect: the standard parameters, without the digits that led there', async () => {
      const caller = ring()
      await caller.hears('press 5')
      await caller.presses('3')
      await caller.hears('Enter your four digit PIN')
      const { params } = received('/pin')

      expect(names(params)).toEqual([...always].sort())
      expect(params).toMatchObject({ CallStatus: 'in-progress', Event: 'Redirect' })
    })

    it('a Record action and its callback, which differ by the key', async () => {
      const caller = ring('/voicemail')
      await caller.hears('after the beep')
      await caller.waits('2s')
      await caller.presses('#')
      await caller.callEnds()
      const left = received('/voicemail/left').params
      const ready = received('/voicemail/ready').params

      expect(names(left)).toEqual([...always, ...recorded, 'Digits'].sort())
      expect(left.RecordingID).toMatch(uuid)
      expect(left.RecordUrl).toContain(`/${left.RecordingID}.mp3`)
      expect(left.RecordingDuration).toMatch(/^\d+$/)
      expect(Object.keys(ready)).toEqual(expect.arrayContaining([...recorded, 'CallUUID', 'From', 'To']))
      expect(ready).not.toHaveProperty('Digits')
    })

    it('the hangup URL: completed, how it ended, when, and what it cost', async () => {
      const caller = ring()
      await caller.hears('press 5')
      await caller.hangsUp()
      await caller.callEnds()
      const { params } = received('/hangup')
      const [ended] = caller.call.trace.of('call.ended')

      expect(names(params)).toEqual([...always, ...ending].sort())
      expect(params).toMatchObject({
        CallStatus: 'completed',
        Event: 'Hangup',
        HangupCause: 'NORMAL_CLEARING',
        HangupCauseCode: '4000',
        HangupCauseName: 'Normal Hangup',
        HangupSource: 'Caller',
        Duration: String(ended?.duration),
        BillDuration: '60',
      })
      for (const name of ['StartTime', 'AnswerTime', 'EndTime']) expect(params[name]).toMatch(instant)
      expect(params.TotalCost).toMatch(/^\d+\.\d{5}$/)
    })
  })
})

describe('an application that is not well', () => {
  const ring = async (answerUrl: string, office?: Office) => {
    const exchange = createExchange({ seed: 1, account })
    if (office) exchange.mount('http://office.test', office)
    const caller = exchange.call({ from, to, answerUrl, hangupUrl: 'http://office.test/hangup' })
    await caller.callEnds()
    await exchange.close()
    return caller.call.trace
  }

  it('is asked twice when nobody listens, and the call ends with 7011', async () => {
    const trace = await ring(`http://127.0.0.1:${await deadPort()}/answer`, createOffice())

    const attempts = trace
      .of('webhook.attempted')
      .filter(({ webhook }) => webhook === trace.of('webhook.sent')[0]?.webhook)
    expect(attempts.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual(['1 ct', '2 ct'])
    expect(trace.of('call.ended')).toMatchObject([{ cause: 7011, source: 'Error' }])
  })

  it('is asked once when it answers 500, because the default policy does not retry that, and the trace says so', async () => {
    const office = createOffice()
    const trace = await ring('http://office.test/broken', office)

    expect(office.requests.map(({ path }) => path)).toEqual(['/broken', '/hangup'])
    expect(trace.of('webhook.failed')).toMatchObject([{ outcome: '5xx', status: 500 }])
    expect(trace.of('webhook.failed')[0]?.judgement).toContain('500 is not retried')
    expect(trace.of('call.ended')).toMatchObject([{ cause: 7011, source: 'Error' }])
  })

  it('is asked again after a 500 where its URL says so', async () => {
    const office = createOffice()
    await ring('http://office.test/broken#rp=5xx&rc=3', office)

    expect(office.requests.map(({ path }) => path)).toEqual(['/broken', '/broken', '/broken', '/broken', '/hangup'])
  })

  it('is not retried where there is no such page', async () => {
    const office = createOffice()
    const trace = await ring('http://office.test/no-such-page', office)

    expect(trace.of('webhook.failed')).toMatchObject([{ outcome: '4xx', status: 404 }])
    expect(trace.of('call.ended')).toMatchObject([{ cause: 7011, source: 'Error' }])
  })

  it('fails the call with 7012 where the action of an element answers nothing usable', async () => {
    const exchange = createExchange({ seed: 1, account })
    exchange.mount('http://office.test', async (request: Request) => {
      if (!request.url.endsWith('/answer')) return new Response('out of order', { status: 503 })
      const xml =
        '<Response><GetDigits action="http://office.test/menu" numDigits="1"><Speak>Menu</Speak></GetDigits></Response>'
      return new Response(xml, { headers: { 'content-type': 'application/xml' } })
    })
    const caller = exchange.call({ from, to, answerUrl: 'http://office.test/answer' })
    await caller.hears('Menu')
    await caller.presses('1')
    await caller.callEnds()
    await exchange.close()

    expect(caller.call.trace.of('call.ended')).toMatchObject([{ cause: 7012, source: 'Error' }])
  })
})

const names = (params: Received['params']): string[] => Object.keys(params).sort()

/** A loopback port that nobody listens on. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
