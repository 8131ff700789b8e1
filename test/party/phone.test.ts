import { describe, expect, it } from 'vitest'
import { createExchange, type PhoneBehaviour } from '../../src/index.js'
import { alice, bob, dial, ended, heardBy, numbers } from '../elements/dial-call.js'
import { document, origin, playCall } from '../elements/play-call.js'

const rings = (behaviour: PhoneBehaviour, attributes = '') => dial(attributes, { [alice]: behaviour })

describe('what a phone does', () => {
  it.each([
    ['busy', `0-0 ${alice} 3010 busy`],
    ['rejected', `0-0 ${alice} 3020 failed`],
    ['unreachable', `0-0 ${alice} 3000 no-answer`],
    ['unallocated', `0-0 ${alice} 3050 failed`],
    ['unregistered', `0-0 ${alice} 2020 failed`],
    ['no-answer', `0-120000 ${alice} 6010 timeout`],
    [{ busy: '4s' }, `0-4000 ${alice} 3010 busy`],
    [{ rejects: 2500 }, `0-2500 ${alice} 3020 failed`],
    [{ early: 'Please wait' }, `0-120000 ${alice} 6010 timeout`],
    [{ answers: '4s', hangsUp: '30s' }, `0-34000 ${alice} 4000 completed`],
    [{ answers: 0, does: ['hangs up'] }, `0-0 ${alice} 4000 completed`],
    [{ answers: '1m', does: [{ waits: '1m30s' }, 'hangs up'] }, `0-150000 ${alice} 4000 completed`],
  ] as [PhoneBehaviour, string][])('%j', async (behaviour, end) => {
    expect(ended(await rings(behaviour))).toEqual([end])
  })

  it('how clearly it is said reaches the recognizer: "SpeechConfidenceScore"', async () => {
    const input = '<GetInput action="http://app.test/action" inputType="speech"/>'
    const does = [{ says: { text: 'my balance', confidence: 0.4 } }]
    const played = await playCall({ '/answer': document(input) }, undefined, {
      phones: { [alice]: { answers: '1s', does: [{ waits: '1s' }, ...does] } },
      dialOut: { to: alice },
    })

    expect(played.request('/action').params).toMatchObject({ Speech: 'my balance', SpeechConfidenceScore: '0.4' })
  })

  it('voicemail: a greeting after 15 s, a beep, and then it listens', async () => {
    const played = await dial('', { [alice]: 'voicemail' }, async caller => {
      expect(await caller.hears(/leave a message/i)).toBe('Please leave a message after the tone.')
      await caller.says('Call me back')
      await caller.hangsUp()
    })

    expect(played.trace.of('leg.answered')).toMatchObject([{ at: 15_000 }])
    expect(played.trace.of('tone.heard')).toMatchObject([{ at: 18_800, tone: 'beep', across: true }])
    expect(heardBy(played, alice)).toEqual(['Call me back'])
    expect(played.trace.of('step.missed')).toEqual([])
  })

  it('voicemail with a greeting of its own, sooner', async () => {
    const phone = { answers: '3s', voicemail: 'Bob is out', hangsUp: '9s' }
    const played = await dial('', { [alice]: phone }, caller => caller.hears('bob is out'))

    expect(ended(played)).toEqual([`0-12000 ${alice} 4000 completed`])
  })

  it('steps follow one another: keys every 200 ms, speech as long as it takes', async () => {
    const phone = { answers: '1s', presses: '12', says: 'Ten chars.', does: [{ waits: '2s' }, 'hangs up'] } as const
    const played = await rings(phone)

    expect(played.trace.of('digit.pressed').map(({ at, digit }) => [at, digit])).toEqual([
      [1000, '1'],
      [1200, '2'],
    ])
    expect(played.trace.of('speech.heard')).toMatchObject([{ at: 2200, ms: 1000 }])
    expect(ended(played)).toEqual([`0-4200 ${alice} 4000 completed`])
  })

  it('hears what the caller says, each thing once', async () => {
    const phone = { answers: '1s', does: [{ hears: 'hello' }, { hears: 'hello' }, 'hangs up'] } as const
    const played = await dial('', { [alice]: phone }, async caller => {
      await caller.waits('2s')
      await caller.says('Hello')
      await caller.waits('3s')
      await caller.says('Hello?')
    })

    expect(ended(played)).toEqual([`0-6100 ${alice} 4000 completed`])
  })
})

describe('several dials of the same phone', () => {
  const twice = (phones: Readonly<Record<string, PhoneBehaviour>>) =>
    playCall({ '/answer': document(`<Dial>${numbers(alice)}</Dial>`.repeat(3)) }, undefined, { phones })

  it('a list does one after another, and its last again and again', async () => {
    const played = await twice({ [alice]: ['busy', { answers: '1s', hangsUp: '1s' }] })

    expect(ended(played)).toEqual([
      `0-0 ${alice} 3010 busy`,
      `0-2000 ${alice} 4000 completed`,
      `2000-4000 ${alice} 4000 completed`,
    ])
  })

  it('default is what all others do', async () => {
    const played = await twice({ default: 'busy', [bob]: 'rejected' })

    expect(played.record.legs.map(({ status }) => status)).toEqual(['busy', 'busy', 'busy'])
  })

  it.each(['14155550111', '+1 (415) 555-0111', '+14155550111'])('%s is the same phone', async address => {
    const played = await twice({ [address]: 'busy' })

    expect(played.record.legs).toHaveLength(3)
    expect(played.record.legs[0]?.status).toBe('busy')
  })

  it('sip:Bob@Host;transport=tls is the same phone as sip:bob@host', async () => {
    const played = await playCall(
      { '/answer': document('<Dial><User>sip:bob@host;transport=tls</User></Dial>') },
      undefined,
      { phones: { 'sip:Bob@Host': 'busy' } },
    )

    expect(ended(played)).toEqual(['0-0 sip:bob@host;transport=tls 3010 busy'])
  })
})

