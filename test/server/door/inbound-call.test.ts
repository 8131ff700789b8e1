import { describe, expect, it } from 'vitest'
import { answering, authId, type Served, serving } from '../served.js'

const account = `
applications:
  main: { answer_url: "http://app.test/answer#ct=500", fallback_url: "http://app.test/fallback#rt=2000" }
  told: { answer_url: "http://app.test/answer", answer_method: GET, hangup_url: "http://app.test/over", hangup_method: GET }
numbers: { "+14155550199": main, "+14155550188": told, "+14155550177": {} }
endpoints: { alice: { application: told } }
`
const waiting = { app: answering('<Speak>Hello</Speak><Wait length="600"/>') }
const call = { from: '+14155550100', to: '+14155550199' }

/** The requests of a call so far. */
const sent = ({ board }: Served, uuid: string) =>
  (board.exchange.find(uuid)?.trace.of('webhook.sent') ?? []).map(({ method, url }) => `${method} ${url}`)

describe('POST /offhook/calls', () => {
  it('"places an inbound call to a number and answers 201 with its call_uuid"', async () => {
    const served = await serving(account, waiting)
    const { status, body } = await served.post('/offhook/calls', call)
    expect(status).toBe(201)
    expect(body).toEqual({
      call_uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      from: '+14155550100',
      to: '+14155550199',
      answer_url: 'http://app.test/answer#ct=500',
      answer_method: 'POST',
      fallback_url: 'http://app.test/fallback#rt=2000',
      hangup_url: 'http://app.test/answer#ct=500',
      application: 'main',
      trace: `/offhook/calls/${body.call_uuid}/trace`,
    })
    expect(served.board.live(served.board.accounts.main)).toHaveLength(1)
  })

  it('"find the application’s answer URL, fallback, hangup URL, each with its fragment"; "the hangup URL defaults to the answer URL"', async () => {
    const served = await serving(account, waiting)
    const answered = served.happens('call.answered')
    const { body } = await served.post('/offhook/calls', call)
    const over = served.happens('webhook.delivered', event => event.purpose === 'hangup')
    await answered
    const { trace } = served.board.exchange.find(body.call_uuid) ?? {}
    await served.post(`/offhook/calls/${body.call_uuid}/hangup`)
    await over
    const requests = trace
      ?.of('webhook.sent')
      .map(({ purpose, method, url, policy }) => ({ purpose, method, url, policy }))
    expect(requests).toMatchObject([
      { purpose: 'answer', method: 'POST', url: 'http://app.test/answer' },
      { purpose: 'hangup', method: 'POST', url: 'http://app.test/answer' },
    ])
    for (const request of requests ?? []) expect(request.policy).toContain('ct=500')
  })

  it('an application’s methods and hangup URL are its own', async () => {
    const served = await serving(account, waiting)
    const { body } = await served.post('/offhook/calls', { ...call, to: '+14155550188' })
    expect(body).toMatchObject({ application: 'told', hangup_url: 'http://app.test/over', answer_method: 'GET' })
    expect(sent(served, body.call_uuid)).toEqual(['GET http://app.test/answer'])
  })

  it('a call of an endpoint is answered by the endpoint’s application', async () => {
    const served = await serving(account, waiting)
    const { body } = await served.post('/offhook/calls', { from: 'sip:alice@phone.plivo.com', to: '+14155550111' })
    expect(body).toMatchObject({ application: 'told' })
  })

  it('"optionally answer_url, fallback_url, hangup_url and their methods": then any number will do, and no application answers', async () => {
    const served = await serving(account, waiting)
    const given = { answer_url: 'http://app.test/mine', answer_method: 'GET', hangup_url: 'http://app.test/over' }
    const { status, body } = await served.post('/offhook/calls', { ...call, to: '+4930123456', ...given })
    expect(status).toBe(201)
    expect(body).not.toHaveProperty('application')
    expect(body).not.toHaveProperty('fallback_url')
    expect(body).toMatchObject({ ...given, to: '+4930123456' })
    expect(sent(served, body.call_uuid)).toEqual(['GET http://app.test/mine'])
  })

  it.each([
    ['JSON', { ...call, caller_name: 'Ann', forwarded_from: '+14155550122', sip_headers: { Ticket: '42' } }],
    [
      'JSON with sip_headers as a text',
      { ...call, caller_name: 'Ann', forwarded_from: '+14155550122', sip_headers: 'Ticket=42' },
    ],
    [
      'a form',
      'from=%2B14155550100&to=%2B14155550199&caller_name=Ann&forwarded_from=%2B14155550122&sip_headers=Ticket%3D42',
    ],
  ])('takes %s', async (_, body) => {
    const served = await serving(account, waiting)
    const asked = served.happens('webhook.sent')
    expect(await served.post('/offhook/calls', body)).toMatchObject({ status: 201 })
    const { params } = await asked
    expect(params).toMatchObject({ CallerName: 'Ann', ForwardedFrom: '14155550122', 'X-PH-Ticket': '42' })
  })

  it('a plus that nobody has escaped in a form was meant: -d from=+14155550100', async () => {
    const { origin } = await serving('', waiting)
    const answer = await fetch(`${origin}/offhook/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'from=+14155550100&to=+14155550199&answer_url=http://app.test/answer',
    })
    expect(await answer.json()).toMatchObject({ from: '+14155550100', to: '+14155550199' })
  })

  it.each([
    [{ to: 'sip:alice@phone.plivo.com' }, /^sip:alice@phone\.plivo\.com is an endpoint: calls come in from it/],
    [
      { from: 'sip:bob@phone.plivo.com', to: '+14155550111' },
      /^the endpoint sip:bob@phone\.plivo\.com has no application/,
    ],
  ])('404 for %j says what endpoints are for', async (given, message) => {
    const yaml =
      'applications: { main: { answer_url: "http://app.test/answer" } }\nendpoints: { alice: main, bob: {} }\n'
    const { post } = await serving(yaml, waiting)
    const { status, body } = await post('/offhook/calls', { from: '+14155550100', ...given })
    expect([status, body.error]).toEqual([404, expect.stringMatching(message)])
  })

  it.each([
    [
      'a number that is not there',
      '+14155550198',
      /^there is no number \+14155550198 \(did you mean \+1415555019?9\?\)/,
    ],
    [
      'nothing near',
      '+4930123456',
      /those that there are: \+14155550199, \+14155550188, \+14155550177; or give an answer_url/,
    ],
    ['a number without an application', '+14155550177', /^the number \+14155550177 has no application that answers it/],
  ])(
    '404 for %s "names the numbers there are, and the nearest, and says that answer_url may be given instead"',
    async (_, to, error) => {
      const served = await serving(account, waiting)
      const { status, body } = await served.post('/offhook/calls', { ...call, to })
      expect(status).toBe(404)
      expect(body.error).toMatch(error)
      expect(body.error).toContain('answer_url')
      expect(served.board.live(served.board.accounts.main)).toEqual([])
    },
  )

  it('an account without numbers says so', async () => {
    const served = await serving()
    const { body } = await served.post('/offhook/calls', call)
    expect(body.error).toBe(
      'there is no number +14155550199, and no other: put one into the configuration, or give an answer_url, and any number will do',
    )
  })

  it('"the number’s subaccount, if it has one, is whose call it is"', async () => {
    const served = await serving(
      `account:
  auth_id: ${authId}
  auth_token: main-token
  subaccounts: { SAAAAAAAAAAAAAAAAAAA: { auth_token: sub-token } }
applications: { main: { answer_url: "http://app.test/answer" } }
numbers: { "+14155550199": { application: main, subaccount: SAAAAAAAAAAAAAAAAAAA } }
`,
      waiting,
    )
    const { body } = await served.post('/offhook/calls', call)
    expect((await served.get(`/offhook/calls/${body.call_uuid}`)).body.account).toBe('SAAAAAAAAAAAAAAAAAAA')
    const theirs = await served.get(
      '/v1/Account/SAAAAAAAAAAAAAAAAAAA/Call/?status=live',
      'SAAAAAAAAAAAAAAAAAAA:sub-token',
    )
    expect(theirs.body.calls).toEqual([body.call_uuid])
  })

  it('"config limits.inboundCallsPerSecond: more is refused with 429 SIP 486"', async () => {
    const served = await serving(`${account}limits: { inbound_calls_per_second: 2 }\nspeed: 1\n`, {
      ...waiting,
      speed: 0.01,
    })
    const statuses = []
    for (let index = 0; index < 4; index++) statuses.push((await served.post('/offhook/calls', call)).status)
    expect(statuses).toEqual([201, 201, 429, 429])
    expect((await served.post('/offhook/calls', call)).body.error).toMatch(
      /^SIP 486 Busy Here: no more than 2 a second/,
    )
  })
})

describe('mistakes in the body of a call', () => {
  const refused = async (body: string, type = 'application/json') => {
    const served = await serving(account, waiting)
    const answer = await fetch(`${served.origin}/offhook/calls`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect(served.board.live(served.board.accounts.main)).toEqual([])
    return {
      status: answer.status,
      ...((await answer.json()) as { error: string; mistakes: readonly { message: string }[] }),
    }
  }

  it('"places are lines and columns of the body"', async () => {
    const { status, error, mistakes } = await refused(`{
  "from": "+14155550100", "to": "+14155550199",
  "does": [
    { "hears": "sales" },
    { "presss": "1" },
    "hang up"
  ],
  "anser_url": "http://app.test/x"
}`)
    expect(status).toBe(400)
    expect(mistakes).toMatchObject([
      { message: 'unknown key "presss"', line: 5, column: 7, nearest: 'presses' },
      { message: 'unknown step "hang up"', line: 6, column: 5, nearest: 'hangs up' },
      { message: 'unknown key "anser_url"', line: 8, column: 3, nearest: 'answer_url' },
    ])
    expect(error).toMatch(/^unknown key "presss"; did you mean "presses"\? Allowed: hears, presses, /)
  })

  it('"also a text as --script takes it": its places are those of the body, too', async () => {
    const { mistakes } = await refused(
      '{ "from": "+14155550100", "to": "+14155550199",\n  "does": "hears sales; presss 1" }',
    )
    expect(mistakes).toMatchObject([{ message: 'unknown step "presss 1"', line: 2, column: 25, nearest: 'presses 1' }])
  })

  it('"In a form body does is that text": its places are those of the text', async () => {
    const form = new URLSearchParams({ ...call, does: 'hears sales;\npresss 1' })
    const { mistakes } = await refused(String(form), 'application/x-www-form-urlencoded')
    expect(mistakes).toMatchObject([{ message: 'unknown step "presss 1"', line: 2, column: 1 }])
  })

  it('of a form, what is not in the steps has no place', async () => {
    const { mistakes } = await refused('from=x&too=%2B14155550199', 'application/x-www-form-urlencoded')
    expect(mistakes.map(({ message }: { message: string }) => message)).toEqual([
      'to is missing: who is called, a number of the account',
      'from is neither a number nor a SIP address: "x"',
      'unknown key "too"',
    ])
    for (const mistake of mistakes) expect(mistake).not.toHaveProperty('line')
  })

  it.each([
    ['"strict JSON first"', '{ "from": "+14155550100",\n  to: 1 }', 'the body is no JSON', 2, 3],
    ['JSON that ends early', '{ "from": "+14155550100",\n', 'the body is no JSON', 2, 1],
    ['a list', '[1]', 'the body must be a record', 1, 1],
    [
      'a number where a text must be',
      '{"from": 14155550100, "to": "+14155550199"}',
      '14155550100 is a number, and from must be text',
      1,
      10,
    ],
    [
      'a key that is there twice',
      '{"from": "+14155550100", "from": "+14155550100", "to": "+14155550199"}',
      '"from" is there twice: see line 1',
      1,
      26,
    ],
    [
      'a call that Plivo makes',
      '{"from": "+14155550100", "to": "+14155550199", "outbound": true}',
      'a call that Plivo makes is asked for by its API',
      1,
      48,
    ],
    ['__proto__', '{"from": "+14155550100", "to": "+14155550199", "__proto__": {}}', 'unknown key "__proto__"', 1, 48],
    ['a relative URL', '{"from": "+14155550100", "to": "+14155550199", "answer_url": "/answer"}', 'answer_url', 1, 62],
    [
      'a SIP header that Plivo would not pass',
      '{"from": "+14155550100", "to": "+14155550199", "sip_headers": {"A-b": "1"}}',
      'Plivo passes no SIP header named "A-b"',
      1,
      64,
    ],
    [
      'pairs that are none',
      '{"from": "+14155550100", "to": "+14155550199", "sip_headers": "a"}',
      'sip_headers has "a"',
      1,
      63,
    ],
  ])('a 400 says what is wrong, and where: %s', async (_, body, message, line, column) => {
    const answer = await refused(body)
    expect(answer.status).toBe(400)
    expect(answer.mistakes[0]).toMatchObject({ message: expect.stringContaining(message), line, column })
  })

  it.each([
    ['empty', ''],
    ['nothing', 'null'],
  ])('a body that is %s is missing what it needs', async (_, body) => {
    const { status, error } = await refused(body)
    expect(status).toBe(400)
    expect(error).toMatch(/from is missing|must be a record/)
  })

  it.each(['text/plain', 'multipart/form-data', 'application/yaml'])(
    'JSON and forms are bodies, and nothing else: %s',
    async type => {
      expect(await refused('{}', type)).toMatchObject({ status: 415 })
    },
  )

  it('what a body may hold is bounded', async () => {
    expect(await refused(JSON.stringify({ from: 'x'.repeat(300_000) }))).toMatchObject({ status: 413 })
    expect(await refused(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toMatchObject({ status: 400 })
  })

  it('credentials in URLs are not repeated', async () => {
    const { mistakes, error } = await refused(JSON.stringify({ ...call, answer_url: 'ftp://me:secret@app.test/' }))
    expect(JSON.stringify({ mistakes, error })).not.toContain('secret')
  })
})
