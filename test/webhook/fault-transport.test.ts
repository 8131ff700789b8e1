import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/webhook/fault-rule.js'
import { createFaultTransport } from '../../src/webhook/fault-transport.js'
import { defaultPolicy } from '../../src/webhook/policy.js'
import type { Transport, WireRequest } from '../../src/webhook/transport.js'
import type { SentWebhook } from '../../src/webhook/webhook.js'
import { answered, noByte, unconnected } from '../../src/webhook/wire-result.js'
import { wireRequest } from './wire-request.js'

const webhook = (change: Partial<SentWebhook> = {}): SentWebhook => ({
  id: 'w1',
  call: 'first',
  purpose: 'GetDigits action',
  url: 'http://app.test/menu?a=1#rt=500',
  method: 'POST',
  params: {},
  policy: defaultPolicy,
  signed: true,
  ...change,
})

const document = '<Response><Speak>Hello</Speak></Response>'

function injecting(rules: readonly FaultRule[], chance = () => 0) {
  const asked: WireRequest[] = []
  const wire = async (request: WireRequest) => {
    asked.push(request)
    return answered(request, 200, {}, Buffer.from(document))
  }
  const transport = createFaultTransport({ wire, chance, numberOf: call => (call === 'first' ? 1 : 2) })
  for (const rule of rules) transport.inject(rule)
  const send = (attempt = 1, change: Partial<SentWebhook> = {}, settings: Partial<WireRequest> = {}) => {
    const { url } = webhook(change)
    return transport(wireRequest(url.replace(/#.*/, ''), { attempt, ...settings }), webhook(change))
  }
  const faults = async (sent: Parameters<typeof send>[]) => {
    const struck = []
    for (const one of sent) struck.push((await send(...one)).fault ?? 'none')
    return struck
  }
  return { transport, asked, send, faults }
}

describe('a rule matches', () => {
  const cases: [Omit<FaultRule, 'fault'>, Partial<SentWebhook>, boolean][] = [
    [{}, {}, true],
    [{ url: '/menu' }, {}, true],
    [{ url: 'app.test' }, {}, true],
    [{ url: 'a=1' }, {}, true],
    [{ url: 'rt=500' }, {}, false], // the fragment is configuration, and is no part of what is requested
    [{ url: '/Menu' }, {}, false],
    [{ url: /\/menu\?a=\d$/ }, {}, true],
    [{ url: /^\/menu/ }, {}, false],
    [{ purpose: 'GetDigits action' }, {}, true],
    [{ purpose: 'getdigits ACTION' }, {}, true],
    [{ purpose: 'action' }, {}, true],
    [{ purpose: 'Action ' }, { purpose: 'Dial action' }, true],
    [{ purpose: 'GetDigits' }, {}, false],
    [{ purpose: 'answer' }, {}, false],
    [{ method: 'GET' }, {}, false],
    [{ method: 'GET' }, { method: 'GET' }, true],
    [{ call: 1 }, {}, true],
    [{ call: 1 }, { call: 'second' }, false],
    [{ url: '/menu', method: 'POST', call: 1, purpose: 'GetDigits action', attempts: [1] }, {}, true],
    [{ url: '/menu', method: 'GET', call: 1 }, {}, false],
  ]
  it.each(cases)('%j of %j: %s', async (rule, change, struck) => {
    const { faults } = injecting([{ ...rule, fault: 'stall' }])
    expect(await faults([[1, change]])).toEqual([struck ? 'stall' : 'none'])
  })

  it.each([
    [[1], ['stall', 'none', 'none']],
    [
      [1, 3],
      ['stall', 'none', 'stall'],
    ],
    ['1-2', ['stall', 'stall', 'none']],
    ['1,3', ['stall', 'none', 'stall']],
    ['2-6', ['none', 'stall', 'stall']],
  ])('attempts %j', async (attempts, expected) => {
    expect(await injecting([{ attempts, fault: 'stall' }]).faults([[1], [2], [3]])).toEqual(expected)
  })

  it('a regular expression with a memory is asked anew every time', async () => {
    expect(await injecting([{ url: /menu/g, fault: 'stall' }]).faults([[], [], []])).toEqual(Array(3).fill('stall'))
  })

  it('times: at most so often', async () => {
    expect(await injecting([{ times: 2, fault: 'stall' }]).faults([[], [], []])).toEqual(['stall', 'stall', 'none'])
  })

  it('"First matching rule wins", and the next once it is used up', async () => {
    const rules = [{ times: 1, url: '/menu', fault: 'reset' }, { fault: 'stall' }] as const
    const elsewhere = { url: 'http://app.test/other' }
    expect(await injecting(rules).faults([[1, elsewhere], [1], [2]])).toEqual(['stall', 'reset', 'stall'])
  })

  it('probability: as chance has it, which is asked for nothing else', async () => {
    const draws = [0.29, 0.3, 0.9, 0]
    const rules = [{ url: '/menu', probability: 0.3, fault: 'stall' }] as const
    const { faults } = injecting(rules, () => draws.shift() as number)
    const elsewhere = { url: 'http://app.test/other' }
    expect(await faults([[1], [1, elsewhere], [1], [1], [1]])).toEqual(['stall', 'none', 'none', 'none', 'stall'])
    const never = () => expect.unreachable('a certain fault needs no chance')
    expect(await injecting([{ fault: 'stall' }], never).faults([[1]])).toEqual(['stall'])
  })
})

describe('what becomes of the application', () => {
  it('it is not asked when the fault is of the network', async () => {
    const { asked, send } = injecting([{ fault: { status: 503 } }])
    expect(await send()).toMatchObject({ outcome: '5xx', status: 503, fault: 'status=503' })
    expect(asked).toEqual([])
  })

  it('slow: it is asked, and its answer takes call time, which nobody has lived through', async () => {
    const { asked, send } = injecting([{ fault: { slow: '3s' } }])
    const late = { outcome: 'ok', nominal: { wait: 3_000 }, owed: { wait: 3_000 } }
    expect(await send(1, {}, { rt: 3_000 })).toMatchObject(late)
    expect(await send(1, {}, { rt: 2_999 })).toMatchObject({ outcome: 'rt', reason: 'no byte within rt = 2999 ms' })
    expect(asked).toHaveLength(2)
  })

  it('duplicate: it is asked twice for the same, signature and all', async () => {
    const { asked, send } = injecting([{ fault: 'duplicate' }])
    expect(await send()).toMatchObject({ outcome: 'ok', fault: 'duplicate' })
    expect(asked).toHaveLength(2)
    expect(asked[1]).toEqual({ ...asked[0], sent: expect.any(Function) })
  })

  describe('duplicate: both go out at the same time', () => {
    const duplicated = (wire: Transport) => {
      const transport = createFaultTransport({ wire, chance: () => 0, numberOf: () => 1 })
      transport.inject({ fault: 'duplicate' })
      return transport(wireRequest('http://app.test/', {}), webhook())
    }
    const endless = new Promise<never>(() => {})

    it('and it ends with the first, although the second never does', async () => {
      let asked = 0
      const result = await duplicated(async request => {
        asked++
        if (!request.sent) return answered(request, 200, {}, Buffer.from(document))
        request.sent()
        return endless
      })
      expect([asked, result.outcome]).toEqual([2, 'ok'])
    })

    it('but not before the second has been handed over', async () => {
      let handOver = () => {}
      let ended = false
      const sending = duplicated(async request => {
        if (!request.sent) return answered(request, 200, {}, Buffer.from(document))
        handOver = request.sent
        return endless
      }).then(() => {
        ended = true
      })
      await new Promise(setImmediate)
      expect(ended).toBe(false)
      handOver()
      await sending
    })

    it('and nobody sees the second fail', async () => {
      const result = await duplicated(async request => {
        if (request.sent) throw new Error('not seen')
        return answered(request, 200, {}, Buffer.from(document))
      })
      expect(result).toMatchObject({ outcome: 'ok', fault: 'duplicate' })
    })
  })

  it('lost-answer: it has been asked, and the connection closes before any byte', async () => {
    const { asked, send } = injecting([{ fault: 'lost-answer' }])
    expect(await send()).toMatchObject({
      outcome: 'rt',
      reason: 'connection closed before any byte',
    })
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['<Response><Speak>Hello</Speak></Response>', '<Response><Speak>Hel'],
    ['<Response/>', '<Resp'],
    ['<Response/><!--a--><!--b-->', '<Response/><!'],
    ['<Response/>\n\n\n\n\n\n\n\n\n\n\n\n\n\n', '<Response/'],
    ['<Response/><?a?>  <?b?>      ', '<Response/><?a'],
    ['', ''],
  ])('bad-xml: of %j there comes %j, and HTTP is fine', async (whole, cut) => {
    const wire = async (request: WireRequest) => answered(request, 200, {}, Buffer.from(whole))
    const transport = createFaultTransport({ wire, chance: () => 0, numberOf: () => 1 })
    transport.inject({ fault: 'bad-xml' })
    const { outcome, body, bytes } = await transport(wireRequest('http://app.test/', {}), webhook())
    expect([outcome, Buffer.from(body).toString(), bytes]).toEqual(['ok', cut, cut.length])
  })

  it('bad-xml: of blanks upon blanks, too, in time that grows with the document', async () => {
    const n = 400_000
    const whole = `<Response>${' '.repeat(n)}x${'y'.repeat(n + 100)}</Response>`
    const wire = async (request: WireRequest) => answered(request, 200, {}, Buffer.from(whole))
    const transport = createFaultTransport({ wire, chance: () => 0, numberOf: () => 1 })
    transport.inject({ fault: 'bad-xml' })
    const began = performance.now()
    const { bytes } = await transport(wireRequest('http://app.test/', {}), webhook())
    expect(bytes).toBe(whole.length >> 1)
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  it.each(['slow', 'bad-xml', 'lost-answer'] as const)('%s: what never answers has no answer to lose', async fault => {
    for (const failed of [unconnected('connection refused'), noByte(wireRequest('http://app.test/', {}))]) {
      const transport = createFaultTransport({ wire: async () => failed, chance: () => 0, numberOf: () => 1 })
      transport.inject({ fault })
      expect(await transport(wireRequest('http://app.test/', {}), webhook())).toEqual({
        ...failed,
        fault: expect.any(String),
      })
    }
  })
})

describe('a rule that is never met says why', () => {
  const why = async (rule: FaultRule, sent: Partial<SentWebhook>[], before: FaultRule[] = []) => {
    const { transport, send } = injecting([...before, rule])
    for (const change of sent) await send(1, change)
    return transport.unmet().map(({ words, because }) => `${words}: ${because}`)
  }
  const https = { url: 'https://app.test/menu' }

  it.each<[FaultRule, Partial<SentWebhook>[], string]>([
    [{ fault: 'stall' }, [], 'stall: nothing was requested'],
    [
      { fault: 'stall', url: '/mneu' },
      [{}],
      'stall url=/mneu: no URL that was requested has "/mneu" in it; did you mean /menu?',
    ],
    [
      { fault: 'stall', url: '/elsewhere' },
      [{}, { url: 'http://app.test/answer' }],
      'stall url=/elsewhere: no URL that was requested has "/elsewhere" in it; requested were /menu, /answer',
    ],
    [
      { fault: { slow: '3s' }, url: /^x/i, purpose: 'Record action' },
      [{}],
      'slow=3s url=/^x/i purpose="Record action": no URL that was requested matches /^x/i; requested were /menu',
    ],
    [
      { fault: 'stall', url: '/menu', method: 'GET' },
      [{}],
      'stall url=/menu method=GET: http://app.test/menu?a=1 was requested by POST',
    ],
    [
      { fault: 'stall', purpose: 'answer' },
      [{}],
      'stall purpose=answer: http://app.test/menu?a=1 was requested for "GetDigits action"',
    ],
    [
      { fault: { slow: '20s' }, purpose: 'anser' },
      [{ purpose: 'answer' }],
      'slow=20s purpose=anser: http://app.test/menu?a=1 was requested for "answer"; did you mean answer?',
    ],
    [
      { fault: 'stall', purpose: 'hangpu' },
      [{}],
      'stall purpose=hangpu: http://app.test/menu?a=1 was requested for "GetDigits action"; did you mean hangup?',
    ],
    [
      { fault: 'stall', purpose: 'GetDigts action' },
      [{}],
      'stall purpose="GetDigts action": http://app.test/menu?a=1 was requested for "GetDigits action"; did you mean "GetDigits action"?',
    ],
    [
      { fault: 'stall', purpose: 'GetInput action' },
      [{}],
      'stall purpose="GetInput action": http://app.test/menu?a=1 was requested for "GetDigits action"',
    ],
    [{ fault: 'stall', call: 3 }, [{}], 'stall call=3: http://app.test/menu?a=1 was requested by call 1'],
    [
      { fault: 'stall', attempts: '2-3' },
      [{}],
      'stall attempts=2-3: http://app.test/menu?a=1 had no such attempt (the last was attempt 1)',
    ],
    [{ fault: 'expired' }, [{}], 'expired: http://app.test/menu?a=1 is no https URL, and expired is about TLS'],
  ])('%j after %j', async (rule, sent, sentence) => {
    expect(await why(rule, sent)).toEqual([sentence])
  })

  it('the request that came nearest counts, and the rule before it', async () => {
    const rule: FaultRule = { fault: 'stall', url: '/menu', purpose: 'answer', attempts: [1] }
    const sent = [{ purpose: 'answer' }, { url: 'http://app.test/bye' }]
    expect(await why(rule, sent, [{ fault: 'reset' }])).toEqual([
      'stall url=/menu purpose=answer attempts=1: http://app.test/menu?a=1 met the rule before it',
    ])
  })

  it('one that was met says nothing, whatever chance had it', async () => {
    expect(await why({ fault: 'stall', probability: 0 }, [{}])).toEqual([])
    expect(await why({ fault: 'expired' }, [https])).toEqual([])
  })
})

describe('what is no rule throws a TypeError that says what is allowed', () => {
  it.each([
    [{ fault: 'stall', urll: '/menu' }, 'has no "urll"; did you mean url?; allowed: fault, url, purpose'],
    [{ url: '/menu' }, 'a fault is one name'],
    [{ fault: 'stall', url: '' }, 'the url of a fault must be a part of a URL'],
    [{ fault: 'stall', url: 5 }, 'the url of a fault must be a part of a URL'],
    [{ fault: 'stall', purpose: ' ' }, 'the purpose of a fault must be text'],
    [{ fault: 'stall', method: 'PUT' }, 'the method of a fault is PUT; allowed: GET and POST'],
    [{ fault: 'stall', call: 0 }, 'the call of a fault is 0; allowed: a whole number, 1 or more'],
    [{ fault: 'stall', times: 1.5 }, 'the times of a fault is 1.5'],
    [{ fault: 'stall', probability: 30 }, 'the probability of a fault is 30; allowed: a number from 0 to 1'],
    [{ fault: 'stall', probability: '0.3' }, 'the probability of a fault is 0.3'],
    [{ fault: 'stall', attempts: [] }, 'the attempts of a fault are []; allowed: 1 (the first) to 6'],
    [{ fault: 'stall', attempts: [7] }, 'the attempts of a fault are [7]'],
    [{ fault: 'stall', attempts: '3-1' }, 'the attempts of a fault are 3-1'],
    [{ fault: 'stall', attempts: '1-' }, 'the attempts of a fault are 1-'],
    [{ fault: 'stall', attempts: 1 }, 'the attempts of a fault are 1'],
    ['stall', 'a rule about faults is an object with a fault'],
    [null, 'a rule about faults is an object with a fault'],
  ])('%j', (rule, sentence) => {
    expect(() => injecting([rule as FaultRule])).toThrow(TypeError)
    expect(() => injecting([rule as FaultRule])).toThrow(sentence)
  })
})
