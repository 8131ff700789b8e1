import { describe, expect, it } from 'vitest'
import { action, alice, bob, callback, dial, ended, heardBy, sent, told } from './dial-call.js'
import { document, playCall, type Reply, wav } from './play-call.js'

const sound = 'confirmSound="http://app.test/whisper"'
const key = `${sound} confirmKey="5"`
const whisper = (elements = '<Speak>Press 5</Speak>'): Record<string, Reply> => ({ '/whisper': document(elements) })
/** Hears "Press 5" (700 ms) to its end, and presses a key. */
const presses = (keys: string) => ({ answers: '2s', hears: 'press 5', presses: keys, hangsUp: '10s' }) as const

describe('confirmSound: "played to the B leg after it answers, before the bridge"', () => {
  it('without confirmKey it plays, and then they are connected', async () => {
    const played = await dial(
      `${sound} ${callback}`,
      { [alice]: { answers: '2s', hangsUp: '5s' } },
      undefined,
      whisper(),
    )

    expect(heardBy(played, alice)).toEqual(['Press 5'])
    expect(played.heard).toContain('2000-2700 Press 5')
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2700 }])
    expect(ended(played)).toEqual([`0-7000 ${alice} 4000 completed`])
  })

  it('is heard by nobody else: not by the caller', async () => {
    const hears = dial(key, { [alice]: presses('5') }, caller => caller.hears('press 5'), whisper())

    await expect(hears).rejects.toThrow(/the caller never came to this step: hears "press 5"/)
  })

  it('D53: is requested by POST, with whom it is for', async () => {
    const played = await dial(key, { [alice]: presses('5') }, undefined, whisper())

    const { method, params, at } = played.request('/whisper')
    expect([method, at]).toEqual(['POST', 2000])
    expect(params).toEqual({
      CallStatus: 'ringing',
      CallUUID: played.record.uuid,
      Direction: 'inbound',
      From: '14155550100',
      To: '14155550199',
      DialALegUUID: played.record.uuid,
      DialBLegUUID: played.record.legs[0]?.uuid,
      DialBLegFrom: '14155550100',
      DialBLegTo: '14155550111',
    })
  })

  it('is configured by its fragment', async () => {
    const routes = { '/whisper': (_: unknown, times: number) => (times === 1 ? 503 : document('<Speak>Hi</Speak>')) }
    const phone = { answers: '2s', hangsUp: '5s' }
    const played = await dial(`confirmSound="http://app.test/whisper#rp=5xx"`, { [alice]: phone }, undefined, routes)

    expect(sent(played, '/whisper')).toHaveLength(2)
    expect(heardBy(played, alice)).toEqual(['Hi'])
  })

  it('"only Play, Wait and Speak; other elements are ignored"', async () => {
    const elements = '<Speak>One</Speak><Hangup/><DTMF>1</DTMF><Wait length="2"/><Play>http://app.test/a.wav</Play>'
    const routes = { ...whisper(elements), '/a.wav': wav(1000) }
    const played = await dial(sound, { [alice]: { answers: '2s', hangsUp: '9s' } }, undefined, routes)

    expect(played.problems).toEqual(['sounds-element-ignored', 'sounds-element-ignored'])
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2000 + 500 + 2000 + 1000 }])
  })

  it.each([
    ['404', 404],
    ['no document', 'OK'],
    ['an empty answer', ''],
  ])('D53: %s is a problem, and nothing is played', async (_, reply) => {
    const routes = { '/whisper': reply }
    const played = await dial(sound, { [alice]: { answers: '2s', hangsUp: '5s' } }, undefined, routes)

    expect(played.problems).toContain('sounds-unusable')
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2000 }])
  })
})

