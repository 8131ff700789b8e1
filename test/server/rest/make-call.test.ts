import { describe, expect, it } from 'vitest'
import { answering, authId, base, serving } from '../served.js'

const alice = '+14155550111'
const phones = `phones: { "${alice}": { answers: 1s } }\n`
const made = { from: '14155550199', to: '14155550111', answer_url: 'http://app.test/answer' }
const waiting = answering('<Wait length="60"/>')

describe('POST Call/', () => {
  it('"Success: {api_id, message: call fired, request_uuid}", 201', async () => {
    const { post } = await serving(phones, { app: waiting })
    const { status, body } = await post('Call/', made)
    expect(status).toBe(201)
    expect(body).toEqual({
      api_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      message: 'call fired',
      request_uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('"RequestUUID = request_uuid of Make Call. Today equal to CallUUID"', async () => {
    const { post, board, happens } = await serving(phones, { app: waiting })
    const sent = happens('webhook.sent')
    const { body } = await post('Call/', made)
    expect((await sent).params).toMatchObject({ RequestUUID: body.request_uuid, CallUUID: body.request_uuid })
    expect(board.exchange.find(body.request_uuid)).toBeDefined()
  })

  it('"several destinations: calls fired and request_uuid array"', async () => {
    const { post, get } = await serving(phones, { app: waiting })
    const { body } = await post('Call/', { ...made, to: '14155550111<14155550112' })
    expect(body.message).toBe('calls fired')
    expect(body.request_uuid).toHaveLength(2)
    expect((await get('Call/?status=live')).body.calls).toEqual(body.request_uuid)
  })

  it('"≤ 1000": more destinations are refused, and none of them is called', async () => {
    const { post, board } = await serving('', { app: waiting })
    const to = Array.from({ length: 1001 }, (_, index) => String(14155550000 + index)).join('<')
    const { status, body } = await post('Call/', { ...made, to })
    expect([status, body.error]).toEqual([400, 'to parameter has 1001 destinations; allowed are 1000 at most'])
    expect(board.exchange.calls).toEqual([])
  })

  it('one destination that is none: nobody is called', async () => {
    const { post, board } = await serving('', { app: waiting })
    const { status, body } = await post('Call/', { ...made, to: '14155550111<bob' })
    expect([status, body.error]).toEqual([
      400,
      'to is "bob"; allowed is a number (+14155550100) or a SIP address (sip:alice@example.com)',
    ])
    expect(board.exchange.calls).toEqual([])
  })

  it.each([
    ['from', 'from parameter is missing: the caller id: a number with its country code'],
    ['to', /^to parameter is missing: whom to call/],
    ['answer_url', /^answer_url parameter is missing: asked what to do/],
  ])('"400 bad/missing parameter": %s', async (name, message) => {
    const { post } = await serving()
    const { status, body } = await post('Call/', { ...made, [name]: undefined })
    expect(status).toBe(400)
    expect(body).toEqual({ api_id: expect.any(String), error: expect.stringMatching(message) })
  })

  it.each([
    [{ ring_timeout: 'soon' }, 'ring_timeout parameter is "soon"; allowed is a whole number from 1 to 86400'],
    [{ time_limit: 0 }, 'time_limit parameter is 0; allowed is a whole number from 1 to 86400'],
    [
      { machine_detection: 'hangupp' },
      'machine_detection parameter is "hangupp"; allowed are true, hangup and false; did you mean hangup?',
    ],
    [{ answer_method: 'PUT' }, 'answer_method is "PUT"; allowed are GET and POST'],
    [
      { answer_url: '/answer' },
      'answer_url is "/answer"; allowed is an absolute http or https URL; did you mean http://localhost:3000/answer?',
    ],
    [{ send_digits: '12x' }, /^send_digits is "12x"/],
    [{ sip_headers: 'a' }, 'sip_headers parameter has "a"; allowed is name=value,name=value'],
    [{ sip_headers: 'a-b=1' }, 'the SIP header a-b=1 is not allowed; names and values consist of letters and digits'],
    [{ send_on_preanswer: 'maybe' }, 'send_on_preanswer parameter is "maybe"; allowed are true and false'],
    [
      { from: { number: 1 } },
      'from parameter is an object; allowed is a text: the caller id: a number with its country code',
    ],
  ])('what is wrong with %j is said', async (given, message) => {
    const { post } = await serving()
    const { status, body } = await post('Call/', { ...made, ...given })
    expect(status).toBe(400)
    expect(body.error).toMatch(message)
  })

  it('"Form bodies are in real use too … accept both"', async () => {
    const { post } = await serving(phones, { app: waiting })
    const { status } = await post('Call/', new URLSearchParams({ ...made, ring_timeout: '30' }).toString())
    expect(status).toBe(201)
  })

  it('"types as given by the caller (machine_detection: "true", ring_timeout: 30)": texts, numbers and flags', async () => {
    const { post } = await serving(phones, { app: waiting })
    for (const given of [
      { machine_detection: 'true', ring_timeout: '30', send_on_preanswer: 'False', to: 14155550111 },
      { machine_detection: true, ring_timeout: 30, send_digits: 12, hangup_url: '', ring_url: null },
    ]) {
      expect((await post('Call/', { ...made, ...given })).status).toBe(201)
    }
  })

  it('"calls.create sends its defaults (… machine_detection_time 5000…)": without machine detection they mean nothing', async () => {
    const { post } = await serving(phones, { app: waiting })
    const { status } = await post('Call/', { ...made, machine_detection_time: 5000, machine_detection_method: 'POST' })
    expect(status).toBe(201)
  })

  it('"ignore unknown fields"', async () => {
    const { post } = await serving(phones, { app: waiting })
    expect((await post('Call/', { ...made, colour: 'red', auth_id: authId })).status).toBe(201)
  })

  it('"accept both" paths, with and without the slash at the end', async () => {
    const { post } = await serving(phones, { app: waiting })
    expect((await post(`${base}Call`, made)).status).toBe(201)
  })

  it('"sip_headers k=v,k=v" are on the requests of the call', async () => {
    const { post, happens } = await serving(phones, { app: waiting })
    const sent = happens('webhook.sent')
    await post('Call/', { ...made, sip_headers: 'Customer=42,Tier=gold' })
    expect((await sent).params).toMatchObject({ 'X-PH-Customer': '42', 'X-PH-Tier': 'gold' })
  })

  it('"Fragment: yes": the answer URL\'s fragment is the policy of its request', async () => {
    const { post, happens } = await serving(phones, { app: waiting })
    const sent = happens('webhook.sent')
    await post('Call/', { ...made, answer_url: 'http://app.test/answer#ct=500&rc=0' })
    expect(await sent).toMatchObject({ url: 'http://app.test/answer', policy: expect.stringContaining('ct=500') })
  })

  it('"parent_call_uuid", "error_if_parent_not_found": 404 if that is wanted, else nothing', async () => {
    const { post } = await serving(phones, { app: waiting })
    const lost = { ...made, parent_call_uuid: 'nobody' }
    expect((await post('Call/', lost)).status).toBe(201)
    const { status, body } = await post('Call/', { ...lost, error_if_parent_not_found: true })
    expect([status, body.error]).toEqual([404, 'parent_call_uuid parameter is invalid. There is no live call "nobody"'])
  })

  it('a parent that lives is in the record of the call: "parent_call_uuid"', async () => {
    const { post, get, del, happens } = await serving(phones, { app: waiting })
    const { body: parent } = await post('Call/', made)
    const { body: child } = await post('Call/', { ...made, parent_call_uuid: parent.request_uuid })
    const ended = happens('call.ended', ({ call }) => call === child.request_uuid)
    await del(`Call/${child.request_uuid}/`)
    await ended
    expect((await get(`Call/${child.request_uuid}/`)).body.parent_call_uuid).toBe(parent.request_uuid)
  })
})

describe('calls per second', () => {
  const limits = 'limits: { calls_per_second: 2 }\n'

  it('"2 calls per second (excess queued)": the third is, and has begun a second later', async () => {
    const { post, get, happens, board } = await serving(phones + limits, { app: waiting, speed: 5 })
    const messages = []
    for (let index = 0; index < 3; index++) messages.push((await post('Call/', made)).body)
    expect(messages.map(({ message }) => message)).toEqual(['call fired', 'call fired', 'call queued'])
    const { request_uuid: uuid } = messages[2]
    expect((await get('Call/?status=queued')).body.calls).toEqual([uuid])
    expect((await get(`Call/${uuid}/?status=queued`)).body).toEqual({
      api_id: expect.any(String),
      call_status: 'queued',
      call_uuid: uuid,
      request_uuid: uuid,
      direction: 'outbound',
      from: made.from,
      to: made.to,
      caller_name: '',
    })
    // The first began within 100 ms of call time after it was asked for.
    const began = (board.exchange.calls[0]?.trace.of('call.arrived')[0]?.at ?? 0) - 100
    expect((await happens('call.arrived')).at).toBeGreaterThanOrEqual(began + 1000)
    expect((await get('Call/?status=queued')).body.calls).toEqual([])
  })

  it.each(['Call', 'Request'])('"cancel queued", by DELETE %s/{uuid}/', async path => {
    const { post, get, del } = await serving(`${phones}limits: { calls_per_second: 1 }\n`, { app: waiting, speed: 1 })
    await post('Call/', made)
    const { body } = await post('Call/', made)
    expect((await del(`${path}/${body.request_uuid}/`)).status).toBe(204)
    expect((await get('Call/?status=queued')).body.calls).toEqual([])
    expect((await del(`${path}/${body.request_uuid}/`)).status).toBe(404)
  })
})
