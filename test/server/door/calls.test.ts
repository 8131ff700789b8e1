import { describe, expect, it } from 'vitest'
import { startServing } from '../../../src/server/serving.js'
import { temporaryFolder } from '../../temporary-folder.js'
import { answering, authId, serving } from '../served.js'

const yaml = `
applications: { main: { answer_url: "http://app.test/answer" } }
numbers: { "+14155550199": main }
`
const call = { from: '+14155550100', to: '+14155550199' }
const menu = { app: answering('<GetDigits action="http://app.test/next"><Speak>Press 1</Speak></GetDigits><Hangup/>') }
const waiting = { app: answering('<Speak>Hello</Speak><Wait length="600"/>') }

describe('GET /offhook', () => {
  it('says what is served: "name, version, auth_id, data, api, openapi, calls"', async () => {
    const served = await serving(yaml, waiting)
    await served.post('/offhook/calls', call)
    const answer = await served.get('/offhook')
    expect(answer.body).toEqual({
      name: 'offhook',
      version: '0.0.0',
      auth_id: authId,
      data: served.data.path,
      api: `/v1/Account/${authId}/`,
      openapi: '/offhook/openapi.json',
      calls: 1,
    })
    expect((await served.get('/offhook/')).body).toEqual(answer.body)
  })

  it('"documented in the same OpenAPI document (tag offhook)", with the two kinds of bodies', async () => {
    const served = await serving()
    const { paths } = (await served.get('/offhook/openapi.json')).body
    const own = Object.entries<Record<string, { tags: string[]; summary: string; requestBody?: { content: object } }>>(
      paths,
    )
      .filter(([path]) => path.startsWith('/offhook'))
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, one]) => ({ name: `${method} ${path}`, ...one })),
      )
    expect(own.map(({ name }) => name).toSorted()).toEqual([
      'get /offhook',
      'get /offhook/ca.pem',
      'get /offhook/calls',
      'get /offhook/calls/{call_uuid}',
      'get /offhook/calls/{call_uuid}/trace',
      'get /offhook/events',
      'post /offhook/calls',
      'post /offhook/calls/{call_uuid}/answer',
      'post /offhook/calls/{call_uuid}/hangup',
      'post /offhook/calls/{call_uuid}/press',
      'post /offhook/calls/{call_uuid}/say',
    ])
    for (const { tags, summary, requestBody } of own) {
      expect(tags).toEqual(['offhook'])
      expect(summary).toBeTruthy()
      if (requestBody)
        expect(Object.keys(requestBody.content)).toEqual(['application/json', 'application/x-www-form-urlencoded'])
    }
    expect(Object.keys(paths).some(path => path.startsWith('/v1/'))).toBe(true)
  })
})

describe('GET /offhook/calls', () => {
  it('"live first, then the last ones that are over; paging"', async () => {
    const served = await serving(yaml, waiting)
    const uuids: string[] = []
    for (let index = 0; index < 5; index++) uuids.push((await served.post('/offhook/calls', call)).body.call_uuid)
    const [first, second, third, fourth, fifth] = uuids
    for (const uuid of [second, fourth]) await served.post(`/offhook/calls/${uuid}/hangup`)
    const pages = []
    for (let path: string | null = '/offhook/calls?limit=2'; path; path = pages.at(-1).next)
      pages.push((await served.get(path)).body)
    expect(pages.map(({ calls }) => calls.map((one: { call_uuid: string }) => one.call_uuid))).toEqual([
      [first, third],
      [fifth, fourth],
      [second],
    ])
    expect(pages[0]).toMatchObject({ total: 5, limit: 2, offset: 0, next: '/offhook/calls?limit=2&offset=2' })
    expect(pages[0].calls[0]).toMatchObject({ live: true, direction: 'inbound', ...call, account: authId })
    expect(pages[2].calls[0]).toMatchObject({
      live: false,
      status: 'completed',
      now: expect.stringMatching(/^ended with 4000/),
    })
    expect((await served.get('/offhook/calls?live=false')).body.total).toBe(2)
    expect((await served.get('/offhook/calls?live=true')).body.total).toBe(3)
  })

  it.each(['limit=0', 'limit=101', 'limit=x', 'offset=-1', 'live=maybe'])(
    'a wrong page is refused: %s',
    async query => {
      const served = await serving(yaml)
      expect(await served.get(`/offhook/calls?${query}`)).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('allowed') },
      })
    },
  )
})

