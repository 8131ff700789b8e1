import { describe, expect } from 'vitest'
import { ending, heard, heardBy, legs, story, theSameAgain } from './shift.js'
import { ann, ben } from './staff.js'

const customer = '+14155550171'

describe('click to call: the agent first, then the customer', () => {
  story('both answer, and talk', async shift => {
    shift.phones({
      [ann]: { answers: '3s', hears: 'Connecting you', does: [{ hears: 'Who is it' }, { says: 'The call centre.' }] },
      [customer]: { answers: '5s', says: 'Who is it?', does: [{ hears: 'call centre' }, 'hangs up'] },
    })
    const agent = shift.calls(ann, `/click?customer=${encodeURIComponent(customer)}`)
    const record = await agent.callEnds()

    expect(heard(agent)).toEqual(['Connecting you to the customer.', 'Who is it?', 'The customer: completed.'])
    expect(heardBy(agent, customer)).toEqual(['The call centre.'])
    expect(shift.paths).toEqual(['/ring', '/click', '/click/after', '/hangup'])
    expect(shift.told('/ring')).toMatchObject([{ Event: 'Ring', CallStatus: 'ringing', Direction: 'outbound' }])
    expect(shift.told('/click')).toMatchObject([
      { Event: 'StartApp', CallStatus: 'in-progress', Direction: 'outbound', ALegUUID: agent.call.uuid },
    ])
    expect([ending(record), legs(record)]).toEqual(['completed 4010 Plivo', [`${customer} completed 4000`]])
  })

  story('the customer is busy: the agent hears of it', async shift => {
    shift.phones({ [ann]: { answers: '3s' }, [customer]: 'busy' })
    const agent = shift.calls(ann, `/click?customer=${encodeURIComponent(customer)}`)
    await agent.hears('The customer: busy.')
    const record = await agent.callEnds()

    expect(legs(record)).toEqual([`${customer} busy 3010`])
  })

  story('the agent does not answer: nobody asks for a document, and the hangup URL says why', async shift => {
    shift.phones({ [ann]: 'no-answer' })
    const agent = shift.calls(ann, '/click?customer=1', { ringTimeout: 15 })
    const record = await agent.callEnds()

    expect(shift.paths).toEqual(['/ring', '/hangup'])
    expect(shift.told('/hangup')).toMatchObject([
      { CallStatus: 'no-answer', HangupCauseCode: '6010', Duration: '0', TotalCost: '0.00000' },
    ])
    expect(ending(record)).toBe('no-answer 6010 Plivo')
  })

  story('the agent is busy', async shift => {
    shift.phones({ [ann]: { busy: '2s' } })
    const agent = shift.calls(ann, '/click?customer=1')
    const record = await agent.callEnds()

    expect(shift.told('/hangup')).toMatchObject([
      { CallStatus: 'busy', HangupCause: 'USER_BUSY', HangupCauseCode: '3010', HangupSource: 'Carrier' },
    ])
    expect([ending(record), record.answeredAt]).toEqual(['busy 3010 Carrier', undefined])
  })
})

describe('reminders', () => {
  story('a person answers: the answer URL knows, and the key confirms', async shift => {
    shift.phones({ [customer]: { answers: '4s', says: 'Hello?', does: [{ hears: /Press 1/ }, { presses: 1 }] } })
    const called = shift.calls(customer, '/reminder', { machineDetection: 'true' })
    await called.hears('See you tomorrow.')
    await called.callEnds()

    expect(shift.told('/reminder')).toMatchObject([{ Machine: 'false', To: '14155550171' }])
    expect(shift.told('/reminder/confirmed')).toMatchObject([{ Digits: '1' }])
  })

  story('a machine answers: the message is left after its beep', async shift => {
    shift.phones({ [customer]: { answers: '4s', voicemail: 'You have reached the Smiths, who are not at home.' } })
    const called = shift.calls(customer, '/reminder', { machineDetection: 'true' })
    await called.hears('Please call us back.')
    const record = await called.callEnds()
    const [beep] = called.call.trace.of('tone.heard')
    const [left] = called.call.trace.of('prompt.started').filter(({ text }) => text === 'Please call us back.')

    expect(shift.told('/reminder')).toMatchObject([{ Machine: 'true' }])
    expect(left?.at).toBe(beep?.at)
    expect(ending(record)).toBe('completed 4010 Plivo')
  })

  story('detection beside the call: the application is told, and transfers it to the message', async shift => {
    shift.phones({ [customer]: { answers: '4s', voicemail: 'You have reached the Smiths, who are not at home.' } })
    const called = shift.calls(customer, '/reminder', {
      machineDetection: 'true',
      machineDetectionUrl: shift.url('/machine'),
    })
    await called.waits('7s')
    expect(shift.told('/machine')).toMatchObject([{ Machine: 'true', Event: 'MachineDetection' }])
    expect(shift.told('/reminder')[0]).not.toHaveProperty('Machine')
    called.call.api.transfer({ alegUrl: shift.url('/elsewhere?who=machine') })
    await called.hears('Hello, machine.')
    await called.callEnds()

    expect(shift.paths.filter(path => path !== '/ring')).toEqual(['/reminder', '/machine', '/elsewhere', '/hangup'])
  })

  story('a machine that must not be talked to is hung up: 9100, and no document is asked for', async shift => {
    shift.phones({ [customer]: { answers: '4s', voicemail: 'You have reached the Smiths, who are not at home.' } })
    const called = shift.calls(customer, '/reminder', { machineDetection: 'hangup' })
    const record = await called.callEnds()

    expect(ending(record)).toBe('completed 9100 Plivo')
    expect(shift.paths).toEqual(['/ring', '/hangup'])
    expect(shift.told('/hangup')).toMatchObject([{ HangupCauseName: 'Machine Detected', CallStatus: 'completed' }])
  })

  story('several at once, one of whom answers', async shift => {
    shift.phones({ [customer]: 'rejected', [ben]: { answers: '1s' } })
    const called = [customer, ben].map(to => shift.calls(to, '/reminder'))
    const records = await Promise.all(called.map(party => party.callEnds()))

    expect(records.map(ending)).toEqual(['failed 3020 Carrier', 'completed 4010 Plivo'])
    expect(shift.told('/hangup').map(({ CallStatus }) => CallStatus)).toEqual(['failed', 'completed'])
  })
})

