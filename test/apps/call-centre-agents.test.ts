import { describe, expect } from 'vitest'
import { ending, heard, heardBy, legs, story, theSameAgain } from './shift.js'
import { ann, ben, cleo } from './staff.js'

const hello = 'Sales, this is Ann.'

describe('one agent', () => {
  story('the caller is forwarded, they talk, the agent hangs up, and a survey follows', async shift => {
    shift.phones({
      [ann]: { answers: '4s', says: hello, does: [{ hears: 'a new lamp' }, { says: 'Gladly.' }, 'hangs up'] },
    })
    const caller = shift.rings('/answer')
    await caller.hears('press 1')
    await caller.presses(1)
    await caller.hears(hello)
    await caller.says('I want a new lamp.')
    await caller.hears('How was it')
    await caller.presses(5)
    const record = await caller.callEnds()

    expect(heard(caller).slice(1)).toEqual([
      'Connecting you to sales.',
      hello,
      'Gladly.',
      'How was it, from 1 to 5?',
      'Thank you for a 5.',
    ])
    expect(heardBy(caller, ann)).toEqual(['I want a new lamp.'])
    expect(shift.legs).toEqual(['answer 14155550111', 'connected 14155550111', 'hangup 14155550111'])
    expect(shift.told('/sales/after')).toMatchObject([
      {
        DialStatus: 'completed',
        DialRingStatus: 'true',
        DialHangupCause: 'NORMAL_CLEARING',
        CallStatus: 'in-progress',
      },
    ])
    expect(shift.told('/legs')[2]).toMatchObject({
      DialBLegFrom: '14155550199',
      DialBLegHangupCauseCode: '4000',
      DialBLegHangupSource: 'Callee',
    })
    expect(shift.told('/survey')).toMatchObject([{ Digits: '5' }])
    expect([ending(record), legs(record)]).toEqual(['completed 4010 Plivo', [`${ann} completed 4000`]])
    expect(shift.paths).toEqual([
      ...['/answer', '/menu', '/sales', '/legs', '/legs', '/legs', '/sales/after', '/survey', '/hangup'],
    ])
  })

  story('the caller hangs up while it rings: the leg is cancelled, and the application hears of it', async shift => {
    shift.phones({
      [ann]: 'no-answer',
    })
    const caller = shift.rings('/sales')
    await caller.hears('Connecting')
    await caller.waits('5s')
    await caller.hangsUp()
    const record = await caller.callEnds()

    expect([ending(record), legs(record)]).toEqual(['completed 4000 Caller', [`${ann} cancel 1000`]])
    expect(shift.told('/sales/after')).toMatchObject([
      { DialStatus: 'cancel', DialHangupCause: 'ORIGINATOR_CANCEL', DialBLegUUID: '', CallStatus: 'completed' },
    ])
    expect(shift.legs).toEqual(['hangup 14155550111'])
    expect(shift.paths.slice(-2)).toEqual(['/sales/after', '/hangup'])
  })

  story('the caller hangs up in mid-talk: the agent is gone, too', async shift => {
    shift.phones({
      [ann]: { answers: '4s', says: hello },
    })
    const caller = shift.rings('/sales')
    await caller.hears(hello)
    await caller.waits('1s')
    await caller.hangsUp()
    const record = await caller.callEnds()

    expect([ending(record), legs(record)]).toEqual(['completed 4000 Caller', [`${ann} completed 4000`]])
    expect(shift.told('/legs').at(-1)).toMatchObject({ DialAction: 'hangup', DialBLegHangupSource: 'Caller' })
    expect(shift.told('/sales/after')).toMatchObject([{ DialStatus: 'completed', CallStatus: 'completed' }])
    expect(heard(caller)).not.toContain('How was it, from 1 to 5?')
  })

  story('nobody answers: after 20 s the caller leaves a message, which is a real file', async shift => {
    shift.phones({
      [ann]: 'no-answer',
    })
    const caller = shift.rings('/sales')
    await caller.hears('Leave a message')
    await caller.waits('500ms')
    await caller.says('Please call me back about the lamp.')
    const record = await caller.callEnds()
    const [recording] = record.recordings
    const file = Buffer.from((await recording?.bytes()) ?? [])
    const [left] = shift.told('/message/left')

    expect(shift.told('/sales/after')).toMatchObject([{ DialStatus: 'timeout', DialRingStatus: 'true' }])
    expect(legs(record)).toEqual([`${ann} timeout 6010`])
    expect(recording).toMatchObject({ format: 'wav', transcript: 'Please call me back about the lamp.' })
    expect(file.toString('latin1', 0, 4)).toBe('RIFF')
    expect(file.readUInt32LE(40) / 16).toBe(recording?.ms)
    expect(left?.RecordingDurationMs).toBe(String(recording?.ms))
    expect(shift.told('/ready')).toMatchObject([{ RecordingID: recording?.id, RecordUrl: recording?.url }])
    expect(heard(caller).at(-1)).toBe('Thank you.')
  })

  story('digitsMatch: what either side presses is told, with who pressed it', async shift => {
    shift.phones({
      [ann]: { answers: '1s', does: [{ waits: '2s' }, { presses: '*9' }, { waits: '4s' }, 'hangs up'] },
    })
    const caller = shift.rings('/sales')
    await caller.hears('Connecting')
    await caller.waits('5s')
    await caller.presses('77')
    await caller.callEnds()

    // Each side hears the keys of the other, too.
    expect([heardBy(caller, ann), heard(caller).slice(1, 3)]).toEqual([
      ['7', '7'],
      ['*', '9'],
    ])
    const digits = shift.told('/legs').filter(({ DialAction }) => DialAction === 'digits')
    expect(digits).toMatchObject([
      { Event: 'DialDigitsMatch', DialDigitsMatch: '*9', DialDigitsPressedBy: 'BLeg', DialBLegTo: '14155550111' },
      { Event: 'DialDigitsMatch', DialDigitsMatch: '77', DialDigitsPressedBy: 'ALeg', DialBLegTo: '14155550111' },
    ])
  })

  story('hangupOnStar: the caller is back in the menu, and chooses again', async shift => {
    shift.phones({
      [ben]: { answers: '1s', says: 'Yes?' },
      [ann]: { answers: '1s', hangsUp: '1s' },
    })
    const caller = shift.rings('/consult')
    await caller.hears('Yes?')
    await caller.presses('*')
    await caller.hears('Sales, press 1')
    await caller.presses(1)
    const record = await caller.callEnds()

    expect(record.legs.map(({ hangup }) => hangup.source)).toEqual(['Caller', 'Callee'])
    expect(shift.paths.slice(0, 3)).toEqual(['/consult', '/answer', '/menu'])
    expect(shift.told('/answer')).toMatchObject([{ Event: 'Redirect', CallStatus: 'in-progress' }])
  })

  story('timeLimit: after a minute the callee is hung up, and the caller goes on', async shift => {
    shift.phones({
      [ann]: { answers: '2s', says: hello },
    })
    const caller = shift.rings('/prepaid')
    await caller.hears('Your minute is over')
    const record = await caller.callEnds()

    expect(record.legs).toMatchObject([{ status: 'completed', duration: 60, hangup: { code: 6000, source: 'Plivo' } }])
    expect(ending(record)).toBe('completed 4010 Plivo')
    expect(record.duration).toBe(62)
  })
})