describe('what was prepared and did not come about', () => {
  const unmet = async (phones: Readonly<Record<string, PhoneBehaviour>>, elements: string) => {
    const exchange = createExchange({ phones })
    const body = document(elements)
    exchange.mount(origin, () => new Response(body, { headers: { 'content-type': 'text/xml' } }))
    await exchange.call({ answerUrl: `${origin}/answer` }).callEnds()
    return exchange.unmetPhones()
  }
  const dialAlice = `<Dial timeout="9">${numbers(alice)}</Dial>`

  it.each([
    [{ [alice]: 'busy' }, '<Hangup/>', `${alice} is dialled: nothing was dialled`],
    [{ [bob]: 'busy' }, dialAlice, `${bob} is dialled: only these were dialled: ${alice}`],
    [{ [alice]: ['busy', 'busy', 'busy'] }, dialAlice, `${alice} is dialled 3 times: it was dialled once only`],
    [
      { [alice]: { answers: '1s', hears: 'x', hangsUp: '3s' } },
      dialAlice,
      `${alice} hears x: heard nothing; the leg ended: the callee hung up`,
    ],
    [
      { [alice]: { answers: '20s', presses: '1' } },
      dialAlice,
      `${alice} presses 1: it was never answered; the leg ended: it was not answered within timeout`,
    ],
  ] as [Record<string, PhoneBehaviour>, string, string][])('%j', async (phones, elements, expected) => {
    const found = await unmet(phones, elements)
    expect(found.map(({ phone, what, because }) => `${phone} ${what}: ${because}`)).toEqual([expected])
  })

  it.each([
    { [alice]: 'busy' },
    { [alice]: ['busy'] },
    { [alice]: 'voicemail' },
    { [alice]: { answers: '1s', does: [{ waits: '9s' }, 'hangs up'], hangsUp: '2s' } },
    { default: 'busy' },
  ] as Record<string, PhoneBehaviour>[])('nothing, of %j', async phones => {
    expect(await unmet(phones, dialAlice)).toEqual([])
  })

  it('a step that was missed is in the trace, on its leg', async () => {
    const played = await rings({ answers: '1s', hears: 'x', hangsUp: '3s' })

    expect(played.trace.of('step.missed')).toMatchObject([{ step: 'hears x', leg: played.record.legs[0]?.uuid }])
  })
})

describe('what is no phone', () => {
  it.each([
    ['bsy', 'a phone is never "bsy"; did you mean busy?'],
    ['quiet', /^a phone is never "quiet"; allowed are busy, rejected/],
    [[], 'a phone needs to do something; an empty list says nothing'],
    [{ answer: '1s' }, 'a phone has no "answer"; did you mean answers?'],
    [{ answers: '1 s' }, '"1 s" is not a time; allowed is a number with its unit: 250ms, 4s, 2m or 1m30s'],
    [{ answers: -1 }, '-1 is not a time; allowed are milliseconds, 0 or more, or 4s, 250ms, 2m'],
    [{ answers: '1s', presses: 'a' }, 'cannot press "a"; allowed are the keys 0-9, * and #'],
    [{ answers: '1s', busy: '1s' }, 'a phone either answers, is busy or rejects: give one of them'],
    [{ hangsUp: '1s' }, 'a phone that is never answered does nothing; say when: answers: 4s'],
    [{ answers: '1s', does: ['hang up'] }, 'a phone cannot do "hang up"; did you mean hangs up?'],
    [{ answers: '1s', does: [{ press: '1' }] }, 'a phone cannot do {"press":"1"}; did you mean presses?'],
    [
      { answers: '1s', does: [{ sings: 'la' }] },
      'a phone cannot do {"sings":"la"}; allowed are hears, presses, says, waits, beeps, hangs up',
    ],
    [
      { answers: '1s', does: [{ hears: 'menu', presses: '1' }] },
      'a step of a phone is one thing, not hears and presses: write { hears: … }, { presses: … }',
    ],
    [{ answers: '1s', does: [{ says: { text: 'x', confidence: 2 } }] }, 'confidence is 2; allowed is 0 to 1'],
    [{ answers: '1s', does: { hears: 'menu' } }, 'does is a list of steps: does: [{ hears: "hello" }, "hangs up"]'],
    [7, /^a phone is never 7; allowed are busy/],
  ])('%j', (behaviour, message) => {
    expect(() => createExchange().phone(alice, behaviour as PhoneBehaviour)).toThrow(message)
  })

  it('an address is a number or a SIP address', () => {
    expect(() => createExchange().phone('bob', 'busy')).toThrow('a phone is "bob"; allowed is a number')
  })
})

it('how often it was dialled', async () => {
  const exchange = createExchange()
  const phone = exchange.phone(alice, 'busy')
  exchange.mount(origin, () => new Response(document(`<Dial>${numbers(alice)}</Dial>`.repeat(2))))
  await exchange.call({ answerUrl: `${origin}/answer` }).callEnds()

  expect(phone).toMatchObject({ address: alice, dialled: 2 })
})
