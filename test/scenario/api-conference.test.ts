import { describe, expect, test } from 'vitest'
import { createExchange } from '../../src/exchange/exchange.js'
import { readScenario } from '../../src/scenario/file.js'
import { describeFailure, runScenario } from '../../src/scenario/run.js'

const origin = 'http://shop.test'

const documents: Record<string, string> = {
  '/answer': '<Conference>daily</Conference><Speak>Goodbye</Speak>',
  '/waits': '<Conference startConferenceOnEnter="false">hall</Conference>',
  '/talk': '<Dial><Number>+14155550111</Number></Dial><Speak>Goodbye</Speak>',
}

/** Two callers in one room; `alice` does what is given from 1 s on, and bob hears and says what he is given. */
async function run(alice: string, bob = '[]', more = '') {
  const text = `call: { answer_url: ${origin}/answer }
callers:
  alice:
    does:
      - waits: 1s
${alice}
  bob:
    does: ${bob}
${more}`
  const read = readScenario(text, 'room.yaml')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { failures, calls } = await runScenario(read.scenario, {
    createExchange: options => {
      const exchange = createExchange(options)
      exchange.mount(origin, (request: Request) => {
        const body = `<Response>${documents[new URL(request.url).pathname] ?? '<Speak>Hm</Speak>'}</Response>`
        return new Response(body, { headers: { 'content-type': 'text/xml' } })
      })
      return exchange
    },
  })
  const events = calls.flatMap(({ name, trace }) => trace.events.map(event => ({ name, event })))
  const happened = events
    .sort((a, b) => a.event.seq - b.event.seq)
    .flatMap(({ name, event }) => {
      if (event.type === 'operation.requested')
        return [`${name} ${event.operation}${event.what ? ` ${event.what}` : ''}`]
      if (event.type === 'room.changed') return [`${name} is ${event.change}`]
      if (event.type === 'room.left') return [`${name} leaves: ${event.because}`]
      return event.type === 'prompt.finished' ? [`${name} hears ${event.text || event.sound}`] : []
    })
  return { failures: failures.map(describeFailure), happened, calls }
}

const problems = (step: string): string[] => {
  const read = readScenario(
    `call: { answer_url: ${origin}/answer }\ncallers:\n  bob: {}\n  alice:\n    does:\n      - api: ${step}\n`,
    'room.yaml',
  )
  return 'problems' in read ? read.problems.map(String) : []
}

describe('"met": so many were in a conference together', () => {
  test('two unless said otherwise; who waits for the start has met nobody', async () => {
    expect(
      (await run('      - waits: 1s', '[]', 'expect: [{ met: daily }, { met: daily, members: 2 }]')).failures,
    ).toEqual([])
    const more = 'expect: [{ met: daily, members: 3 }, { met: dayly }]'
    const { failures } = await run('      - waits: 1s', '[]', more)
    expect(failures.map(failure => failure.split('\n').slice(0, 2))).toEqual([
      ['room.yaml:9:10  expected: 3 meet in the room daily', '  at most 2 were there at once'],
      ['room.yaml:9:38  expected: 2 meet in the room dayly', '  nobody was in it; there was daily'],
    ])
    const waiting = await run(
      '      - waits: 1s',
      `[]\n    call: { answer_url: ${origin}/waits }`,
      'expect: [{ met: hall }]',
    )
    expect(waiting.failures[0]?.split('\n')[1]).toBe(
      '  the conference never started; at most 1 was there at once, and waited',
    )
  })

  test.each([
    ['{ met: daily, members: 1 }', 'members must be a whole number, not "1". Allowed: a whole number, 2 or more'],
    ['{ met: daily, caller: alice }', 'unknown key "caller"'],
  ])('%s', (expectation, sentence) => {
    const read = readScenario(`call: { answer_url: ${origin}/answer }\nexpect: [${expectation}]`, 'room.yaml')
    expect('problems' in read && read.problems.map(String)).toEqual([expect.stringContaining(sentence)])
  })
})

