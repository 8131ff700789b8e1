import { describe, expect } from 'vitest'
import type { Call, Caller } from '../../src/index.js'
import { ending, heard, type Shift, story, theSameAgain } from './shift.js'
import { ann } from './staff.js'

/** What callbackUrl was told of a caller: `enter`, `exit`. */
const told = (shift: Shift, { call }: Caller<Call>): (string | undefined)[] =>
  shift.told('/room').flatMap(({ CallUUID, ConferenceAction }) => (CallUUID === call.uuid ? [ConferenceAction] : []))

describe('the queue', () => {
  story('a customer waits with music, an agent joins, they talk, and the agent ends it', async shift => {
    const customer = shift.rings('/queue')
    await customer.hears('You are next')
    await customer.hears('You are next')
    const agent = shift.rings('/queue/agent', '+14155550111')
    await agent.hears('beep')
    await agent.says('How can I help?')
    await customer.hears('How can I help?')
    await customer.says('With nothing, thanks.')
    await agent.hears('nothing')
    await agent.hangsUp()
    await customer.hears('Thank you for waiting')
    const record = await customer.callEnds()

    expect(heard(customer)).toEqual([
      'You are next.',
      'You are next.',
      'beep',
      'How can I help?',
      'Thank you for waiting.',
    ])
    expect([told(shift, customer), told(shift, agent)]).toEqual([
      ['enter', 'exit'],
      ['enter', 'exit'],
    ])
    expect(shift.told('/queue/music')[0]).toMatchObject({ ConferenceName: 'queue', CallUUID: customer.call.uuid })
    expect(shift.told('/queue/after')).toMatchObject([{ ConferenceName: 'queue', CallStatus: 'in-progress' }])
    expect(ending(record)).toBe('completed 4010 Plivo')
  })

  story('two wait, the agent has both; one is kicked and goes on, the other talks on', async shift => {
    const [first, second] = [shift.rings('/queue', '+14155550101'), shift.rings('/queue', '+14155550102')]
    await first.waits('3s')
    const agent = shift.rings('/queue/agent')
    await agent.waits('1s')
    const room = shift.exchange.room('queue')
    const member = room?.members.find(({ call }) => call === first.call.uuid)
    room?.kick(member?.id ?? '')
    await first.hears('Thank you for waiting')
    await agent.says('Just the two of us.')
    await second.hears('two of us')
    await agent.hangsUp()
    await second.hears('Thank you for waiting')

    expect(first.call.trace.of('room.left')[0]?.because).toBe('it was kicked by the API')
    expect(shift.told('/queue/after')).toHaveLength(2)
    expect(heard(first)).not.toContain('Just the two of us.')
  })

  story('the customer gives up while waiting', async shift => {
    const customer = shift.rings('/queue')
    await customer.waits('12s')
    await customer.hangsUp()
    const record = await customer.callEnds()

    expect(ending(record)).toBe('completed 4000 Caller')
    expect(told(shift, customer)).toEqual(['enter', 'exit'])
    expect(shift.told('/room').at(-1)).toMatchObject({ ConferenceLastMember: 'true' })
    expect(shift.paths.at(-1)).toBe('/hangup')
  })

  story(
    'the application takes the customer out of it, with a transfer: its action is not asked any more',
    async shift => {
      const customer = shift.rings('/queue')
      await customer.waits('2s')
      customer.call.api.transfer({ alegUrl: shift.url('/elsewhere?who=caller') })
      await customer.hears('Hello, caller.')
      await customer.callEnds()

      expect(told(shift, customer)).toEqual(['enter', 'exit'])
      expect(shift.paths.slice(-2)).toEqual(['/elsewhere', '/hangup'])
      expect(shift.told('/queue/after')).toEqual([])
    },
  )

  story('a recording that the API makes of the customer has what the agent says in the room', async shift => {
    const customer = shift.rings('/queue')
    await customer.waits('2s')
    const agent = shift.rings('/queue/agent')
    await agent.waits('1s')
    customer.call.api.record()
    await agent.says('Hello there.')
    await agent.hangsUp()
    const record = await customer.callEnds()

    expect(record.recordings).toMatchObject([{ format: 'mp3', transcript: 'Hello there. Thank you for waiting.' }])
  })

  story('what the API does to those in it: muted, spoken to, hung up', async shift => {
    const customer = shift.rings('/queue')
    await customer.waits('1s')
    const agent = shift.rings('/queue/agent')
    await agent.waits('1s')
    const room = shift.exchange.room('queue')
    const [{ id = '' } = {}] = room?.members ?? []
    room?.mute(id)
    await customer.says('Does anybody hear me?')
    room?.unmute(id)
    room?.speak({ text: 'This call ends in a minute.' })
    await agent.hears('ends in a minute')
    await customer.hears('ends in a minute')
    room?.hangUp('all')
    const record = await customer.callEnds()

    expect(heard(agent)).not.toContain('Does anybody hear me?')
    expect(ending(record)).toBe('completed 4000 API Request')
    expect(shift.exchange.room('queue')).toBeUndefined()
  })
})

