import { describe, expect, it } from 'vitest'
import { answering, authId, base, serving } from '../served.js'

describe('every answer', () => {
  it.each([
    ['', 'nobody'],
    ['a wrong token', `${authId}:wrong`],
    ['another account', 'MABBBBBBBBBBBBBBBBBB:main-token'],
    ['no colon', authId],
  ])('"401 auth": %s', async (_, as) => {
    const { get } = await serving()
    const { status, body, headers } = await get('Call/', as)
    expect([status, body]).toEqual([401, { api_id: expect.any(String), error: 'authentication failed' }])
    expect(headers.get('www-authenticate')).toMatch(/^Basic /)
  })

  it('"401" is for paths that lead nowhere, too, and for accounts that are not there', async () => {
    const { get } = await serving()
    expect((await get('Nowhere/', 'x:y')).status).toBe(401)
    expect((await get('/v1/Account/MABBBBBBBBBBBBBBBBBB/Call/')).status).toBe(401)
  })

  it('"404"', async () => {
    const { get } = await serving()
    const { status, body } = await get('Nowhere/')
    expect([status, body]).toEqual([
      404,
      { api_id: expect.any(String), error: `not found: there is no ${base}Nowhere/` },
    ])
  })

  it('whoever looks around is told where to look', async () => {
    const { get } = await serving()
    for (const path of ['/', '/v1/', '/favicon.ico']) {
      const { status, body } = await get(path, 'x:y')
      expect([status, body.error]).toEqual([
        404,
        `there is nothing here: Plivo's API is at ${base}, offhook's own at /offhook`,
      ])
    }
  })

  it('"405": what is allowed there is said', async () => {
    const { origin } = await serving()
    const authorization = `Basic ${Buffer.from(`${authId}:main-token`).toString('base64')}`
    const answer = await fetch(`${origin}${base}Request/x/`, { method: 'PATCH', headers: { authorization } })
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      405,
      'PATCH is not allowed here; allowed are DELETE',
    ])
  })

  it('"API 300 requests / 5 s → 429"', async () => {
    const { get } = await serving('limits: { requests_per_5s: 2 }\n')
    const all = [await get('Call/'), await get('Call/'), await get('Call/')]
    expect(all.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(all[2]?.body).toEqual({ api_id: expect.any(String), error: 'too many requests: allowed are 2 in 5 seconds' })
    expect(Number(all[2]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('a body that is no JSON, and one that is no object, are told', async () => {
    const { origin } = await serving()
    const authorization = `Basic ${Buffer.from(`${authId}:main-token`).toString('base64')}`
    const send = async (body: string, type = 'application/json') => {
      const headers = { authorization, 'content-type': type }
      const answer = await fetch(`${origin}${base}Call/`, { method: 'POST', headers, body })
      return [answer.status, ((await answer.json()) as { error: string }).error]
    }
    expect(await send('{"from":')).toEqual([400, 'the body is no JSON, although its content-type says so'])
    expect(await send('')).toEqual([400, expect.stringMatching(/^from parameter is missing/)])
    expect(await send('[]')).toEqual([400, 'the body must be an object of parameters, as JSON or as a form'])
    expect(await send('x', 'text/plain')).toEqual([415, expect.stringMatching(/allowed are application\/json and/)])
    expect(await send(`{"from":"${'1'.repeat(300_000)}"}`)).toEqual([413, expect.stringMatching(/large/)])
  })
})

describe('a server that stops', () => {
  it('"graceful stop that ends calls, sends their hangup_url": meanwhile records can be had, and no call begins', async () => {
    let toldOfEnd = () => {}
    let answerIt = () => {}
    const told = new Promise<void>(resolve => {
      toldOfEnd = resolve
    })
    const held = new Promise<void>(resolve => {
      answerIt = resolve
    })
    const app = async (request: Request) => {
      if (!request.url.endsWith('/hangup')) return answering('<Wait length="600"/>')(request)
      toldOfEnd()
      await held
      return new Response('')
    }
    const { post, get, close, happens } = await serving('phones: { default: { answers: 1s } }\n', { app })
    const made = { from: '14155550199', to: '14155550111', answer_url: 'http://app.test/answer' }
    const runs = happens('element.started')
    const { body } = await post('Call/', { ...made, hangup_url: 'http://app.test/hangup' })
    await runs
    const closed = close()
    await told
    const { status, body: refused } = await post('Call/', made)
    expect([status, refused.error]).toEqual([503, 'offhook is stopping: no call begins any more'])
    expect(
      (await post('/offhook/calls', { from: '14155550100', to: '14155550199', answer_url: 'http://app.test/a' }))
        .status,
    ).toBe(503)
    expect((await get(`Call/${body.request_uuid}/`)).body).toMatchObject({ hangup_source: 'Callee' })
    answerIt()
    await closed
  })
})

describe('the document of the API', () => {
  it('"OpenAPI document generated from the same schemas"', async () => {
    const { get } = await serving()
    const { body } = await get('/offhook/openapi.json')
    const call = body.paths['/v1/Account/{auth_id}/Call/'].post
    expect(body.openapi).toBe('3.1.0')
    expect(call.requestBody.content['application/json'].schema.required).toEqual(['from', 'to', 'answer_url'])
    expect(Object.keys(call.responses)).toContain('201')
  })
})
