import { describe, expect, it } from 'vitest'
import { document, type PlayOptions, playCall, type Script } from '../elements/play-call.js'

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
const sorted = (...names: string[]) => names.sort()

const menu = {
  '/answer': document('<GetDigits action="http://app.test/menu" numDigits="1"/>'),
  '/menu': document('<Speak>Good morning</Speak>'),
}
const presses: Script = c => c.waits('2s').then(() => c.presses('1'))

const play = (options: PlayOptions = {}, script = presses) => playCall(menu, script, options)

describe('the parameters of every request', () => {
  it('answer: the standard ones, CountryCode and RouteType; nothing of an outbound or an ended call', async () => {
    const { request, record } = await play()
    const { params } = request('/answer')

    expect(Object.keys(params)).toEqual(sorted(...always, 'CountryCode', 'RouteType'))
    expect(params).toEqual({
      BillRate: '0.005',
      CallStatus: 'ringing',
      CallUUID: record.uuid,
      CallerName: '+14155550100',
      CountryCode: 'US',
      Direction: 'inbound',
      Event: 'StartApp',
      From: '14155550100',
      ParentAuthID: 'MAOFFHOOKOFFHOOKOFFH',
      RouteType: '',
      STIRAttestation: 'Not Applicable',
      STIRVerification: 'Not Applicable',
      SessionStart: params.SessionStart,
      To: '14155550199',
    })
  })

  it('fallback: the same', async () => {
    const { request } = await playCall({ '/answer': 500 }, undefined, {
      call: { fallbackUrl: 'http://app.test/fallback' },
    })

    expect(request('/fallback').params).toEqual(request('/answer').params)
  })

  it('action: the standard ones and its own, Event=Redirect', async () => {
    const { request } = await play()

    expect(Object.keys(request('/menu').params)).toEqual(sorted(...always, 'Digits'))
    expect(request('/menu').params).toMatchObject({ Event: 'Redirect', CallStatus: 'in-progress' })
  })

  it('hangup: the standard ones, how it ended, how long it was and what it cost', async () => {
    const { request } = await play()
    const { params } = request('/hangup')

    expect(Object.keys(params)).toEqual(
      sorted(
        ...always,
        ...['AnswerTime', 'BillDuration', 'Duration', 'EndTime', 'HangupCause', 'HangupCauseCode', 'HangupCauseName'],
        ...['HangupSource', 'StartTime', 'TotalCost'],
      ),
    )
    expect(params).toMatchObject({
      AnswerTime: '2025-01-01 00:00:00',
      BillDuration: '60',
      CallStatus: 'completed',
      Duration: '4',
      EndTime: '2025-01-01 00:00:03',
      Event: 'Hangup',
      HangupCause: 'NORMAL_CLEARING',
      HangupCauseCode: '4010',
      HangupCauseName: 'End Of XML Instructions',
      HangupSource: 'Plivo',
      StartTime: '2025-01-01 00:00:00',
      TotalCost: '0.00500',
    })
  })

  it('hangup of a call that was never answered: AnswerTime is there, and empty', async () => {
    const { request } = await playCall({ '/answer': document('<Hangup reason="busy"/>') })

    expect(request('/hangup').params).toMatchObject({
      AnswerTime: '',
      BillDuration: '0',
      CallStatus: 'completed',
      Duration: '0',
      TotalCost: '0.00000',
      HangupCause: 'USER_BUSY',
      HangupCauseCode: '3010',
      HangupCauseName: 'Busy Line',
      HangupSource: 'Answer XML',
    })
  })

  it('SessionStart is the same on all of them, UTC with six digits', async () => {
    const { requests } = await play({ account: { timezone: 'Asia/Kolkata' } })
    const starts = new Set(requests.map(({ params }) => params.SessionStart))

    expect([...starts]).toEqual([expect.stringMatching(/^2025-01-01 00:00:00\.000\d{3}$/)])
  })

  it('StartTime, AnswerTime and EndTime are in the time zone of the account', async () => {
    const { request } = await playCall({ '/answer': document('<Wait length="10"/><Speak>Hello</Speak>') }, undefined, {
      account: { timezone: 'Asia/Kolkata' },
      epoch: Date.UTC(2025, 5, 30, 23, 59, 55),
    })

    expect(request('/hangup').params).toMatchObject({
      StartTime: '2025-07-01 05:29:55',
      AnswerTime: '2025-07-01 05:30:05',
      EndTime: '2025-07-01 05:30:05',
      SessionStart: expect.stringContaining('2025-06-30 23:59:55.000'),
    })
  })

  it('what the account says', async () => {
    const account = { authId: 'SAXXXXXXXXXXXXXXXXXX', parentAuthId: 'MAXXXXXXXXXXXXXXXXXX', billRate: '0.00475' }
    const { request } = await play({ account: { ...account, countryCode: 'IN', routeType: 'Domestic_Anchored' } })

    expect(request('/answer').params).toMatchObject({
      BillRate: '0.00475',
      CountryCode: 'IN',
      ParentAuthID: 'MAXXXXXXXXXXXXXXXXXX',
      RouteType: 'Domestic_Anchored',
    })
  })
})

