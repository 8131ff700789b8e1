import { describe, expect, it } from 'vitest'
import { action, callback, heard, left, type Meeting, meeting } from './conference-call.js'
import { document, playDocument } from './play-call.js'

const sound = (text: string) => document(`<Speak>${text}</Speak>`)

describe('"room is per account; same name = same room"', () => {
  it('who is in the same room hears one another, whoever is in another does not', async () => {
    const { exchange, joins } = meeting({
      '/other': document('<Conference>another</Conference>'),
    })
    const [alice, bob] = [joins(), joins()]
    const carol = exchange.call({ answerUrl: 'http://app.test/other' })
    await carol.waits(1000)
    await alice.says('Hello everybody')
    await bob.waits(1000)
    expect(heard(bob)).toEqual(['2500 8001: Hello everybody'])
    expect(heard(alice)).toEqual([])
    expect(heard(carol)).toEqual([])
  })

  it('D98: a room that everybody has left is closed; the next one of that name is another conference', async () => {
    const { joins, requests, exchange } = meeting()
    const first = joins(callback)
    await first.waits(1000)
    await first.hangsUp()
    await first.callEnds()
    const second = joins(callback)
    await second.waits(1000)
    await second.hangsUp()
    await second.callEnds()
    const ids = requests.filter(({ path }) => path === '/callback').map(({ params }) => params.ConferenceUUID)
    expect(new Set(ids).size).toBe(2)
    expect(first.call.trace.of('room.ended')).toMatchObject([{ because: 'nobody is left' }])
    expect(exchange.clock.pending()).toEqual({ holds: [], timers: [] })
  })

  it('D97: a Conference without a name makes the document invalid', async () => {
    const { record, problems, ran } = await playDocument('<Speak>Hello</Speak><Conference> </Conference>')
    expect([record.hangup.code, problems, ran]).toEqual([8011, ['conference-unnamed'], []])
  })
})

it('D101: "at the end of a sentence": the last word of who hangs up is heard, also by who is removed then', async () => {
  const { joins } = meeting()
  const [alice, bob] = [joins(), joins('stayAlone="false"')]
  await alice.waits(500)
  await alice.says('Goodbye')
  await alice.hangsUp()
  await bob.callEnds()
  expect(heard(bob)).toEqual(['1200 8001: Goodbye', '1700 Hello'])
  expect(left(bob)).toEqual(['1200 one member was left alone'])
})

describe('muted: "listen-only"', () => {
  it('the others do not hear the member, who hears them', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('muted="true"'), joins()]
    await alice.waits(500)
    await alice.says('Hello')
    await bob.says('Anybody there')
    expect(heard(bob)).toEqual([])
    expect(alice.call.trace.of('room.unheard')).toMatchObject([{ text: 'Hello', because: 'the member is muted' }])
    await alice.hears('anybody')
  })
})

describe('startConferenceOnEnter: "false: member muted + hears waitSound until a member with true joins"', () => {
  it('waitSound is requested by POST and looped: each time it is requested anew (D100)', async () => {
    const { joins, requests } = meeting({ '/music': sound('Please wait') })
    const alice = joins('startConferenceOnEnter="false" waitSound="http://app.test/music"')
    await alice.waits(3000)
    expect(heard(alice)).toEqual(['1100 Please wait', '2200 Please wait'])
    expect(requests.filter(({ path }) => path === '/music')).toMatchObject([
      { at: 0, params: { ConferenceAction: 'waitSound', Event: 'ConferenceRemoteSounds', ConferenceName: 'daily' } },
      { at: 1100 },
      { at: 2200 },
    ])
    joins()
    await alice.waits(1000)
    expect(alice.call.trace.of('room.started')).toMatchObject([{ at: 3000 }])
    expect(alice.call.trace.of('prompt.finished').at(-1)).toMatchObject({ at: 3000, heard: false })
    expect(requests.filter(({ path }) => path === '/music')).toHaveLength(3)
  })

  it('nobody is heard before the start, also by others who wait', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('startConferenceOnEnter="false"'), joins('startConferenceOnEnter="false"')]
    await alice.waits(100)
    await alice.says('Hello')
    expect(alice.call.trace.of('room.unheard')).toMatchObject([{ because: 'the conference has not started' }])
    joins()
    await bob.waits(100)
    await alice.says('Now')
    await bob.hears('now')
    expect(heard(bob)).toHaveLength(1)
  })

  it('a conference that was started goes on when who started it leaves', async () => {
    const { joins } = meeting()
    const [alice, bob, moderator] = [joins('startConferenceOnEnter="false"'), joins(), joins()]
    await moderator.waits(500)
    await moderator.hangsUp()
    await alice.says('Still here')
    await bob.hears('still here')
  })
})

