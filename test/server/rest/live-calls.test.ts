import { describe, expect, it } from 'vitest'
import { answering, type Served, serving } from '../served.js'

const phones = `phones: { "+14155550111": { answers: 1s }, "+14155550112": { answers: 1s } }\n`
const made = { from: '14155550199', to: '14155550111', answer_url: 'http://app.test/answer' }

/** A call that is answered, and what its document is. */
const answered = async (elements = '<Wait length="600"/>'): Promise<Served & { readonly uuid: string }> => {
  const served = await serving(phones, { app: answering(elements) })
  const isAnswered = served.happens('element.started')
  const { body } = await served.post('Call/', made)
  await isAnswered
  return { ...served, uuid: body.request_uuid }
}

const connected = async () => {
  const served = await serving(phones, {
    app: answering('<Dial><Number>14155550112</Number></Dial><Wait length="600"/>'),
  })
  const bridged = served.happens('leg.bridged')
  const { body } = await served.post('Call/', made)
  const { leg = '' } = await bridged
  return { ...served, uuid: body.request_uuid as string, leg }
}

describe('live calls', () => {
  it('"Live list: GET Call/?status=live", "Live one: …"', async () => {
    const { get, uuid } = await answered()
    expect((await get('Call/?status=live')).body).toEqual({ api_id: expect.any(String), calls: [uuid] })
    expect((await get(`Call/${uuid}/?status=live`)).body).toEqual({
      api_id: expect.any(String),
      call_status: 'in-progress',
      call_uuid: uuid,
      caller_name: '',
      direction: 'outbound',
      from: '14155550199',
      to: '14155550111',
      request_uuid: uuid,
      session_start: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/),
      stir_attestation: 'Not Applicable',
      stir_verification: 'Not Applicable',
    })
  })

  it('"GET Call/{id}?status=live", without the slash, as plivo-node asks', async () => {
    const { get, uuid } = await answered()
    expect((await get(`Call/${uuid}?status=live`)).status).toBe(200)
  })

  it('"Retrieve CDR (ended calls only; live → 404)"', async () => {
    const { get, uuid } = await answered()
    const { status, body } = await get(`Call/${uuid}/`)
    expect(status).toBe(404)
    expect(body.error).toBe(
      `call not found: there is no call "${uuid}" that is over; it is live: ask with ?status=live`,
    )
  })

  it('"Hang up one: DELETE Call/{uuid}/, 204": 4000 by API Request', async () => {
    const { del, happens, uuid } = await answered()
    const ended = happens('call.ended')
    const { status, body } = await del(`Call/${uuid}/`)
    expect([status, body]).toEqual([204, ''])
    expect(await ended).toMatchObject({ cause: 4000, source: 'API Request' })
  })

  it('"Hang up all: DELETE Call/, 204"', async () => {
    const { del, get, post } = await answered()
    await post('Call/', made)
    expect((await del('Call/', {})).status).toBe(204)
    expect((await get('Call/?status=live')).body.calls).toEqual([])
  })

  it('"Cancel request: DELETE Request/{request_uuid}/": a call that rings ends with 1000', async () => {
    const { post, del, happens } = await serving(phones, { app: answering('<Wait/>'), speed: 1 })
    const rang = happens('call.rang')
    const { body } = await post('Call/', made)
    await rang
    const ended = happens('call.ended')
    expect((await del(`Request/${body.request_uuid}/`)).status).toBe(204)
    expect(await ended).toMatchObject({ cause: 1000, source: 'API Request' })
  })

  it.each(['GET', 'DELETE'])('"Unknown live call → 404", by %s', async method => {
    const { get, del } = await serving()
    const { status, body } = await (method === 'GET' ? get('Call/nobody/?status=live') : del('Call/nobody/'))
    expect([status, body.error]).toEqual([404, 'call not found: there is no live call "nobody"'])
  })

  it('a dialled party is a live call of its own, which can be hung up', async () => {
    const { get, del, happens, uuid, leg } = await connected()
    expect((await get('Call/?status=live')).body.calls).toEqual([uuid, leg])
    expect((await get(`Call/${leg}/?status=live`)).body).toMatchObject({
      call_uuid: leg,
      to: '14155550112',
      call_status: 'in-progress',
    })
    const ended = happens('leg.ended')
    expect((await del(`Call/${leg}/`)).status).toBe(204)
    expect(await ended).toMatchObject({ leg, cause: 4000, source: 'API Request' })
    expect((await get('Call/?status=live')).body.calls).toEqual([uuid])
  })
})

