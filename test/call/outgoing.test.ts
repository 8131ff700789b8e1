import { describe, expect, it } from 'vitest'
import { createExchange, StepError } from '../../src/index.js'
import { document, origin, playCall, type Script } from '../elements/play-call.js'
import { alice, callAlice, endOf, made } from './made-call.js'

const uuid = '22284310-c2cd-4a3e-a9e8-1d7b8995da7f'

describe('what requests carry, "as captured"', () => {
  it('ring: the smallest set; From as it was given, no ALeg ids', async () => {
    const { request } = await callAlice({ answers: '2s' })
    expect(request('/ring').params).toEqual({
      CallStatus: 'ringing',
      CallUUID: uuid,
      CallerName: '',
      Direction: 'outbound',
      Event: 'Ring',
      From: '+14155550199',
      ParentAuthID: 'MAOFFHOOKOFFHOOKOFFH',
      RequestUUID: uuid,
      SessionStart: '2025-01-01 00:00:00.000580',
      To: '14155550111',
    })
  })

  it('X-PH-: "when the leg carries custom SIP headers", on the ring, too', async () => {
    const { request } = await callAlice({ answers: '2s' }, { sipHeaders: { Order: '42' } })
    expect(request('/ring').params['X-PH-Order']).toBe('42')
  })

  it('answer: in-progress, From without its plus, the ALeg ids are the CallUUID, no CallerName', async () => {
    const { request } = await callAlice({ answers: '2s' }, { callerName: 'Shop' })
    expect(request('/ring').params.CallerName).toBe('Shop')
    expect(request('/answer').params).toEqual({
      ALegRequestUUID: uuid,
      ALegUUID: uuid,
      BillRate: '0.005',
      CallStatus: 'in-progress',
      CallUUID: uuid,
      CountryCode: 'US',
      Direction: 'outbound',
      Event: 'StartApp',
      From: '14155550199',
      ParentAuthID: 'MAOFFHOOKOFFHOOKOFFH',
      RequestUUID: uuid,
      RouteType: '',
      STIRAttestation: 'Not Applicable',
      STIRVerification: 'Not Applicable',
      SessionStart: '2025-01-01 00:00:02.000957',
      To: '14155550111',
    })
  })

  it('hangup of a busy line: "no ALeg*, AnswerTime empty, From keeps +"', async () => {
    const { request, requests } = await callAlice('busy')
    expect(request('/hangup').params).toMatchObject({
      AnswerTime: '',
      BillDuration: '0',
      CallStatus: 'busy',
      Duration: '0',
      From: '+14155550199',
      HangupCause: 'USER_BUSY',
      HangupCauseCode: '3010',
      HangupSource: 'Carrier',
      TotalCost: '0.00000',
    })
    expect(Object.keys(request('/hangup').params)).not.toContain('ALegUUID')
    expect(requests.map(({ path }) => path)).toEqual(['/hangup'])
  })

  it('hangup after the answer: completed, with the ALeg ids; SessionStart is that of the ring (D89)', async () => {
    const { request } = await callAlice({ answers: '2s' })
    expect(request('/hangup').params).toMatchObject({
      ALegUUID: uuid,
      AnswerTime: '2025-01-01 00:00:02',
      CallStatus: 'completed',
      From: '14155550199',
      HangupCauseCode: '4010',
      SessionStart: '2025-01-01 00:00:00.000580',
      StartTime: '2025-01-01 00:00:00',
    })
  })

  it('custom SIP headers are X-PH- parameters; "outbound to SIP: no CountryCode/RouteType/STIR*"', async () => {
    const to = 'sip:bob@example.com'
    const played = await playCall({ '/answer': document('<Hangup/>') }, undefined, {
      dialOut: { ...made, to, sipHeaders: { Order: '42' } },
      phones: { [to]: { answers: 0 } },
    })
    const { params } = played.request('/answer')
    expect(params).toMatchObject({ 'X-PH-Order': '42', To: to, 'SIP-H-To': `<${to}>` })
    expect(Object.keys(params).filter(name => /^(STIR|CountryCode|RouteType)/.test(name))).toEqual([])
  })
})