describe('several agents, one after another', () => {
  story('Ann is busy, Ben does not answer, Cleo does: each Dial’s action rings the next', async shift => {
    shift.phones({
      [ann]: 'busy',
      [ben]: 'no-answer',
      [cleo]: { answers: '3s', says: 'Support, Cleo.', hangsUp: '5s' },
    })
    const caller = shift.rings('/support')
    await caller.hears('Support, Cleo.')
    const record = await caller.callEnds()

    expect(legs(record)).toEqual([`${ann} busy 3010`, `${ben} timeout 6010`, `${cleo} completed 4000`])
    expect(shift.told('/support').map(({ tried, DialStatus }) => [tried, DialStatus])).toEqual([
      [undefined, undefined],
      ['1', 'busy'],
      ['2', 'timeout'],
      ['3', 'completed'],
    ])
    expect(ending(record)).toBe('completed 4000 Answer XML')
  })

  story('nobody is there at all', async shift => {
    shift.phones({ [ann]: 'rejected', [ben]: 'unreachable', [cleo]: { busy: '2s' } })
    const caller = shift.rings('/support')
    await caller.hears('Nobody is here')
    await caller.hears('Leave a message')
    const record = await caller.callEnds()

    expect(shift.told('/support').map(({ DialStatus, DialRingStatus }) => [DialStatus, DialRingStatus])).toEqual([
      [undefined, undefined],
      ['failed', 'false'],
      ['no-answer', 'false'],
      ['busy', 'true'],
    ])
    expect(legs(record)).toHaveLength(3)
  })

  story('with redirect="false" the action is told, and the next Dial follows whatever it answers', async shift => {
    shift.phones({
      [ann]: 'busy',
      [ben]: { answers: '2s', says: 'Ben here.', hangsUp: '3s' },
    })
    const caller = shift.rings('/backup')
    await caller.hears('Ben here.')
    await caller.hears('That was all.')
    await caller.callEnds()

    expect(shift.told('/log').map(({ DialStatus }) => DialStatus)).toEqual(['busy', 'completed'])
  })
})

