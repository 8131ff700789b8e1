import { describe, expect, it } from 'vitest'
import { answering, type Served, serving } from '../served.js'

const yaml = `
applications: { main: { answer_url: "http://app.test/answer" } }
numbers: { "+14155550199": main }
phones: { "+14155550111": no-answer, "+14155550112": { answers: 1s } }
`
const call = { from: '+14155550100', to: '+14155550199' }

/** An inbound call that its application has answered. */
const answered = async (served: Served, more: object = {}): Promise<string> => {
  const there = served.happens('call.answered')
  const { body } = await served.post('/offhook/calls', { ...call, ...more })
  await there
  return body.call_uuid
}

/** A call that Plivo makes, and that rings. */
const ringing = async (served: Served, to = '+14155550111'): Promise<string> => {
  const rang = served.happens('call.rang')
  const { body } = await served.post('Call/', { from: '14155550199', to, answer_url: 'http://app.test/answer' })
  await rang
  return body.request_uuid
}

const waiting = { app: answering('<Speak>Hello</Speak><Wait length="600"/>') }
const digits = {
  app: answering(
    '<GetDigits numDigits="6" timeout="60" action="http://app.test/next"><Speak>Which?</Speak></GetDigits>',
  ),
}

describe('the party at the far end, driven over HTTP', () => {
  it('"POST /press": keys are heard, and 202 says what the call does now', async () => {
    const served = await serving(yaml, digits)
    const uuid = await answered(served)
    const collected = served.happens('input.collected')
    const { status, body } = await served.post(`/offhook/calls/${uuid}/press`, { keys: '12*34#' })
    expect(status).toBe(202)
    expect(body).toEqual({ call_uuid: uuid, now: expect.stringMatching(/^is in <GetDigits>/) })
    expect(await collected).toMatchObject({ value: '12*34' })
  })

  it('"They answer at once": the first key is pressed by then, the others follow', async () => {
    const served = await serving(yaml, { ...digits, speed: 0.01 })
    const { body } = await served.post('/offhook/calls', call)
    await served.post(`/offhook/calls/${body.call_uuid}/press`, { keys: '123' })
    expect(
      served.board.exchange
        .find(body.call_uuid)
        ?.trace.of('digit.pressed')
        .map(({ digit }) => digit),
    ).toEqual(['1'])
  })

  it('"two requests in a row are done one after the other", keys 200 ms apart', async () => {
    const served = await serving(yaml, waiting)
    const uuid = await answered(served)
    const last = served.happens('digit.pressed', ({ digit }) => digit === '6')
    for (const keys of ['12', '34', '56']) await served.post(`/offhook/calls/${uuid}/press`, { keys })
    await last
    const pressed = served.board.exchange.find(uuid)?.trace.of('digit.pressed') ?? []
    expect(pressed.map(({ digit }) => digit).join('')).toBe('123456')
    const [one, two] = pressed.map(({ at }) => at)
    expect(two).toBeGreaterThanOrEqual((one ?? 0) + 200)
  })

  it('"/say {text, confidence?}"', async () => {
    const served = await serving(yaml, {
      app: answering('<GetInput inputType="speech" action="http://app.test/next"/>'),
    })
    const uuid = await answered(served)
    const asked = served.happens('webhook.sent', ({ params }) => 'Speech' in params)
    expect(await served.post(`/offhook/calls/${uuid}/say`, 'text=my+balance&confidence=0.4')).toMatchObject({
      status: 202,
    })
    expect((await asked).params).toMatchObject({ Speech: 'my balance', SpeechConfidenceScore: '0.4' })
  })

  it('"/hangup {}": the caller hangs up', async () => {
    const served = await serving(yaml, waiting)
    const uuid = await answered(served)
    const { status, body } = await served.post(`/offhook/calls/${uuid}/hangup`, {})
    expect(status).toBe(202)
    expect(body.now).toBe('ended with 4000 Normal Hangup (Caller): the caller hung up')
  })

  it('"/answer {} (of a call that was made and rings: pickUp)"', async () => {
    const served = await serving(yaml, waiting)
    const uuid = await ringing(served)
    const there = served.happens('call.answered')
    expect(await served.post(`/offhook/calls/${uuid}/answer`)).toMatchObject({ status: 202 })
    expect(await there).toMatchObject({ call: uuid, by: 'the callee' })
    const pressed = served.happens('digit.pressed')
    expect(await served.post(`/offhook/calls/${uuid}/press`, { keys: 5 })).toMatchObject({ status: 202 })
    expect(await pressed).toMatchObject({ call: uuid, digit: '5' })
  })

  it('a call that rings is declined by /hangup', async () => {
    const served = await serving(yaml, waiting)
    const uuid = await ringing(served)
    expect((await served.post(`/offhook/calls/${uuid}/hangup`)).body.now).toMatch(/^ended with 3020/)
  })

  it('"409 for a call that … cannot hear yet, with the sentence of what it does"', async () => {
    const served = await serving(yaml, waiting)
    const uuid = await ringing(served)
    for (const [deed, body] of [
      ['press', { keys: '1' }],
      ['say', { text: 'hello' }],
    ] as const) {
      const answer = await served.post(`/offhook/calls/${uuid}/${deed}`, body)
      expect(answer.status).toBe(409)
      expect(answer.body.error).toMatch(/^the call is not answered yet, and nobody hears it: it .*ring/)
    }
  })

  it.each(['press', 'say', 'hangup', 'answer'])('"409 for a call that is over": %s', async deed => {
    const served = await serving(yaml, waiting)
    const uuid = await answered(served)
    await served.post(`/offhook/calls/${uuid}/hangup`)
    const { status, body } = await served.post(`/offhook/calls/${uuid}/${deed}`, { keys: '1' })
    expect(status).toBe(409)
    expect(body.error).toBe('the call is over: it ended with 4000 Normal Hangup (Caller): the caller hung up')
  })

  it('a call that came in, or is answered already, is not picked up', async () => {
    const served = await serving(yaml, waiting)
    const inbound = await answered(served)
    expect(await served.post(`/offhook/calls/${inbound}/answer`)).toMatchObject({ status: 409 })
    const uuid = await ringing(served)
    await served.post(`/offhook/calls/${uuid}/answer`)
    expect((await served.post(`/offhook/calls/${uuid}/answer`)).body.error).toMatch(/^the call is answered already/)
  })

  it('a party that a call has dialled is driven by its phone', async () => {
    const served = await serving(yaml, { app: answering('<Dial><Number>14155550111</Number></Dial>') })
    const rang = served.happens('leg.rang')
    await served.post('/offhook/calls', call)
    const { leg, call: aleg } = await rang
    const { status, body } = await served.post(`/offhook/calls/${leg}/press`, { keys: '1' })
    expect(status).toBe(409)
    expect(body.error).toContain(`was dialled by the call ${aleg}`)
  })

  it('a call in the queue waits for its turn', async () => {
    const served = await serving(`${yaml}limits: { calls_per_second: 1 }\n`, { ...waiting, speed: 0.01 })
    await ringing(served)
    const { body } = await served.post('Call/', {
      from: '14155550199',
      to: '+14155550111',
      answer_url: 'http://app.test/answer',
    })
    expect(await served.post(`/offhook/calls/${body.request_uuid}/hangup`)).toMatchObject({ status: 409 })
  })

  it.each(['press', 'say', 'hangup', 'answer'])('"404 unknown": %s', async deed => {
    const served = await serving(yaml)
    expect(await served.post(`/offhook/calls/..%2f..%2fetc/${deed}`, {})).toMatchObject({ status: 404 })
    const { status, body } = await served.post(`/offhook/calls/00000000-0000-4000-8000-000000000000/${deed}`, {})
    expect(status).toBe(404)
    expect(body.error).toBe('there is no call "00000000-0000-4000-8000-000000000000"')
  })

  it.each([
    ['press', {}, 'keys is missing: 0-9, * and #'],
    ['press', { keys: '' }, 'no keys to press'],
    ['press', { keys: '1a' }, 'the key "a" is on no telephone, and Plivo collects no A-D'],
    ['press', { keys: ['1'] }, 'no keys to press'],
    ['press', { key: '1' }, 'unknown key "key"'],
    ['say', {}, 'text is missing: what is said'],
    ['say', { text: ' ' }, 'nothing to say; silence is a step of its own: waits 3s'],
    ['say', { text: 'x', confidence: 2 }, '2 is not a confidence'],
    ['say', { text: 'x', confidence: 'high' }, 'NaN is not a confidence'],
    ['hangup', { because: 'x' }, 'unknown key "because"'],
  ])('a wrong body does nothing: %s %j', async (deed, body, message) => {
    const served = await serving(yaml, waiting)
    const uuid = await answered(served)
    const answer = await served.post(`/offhook/calls/${uuid}/${deed}`, body)
    expect(answer.status).toBe(400)
    expect(answer.body.mistakes.map((one: { message: string }) => one.message)).toContain(message)
    const types = served.board.exchange.find(uuid)?.trace.events.map(({ type }) => type)
    for (const done of ['digit.pressed', 'speech.started', 'call.ended']) expect(types).not.toContain(done)
  })
})