describe('how a call ends that is not answered', () => {
  it.each([
    ['busy', '0 3010 Busy Line, Carrier: busy'],
    [{ busy: '4s' }, '4000 3010 Busy Line, Carrier: busy'],
    ['rejected', '0 3020 Rejected, Carrier: failed'],
    ['unreachable', '0 3000 No Answer, Carrier: no-answer'],
    ['unallocated', '0 3050 Unallocated number, Carrier: failed'],
    ['sip-auth-timeout', '0 4250 sip_auth_timeout, Plivo: timeout'],
    ['no-answer', '120000 6010 Ring Timeout Reached, Plivo: no-answer'],
    [undefined, '120000 6010 Ring Timeout Reached, Plivo: no-answer'],
  ] as const)('%j: CallStatus is %s', async (phone, end) => {
    const played = await callAlice(phone)
    expect(endOf(played)).toBe(end)
    expect(played.request('/hangup').params.CallStatus).toBe(end.split(': ')[1])
    expect(played.record).toMatchObject({ direction: 'outbound', answeredAt: undefined, duration: 0 })
    expect(played.requests.map(({ path }) => path)).not.toContain('/answer')
  })

  it('"ring_timeout", in seconds', async () => {
    expect(endOf(await callAlice('no-answer', { ringTimeout: 30 }))).toBe(
      '30000 6010 Ring Timeout Reached, Plivo: no-answer',
    )
  })

  it('"hangup_on_ring: at a specified time after the call starts ringing": 1000, before the answer (D90)', async () => {
    expect(endOf(await callAlice('no-answer', { hangupOnRing: 3 }))).toBe('3000 1000 Canceled, Plivo: cancel')
    expect(endOf(await callAlice('busy', { hangupOnRing: 0 }))).toBe('0 3010 Busy Line, Carrier: busy')
  })

  it('"1000 Canceled: ended by API while ringing"', async () => {
    const played = await callAlice({ answers: '9s' }, {}, async party => {
      await party.waits('3s')
      party.call.api.hangUp()
    })
    expect(endOf(played)).toBe('3000 1000 Canceled, API Request: cancel')
  })

  it('who is called and hangs up before the answer declines (D92)', async () => {
    const played = await callAlice({ answers: '9s' }, {}, async party => {
      await party.waits('3s')
      await party.hangsUp()
    })
    expect(endOf(played)).toBe('3000 3020 Rejected, Carrier: failed')
  })

  it('a call that rings cannot be transferred', async () => {
    await callAlice({ answers: '9s' }, {}, async party => {
      await party.waits('3s')
      expect(() => party.call.api.transfer({ alegUrl: `${origin}/x` })).toThrow('once it is answered')
    })
  })
})

describe('an answered call', () => {
  it('"answer_url: when the callee answers": documents run as those of any call, and PreAnswer is too late', async () => {
    const played = await callAlice({ answers: '2s' }, {}, undefined, {
      '/answer': document('<PreAnswer><Speak>Early</Speak></PreAnswer><Wait length="1"/><Speak>Late</Speak>'),
    })
    expect(played.trace.of('call.rang')).toMatchObject([{ at: 0 }])
    expect(played.trace.of('call.answered')).toMatchObject([{ at: 2000, by: 'the callee' }])
    expect(played.request('/answer').at).toBe(2000)
    expect(played.ran).toEqual(['2000-2000 PreAnswer', '2000-2500 Speak', '2500-3500 Wait', '3500-4000 Speak'])
    expect(played.problems).toContain('preanswer-after-answer')
    expect(played.record).toMatchObject({ status: 'completed', duration: 2 })
  })

  it('the callee hangs up: 4000, source Callee (as captured)', async () => {
    const routes = { '/answer': document('<Speak loop="0">Hello</Speak>') }
    const scripted = await callAlice({ answers: '2s', does: [{ hears: 'hello' }, 'hangs up'] }, {}, undefined, routes)
    expect(endOf(scripted)).toBe('2500 4000 Normal Hangup, Callee: completed')
    const hangsUp: Script = async party => {
      await party.hears('hello')
      await party.hangsUp()
    }
    const driven = await callAlice({ answers: '2s' }, {}, hangsUp, routes)
    expect(driven.record.hangup).toMatchObject({ code: 4000, source: 'Callee', because: 'the callee hung up' })
    expect(endOf(await callAlice({ answers: '2s', hangsUp: '3s' }, {}, undefined, routes))).toMatch(/^5000 4000/)
  })

  it('"time_limit" counts from the answer and ends with 6000', async () => {
    const routes = { '/answer': document('<Speak loop="0">Hello</Speak>') }
    const played = await callAlice({ answers: '2s' }, { timeLimit: 10 }, undefined, routes)
    expect(endOf(played)).toBe('12000 6000 Scheduled Hangup, Plivo: completed')
    const long = await callAlice({ answers: '2s' }, {}, undefined, routes)
    expect(endOf(long)).toBe('14402000 6000 Scheduled Hangup, Plivo: completed')
  })

  it('hangup_on_ring goes on after the answer: 6000 (D90)', async () => {
    const routes = { '/answer': document('<Speak loop="0">Hello</Speak>') }
    const played = await callAlice({ answers: '2s' }, { hangupOnRing: 7 }, undefined, routes)
    expect(endOf(played)).toBe('7000 6000 Scheduled Hangup, Plivo: completed')
  })

  it('"fallback_url: answer_url failed"; and 7011 when that fails, too', async () => {
    const fallback = { fallbackUrl: `${origin}/fallback` }
    const routes = { '/answer': 503, '/fallback': document('<Speak>Sorry</Speak>') }
    const played = await callAlice({ answers: '1s' }, fallback, undefined, routes)
    expect(played.heard).toEqual(['1000-1500 Sorry'])
    expect(played.request('/fallback').params).toMatchObject({ Event: 'StartApp', Direction: 'outbound' })
    const lost = await callAlice({ answers: '1s' }, fallback, undefined, { '/answer': 503, '/fallback': 503 })
    expect(endOf(lost)).toBe('1000 7011 Error Reaching Answer URL, Error: completed')
  })

  it('fragments of ring_url and machine_detection_url are checked when the call begins, and obeyed', async () => {
    const ringUrl = `${origin}/ring#rc=9`
    expect((await callAlice('busy', { ringUrl })).problems).toEqual(['fragment-out-of-range'])
    const again = await callAlice({ answers: '9s' }, { ringUrl: `${origin}/ring#rp=5xx&rc=2` }, undefined, {
      '/ring': 503,
    })
    expect(again.requests.filter(({ path }) => path === '/ring')).toHaveLength(3)
  })

  it('Dial connects the callee of one call with another: both hear one another', async () => {
    const bob = '+14155550112'
    const played = await playCall(
      { '/answer': document(`<Dial><Number>${bob}</Number></Dial>`) },
      async party => {
        expect(await party.hears('this is bob')).toBe('This is Bob')
        await party.says('Good day')
        await party.waits(100)
        await party.hangsUp()
      },
      {
        dialOut: made,
        phones: {
          [alice]: { answers: '1s' },
          [bob]: { answers: '1s', says: 'This is Bob', does: [{ hears: 'good day' }] },
        },
      },
    )
    expect(played.record.legs[0]?.hangup).toMatchObject({ code: 4000, source: 'Caller' })
    expect(played.trace.of('step.missed')).toEqual([])
    expect(played.trace.text()).toContain('with the callee')
  })
})

