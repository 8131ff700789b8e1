import { describe, expect, it } from 'vitest'
import { action, alice, bob, callback, carol, dial, ended, heardBy, numbers, sent, told } from './dial-call.js'
import { document, playCall } from './play-call.js'

const talks = { answers: '2s', hangsUp: '10s' } as const

describe('Dial', () => {
  it('D20: "Dial does not answer the caller until the callee does": CallStatus turns in-progress then', async () => {
    const played = await dial(callback, { [alice]: talks })

    expect(played.trace.of('call.answered')).toMatchObject([{ at: 2000, by: '<Dial> 1:32' }])
    expect(sent(played, '/callback').map(({ Event, CallStatus }) => [Event, CallStatus])).toEqual([
      ['DialAnswer', 'ringing'],
      ['DialConnected', 'in-progress'],
      ['DialHangup', 'in-progress'],
    ])
  })

  it.each([
    ['callType="whatsapp"', ''],
    ['callerName="Alice"', ''],
    ['', 'sendDigitsMode="rfc2833"'],
    ['', 'callerName="Alice"'],
  ])('%s%s is accepted, and changes nothing', async (attributes, own) => {
    const play = (dialAttributes: string, numberAttributes: string) =>
      playCall(
        {
          '/answer': document(
            `<Dial ${callback} ${action} ${dialAttributes}><Number ${numberAttributes}>${alice}</Number></Dial>`,
          ),
        },
        undefined,
        { phones: { [alice]: talks } },
      )
    const [plain, given] = [await play('', ''), await play(attributes, own)]

    expect(given.problems).toEqual(plain.problems)
    expect(given.requests).toEqual(plain.requests)
    expect(given.ran).toEqual(plain.ran)
  })

  it('without an answer the next element answers the caller', async () => {
    const played = await dial('', { [alice]: 'busy' })

    expect(played.ran).toEqual(['0-0 Dial', '0-500 Speak'])
    expect(played.trace.of('call.answered')).toMatchObject([{ at: 0, by: expect.stringContaining('Speak') }])
  })

  describe('action: "requested when Dial ends", with DialStatus, DialRingStatus, DialHangupCause, DialALegUUID, DialBLegUUID', () => {
    it.each([
      ['busy', 'busy', false, 'USER_BUSY', 0],
      ['rejected', 'failed', false, 'CALL_REJECTED', 0],
      ['unreachable', 'no-answer', false, 'NO_ANSWER', 0],
      ['unallocated', 'failed', false, 'UNALLOCATED_NUMBER', 0],
      ['sip-auth-failed', 'failed', false, 'sip_auth_failed', 0],
      ['sip-auth-timeout', 'timeout', false, 'sip_auth_timeout', 0],
      ['no-answer', 'timeout', true, 'NO_ANSWER', 120_000],
      [{ busy: '3s' }, 'busy', true, 'USER_BUSY', 3000],
      [{ rejects: '3s' }, 'failed', true, 'CALL_REJECTED', 3000],
    ] as const)('%j: %s', async (behaviour, status, rang, cause, at) => {
      const played = await dial(action, { [alice]: behaviour })

      const request = played.request('/action')
      expect(request.at).toBe(at)
      expect(request.params).toMatchObject({
        Event: 'Redirect',
        CallStatus: 'ringing',
        DialStatus: status,
        DialRingStatus: String(rang),
        DialHangupCause: cause,
        DialALegUUID: played.record.uuid,
        DialBLegUUID: '',
      })
    })

    it('completed: somebody was connected, and DialBLegUUID says who', async () => {
      const played = await dial(action, { [alice]: talks })

      const [leg] = played.record.legs
      const { at, params } = played.request('/action')
      expect(at).toBe(12_000)
      expect(params).toMatchObject({
        DialStatus: 'completed',
        DialRingStatus: 'true',
        DialHangupCause: 'NORMAL_CLEARING',
        DialBLegUUID: leg?.uuid,
      })
    })

    it.each([
      ['redirect="true"', ['0-0 Dial'], 1],
      ['redirect="false"', ['0-0 Dial', '0-500 Speak'], 1],
      ['method="GET"', ['0-0 Dial'], 1],
    ])('%s', async (attributes, ran, times) => {
      const played = await dial(`${action} ${attributes}`, { [alice]: 'busy' }, undefined, { '/action': document('') })

      expect(played.ran).toEqual(ran)
      expect(sent(played, '/action')).toHaveLength(times)
      if (attributes.includes('GET')) expect(played.request('/action').method).toBe('GET')
    })

    it('"B hangs up: A survives": the document of action runs, with the caller still there', async () => {
      const routes = { '/action': document('<Speak>Bye</Speak>') }
      const played = await dial(action, { [alice]: talks }, undefined, routes)

      expect(played.ran).toEqual(['0-12000 Dial', '12000-12500 Speak'])
      expect(played.record.hangup.code).toBe(4010)
    })
  })

  it('D21: with the default redirect="true", what follows Dial never runs, and a note says so', async () => {
    const played = await dial(action, { [alice]: 'busy' })

    expect(played.problems).toContain('siblings-replaced')
    expect(played.trace.of('element.finished')).toMatchObject([{ skipped: [expect.stringContaining('<Speak>')] }])
  })

  it.each([action, 'redirect="true"', `${action} redirect="false"`])(
    'D21: but %s says nothing if it runs',
    async given => {
      const played = await dial(given, { [alice]: 'busy' })

      expect(played.problems.includes('siblings-replaced')).toBe(given === action)
    },
  )

  it.each(['leg.dialed', 'leg.bridged', 'webhook.sent'] as const)(
    'whoever hangs up while he is told of %s',
    async type => {
      const played = await dial(`${action} ${callback}`, { [alice]: talks, [bob]: 'no-answer' }, async caller => {
        caller.call.trace.listen(event => {
          if (event.type === type && event.at >= 2000) caller.call.hangUp()
          if (event.type === type && type === 'leg.dialed') caller.call.hangUp()
        })
      })

      expect(played.record.hangup.code).toBe(4000)
      expect(played.record.legs.map(({ hangup }) => hangup.code)).not.toContain(5010)
      for (const leg of played.record.legs) {
        const { hangup, uuid } = leg
        const [told] = sent(played, '/callback').filter(
          params => params.DialBLegUUID === uuid && params.DialAction === 'hangup',
        )
        expect(told?.DialBLegHangupCauseCode).toBe(String(hangup.code))
      }
    },
  )

  describe('timeout: "ring time in seconds"; 120 s is the ring limit', () => {
    it.each([
      ['timeout="20"', 20_000, []],
      ['', 120_000, []],
      ['timeout="0"', 120_000, ['value-not-allowed']],
    ])('%s', async (attributes, end, problems) => {
      const played = await dial(attributes, { [alice]: 'no-answer' })

      expect(ended(played)).toEqual([`0-${end} ${alice} 6010 timeout`])
      expect(played.problems).toEqual(problems)
      expect(played.record.legs[0]?.hangup).toMatchObject({ name: 'Ring Timeout Reached', source: 'Plivo' })
    })

    it('is about ringing only: who answers in time is not cut', async () => {
      const played = await dial('timeout="5"', { [alice]: { answers: '4s', hangsUp: '20s' } })

      expect(ended(played)).toEqual([`0-24000 ${alice} 4000 completed`])
    })
  })

  describe('timeLimit: "how long they may talk"; then 6000 Scheduled Hangup, and the caller goes on', () => {
    it('timeLimit="30"', async () => {
      const played = await dial(`timeLimit="30" ${callback}`, { [alice]: { answers: '2s' } })

      expect(ended(played)).toEqual([`0-32000 ${alice} 6000 completed`])
      expect(played.ran).toEqual(['0-32000 Dial', '32000-32500 Speak'])
      expect(sent(played, '/callback').at(-1)).toMatchObject({ DialBLegHangupCauseName: 'Scheduled Hangup' })
    })

    it('"values of 86400 and more are cut at 24 hours": no call lasts longer', async () => {
      const played = await playCall(
        { '/answer': document(`<Dial timeLimit="99999999">${numbers(alice)}</Dial>`) },
        async () => {},
        { phones: { [alice]: { answers: '2s' } }, timeLimit: 86_400 },
      )

      expect(played.record.hangup.code).toBe(6000)
      expect(played.record.duration).toBeLessThanOrEqual(86_400)
    })

    it('unless given, hours of talk are no reason to wait for them', async () => {
      const played = dial('', { [alice]: { answers: '2s' } }, caller => caller.hears('something'))

      await expect(played).rejects.toThrow(/the call is talking to \+14155550111 in <Dial>/)
    })
  })

  describe('hangupOnStar: "A presses *: B is dropped, A continues"', () => {
    it.each([
      ['hangupOnStar="true"', 5000],
      ['', 12_000],
    ])('%s', async (attributes, end) => {
      const played = await dial(attributes, { [alice]: talks }, async caller => {
        await caller.waits('5s')
        await caller.presses('*')
      })

      expect(ended(played)).toEqual([`0-${end} ${alice} 4000 completed`])
      expect(played.ran).toEqual([`0-${end} Dial`, `${end}-${end + 500} Speak`])
    })

    it('D55: while it rings, keys are dropped', async () => {
      const played = await dial('hangupOnStar="true"', { [alice]: talks }, async caller => {
        await caller.waits('1s')
        await caller.presses('*')
      })

      expect(ended(played)).toEqual([`0-12000 ${alice} 4000 completed`])
      expect(played.trace.of('digit.dropped')).toMatchObject([{ digits: '*' }])
    })
  })

  describe('callerId: "the number that the callee sees"', () => {
    it.each([
      ['', numbers(alice), '14155550100'],
      ['callerId="14155550777"', numbers(alice), '14155550777'],
      ['callerId="14155550777"', `<Number callerId="14155550888">${alice}</Number>`, '14155550888'],
    ])('%s %s', async (attributes, targets, from) => {
      const played = await playCall(
        { '/answer': document(`<Dial ${callback} ${attributes}>${targets}</Dial>`) },
        undefined,
        { phones: { [alice]: 'busy' } },
      )

      expect(played.request('/callback').params).toMatchObject({ DialBLegFrom: from, DialBLegTo: '14155550111' })
    })
  })

  describe('"All children ring simultaneously. First to answer wins; others are cancelled, code 9000 Lost Race"', () => {
    it('the first to answer', async () => {
      const played = await dial(`${action} ${callback}`, {
        [alice]: { answers: '6s' },
        [bob]: { answers: '3s', hangsUp: '5s' },
        [carol]: 'no-answer',
      })

      expect(ended(played)).toEqual([
        `0-3000 ${alice} 9000 cancel`,
        `0-3000 ${carol} 9000 cancel`,
        `0-8000 ${bob} 4000 completed`,
      ])
      expect(played.request('/action').params.DialBLegUUID).toBe(played.record.legs[1]?.uuid)
    })

    it('D37: callbackUrl is told of the losers, too', async () => {
      const played = await dial(callback, { [alice]: 'no-answer', [bob]: talks })

      expect(told(played)).toEqual([
        'answer 14155550112',
        'hangup 14155550111',
        'connected 14155550112',
        'hangup 14155550112',
      ])
      expect(sent(played, '/callback')[1]).toMatchObject({
        DialBLegHangupCause: 'LOSE_RACE',
        DialBLegHangupCauseName: 'Lost Race',
        DialBLegHangupCauseCode: '9000',
        DialBLegHangupSource: 'Plivo',
      })
    })

    it('at the same instant, the one that stands first', async () => {
      const played = await dial('', { [alice]: { answers: '3s', hangsUp: '1s' }, [bob]: { answers: '3s' } })

      expect(ended(played)).toEqual([`0-3000 ${bob} 9000 cancel`, `0-4000 ${alice} 4000 completed`])
    })
  })

  it('"Sequential hunting = several Dials", one after another', async () => {
    const played = await playCall(
      {
        '/answer': document(
          `<Dial timeout="10">${numbers(alice)}</Dial><Dial>${numbers(bob)}</Dial><Dial>${numbers(carol)}</Dial>`,
        ),
      },
      undefined,
      { phones: { [alice]: 'no-answer', [bob]: 'busy', [carol]: talks } },
    )

    expect(ended(played)).toEqual([
      `0-10000 ${alice} 6010 timeout`,
      `10000-10000 ${bob} 3010 busy`,
      `10000-22000 ${carol} 4000 completed`,
    ])
    expect(played.record.legs.map(({ to, status }) => [to, status])).toEqual([
      [alice, 'timeout'],
      [bob, 'busy'],
      [carol, 'completed'],
    ])
  })

  it.each([
    [{ [alice]: 'busy', [bob]: 'rejected' }, 'busy', 'USER_BUSY'],
    [{ [alice]: 'rejected', [bob]: 'unreachable', [carol]: 'busy' }, 'busy', 'USER_BUSY'],
    [{ [alice]: 'rejected', [bob]: 'unreachable' }, 'no-answer', 'NO_ANSWER'],
    [{ [alice]: 'rejected', [bob]: 'no-answer' }, 'timeout', 'NO_ANSWER'],
  ] as const)('D35: of several failures the most telling counts: %j', async (phones, status, cause) => {
    const played = await dial(action, phones)

    expect(played.request('/action').params).toMatchObject({ DialStatus: status, DialHangupCause: cause })
  })

  describe('D38: Dial without a valid target', () => {
    it('"an empty Number fails the whole document" (commonly seen)', async () => {
      const played = await playCall({ '/answer': document('<Speak>Hello</Speak><Dial><Number> </Number></Dial>') })

      expect(played.record.hangup.code).toBe(8011)
      expect(played.ran).toEqual([])
      expect(played.problems).toEqual(['target-empty'])
    })

    it('"or sendDigits=""" fails it, too (commonly seen)', async () => {
      const played = await playCall({
        '/answer': document('<Dial><Number sendDigits=" ">+14155550111</Number></Dial>'),
      })

      expect(played.record.hangup.code).toBe(8011)
      expect(played.problems).toEqual(['target-empty'])
    })

    it('none at all: it ends at once, DialStatus is failed, action is requested', async () => {
      const played = await playCall({ '/answer': document(`<Dial ${action}/>`) })

      expect(played.problems[0]).toBe('dial-without-target')
      expect(played.request('/action').params).toMatchObject({ DialStatus: 'failed', DialRingStatus: 'false' })
    })

    it.each([
      ['<Number>call me</Number>', 'call me'],
      ['<User>bob</User>', 'bob'],
      ['<User>14155550111</User>', '14155550111'],
    ])('"2000 Invalid Destination Address": %s', async (target, to) => {
      const played = await playCall({ '/answer': document(`<Dial ${action}>${target}</Dial>`) })

      expect(ended(played)).toEqual([`0-0 ${to} 2000 failed`])
      expect(played.problems[0]).toBe('target-invalid')
      expect(played.request('/action').params.DialStatus).toBe('failed')
    })
  })

  describe('User', () => {
    const user = '<User>sip:bob@phone.plivo.com</User>'

    it.each([
      [{}, 2020, 'Endpoint Not Registered'],
      [{ 'sip:bob@phone.plivo.com': 'unregistered' }, 2020, 'Endpoint Not Registered'],
      [{ 'sip:bob@phone.plivo.com': { answers: '1s', hangsUp: '1s' } }, 4000, 'Normal Hangup'],
      [{ default: 'busy' }, 3010, 'Busy Line'],
    ] as const)('"Unregistered endpoint: 2020", with %j', async (phones, code, name) => {
      const played = await playCall({ '/answer': document(`<Dial>${user}</Dial>`) }, undefined, { phones })

      expect(played.record.legs).toMatchObject([{ to: 'sip:bob@phone.plivo.com', hangup: { code, name } }])
    })

    it('D54: other unknown addresses ring, and nobody answers', async () => {
      const played = await playCall({
        '/answer': document(`<Dial timeout="9">${numbers(alice)}<User>sip:x@example.com</User></Dial>`),
      })

      expect(ended(played)).toEqual([`0-9000 ${alice} 6010 timeout`, '0-9000 sip:x@example.com 6010 timeout'])
    })
  })

  describe('sipHeaders: "appear in every HTTP request of the dialled leg", prefixed X-PH-', () => {
    it.each([
      ['sipHeaders="Id=42,Name=Bob"', { 'X-PH-Id': '42', 'X-PH-Name': 'Bob' }, []],
      ['sipHeaders="Id=42,Bad-Name=1"', { 'X-PH-Id': '42' }, ['value-not-allowed']],
      ['sipHeaders="Id=a%20b"', { 'X-PH-Id': 'a%20b' }, []],
      ['sipHeaders="PH-x=1,plivoId=2,clientregion=3,Id=4"', { 'X-PH-Id': '4' }, Array(3).fill('sip-header-reserved')],
    ])('%s', async (attributes, headers, problems) => {
      const played = await dial(`${callback} ${attributes}`, { [alice]: 'busy' })

      const { params } = played.request('/callback')
      expect(Object.fromEntries(Object.entries(params).filter(([name]) => name.startsWith('X-PH-')))).toEqual(headers)
      expect(played.problems).toEqual(problems)
    })

    it('D56: those of a target win over those of Dial', async () => {
      const target = `<Number sipHeaders="Id=2">${alice}</Number>`
      const played = await playCall(
        { '/answer': document(`<Dial ${callback} sipHeaders="Id=1,Other=3">${target}</Dial>`) },
        undefined,
        { phones: { [alice]: 'busy' } },
      )

      expect(played.request('/callback').params).toMatchObject({ 'X-PH-Id': '2', 'X-PH-Other': '3' })
    })
  })

  it('across the bridge both hear one another', async () => {
    const phone = { answers: '1s', says: 'Alice here', does: [{ hears: 'my balance' }, 'hangs up'] } as const
    const played = await dial('', { [alice]: phone }, async caller => {
      await caller.hears('alice here')
      await caller.says('What is my balance')
    })

    expect(ended(played)).toEqual([`0-3800 ${alice} 4000 completed`])
    expect(heardBy(played, alice)).toEqual(['What is my balance'])
    expect(played.trace.of('speech.heard').map(({ text, across }) => [text, across])).toEqual([
      ['Alice here', true],
      ['What is my balance', true],
    ])
  })

  it('D55: "the caller’s keys go to the callee", who hears them, and the other way round', async () => {
    const does = [{ hears: '7' }, { presses: '8' }, { waits: '1s' }, 'hangs up'] as const
    const played = await dial('', { [alice]: { answers: '1s', does } }, async caller => {
      await caller.waits('2s')
      await caller.presses('7')
      expect(await caller.hears(/^[0-9]$/)).toBe('8')
    })

    expect(ended(played)).toEqual([`0-3000 ${alice} 4000 completed`])
  })
})