describe('GET /offhook/calls/{id}', () => {
  it('"state, from, to, direction, what it does now, heard so far, record when over"; "steps: { done, of }"', async () => {
    const served = await serving(yaml, { ...menu, speed: 50 })
    const pressed = served.happens('digit.pressed')
    const ended = served.happens('webhook.delivered', ({ purpose }) => purpose === 'hangup')
    const does = [{ hears: 'press 1' }, { presses: '1' }, { waits: '1m' }, 'hangs up']
    const { body } = await served.post('/offhook/calls', { ...call, does })
    await pressed
    const path = `/offhook/calls/${body.call_uuid}`
    const live = (await served.get(path)).body
    expect(live).toMatchObject({ live: true, ...call, direction: 'inbound', heard: ['Press 1'], steps: { of: 4 } })
    expect(live).not.toHaveProperty('record')
    await served.post(`${path}/hangup`)
    await ended
    const over = (await served.get(path)).body
    expect(over).toMatchObject({
      live: false,
      status: 'completed',
      heard: live.heard,
      record: { uuid: body.call_uuid, hangup: { code: 4000 }, bill_duration: 60, legs: [], recordings: [] },
    })
    expect(over.record.started_at).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('"a step that never comes about is told": in the trace, and as missed', async () => {
    const served = await serving(yaml, { app: answering('<Speak>Goodbye</Speak><Hangup/>') })
    const missed = served.happens('step.missed')
    const { body } = await served.post('/offhook/calls', { ...call, does: 'hears goodbye; hears more; presses 1' })
    const because = 'heard nothing; the call ended with 4010 End Of XML Instructions (Plivo)'
    const event = await missed
    expect(event).toMatchObject({ call: body.call_uuid, step: 'hears more' })
    expect(event.because).toMatch(/^heard nothing; the call ended with 4/)
    expect(because).toContain('heard nothing')
    const { steps } = (await served.get(`/offhook/calls/${body.call_uuid}`)).body
    expect(steps).toEqual({ done: 1, of: 3, missed: { step: 'hears more', because: event.because } })
  })

  it('keys that were to be pressed when the call ended are told, too', async () => {
    const served = await serving(yaml, waiting)
    const answered = served.happens('call.answered')
    const { body } = await served.post('/offhook/calls', call)
    await answered
    const missed = served.happens('step.missed')
    await served.post(`/offhook/calls/${body.call_uuid}/press`, { keys: '123' })
    await served.post(`/offhook/calls/${body.call_uuid}/hangup`)
    expect(await missed).toMatchObject({ step: 'presses 123' })
  })

  it('what is over is there after a restart', async () => {
    const data = temporaryFolder()
    const served = await serving(yaml, { ...waiting, data })
    const { call_uuid: uuid } = (await served.post('/offhook/calls', call)).body
    await served.close()
    const again = await startServing({
      config: {
        account: { subaccounts: [] },
        applications: [],
        numbers: [],
        endpoints: [],
        phones: [],
        faults: [],
        limits: {},
      },
      data,
      port: 0,
      version: '0.0.0',
      onTrouble: () => {},
    })
    try {
      const found = await fetch(`${again.origin}/offhook/calls/${uuid}`)
      expect(await found.json()).toMatchObject({ call_uuid: uuid, live: false, record: { uuid } })
      const trace = await fetch(`${again.origin}/offhook/calls/${uuid}/trace?format=text`)
      expect(await trace.text()).toContain('offhook was stopped')
      const stream = await fetch(`${again.origin}/offhook/calls/${uuid}/trace?format=sse`)
      expect(await stream.text()).toMatch(/event: call.ended[\s\S]*event: end\ndata: {}\n\n$/)
    } finally {
      await again.close()
    }
  })

  it('404 for what is none', async () => {
    const served = await serving()
    expect(await served.get('/offhook/calls/x')).toMatchObject({ status: 404, body: { error: 'there is no call "x"' } })
    expect(await served.get('/offhook/calls/..%2f..%2fcalls/trace')).toMatchObject({ status: 404 })
    expect(await served.get('/offhook/nothing')).toMatchObject({ status: 404 })
  })
})