describe('"send_digits"', () => {
  it('sounds from the answer on, beside the document: 2 s a tone, "w 0.5 s, W 1 s, @ms"', async () => {
    const { trace } = await callAlice({ answers: '1s' }, { sendDigits: 'wW12' })
    expect(trace.of('prompt.started').map(({ at, text, ms }) => [at, text, ms])).toEqual([
      [1000, 'wW12', 5700],
      [1000, 'Hello', 500],
    ])
    const played = await callAlice(
      { answers: '1s', does: [{ hears: '12' }, { says: 'Operator' }] },
      { sendDigits: '12@250' },
    )
    expect(played.heard[0]).toBe('1000-1500 Hello')
    expect(played.trace.of('prompt.started')[0]).toMatchObject({ sound: 'tones', ms: 700 })
  })

  it('"send_on_preanswer": in early media, and then not again; without it, at the answer', async () => {
    const tones = { sendDigits: '1@100', sendOnPreanswer: true }
    const at = async (phone: object) =>
      (await callAlice(phone, tones)).trace.of('prompt.started').flatMap(one => (one.sound === 'tones' ? one.at : []))
    expect(await at({ answers: '1s', early: 'Please wait' })).toEqual([0])
    expect(await at({ answers: '1s' })).toEqual([1000])
  })
})

describe('who is called is driven like a caller', () => {
  it('what needs a connection waits for the answer (D92)', async () => {
    const played = await callAlice({ answers: '5s' }, {}, async party => {
      await party.says('Yes?')
      await party.hears('hello')
    })
    expect(played.trace.of('speech.started')).toMatchObject([{ at: 5000 }])
  })

  it('a step that never came is said to be one of the callee, with how the call ended', async () => {
    await callAlice('busy', {}, async party => {
      await expect(party.presses(1)).rejects.toThrow(StepError)
      await expect(party.presses(1)).rejects.toThrow(
        'the callee never came to this step: presses 1; the call ended with 3010 Busy Line (Carrier): it is busy',
      )
    })
  })

  it('what the phone was to do and did not come to is told', async () => {
    const exchange = createExchange({ phones: { [alice]: { answers: '1s', hears: 'never' } } })
    exchange.mount(
      origin,
      () => new Response(document('<Speak>Hello</Speak>'), { headers: { 'content-type': 'text/xml' } }),
    )
    const party = exchange.dialOut({ to: alice, answerUrl: origin })
    await party.callEnds()
    expect(party.call.trace.of('step.missed')).toMatchObject([{ step: 'hears never' }])
    expect(exchange.unmetPhones()).toMatchObject([{ phone: alice, what: 'hears never' }])
    await exchange.close()
  })

  it('the same seed gives the same trace, byte for byte', async () => {
    const run = async () =>
      (await callAlice({ answers: '1s', says: 'Hi' }, { machineDetection: 'true' })).trace.jsonLines()
    expect(await run()).toBe(await run())
  })
})
