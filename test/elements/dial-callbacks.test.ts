import { describe, expect, it } from 'vitest'
import { action, alice, bob, callback, dial, ended, numbers, sent, told } from './dial-call.js'
import { document, playCall } from './play-call.js'

const talks = { answers: '2s', hangsUp: '37s' } as const

describe('callbackUrl: "live events": answer, connected, digits, hangup of each leg', () => {
  it('each with its parameters', async () => {
    const played = await dial(callback, { [alice]: talks })

    const leg = {
      CallUUID: played.record.uuid,
      Direction: 'inbound',
      From: '14155550100',
      To: '14155550199',
      DialALegUUID: played.record.uuid,
      DialBLegUUID: played.record.legs[0]?.uuid,
      DialBLegFrom: '14155550100',
      DialBLegTo: '14155550111',
      DialBLegPosition: '1',
      DialBLegBillRate: '0.005',
      STIRVerification: 'Not Applicable',
    }
    expect(sent(played, '/callback')).toEqual([
      { ...leg, CallStatus: 'ringing', Event: 'DialAnswer', DialAction: 'answer', DialBLegStatus: 'answer' },
      { ...leg, CallStatus: 'in-progress', Event: 'DialConnected', DialAction: 'connected', DialBLegStatus: 'answer' },
      {
        ...leg,
        CallStatus: 'in-progress',
        Event: 'DialHangup',
        DialAction: 'hangup',
        DialBLegStatus: 'hangup',
        DialBLegDuration: '37',
        DialBLegBillDuration: '60',
        DialBLegTotalCost: '0.00500',
        DialBLegHangupCause: 'NORMAL_CLEARING',
        DialBLegHangupCauseName: 'Normal Hangup',
        DialBLegHangupCauseCode: '4000',
        DialBLegHangupSource: 'Callee',
      },
    ])
  })

  it('STIRVerification is about numbers: a SIP address has none', async () => {
    const sip = 'sip:alice@pbx.test'
    const played = await playCall(
      { '/answer': document(`<Dial ${callback}><User>${sip}</User><Number>${alice}</Number></Dial>`) },
      undefined,
      { phones: { [sip]: 'busy', [alice]: 'busy' } },
    )

    expect(sent(played, '/callback').map(({ DialBLegTo, STIRVerification }) => [DialBLegTo, STIRVerification])).toEqual(
      [
        [sip, undefined],
        ['14155550111', 'Not Applicable'],
      ],
    )
  })

  it('callbackMethod="GET"', async () => {
    const played = await dial(`${callback} callbackMethod="GET"`, { [alice]: 'busy' })

    expect(played.request('/callback')).toMatchObject({ method: 'GET', params: { DialAction: 'hangup' } })
  })

  it('DialBLegPosition: "index of the target"', async () => {
    const played = await dial(callback, { [alice]: 'busy', [bob]: 'busy' })

    expect(sent(played, '/callback').map(({ DialBLegPosition }) => DialBLegPosition)).toEqual(['1', '2'])
  })

  it('a leg that was never answered has its hangup, too: it lasted 0 s', async () => {
    const played = await dial(callback, { [alice]: 'busy' })

    expect(sent(played, '/callback')).toMatchObject([
      { DialAction: 'hangup', DialBLegDuration: '0', DialBLegBillDuration: '0', DialBLegHangupCause: 'USER_BUSY' },
    ])
  })
})

describe('digitsMatch, digitsMatchBLeg: "patterns of keys; DialAction=digits"', () => {
  const match = ({ requests }: Awaited<ReturnType<typeof dial>>) =>
    requests
      .filter(({ params }) => params.DialAction === 'digits')
      .map(({ at, params }) => [at, params.DialDigitsMatch, params.DialDigitsPressedBy, params.Event])

  it('keys of the caller, while they talk', async () => {
    const played = await dial(`${callback} digitsMatch="*9,1,12"`, { [alice]: talks }, async caller => {
      await caller.presses('1')
      await caller.waits('5s')
      await caller.presses('7*93')
      await caller.presses('12')
    })

    expect(match(played)).toEqual([
      [5400, '*9', 'ALeg', 'DialDigitsMatch'],
      [5600, '1', 'ALeg', 'DialDigitsMatch'],
      [5800, '12', 'ALeg', 'DialDigitsMatch'],
    ])
  })

  it('D55: after a match the keys begin anew, unless it is the beginning of another', async () => {
    const played = await dial(`${callback} digitsMatch="1,12,123,99"`, { [alice]: talks }, async caller => {
      await caller.waits('5s')
      await caller.presses('123999')
    })

    expect(match(played).map(([, keys]) => keys)).toEqual(['1', '12', '123', '99'])
  })

  it('D55: the longest pattern that the keys end with', async () => {
    const played = await dial(`${callback} digitsMatch="2,12"`, { [alice]: talks }, async caller => {
      await caller.waits('5s')
      await caller.presses('12')
    })

    expect(match(played)).toEqual([[5200, '12', 'ALeg', 'DialDigitsMatch']])
  })

  it('keys of the callee', async () => {
    const phone = { answers: '2s', presses: '3#', hangsUp: '9s' }
    const played = await dial(`${callback} digitsMatch="3" digitsMatchBLeg="3#"`, { [alice]: phone })

    expect(match(played)).toEqual([[2200, '3#', 'BLeg', 'DialDigitsMatch']])
  })

  it('"only with callbackUrl"', async () => {
    const played = await dial('digitsMatch="1"', { [alice]: talks })

    expect(played.problems).toEqual(['digits-match-useless'])
  })
})