describe('what is done to a live call', () => {
  it('"Transfer: POST Call/{uuid}/ legs aleg(def), aleg_url: 202 call transferred"', async () => {
    const { post, happens, uuid } = await answered()
    const sent = happens('webhook.sent')
    const { status, body } = await post(`Call/${uuid}/`, {
      aleg_url: 'http://app.test/other#rt=900',
      aleg_method: 'get',
    })
    expect([status, body.message]).toEqual([202, 'call transferred'])
    expect(await sent).toMatchObject({ method: 'GET', purpose: 'transfer', policy: expect.stringContaining('rt=900') })
  })

  it('a transfer without a URL is refused: "aleg_url"', async () => {
    const { post, uuid } = await answered()
    const { status, body } = await post(`Call/${uuid}/`, { legs: 'aleg' })
    expect([status, body.error]).toEqual([400, "transfer needs aleg_url for legs: 'aleg': where the aleg is to go on"])
  })

  it('a bleg that is not there is told', async () => {
    const { post, uuid } = await answered()
    const { status, body } = await post(`Call/${uuid}/`, { legs: 'bleg', bleg_url: 'http://app.test/x' })
    expect([status, body.error]).toEqual([400, 'there is no bleg: the caller is connected to nobody in a Dial'])
  })

  it('who names the bleg where the call is meant is told how: "legs"', async () => {
    const { post, uuid, leg } = await connected()
    const { status, body } = await post(`Call/${leg}/Speak/`, { text: 'Hello' })
    expect([status, body.error]).toEqual([
      404,
      `call not found: there is no live call "${leg}"; it is the bleg of ${uuid}: name that call, and legs=bleg`,
    ])
  })

  it('"Start record: 202 {url, message: call recording started, recording_id}", "Stop record: 204"', async () => {
    const { post, del, happens, origin, uuid } = await answered()
    const { status, body } = await post(`Call/${uuid}/Record/`, { file_format: 'wav', time_limit: 30 })
    expect(status).toBe(202)
    expect(body).toEqual({
      api_id: expect.any(String),
      message: 'call recording started',
      recording_id: expect.any(String),
      url: expect.stringMatching(new RegExp(`^${origin}/v1/Account/.*/Recording/.*\\.wav$`)),
    })
    const finished = happens('recording.finished')
    expect((await del(`Call/${uuid}/Record/`, { URL: body.url })).status).toBe(204)
    expect(await finished).toMatchObject({ recording: body.recording_id })
  })

  it('"callback_url, transcription_url: fragment" are told of a recording', async () => {
    const { post, del, happens, uuid } = await answered()
    await post(`Call/${uuid}/Record/`, { callback_url: 'http://app.test/recorded#ct=700' })
    const sent = happens('webhook.sent', ({ url }) => url.endsWith('/recorded'))
    await del(`Call/${uuid}/Record/`)
    expect((await sent).policy).toContain('ct=700')
  })

  it('"Play: urls (comma list), length, legs, loop, mix: 202 play started", "Stop play: 204"', async () => {
    const { post, del, happens, uuid } = await answered()
    const asked = happens('operation.requested')
    const urls = 'http://app.test/a.mp3,http://app.test/b.mp3'
    // Python sends the ids of the path once more.
    const { status, body } = await post(`Call/${uuid}/Play/`, { urls, length: 5, loop: 'true', call_uuid: uuid })
    expect([status, body.message]).toEqual([202, 'play started'])
    expect(await asked).toMatchObject({
      operation: 'play',
      what: urls.replace(',', ', '),
      how: expect.stringContaining('again and again'),
    })
    expect((await del(`Call/${uuid}/Play/`, {})).status).toBe(204)
  })

  it('"Play … No fragment (ct 2 s, rt 120 s, rc 1, rp all)": one that is given changes nothing, and that is told', async () => {
    const { post, happens, uuid } = await answered()
    const [sent, problem] = [happens('webhook.sent'), happens('problem.found')]
    await post(`Call/${uuid}/Play/`, { urls: 'http://app.test/a.mp3#rc=5' })
    expect((await sent).policy).toContain('rc=1')
    expect((await problem).message).toContain('#rc=5')
  })

  it('"Speak: text, voice WOMAN(def): 202 speak started", "Stop speak: 204"', async () => {
    const { post, del, happens, uuid } = await answered()
    const begun = happens('prompt.started')
    const { status, body } = await post(`Call/${uuid}/Speak/`, { text: 'One moment', type: 'text' })
    expect([status, body.message]).toEqual([202, 'speak started'])
    expect(await begun).toMatchObject({ text: 'One moment', by: 'API', voice: 'WOMAN' })
    expect((await del(`Call/${uuid}/Speak/`)).status).toBe(204)
  })

  it('"DTMF: digits, leg aleg(def): 202 digits sent"', async () => {
    const { post, happens, uuid } = await answered()
    const sent = happens('prompt.started')
    const { status, body } = await post(`Call/${uuid}/DTMF/`, { digits: 123 })
    expect([status, body.message]).toEqual([202, 'digits sent'])
    expect(await sent).toMatchObject({ sound: 'tones', text: '123', by: 'API' })
  })

  it('what is not a key is refused', async () => {
    const { post, uuid } = await answered()
    const { status, body } = await post(`Call/${uuid}/DTMF/`, { digits: '1x' })
    expect(status).toBe(400)
    expect(body.error).toMatch(/^digits: /)
  })
})