describe('a live call', () => {
  story('the caller is transferred: Ann is hung up, and the caller runs another document', async shift => {
    shift.phones({ [ann]: { answers: '2s', says: 'I put you through.' } })
    const caller = shift.rings('/sales')
    await caller.hears('I put you through.')
    caller.call.api.transfer({ alegUrl: shift.url('/elsewhere?who=caller') })
    await caller.hears('Hello, caller.')
    const record = await caller.callEnds()

    expect(legs(record)).toEqual([`${ann} completed 4000`])
    expect(shift.told('/elsewhere')).toMatchObject([{ CallUUID: caller.call.uuid, CallStatus: 'in-progress' }])
    expect(shift.told('/sales/after')).toEqual([])
    expect(shift.legs.at(-1)).toBe('hangup 14155550111')
  })

  story('both are transferred: each runs a document of its own', async shift => {
    shift.phones({ [ann]: { answers: '2s', says: 'One moment.', does: [{ hears: 'Hello, Ann' }] } })
    const caller = shift.rings('/sales')
    await caller.hears('One moment.')
    const [{ leg: uuid = '' } = {}] = caller.call.trace.of('leg.dialed')
    caller.call.api.transfer({
      legs: 'both',
      alegUrl: shift.url('/elsewhere?who=caller'),
      blegUrl: shift.url('/elsewhere?who=Ann'),
    })
    await caller.hears('Hello, caller.')
    const record = await caller.callEnds()
    const leg = shift.exchange.calls.find(call => call.uuid === uuid)
    const agent = leg && shift.exchange.farEnd(leg)
    const [agentRecord] = [await agent?.callEnds()]

    expect(agent && heard(agent)).toEqual(['Hello, Ann.'])
    expect(agentRecord && ending(agentRecord)).toBe('completed 4010 Plivo')
    expect(record.legs).toMatchObject([{ uuid, transferred: true }])
    expect(shift.told('/elsewhere').map(({ who, CallUUID }) => [who, CallUUID])).toEqual([
      ['caller', caller.call.uuid],
      ['Ann', uuid],
    ])
  })

  story('a talk becomes a conference: both are transferred into a room, and a third is called into it', async shift => {
    shift.phones({
      [ann]: { answers: '2s', says: 'One moment.', does: [{ hears: 'still there' }, { says: 'Let us ask Ben.' }] },
      [ben]: { answers: '2s', says: 'Ben here.' },
    })
    const caller = shift.rings('/sales')
    await caller.hears('One moment.')
    caller.call.api.transfer({
      legs: 'both',
      alegUrl: shift.url('/meeting?as=moderator'),
      blegUrl: shift.url('/meeting?as=member'),
    })
    await caller.waits('1s')
    await caller.says('Are you still there?')
    await caller.hears('Let us ask Ben.')
    const third = shift.calls(ben, '/meeting?as=member')
    await caller.hears('Ben here.')
    expect(shift.exchange.room('meeting')?.members).toHaveLength(3)
    await caller.hangsUp()
    await third.callEnds()

    const ends = shift.exchange.calls.map(call => heard(shift.exchange.farEnd(call)).at(-1))
    expect(ends).toEqual(['Ben here.', 'The meeting is over.', 'The meeting is over.'])
    expect(shift.told('/meeting/after').map(({ Direction }) => Direction)).toEqual(['inbound', 'outbound', 'outbound'])
  })

  story('the application speaks to the agent alone, then to both, and sends keys', async shift => {
    shift.phones({ [ann]: { answers: '2s', hears: 'a minute left', says: 'I have to go.', does: ['hangs up'] } })
    const caller = shift.rings('/sales')
    await caller.waits('5s')
    const { api } = caller.call
    api.speak({ text: 'This customer is important.', legs: 'bleg' })
    await caller.waits('3s')
    api.speak({ text: 'You have a minute left.', legs: 'both' })
    await caller.hears('a minute left')
    api.sendDigits({ digits: '5', leg: 'aleg' })
    await caller.hears('I have to go.')
    await caller.callEnds()

    expect(heardBy(caller, ann)).toEqual(['This customer is important.', 'You have a minute left.'])
    expect(heard(caller)).not.toContain('This customer is important.')
  })

  story('the application hangs up', async shift => {
    shift.phones({ [ann]: { answers: '2s' } })
    const caller = shift.rings('/sales')
    await caller.waits('10s')
    caller.call.api.hangUp()
    const record = await caller.callEnds()

    expect([ending(record), legs(record)]).toEqual(['completed 4000 API Request', [`${ann} completed 4000`]])
  })
})

theSameAgain()