describe('D31: the caller hangs up inside Dial: its callbacks and its action are requested, the answer is ignored', () => {
  it('while it rings: DialStatus=cancel, and the leg is cancelled (D57)', async () => {
    const played = await dial(`${action} ${callback}`, { [alice]: 'no-answer', [bob]: 'no-answer' }, async caller => {
      await caller.waits('5s')
      await caller.hangsUp()
    })

    expect(ended(played)).toEqual([`0-5000 ${alice} 1000 cancel`, `0-5000 ${bob} 1000 cancel`])
    expect(played.requests.map(({ path, params }) => [path, params.DialAction ?? params.Event])).toEqual([
      ['/answer', 'StartApp'],
      ['/callback', 'hangup'],
      ['/callback', 'hangup'],
      ['/action', 'Redirect'],
      ['/hangup', 'Hangup'],
    ])
    expect(played.request('/action').params).toMatchObject({
      CallStatus: 'completed',
      DialStatus: 'cancel',
      DialHangupCause: 'ORIGINATOR_CANCEL',
      DialRingStatus: 'true',
      HangupCauseCode: '4000',
    })
    expect(played.ran).toEqual(['0-5000 Dial'])
  })

  it('while they talk: completed', async () => {
    const played = await dial(`${action} ${callback}`, { [alice]: talks }, async caller => {
      await caller.waits('5s')
      await caller.hangsUp()
    })

    expect(played.record.legs).toMatchObject([{ duration: 3, hangup: { code: 4000, source: 'Caller' } }])
    expect(played.request('/action').params).toMatchObject({ CallStatus: 'completed', DialStatus: 'completed' })
    expect(played.record).toMatchObject({ duration: 3, hangup: { code: 4000, source: 'Caller' } })
  })

  it('while somebody is asked to confirm', async () => {
    const attributes = `${callback} confirmSound="http://app.test/whisper" confirmKey="5"`
    const played = await dial(
      attributes,
      { [alice]: { answers: '2s' } },
      async caller => {
        await caller.waits('2300ms')
        await caller.hangsUp()
      },
      { '/whisper': document('<Speak>Press 5</Speak>') },
    )

    expect(ended(played)).toEqual([`0-2300 ${alice} 4000 completed`])
    expect(told(played)).toEqual(['answer 14155550111', 'hangup 14155550111'])
    expect(played.heard).toEqual(['2000-2300 Press 5 (cut)'])
  })
})

describe('D40: a scheduled hangup ends the call in the middle of Dial', () => {
  it('both sides end with 6000', async () => {
    const played = await playCall(
      { '/answer': document(`<Hangup schedule="10"/><Dial ${action}>${numbers(alice)}</Dial>`) },
      undefined,
      { phones: { [alice]: talks } },
    )

    expect(played.record.hangup).toMatchObject({ code: 6000, source: 'Plivo' })
    expect(ended(played)).toEqual([`0-10000 ${alice} 6000 completed`])
    expect(played.request('/action').params).toMatchObject({ DialStatus: 'completed', HangupCauseCode: '6000' })
  })
})

it('the record of the call has its legs', async () => {
  const played = await dial('', { [alice]: 'busy', [bob]: talks })

  const epoch = Date.UTC(2025, 0, 1)
  const [first, second] = played.record.legs
  expect(first).toEqual({
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    from: '+14155550100',
    to: alice,
    status: 'busy',
    hangup: { code: 3010, name: 'Busy Line', cause: 'USER_BUSY', source: 'Carrier', because: 'it is busy' },
    startedAt: epoch,
    answeredAt: undefined,
    endedAt: epoch,
    duration: 0,
    billDuration: 0,
  })
  expect(second).toMatchObject({ to: bob, answeredAt: epoch + 2000, endedAt: epoch + 39_000, duration: 37 })
})

it('what happens on a leg has a lane of its own in the trace', async () => {
  const played = await dial('', { [alice]: { answers: '1s', presses: '1', says: 'Hi', hangsUp: '4s' } })

  const [leg] = played.record.legs
  const lane = played.trace.events.filter(event => event.leg === leg?.uuid).map(({ type }) => type)
  expect(lane).toEqual([
    'leg.dialed',
    'leg.rang',
    'leg.answered',
    'leg.bridged',
    'digit.pressed',
    'speech.started',
    'speech.heard',
    'leg.ended',
  ])
  expect(played.trace.text()).toContain(`picks up   [${alice}]`)
  expect(played.trace.text({ redact: true })).toContain('picks up   [+1••••••••11]')
})