describe('confirmKey: "the key that B must press"', () => {
  it('the right one connects', async () => {
    const played = await dial(`${key} ${callback}`, { [alice]: presses('5') }, undefined, whisper())

    expect(played.trace.of('leg.confirmed')).toMatchObject([{ at: 2700, because: 'it pressed 5' }])
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2700 }])
    expect(told(played)).toEqual(['answer 14155550111', 'connected 14155550111', 'hangup 14155550111'])
  })

  it('D36: the wrong one is fatal: "9110 Confirm Key Challenge Failed"', async () => {
    const played = await dial(`${key} ${action} ${callback}`, { [alice]: presses('15') }, undefined, whisper())

    expect(ended(played)).toEqual([`0-2700 ${alice} 9110 completed`])
    expect(sent(played, '/callback').at(-1)).toMatchObject({
      DialAction: 'hangup',
      DialBLegHangupCauseName: 'Confirm Key Challenge Failed',
      DialBLegDuration: '1',
    })
    expect(played.request('/action').params).toMatchObject({ DialStatus: 'no-answer', DialBLegUUID: '' })
  })

  it('D36: the others go on ringing', async () => {
    const phones = { [alice]: presses('1'), [bob]: { ...presses('5'), answers: '6s' } }
    const played = await dial(key, phones, undefined, whisper())

    expect(ended(played)).toEqual([`0-2700 ${alice} 9110 completed`, `0-16000 ${bob} 4000 completed`])
  })

  it('once it was pressed, confirmTimeout is nothing to wait for', async () => {
    const phone = { answers: '2s', hears: 'press 5', presses: '5' }
    const played = await dial(
      key,
      { [alice]: phone },
      async caller => {
        await expect(caller.hears('never')).rejects.toThrow(/is talking to/)
        await caller.hangsUp()
      },
      whisper(),
    )

    expect(ended(played)).toEqual([`0-2700 ${alice} 4000 completed`])
  })

  it('may be pressed while the sound plays', async () => {
    const phone = { answers: '2s', does: [{ waits: '300ms' }, { presses: '5' }, { waits: '1s' }, 'hangs up'] } as const
    const played = await dial(key, { [alice]: phone }, undefined, whisper())

    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2300 }])
    expect(played.heard).toContain('2000-2300 Press 5 (cut)')
  })

  it.each([
    ['the right one', '5', [`0-5000 ${alice} 4000 completed`]],
    ['a wrong one', '15', [`0-2400 ${alice} 9110 completed`]],
  ])('D36: the first key before confirmSound is kept until then: %s', async (_, keys, ends) => {
    const phone = { answers: '2s', does: [{ presses: keys }, { waits: '3s' }, 'hangs up'] } as const
    const elements = `<Dial ${key}><Number sendDigits="12">${alice}</Number></Dial>`
    const played = await playCall({ '/answer': document(elements), ...whisper() }, undefined, {
      phones: { [alice]: phone },
    })

    expect(ended(played)).toEqual(ends)
    expect(heardBy(played, alice)).not.toContain('Press 5')
  })

  it('D52: the first to confirm is connected, not the first to answer', async () => {
    const phones = { [alice]: { ...presses('5'), does: [] }, [bob]: { ...presses('5'), answers: '1s', hears: /never/ } }
    const played = await dial(key, phones, undefined, whisper())

    expect(ended(played)).toEqual([`0-2700 ${bob} 9000 completed`, `0-12000 ${alice} 4000 completed`])
  })

  it('needs confirmSound', async () => {
    const played = await dial('confirmKey="5"', { [alice]: { answers: '2s', hangsUp: '5s' } })

    expect(played.problems).toEqual(['confirm-without-sound'])
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2000 }])
  })

  it('who hangs up before counts as no-answer', async () => {
    const played = await dial(`${key} ${action}`, { [alice]: { answers: '2s', hangsUp: '3s' } }, undefined, whisper())

    expect(ended(played)).toEqual([`0-5000 ${alice} 4000 completed`])
    expect(played.request('/action').params).toMatchObject({ DialStatus: 'no-answer' })
  })
})