describe('"- api:": what the application does to a conference', () => {
  test('members are named as the callers of the scenario, some or all', async () => {
    const { failures, happened } = await run(
      `      - api: { mute_member: { room: daily, members: bob } }
      - api: { unmute_member: { room: daily, members: [bob] } }
      - api: { deaf_member: { room: daily, members: "alice, bob" } }
      - api: { undeaf_member: { room: daily, members: all } }
      - api: { kick_member: { room: daily, members: bob } }
      - waits: 1s
      - api: { hang_up_member: { room: daily, members: alice } }`,
    )
    expect(failures).toEqual([])
    expect(happened).toEqual([
      'bob mute',
      'bob is muted',
      'bob unmute',
      'bob is unmuted',
      'alice deaf',
      'bob deaf',
      'alice is deaf',
      'bob is deaf',
      'alice undeaf',
      'bob undeaf',
      'alice is not deaf any more',
      'bob is not deaf any more',
      'bob kick',
      'bob leaves: it was kicked by the API',
      'bob hears Goodbye',
      'alice hang up',
      'alice leaves: the call ended',
    ])
  })

  test('what is played and said is heard by all, unless members are named; it is broken off, and the room ended', async () => {
    const { failures, happened } = await run(
      `      - api: { speak_to_member: { room: daily, text: You have the floor, members: bob } }
      - waits: 2s
      - api: { speak_to_member: { room: daily, text: Two minutes, voice: MAN, language: en-GB } }
      - hears: two minutes
      - api: { play_to_member: { room: daily, url: "${origin}/bell.mp3", members: alice } }
      - api: { stop_playing_in_conference: { room: daily } }
      - api: { end_conference: { room: daily } }
      - hears: goodbye`,
    )
    expect(failures).toEqual([])
    expect(happened).toEqual([
      'bob speak "You have the floor"',
      'bob hears You have the floor',
      'alice speak "Two minutes"',
      'bob speak "Two minutes"',
      'alice hears Two minutes',
      'bob hears Two minutes',
      `alice play ${origin}/bell.mp3`,
      'alice stop playing',
      'bob stop playing',
      'alice end',
      'bob end',
      'alice leaves: the API ended it',
      'bob leaves: the API ended it',
      'alice hears Goodbye',
      'bob hears Goodbye',
    ])
  })

  test('it is recorded: everybody who is heard, until it is stopped', async () => {
    const { failures, happened, calls } = await run(
      `      - api: { record_conference: { room: daily, file_format: wav, callback_url: "${origin}/recorded" } }
      - says: Twelve blue doors
      - waits: 2s
      - api: { stop_recording_conference: { room: daily } }
      - waits: 2s
      - api: { end_conference: { room: daily } }`,
      '[]',
      'expect: [{ requested: /recorded, with: { conference_name: daily }, times: 1 }]',
    )
    expect(failures).toEqual([])
    expect(happened).toContain('bob stop recording')
    expect(
      calls.flatMap(({ record }) => record?.recordings.map(({ format, transcript }) => [format, transcript])),
    ).toEqual([['wav', 'Twelve blue doors']])
  })

  test('a leg that became a member has the name of its number', async () => {
    const { failures, happened } = await run(
      `      - waits: 2s
      - api: { mute_member: { room: daily, members: "+14155550111" } }
      - api: { end_conference: { room: daily } }`,
      `[{ waits: 2s }, { api: { transfer: { legs: both, aleg_url: "${origin}/answer", bleg_url: "${origin}/answer" } } }]
    call: { answer_url: ${origin}/talk }`,
      'phones: { "+14155550111": { answers: 0s } }',
    )
    expect(failures).toEqual([])
    expect(happened).toContain('+14155550111 is muted')
  })

  test('what others say in a room is heard: an expectation sees it, too', async () => {
    const { failures } = await run(
      '      - hears: blue doors\n      - hangs up',
      '[{ waits: 1s }, { says: Twelve blue doors }, { waits: 2s }, hangs up]',
      'expect:\n  - { heard: blue doors, caller: alice }\n  - { not_heard: blue doors, caller: bob }',
    )
    expect(failures).toEqual([])
  })

  test.each([
    ['{ mute_member: { room: dayly, members: bob } }', 'nobody is in the room dayly; did you mean daily?'],
    ['{ end_conference: { room: weekly } }', 'nobody is in the room weekly; rooms with members are daily'],
    ['{ kick_member: { room: daily, members: "77" } }', '77 is not in the room daily; who is there: alice, bob'],
  ])('%s fails the scenario at that moment', async (step, reason) => {
    const { failures } = await run(`      - api: ${step}`)
    expect(failures[0]?.split('\n')[1]).toBe(`  ${reason}`)
  })

  test.each([
    ['{ mute_membr: { room: daily } }', '6:16  unknown operation "mute_membr"; did you mean "mute_member"?'],
    ['{ mute_member: { room: daily } }', '6:29  "mute_member" needs "members"'],
    ['{ mute_member: { room: daily, members: allice } }', '6:53  unknown member "allice"; did you mean "alice"?'],
    [
      '{ kick_member: { room: daily, members: [bob, carol] } }',
      '6:59  unknown member "carol". Allowed: all, bob, alice, numbers of legs that were transferred, ids of members',
    ],
    ['{ kick_member: { members: all } }', '6:29  "kick_member" needs "room"'],
    ['{ kick_member: { room: daily, members: 12 } }', 'YAML reads 12 as a number, and members must be text'],
    ['{ record_conference: { room: daily, time_limit: 60s } }', '6:50  unknown key "time_limit"'],
    ['{ end_conference: daily }', '6:32  end_conference must be a record'],
    ['end_conference', '6:14  "end_conference" needs a record. Allowed: room'],
    ['{ play_to_member: { room: daily } }', '6:32  play needs url'],
    ['{ play_to_member: { room: daily, url: bell.mp3 } }', '6:32  url has "bell.mp3"; allowed are absolute'],
    ['{ speak_to_member: { room: daily } }', '6:33  speak needs text'],
    ['{ speak_to_member: { room: daily, text: Hi, loop: true } }', '6:58  unknown key "loop"'],
  ])('%s', (step, sentence) => {
    const found = problems(step)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(sentence)
  })
})