story('the queue calls the next agent back, who joins it', async shift => {
  shift.phones({ [ann]: { answers: '4s', hears: 'beep', says: 'Ann here.', does: [{ hears: 'finally' }, 'hangs up'] } })
  const customer = shift.rings('/queue')
  await customer.hears('You are next')
  const agent = shift.calls(ann, '/queue/agent')
  await customer.hears('Ann here.')
  await customer.says('Oh, finally.')
  await customer.hears('Thank you for waiting')
  await customer.callEnds()
  const record = await agent.callEnds()

  expect(heard(agent)).toEqual(['beep', 'Oh, finally.'])
  expect(ending(record)).toBe('completed 4000 Callee')
  expect(told(shift, agent)).toEqual(['enter', 'exit'])
  expect(shift.told('/hangup').map(({ Direction }) => Direction)).toEqual(['outbound', 'inbound'])
})

describe('a meeting', () => {
  story('of three, one of whom only listens; the moderator starts, is recorded, and ends it', async shift => {
    const [member, listener] = [shift.rings('/meeting?as=member'), shift.rings('/meeting?as=listener')]
    await member.waits('2s')
    await member.says('Is it on?')
    const moderator = shift.rings('/meeting?as=moderator')
    await moderator.waits('1s')
    await moderator.says('Welcome, everybody.')
    await listener.hears('Welcome')
    await listener.says('Hello?')
    await member.says('Thank you.')
    await member.presses('*1')
    await moderator.hears('1')
    await moderator.hangsUp()
    await member.hears('The meeting is over')
    await listener.hears('The meeting is over')

    expect(heard(listener)).toEqual(['Welcome, everybody.', 'Thank you.', '*', '1', 'The meeting is over.'])
    expect(heard(moderator)).toEqual(['Thank you.', '*', '1'])
    expect(listener.call.trace.of('room.unheard')).toMatchObject([{ text: 'Hello?', because: 'the member is muted' }])
    expect(told(shift, member)).toEqual(['enter', 'digits', 'exit'])
    expect(told(shift, moderator)).toEqual(['enter', 'record', 'exit'])
    expect(shift.told('/room').find(({ ConferenceAction }) => ConferenceAction === 'digits')).toMatchObject({
      ConferenceDigitsMatch: '*1',
    })
    const { RecordingID = '', RecordUrl } =
      shift.told('/room').find(({ ConferenceAction }) => ConferenceAction === 'record') ?? {}
    const recording = shift.exchange.recording(RecordingID)
    expect(recording).toMatchObject({ url: RecordUrl, transcript: 'Welcome, everybody. Thank you.' })
    expect(listener.call.record?.recordings).toEqual([recording])
    expect(shift.told('/meeting/after').map(({ ConferenceName }) => ConferenceName)).toEqual(Array(3).fill('meeting'))
  })

  story('is full: the fourth caller is told, and is nowhere', async shift => {
    shift.expects('conference-full')
    const three = ['moderator', 'member', 'member'].map(as => shift.rings(`/meeting?as=${as}`))
    await three[0]?.waits('1s')
    const fourth = shift.rings('/meeting?as=member')
    await fourth.hears('The meeting is full')
    const record = await fourth.callEnds()
    await three[0]?.hangsUp()

    expect(ending(record)).toBe('completed 4010 Plivo')
    expect(told(shift, fourth)).toEqual([])
    expect(shift.exchange.room('meeting')).toBeUndefined()
  })
})

theSameAgain()