describe('who calls whom', () => {
  it('D72: From and To have no plus, CallerName has one', async () => {
    const { request } = await play({ call: { from: '+442071234567', to: '442079999999' } })

    expect(request('/answer').params).toMatchObject({
      From: '442071234567',
      To: '442079999999',
      CallerName: '+442071234567',
    })
  })

  it('a number that was given without its plus has one in CallerName all the same', async () => {
    const { request } = await play({ call: { from: '442071234567' } })

    expect(request('/answer').params).toMatchObject({ From: '442071234567', CallerName: '+442071234567' })
  })

  it('callerName is at most 50 characters', async () => {
    const { request } = await play({ call: { callerName: 'A'.repeat(60) } })

    expect(request('/answer').params.CallerName).toBe('A'.repeat(50))
  })

  it('SIP addresses stay as they are, with SIP-H-From and SIP-H-To', async () => {
    const { requests } = await play({ call: { from: 'sip:alice@phone.plivo.com', to: 'sip:bob@phone.plivo.com' } })

    for (const { params } of requests) {
      expect(params).toMatchObject({
        From: 'sip:alice@phone.plivo.com',
        To: 'sip:bob@phone.plivo.com',
        CallerName: '',
        'SIP-H-From': '<sip:alice@phone.plivo.com>',
        'SIP-H-To': '<sip:bob@phone.plivo.com>',
      })
    }
  })

  it('custom SIP headers are X-PH- on every one', async () => {
    const { requests } = await play({ call: { sipHeaders: { CustomId: '42', Plan: 'gold' } } })

    expect(requests.map(({ params }) => [params['X-PH-CustomId'], params['X-PH-Plan']])).toEqual(
      Array(3).fill(['42', 'gold']),
    )
  })

  it('custom SIP headers are X-PH- on callbacks, too: "when the leg carries custom SIP headers"', async () => {
    const { request } = await playCall(
      { '/answer': document('<Record recordSession="true" callbackUrl="http://app.test/callback"/>') },
      undefined,
      { call: { sipHeaders: { CustomId: '42' } } },
    )

    expect(request('/callback').params['X-PH-CustomId']).toBe('42')
  })

  it('after the end, callbacks say how: "documented on any request whose CallStatus is completed" (D47)', async () => {
    const { request } = await playCall({
      '/answer': document('<Record recordSession="true" callbackUrl="http://app.test/callback"/><Hangup/>'),
    })

    expect(request('/callback').params).toMatchObject({
      CallStatus: 'completed',
      HangupCauseCode: '4000',
      HangupSource: 'Answer XML',
      Duration: '0',
    })
  })

  it('ForwardedFrom is there only if it is known', async () => {
    const { request } = await play({ call: { forwardedFrom: '+14150000000' } })

    expect(request('/answer').params.ForwardedFrom).toBe('14150000000')
    expect((await play()).request('/answer').params).not.toHaveProperty('ForwardedFrom')
  })
})

