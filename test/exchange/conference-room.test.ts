import { describe, expect, it } from 'vitest'
import { heard, left, meeting } from '../elements/conference-call.js'
import { wav } from '../elements/play-call.js'

const opened = async (attributes: readonly string[]) => {
  const all = meeting()
  const callers = attributes.map(given => all.joins(given))
  await callers[0]?.waits(1000)
  const room = all.exchange.room('daily')
  if (!room) throw new Error('the room is not open')
  return { ...all, room, callers }
}

describe('"GET Conference": name, started, members', () => {
  it('the rooms that somebody is in', async () => {
    const { exchange, room, callers } = await opened(['', 'muted="true"'])
    expect(exchange.rooms).toEqual(['daily'])
    expect(room).toMatchObject({ name: 'daily', started: true })
    expect(room.members).toEqual([
      { id: '8001', call: callers[0]?.call.uuid, muted: false, deaf: false, ms: 1000 },
      { id: '8002', call: callers[1]?.call.uuid, muted: true, deaf: false, ms: 1000 },
    ])
    for (const caller of callers) await caller.hangsUp()
    expect([exchange.rooms, exchange.room('daily'), room.members]).toEqual([[], undefined, []])
    expect(() => room.mute('all')).toThrow('the conference daily is over')
  })

  it('whom it does not have is named, and whom it has', async () => {
    const { room, callers } = await opened(['', ''])
    expect(() => room.kick('17')).toThrow('the conference daily has no member "17"; there are 8001, 8002')
    expect(() => room.kick(callers[1]?.call.uuid ?? '')).toThrow(/has no member "[-\da-f]+"; that call is member 8002/)
    expect(() => room.mute([])).toThrow('whom to mute? The list of members is empty')
    expect(() => room.play({ url: 'x.mp3' })).toThrow('absolute http or https URLs')
    expect(() => room.speak({ text: 'Hi', volume: 3 } as never)).toThrow('speak has no option "volume"')
  })
})

it('"mute / unmute": the member is not heard, and is heard again', async () => {
  const { room, callers } = await opened(['', ''])
  const [alice, bob] = callers
  room.mute('8001')
  await alice?.says('One')
  room.unmute(['8001'])
  await alice?.says('Two')
  await bob?.waits(100)
  expect(bob && heard(bob)).toEqual(['2000 8001: Two'])
  expect(alice?.call.trace.of('room.changed').map(({ change }) => change)).toEqual(['muted', 'unmuted'])
})

it('"deaf / undeaf": the member does not hear the others, nor what is played, and hears them again', async () => {
  const { room, callers } = await opened(['', ''])
  const [alice, bob] = callers
  room.speak({ text: 'A sentence of some length' })
  await alice?.waits(500)
  room.deaf('8002')
  await alice?.says('One')
  await alice?.waits(3000)
  room.undeaf('all')
  await alice?.says('Two')
  await bob?.waits(100)
  expect(bob && heard(bob)).toEqual(['5500 8001: Two'])
  expect(alice && heard(alice)).toEqual(['3500 A sentence of some length'])
})

it('"kick": the member leaves, and its call goes on', async () => {
  const { room, callers } = await opened(['', ''])
  const [alice, bob] = callers
  room.kick('8001')
  await alice?.callEnds()
  expect(alice && [left(alice), heard(alice)]).toEqual([['1000 it was kicked by the API'], ['1500 Hello']])
  expect(bob && left(bob)).toEqual([])
})

it('"hang up": the call of the member ends, 4000 by API Request', async () => {
  const { room, callers } = await opened(['', ''])
  room.hangUp('8002')
  const record = await callers[1]?.callEnds()
  expect(record?.hangup).toMatchObject({ code: 4000, source: 'API Request' })
  expect(callers[1]?.call.trace.of('operation.requested')).toMatchObject([
    { operation: 'hang up', how: 'conference daily' },
  ])
})

it('"play queued into conference", "speak queued into conference": one after the other, for all or for some', async () => {
  const { room, callers, exchange } = await opened(['', ''])
  const [alice, bob] = callers
  exchange.mount('http://media.test', () => new Response(wav(2000)))
  room.play({ url: 'http://media.test/a.wav' })
  room.speak({ text: 'Just you', members: '8002' })
  await bob?.hears('just you')
  expect(alice && heard(alice)).toEqual(['3000 http://media.test/a.wav'])
  expect(bob && heard(bob)).toEqual(['3000 http://media.test/a.wav', '3800 Just you'])
})

it('what is played can be stopped, and the conference ended, by the API', async () => {
  const { room, callers, exchange } = await opened(['', 'hangupOnStar="true"'])
  const [alice, bob] = callers
  room.speak({ text: 'A sentence of some length' })
  await alice?.waits(500)
  room.stopPlaying()
  await alice?.waits(500)
  room.end()
  for (const caller of callers) await caller.callEnds()
  expect(alice && heard(alice)).toEqual(['2500 Hello'])
  expect(bob && left(bob)).toEqual(['2000 the API ended it'])
  expect(alice?.call.trace.of('operation.requested').map(({ operation }) => operation)).toEqual([
    'speak',
    'stop playing',
    'end',
  ])
  expect(exchange.clock.pending()).toEqual({ holds: [], timers: [] })
})