describe('waitSound: "until started; also when alone"', () => {
  it('who is alone hears it, and again when the others have left', async () => {
    const { joins } = meeting({ '/music': sound('Alone') })
    const alice = joins('waitSound="http://app.test/music"')
    await alice.waits(700)
    const bob = joins()
    await alice.waits(2000)
    await bob.hangsUp()
    await alice.waits(1000)
    expect(heard(alice)).toEqual(['500 Alone', '3200 Alone'])
  })

  it('D100: it is requested 20 times at most; from then on the last document is one endless event', async () => {
    const { joins, requests } = meeting({ '/music': sound('Wait') })
    const alice = joins('startConferenceOnEnter="false" waitSound="http://app.test/music"')
    await alice.waits('1m')
    expect(requests.filter(({ path }) => path === '/music')).toHaveLength(20)
    expect(alice.call.trace.of('prompt.started').at(-1)).toMatchObject({ endless: true, text: 'Wait' })
  })

  it('what is repeated so is called by what is heard in it, not by its pauses', async () => {
    const { joins } = meeting({ '/music': document('<Speak>You are next.</Speak><Wait/>') })
    const alice = joins('startConferenceOnEnter="false" waitSound="http://app.test/music"')
    await alice.waits('2m')
    expect(alice.call.trace.of('prompt.started').at(-1)).toMatchObject({ endless: true, text: 'You are next.' })
  })

  it.each([
    ['404', 'sounds-unusable'],
    ['<Response/>', undefined],
    ['<Response><Redirect>http://app.test/x</Redirect></Response>', 'sounds-element-ignored'],
  ])('%s: nothing is played, and it is not asked for again', async (body, problem) => {
    const { joins, requests } = meeting({ '/music': body })
    const alice = joins('startConferenceOnEnter="false" waitSound="http://app.test/music"')
    await alice.waits('1m')
    expect(requests.filter(({ path }) => path === '/music')).toHaveLength(1)
    expect(alice.call.trace.of('problem.found').map(({ code }) => code)).toEqual(problem ? [problem] : [])
  })
})

describe('endConferenceOnExit: "on leaving, room ends, everyone removed (to own action/next sibling)"', () => {
  it.each([
    ['hangs up', 'hangupOnStar="false"'],
    ['presses *', 'hangupOnStar="true"'],
  ])('when that member %s', async (_how, star) => {
    const { joins, requests } = meeting({ '/action': sound('Goodbye') })
    const moderator = joins(`endConferenceOnExit="true" ${star}`)
    const [alice, bob] = [joins(action), joins()]
    await moderator.waits(1000)
    if (star.includes('true')) await moderator.presses('*')
    else await moderator.hangsUp()
    await alice.hears('goodbye')
    await bob.callEnds()
    expect(left(alice)).toEqual(['1000 a member with endConferenceOnExit left'])
    expect(left(bob)).toEqual(left(alice))
    expect(heard(bob)).toEqual(['1500 Hello'])
    expect(requests.filter(({ path }) => path === '/action')).toHaveLength(1)
  })
})

describe('stayAlone: "false and alone → conference ends, member dropped (to action/next)" (D104)', () => {
  it('who is left alone is removed', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('stayAlone="false"'), joins()]
    await bob.waits(1000)
    await bob.hangsUp()
    await alice.callEnds()
    expect(left(alice)).toEqual(['1000 one member was left alone'])
    expect(heard(alice)).toEqual(['1500 Hello'])
  })

  it('who has always been alone is not', async () => {
    const { joins } = meeting()
    const alice = joins('stayAlone="false"')
    await alice.waits('1m')
    expect(left(alice)).toEqual([])
  })

  it('true: stays', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins(), joins()]
    await bob.waits(1000)
    await bob.hangsUp()
    await alice.waits('1m')
    expect(left(alice)).toEqual([])
  })
})

describe('enterSound, exitSound: `""`, `beep:1`, `beep:2`, URL (D103)', () => {
  it('beep:1 and beep:2 are heard by everybody, who enters included', async () => {
    const { joins } = meeting()
    const alice = joins('exitSound="beep:1"')
    await alice.waits(1000)
    const bob = joins('enterSound="beep:2"')
    await bob.waits(2000)
    const twice = ['1500 beep', '1700 silence', '2200 beep']
    expect([heard(alice), heard(bob)]).toEqual([twice, twice])
    await alice.hangsUp()
    await bob.waits(1000)
    expect(heard(bob)).toEqual([...twice, '3500 beep'])
  })

  it('"URL: POST, XML with Play/Speak/Wait", for everybody who stays', async () => {
    const { joins, requests } = meeting({ '/enter': sound('Somebody came'), '/exit': sound('Somebody left') })
    const alice = joins()
    await alice.waits(1000)
    const bob = joins('enterSound="http://app.test/enter" exitSound="http://app.test/exit"')
    await bob.waits(2000)
    await bob.hangsUp()
    await alice.hears('left')
    await bob.callEnds()
    expect(heard(alice)).toEqual(['2300 Somebody came', '4300 Somebody left'])
    expect(heard(bob)).toEqual(['2300 Somebody came'])
    expect(requests.filter(({ path }) => path === '/enter' || path === '/exit')).toMatchObject([
      { path: '/enter', at: 1000, params: { ConferenceAction: 'enterSound' } },
      { path: '/exit', at: 3000, params: { ConferenceAction: 'exitSound', CallStatus: 'completed' } },
    ])
  })

  it('sounds that are asked for at once follow one another', async () => {
    const { joins } = meeting()
    const alice = joins()
    await alice.waits(1000)
    joins('enterSound="beep:1"')
    joins('enterSound="beep:1"')
    await alice.waits(2000)
    expect(heard(alice)).toEqual(['1500 beep', '2000 beep'])
  })

  it('before the start nobody hears them', async () => {
    const { joins } = meeting()
    const alice = joins('startConferenceOnEnter="false" enterSound="beep:1"')
    await alice.waits(2000)
    expect(heard(alice)).toEqual([])
  })

  it('who leaves in the middle of a sound does not hear it to its end', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('hangupOnStar="true"'), joins('enterSound="beep:1"')]
    await alice.waits(200)
    await alice.presses('*')
    await bob.waits(1000)
    expect(alice.call.trace.of('prompt.finished')[0]).toMatchObject({ text: 'beep', heard: false, ms: 200 })
    expect(heard(bob)).toEqual(['500 beep'])
  })
})

