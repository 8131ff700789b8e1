import { describe, expect, it } from 'vitest'
import { createExchange, type DialOutOptions } from '../../src/index.js'

const answerUrl = 'http://app.test/answer'
const to = '+14155550111'

describe('whom an exchange calls', () => {
  it('"to: several joined by <": a list of those who are called; one, and not a list', () => {
    const exchange = createExchange()
    expect(exchange.dialOut({ answerUrl, to }).call.arrival).toMatchObject({ direction: 'outbound', to })
    const called = exchange.dialOut({ answerUrl, to: '+14155550111<sip:bob@example.com' })
    expect(called.map(({ call }) => call.arrival.to)).toEqual([to, 'sip:bob@example.com'])
    expect(exchange.dialOut({ answerUrl, to: [to] })).toHaveLength(1)
    expect(new Set(exchange.calls.map(({ uuid }) => uuid)).size).toBe(4)
  })

  it('each of several is a call of its own, with a ring of its own', async () => {
    const exchange = createExchange({ phones: { '+14155550111': 'busy', '+14155550112': { answers: '1s' } } })
    const rings: (string | null)[] = []
    exchange.mount('http://app.test', async (request: Request) => {
      if (request.url.endsWith('/ring')) rings.push(new URLSearchParams(await request.text()).get('To'))
      return new Response('<Response><Hangup/></Response>', { headers: { 'content-type': 'text/xml' } })
    })
    const called = exchange.dialOut({ answerUrl, ringUrl: 'http://app.test/ring', to: [to, '+14155550112'] })
    const records = await Promise.all(called.map(party => party.callEnds()))
    expect(records.map(({ status }) => status)).toEqual(['busy', 'completed'])
    expect(rings).toEqual(['14155550112'])
    await exchange.close()
  })
})

describe('what is not allowed is named, with what is', () => {
  it.each([
    [{}, 'to is missing'],
    [{ to: [] }, 'to is missing'],
    [{ to: 'bob' }, 'to is "bob"; allowed is a number'],
    [{ to: '+14155550111<' }, 'to is ""; allowed is a number'],
    [{ to: Array.from({ length: 1001 }, () => to) }, 'to has 1001 destinations; allowed are 1000 at most'],
    [{ to, ringURL: 'http://x.test' }, 'did you mean ringUrl?'],
    [{ to, parentCallUuid: 'x' }, 'exchange.dialOut has no option "parentCallUuid"'],
    [{ to, ringUrl: '/ring' }, 'did you mean http://localhost:3000/ring?'],
    [{ to, ringUrl: 'http://x.test', ringMethod: 'PUT' }, 'ringMethod is "PUT"; allowed are GET and POST'],
    [{ to, ringTimeout: 0 }, 'ringTimeout is 0; allowed is a whole number from 1'],
    [{ to, timeLimit: 86_401 }, 'timeLimit is 86401; allowed is a whole number from 1 to 86400'],
    [{ to, hangupOnRing: -1 }, 'hangupOnRing is -1; allowed is a whole number from 0'],
    [{ to, sendDigits: '12x' }, 'sendDigits is "12x": "x" is no tone and not sent; allowed are 0-9'],
    [{ to, sendDigits: '1@x2' }, 'sendDigits is "1@x2": @ is no length of tones'],
    [{ to, sendOnPreanswer: true }, 'sendOnPreanswer needs sendDigits'],
    [{ to, machineDetection: 'yes' }, 'machineDetection is "yes"; allowed are true and hangup'],
    [{ to, machineDetectionUrl: answerUrl }, "machineDetectionUrl needs machineDetection: 'true' or 'hangup'"],
    [
      { to, machineDetection: 'true', machineDetectionTime: 100 },
      'machineDetectionTime is 100; allowed is a whole number from 2000 to 10000',
    ],
    [
      { to, machineDetection: 'true', machineDetectionMaximumWords: 1 },
      'machineDetectionMaximumWords is 1; allowed is a whole number from 2 to 10',
    ],
  ] as [DialOutOptions, string][])('%j', (options, message) => {
    expect(() => createExchange().dialOut({ ...options, answerUrl })).toThrow(message)
  })

  it('a closed exchange makes no calls', async () => {
    const exchange = createExchange()
    await exchange.close()
    expect(() => exchange.dialOut({ answerUrl, to })).toThrow('the exchange is closed: it makes no more calls')
  })
})