describe('confirmTimeout: "seconds from the answer", 120 by default', () => {
  it.each([
    ['confirmTimeout="10"', 12_000],
    ['', 122_000],
  ])('%s', async (attributes, end) => {
    const played = await dial(`${key} ${attributes} ${action}`, { [alice]: { answers: '2s' } }, undefined, whisper())

    expect(ended(played)).toEqual([`0-${end} ${alice} 9110 completed`])
    expect(played.request('/action').params.DialStatus).toBe('no-answer')
  })

  it('"honoured only with confirmSound and confirmKey"', async () => {
    const phone = { [alice]: { answers: '2s', hangsUp: '60s' } }
    const played = await dial(`${sound} confirmTimeout="3"`, phone, undefined, whisper('<Wait length="20"/>'))

    expect(played.problems).toEqual(['confirm-timeout-useless'])
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 22_000 }])
  })
})

describe('sendDigits: "DTMF after answer"', () => {
  const rings = (attributes: string, dialAttributes = '', early?: string) =>
    playCall(
      { '/answer': document(`<Dial ${dialAttributes}><Number ${attributes}>${alice}</Number></Dial>`), ...whisper() },
      undefined,
      { phones: { [alice]: { answers: '3s', hangsUp: '9s', ...(early ? { early } : {}) } } },
    )

  it('D56: it is sent before they are connected', async () => {
    const played = await rings('sendDigits="ww12"')

    expect(played.heard).toEqual(['3000-4400 ww12'])
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 4400 }])
  })

  it('D56: and before confirmSound', async () => {
    const played = await rings('sendDigits="12"', sound)

    expect(played.heard).toEqual(['3000-3400 12', '3400-4100 Press 5'])
  })

  it.each([
    ['a network that says something', 'Please wait', ['0-400 12'], 3000],
    ['silence while it rings: when it is answered (D56)', undefined, ['3000-3400 12'], 3400],
  ])('sendOnPreanswer: "during early media": %s', async (_, early, heard, at) => {
    const played = await rings('sendDigits="12" sendOnPreanswer="true"', '', early)

    expect(played.heard).toEqual(heard)
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at }])
  })

  it('"0-9 * # w": the rest is not sent', async () => {
    const played = await rings('sendDigits="1,2"')

    expect(played.problems).toEqual(['dtmf-illegal-character'])
    expect(played.heard).toEqual(['3000-3400 12'])
  })
})

describe('dialMusic: "heard by A while it rings"', () => {
  const music = 'dialMusic="http://app.test/music"'

  it('D58: a document of sounds, again and again until somebody is connected', async () => {
    const routes = { '/music': document('<Speak>Hold on</Speak>') }
    const played = await dial(music, { [alice]: { answers: '2s', hangsUp: '5s' } }, undefined, routes)

    expect(played.heard.slice(0, 3)).toEqual(['0-700 Hold on', '700-1400 Hold on', '1400-2000 Hold on (cut)'])
    expect(played.request('/music')).toMatchObject({ method: 'POST', params: { CallStatus: 'ringing' } })
  })

  it('does not answer the caller', async () => {
    const routes = { '/music': document('<Speak>Hold on</Speak>') }
    const played = await dial(music, { [alice]: { busy: '2s' } }, undefined, routes)

    expect(played.trace.of('call.answered')).toMatchObject([{ at: 2000, by: expect.stringContaining('<Speak>') }])
    expect(played.heard).toContain('1400-2000 Hold on (cut)')
  })

  it.each([404, '', 'OK', document(''), document('<Hangup/>')])('D53: nothing is played of %j', async reply => {
    const played = await dial(music, { [alice]: { answers: '2s', hangsUp: '5s' } }, undefined, { '/music': reply })

    expect(played.heard).toEqual(['7000-7500 Hello'])
    expect(ended(played)).toEqual([`0-7000 ${alice} 4000 completed`])
  })

  it('real: "the ring or early media of the callee"', async () => {
    const played = await dial('dialMusic="real"', { [alice]: { busy: '3s', early: 'Not in service' } })

    expect(played.heard.slice(0, 2)).toEqual(['0-1400 Not in service', '1400-3000 Not in service (cut)'])
    expect(played.requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
  })

  it('without it early media is not heard', async () => {
    const played = await dial('', { [alice]: { busy: '3s', early: 'Not in service' } })

    expect(played.heard).toEqual(['3000-3500 Hello'])
  })
})