describe('maxMembers: "1–20", "fixed by first member"', () => {
  it('D39: "Full → element and its action are skipped, next sibling"', async () => {
    const { joins, requests } = meeting()
    joins('maxMembers="2"')
    joins('maxMembers="20"')
    const carol = joins(`maxMembers="20" ${action} ${callback}`)
    const record = await carol.callEnds()
    expect(heard(carol)).toEqual(['500 Hello'])
    expect(record.hangup.code).toBe(4010)
    expect(carol.call.trace.of('room.refused')).toMatchObject([{ because: 'it holds 2 members, and is full' }])
    // What follows a Conference runs if it is full, whatever its action would have answered: no word of siblings.
    expect(carol.call.trace.of('problem.found').map(({ code }) => code)).toEqual(['conference-full'])
    expect(requests.filter(({ path }) => path === '/action' || path === '/callback')).toEqual([])
  })

  it('20 unless given: the 21st is refused', async () => {
    const { joins } = meeting()
    const callers = Array.from({ length: 21 }, () => joins())
    await callers[0]?.waits(100)
    expect(callers.map(({ call }) => call.trace.of('room.entered').length)).toEqual([...Array(20).fill(1), 0])
  })
})

describe('timeLimit: "ends the room"', () => {
  it('of the member who opened it', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('timeLimit="3"'), joins('timeLimit="1"')]
    await alice.callEnds()
    await bob.callEnds()
    expect(left(alice)).toEqual(['3000 its timeLimit of 3 s was reached'])
    expect(left(bob)).toEqual(left(alice))
  })

  it('0: none', async () => {
    const { joins, exchange } = meeting({}, { timeLimit: 24 * 3600 })
    const alice = joins('timeLimit="0"')
    await alice.waits(100)
    expect(exchange.clock.pending().timers).not.toContain('the timeLimit of a conference')
  })
})

describe('hangupOnStar: "`*` leaves the room, call goes on"', () => {
  it('with the next element', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('hangupOnStar="true"'), joins()]
    await alice.waits(1000)
    await alice.presses('1*')
    await alice.callEnds()
    expect(left(alice)).toEqual(['1200 the caller pressed *'])
    expect(heard(alice)).toEqual(['1700 Hello'])
    expect(heard(bob)).toEqual(['1000 8001: 1'])
  })

  it('false: it is a key like others', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins(), joins()]
    await alice.waits(1000)
    await alice.presses('*')
    await bob.hears('*')
  })
})

describe('relayDTMF: "other digits relayed to members"', () => {
  it('true: the others hear the keys, one by one', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins(), joins()]
    await alice.waits(500)
    await alice.presses('12')
    await bob.hears('2')
    expect(heard(bob)).toEqual(['500 8001: 1', '700 8001: 2'])
  })

  it('false: they do not', async () => {
    const { joins } = meeting()
    const [alice, bob] = [joins('relayDTMF="false"'), joins()]
    await alice.waits(500)
    await alice.presses('12')
    await bob.waits(1000)
    expect(heard(bob)).toEqual([])
  })

  it('a muted member’s are not heard, and the trace says so', async () => {
    const { joins } = meeting()
    const [alice] = [joins('muted="true"'), joins()]
    await alice.waits(500)
    await alice.presses('1')
    expect(unheard(alice)).toEqual(['1 the member is muted'])
  })
})

const unheard = ({ call }: ReturnType<Meeting['joins']>) =>
  call.trace.of('room.unheard').map(({ text, because }) => `${text} ${because}`)

it('speech that began before the member entered is heard from there on', async () => {
  const { joins } = meeting()
  const [alice, bob] = [joins(), joins('enterSound=""')]
  await alice.says('one two three four')
  await bob.hears('four')
})
