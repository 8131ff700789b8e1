import { describe, expect, it } from 'vitest'
import type { ConferenceRoom } from '../../src/exchange/conference-room.js'
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

it('"kick" of a member with endConferenceOnExit: "on leaving, room ends, everyone removed"', async () => {
  const { room, callers } = await opened(['endConferenceOnExit="true"', ''])
  room.kick('8001')
  await callers[1]?.callEnds()
  expect(callers[1] && left(callers[1])).toEqual(['1000 a member with endConferenceOnExit left'])
})

it('D103: before the start nobody hears what is played, and the trace says so', async () => {
  const { room, callers } = await opened(['startConferenceOnEnter="false"'])
  room.speak({ text: 'Hello' })
  expect(callers[0]?.call.trace.of('operation.requested')).toMatchObject([
    { operation: 'speak', what: '"Hello", which nobody hears: the conference has not started' },
  ])
})

it('"hang up": the call of the member ends, 4000 by API Request', async () => {
  const { room, callers } = await opened(['', ''])
  room.hangUp('8002')
  const record = await callers[1]?.callEnds()
  expect(record?.hangup).toMatchObject({ code: 4000, source: 'API Request' })
  expect(callers[1]?.call.trace.of('operation.requested')).toMatchObject([{ operation: 'hang up', room: 'daily' }])
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

describe('"If you initiated the play using member_id, calling the stop API with all will not stop the audio."', () => {
  const long = 'A sentence of some length'
  const played = async (stops: (room: ConferenceRoom) => void) => {
    const { room, callers } = await opened(['', '', ''])
    room.speak({ text: long, members: ['8001', '8002'] })
    room.speak({ text: 'To all' })
    await callers[0]?.waits(500)
    stops(room)
    await callers[0]?.waits(5000)
    const all = callers.map(caller => heard(caller).map(line => line.replace(/^\d+ /, '')))
    for (const caller of callers) await caller.hangsUp()
    return all
  }

  it.each<[string, (room: ConferenceRoom) => void, string[][]]>([
    ['all: only what all hear', room => room.stopPlaying('all'), [[long], [long], []]],
    [
      'a member: only what it hears alone',
      room => room.stopPlaying('8001'),
      [['To all'], [long, 'To all'], ['To all']],
    ],
    ['all members by their ids', room => room.stopPlaying(['8001', '8002']), [['To all'], ['To all'], ['To all']]],
    [
      'a member that nothing is played to',
      room => room.stopPlaying('8003'),
      [[long, 'To all'], [long, 'To all'], ['To all']],
    ],
    ['nobody named: everything', room => room.stopPlaying(), [[], [], []]],
  ])('%s', async (_, stops, expected) => {
    expect(await played(stops)).toEqual(expected)
  })
})

describe('"POST / DELETE Conference/{name}/Record/"', () => {
  const callback = 'http://app.test/callback'
  it('everybody who is heard, until it is stopped; told at once, and with conference_name when it is complete', async () => {
    const { room, callers, requests } = await opened(['', ''])
    const [alice, bob] = callers
    const { recordingId, url } = room.record({ fileFormat: 'wav', callbackUrl: callback })
    expect(url).toMatch(new RegExp(`${recordingId}\\.wav$`))
    await alice?.says('One')
    await bob?.says('Two')
    await alice?.waits(1000)
    room.stopRecording()
    await alice?.waits(100)
    for (const caller of callers) await caller.hangsUp()
    const [record, other] = await Promise.all(callers.map(caller => caller.callEnds()))
    const [{ ms, transcript, conference } = { ms: 0, transcript: '', conference: '' }] = record?.recordings ?? []
    expect({ transcript, conference, others: other?.recordings }).toEqual({
      transcript: 'One Two',
      conference: 'daily',
      others: [],
    })
    const [finished] = alice?.call.trace.of('recording.finished') ?? []
    const told = requests.filter(({ path }) => path === '/callback')
    expect(told.map(({ at }) => at)).toEqual([finished?.at])
    expect(told[0]?.params).toEqual({
      api_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      conference_name: 'daily',
      record_url: url,
      recording_id: recordingId,
      recording_duration: String(Math.floor(ms / 1000)),
      recording_duration_ms: String(ms),
      recording_start_ms: expect.any(String),
      recording_end_ms: expect.any(String),
    })
  })

  it('it ends with the conference; several may run at once; transcription_url 5 s later', async () => {
    const { room, callers, requests } = await opened(['', ''])
    room.record()
    await callers[0]?.says('One')
    room.record({ transcriptionUrl: callback, transcriptionMethod: 'GET' })
    await callers[1]?.says('Two')
    for (const caller of callers) await caller.hangsUp()
    const [, record] = await Promise.all(callers.map(caller => caller.callEnds()))
    expect(record?.recordings.map(({ format, transcript }) => `${format} ${transcript}`)).toEqual([
      'mp3 One Two',
      'mp3 Two',
    ])
    const [request] = requests.filter(({ path }) => path === '/callback')
    expect(request?.params).toMatchObject({ transcription: 'Two', call_uuid: callers[0]?.call.uuid })
    expect(request?.at).toBe((callers[1]?.call.trace.of('recording.finished').at(-1)?.at ?? 0) + 5000)
    expect(callers[1]?.call.trace.of('recording.finished').map(({ because }) => because)).toEqual([
      'nobody is left in the room',
      'nobody is left in the room',
    ])
  })

  it('one that a member asked for is stopped too; the next that asks has another', async () => {
    const { room, callers, joins } = await opened(['record="true"', ''])
    room.stopRecording()
    const carol = joins('record="true"')
    await carol.waits(1000)
    const started = [...callers, carol].map(caller => caller.call.trace.of('recording.started').length)
    expect(started).toEqual([1, 0, 1])
    expect(room.members).toHaveLength(3)
    for (const caller of callers) await caller.hangsUp()
  })

  it('time_limit and record_channel_type are those of calls', async () => {
    const { room } = await opened(['', ''])
    expect(() => room.record({ timeLimit: 3 } as never)).toThrow('record has no option "timeLimit"')
    expect(() => room.record({ fileFormat: 'ogg' } as never)).toThrow('fileFormat is "ogg"; allowed are mp3 and wav')
  })
})