describe('the bill: seconds from the answer, begun ones counted, in pulses of 60', () => {
  it.each([
    [1, 1, 60, '0.00500'],
    [59_999, 60, 60, '0.00500'],
    [60_000, 60, 60, '0.00500'],
    [60_001, 61, 120, '0.01000'],
    [66_000, 66, 120, '0.01000'],
  ])('%i ms: %i s, billed %i s, %s', async (ms, duration, billDuration, totalCost) => {
    const { record, request } = await playCall(
      { '/answer': document('<DTMF>1</DTMF><Wait length="600"/>') },
      async caller => {
        await caller.waits(ms)
        await caller.hangsUp()
      },
    )

    expect(record).toMatchObject({ duration, billDuration, totalCost })
    expect(request('/hangup').params).toMatchObject({
      Duration: String(duration),
      BillDuration: String(billDuration),
      TotalCost: totalCost,
    })
  })

  it('nothing for a call that was not answered, or not for a moment', async () => {
    const never = await playCall({ '/answer': document('<Wait length="90"/>') })
    const atOnce = await playCall({ '/answer': '<Response/>' })

    expect(never.record).toMatchObject({ duration: 0, billDuration: 0, totalCost: '0.00000' })
    expect(atOnce.record).toMatchObject({ duration: 0, billDuration: 0, totalCost: '0.00000' })
  })
})

describe('D73: how they are sent', () => {
  it('POST: sorted by key, form-encoded, a space is a plus', async () => {
    const { request } = await play({ call: { callerName: 'Alice & Bob' } })
    const { body, headers } = request('/answer')
    const names = body.split('&').map(pair => pair.split('=')[0])

    expect(names).toEqual([...names].sort())
    expect(names.indexOf('STIRVerification')).toBeLessThan(names.indexOf('SessionStart'))
    expect(body).toContain('CallerName=Alice+%26+Bob&')
    expect(body).toContain('STIRAttestation=Not+Applicable')
    expect(body).toMatch(/SessionStart=2025-01-01\+00%3A00%3A00\.\d{6}&/)
    expect(headers.get('content-type')).toBe('application/x-www-form-urlencoded')
    expect(headers.get('user-agent')).toBe('Plivo')
  })

  it('GET: in the query, merged with its own and sorted', async () => {
    const { request } = await playCall({ '/answer': document('<Wait/>') }, undefined, {
      call: { answerUrl: 'http://app.test/answer?tenant=7&Area=1', answerMethod: 'GET' },
    })
    const { method, body, query } = request('/answer')
    const names = [...query.keys()]

    expect({ method, body }).toEqual({ method: 'GET', body: '' })
    expect(names).toEqual([...names].sort())
    expect(names).toContain('tenant')
    expect(names).toContain('Area')
  })

  it('the fragment is never sent', async () => {
    const { trace, request } = await playCall({ '/answer': document('<Wait/>') }, undefined, {
      call: { answerUrl: 'http://app.test/answer#rt=1000' },
    })

    expect(request('/answer').path).toBe('/answer')
    expect(trace.of('webhook.sent')[0]).toMatchObject({
      url: 'http://app.test/answer',
      policy: expect.stringContaining('rt=1000'),
    })
  })

  it('every request is signed', async () => {
    const { requests } = await play()

    for (const { headers } of requests) {
      expect(headers.get('x-plivo-signature-v3')).toMatch(/^[A-Za-z0-9+/]+=*$/)
      expect(headers.get('x-plivo-signature-v3-nonce')).toMatch(/^\d{20}$/)
    }
  })
})