describe('several agents at once', () => {
  story('the first who answers wins; the others stop ringing and are told as lost', async shift => {
    shift.phones({
      [ann]: { answers: '6s' },
      [ben]: { answers: '4s', says: 'Ben was first.', hangsUp: '3s' },
      [cleo]: 'busy',
    })
    const caller = shift.rings('/rush')
    await caller.hears('All of us are being called')
    await caller.hears('Ben was first.')
    const record = await caller.callEnds()

    expect(legs(record)).toEqual([`${ann} cancel 9000`, `${ben} completed 4000`, `${cleo} busy 3010`])
    expect(shift.legs).toEqual([
      'hangup 14155550113',
      'answer 14155550112',
      'hangup 14155550111',
      'connected 14155550112',
      'hangup 14155550112',
    ])
    expect(shift.told('/legs').map(({ DialBLegPosition }) => DialBLegPosition)).toEqual(['3', '2', '1', '2', '2'])
  })

  const takes = (key: string, answers: string) => ({ answers, hears: /Press 1/, presses: key })

  story('confirmKey: the right one connects, and what is whispered is heard by the agent alone', async shift => {
    shift.phones({
      [ann]: takes('1', '2s'),
      [ben]: 'no-answer',
    })
    const caller = shift.rings('/anybody', '+14155550142')
    await caller.waits('20s')
    await caller.says('Is anybody there?')
    await caller.hangsUp()
    const record = await caller.callEnds()

    expect(heardBy(caller, ann)).toEqual(['A customer from 0142. Press 1 to take the call.', 'Is anybody there?'])
    expect(heard(caller)).toEqual([])
    expect(shift.legs).toEqual([
      'answer 14155550111',
      'hangup 14155550112',
      'connected 14155550111',
      'hangup 14155550111',
    ])
    expect(shift.told('/whisper')).toMatchObject([{ DialBLegTo: '14155550111', From: '14155550142' }])
    expect(legs(record)).toEqual([`${ann} completed 4000`, `${ben} cancel 9000`])
  })

  story('a wrong key and none: nobody is connected, and the caller leaves a message', async shift => {
    shift.phones({
      [ann]: takes('3', '1s'),
      [ben]: { answers: '2s' },
    })
    const caller = shift.rings('/anybody')
    await caller.hears('Leave a message')
    const record = await caller.callEnds()

    expect(legs(record).map(leg => leg.split(' ').at(-1))).toEqual(['9110', '9110'])
    expect(shift.legs.filter(told => told.startsWith('connected'))).toEqual([])
    expect(shift.told('/anybody/after')).toMatchObject([{ DialStatus: 'no-answer', DialBLegUUID: '' }])
  })

  story('the agent’s voicemail picks up and does not confirm: the caller never hears it', async shift => {
    shift.phones({
      [ann]: { voicemail: 'This is Ann’s mailbox.', answers: '5s' },
      [ben]: 'rejected',
    })
    const caller = shift.rings('/anybody')
    await caller.hears('Leave a message')
    await caller.hangsUp()
    const record = await caller.callEnds()

    expect(heard(caller)).toEqual(['Leave a message.'])
    expect(record.legs[0]?.hangup).toMatchObject({ code: 9110 })
    expect(shift.told('/message')).toHaveLength(1)
  })
})

theSameAgain()
