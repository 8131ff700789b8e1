import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/clock/clock.js'
import { VirtualClock } from '../../src/clock/virtual-clock.js'
import type { Happening } from '../../src/trace/events.js'
import { delayed } from '../../src/webhook/delayed.js'
import { createWebhookEngine, type WebhookOptions } from '../../src/webhook/engine.js'
import { faultNames, isWireFault, readFault, type WireFault } from '../../src/webhook/fault.js'
import { faultResult } from '../../src/webhook/fault-result.js'
import { readPolicy } from '../../src/webhook/fragment.js'
import type { SigningTokens } from '../../src/webhook/headers.js'
import { audioPolicy } from '../../src/webhook/policy.js'
import { type RequestUrl, requestUrl } from '../../src/webhook/request-url.js'
import { sign, signV1, textV2, textV3 } from '../../src/webhook/signature.js'
import { TransportFault, type WireRequest, type WireResult } from '../../src/webhook/transport.js'
import type { Delivery, Webhook } from '../../src/webhook/webhook.js'
import { answered } from '../../src/webhook/wire-result.js'

/** What the application does to one attempt: answers a status (after a delay), or fails below HTTP. */
type Act = number | { status: number; after?: number; headers?: Record<string, string> } | WireFault['kind']

interface Ring {
  readonly delivery: Delivery
  readonly events: readonly Happening[]
  readonly requests: readonly WireRequest[]
  /** Call time it all took. */
  readonly took: number
}

interface Setting extends WebhookOptions {
  readonly webhook?: Partial<Webhook>
  readonly tokens?: SigningTokens
  readonly clock?: Clock
}

const token = 'my_auth_token'

const taken = (url: string) => requestUrl(url) as RequestUrl
const signV2 = (key: string, url: string, nonce: string) => sign(key, textV2(taken(url).base, nonce))
const signV3 = (key: string, method: 'GET' | 'POST', url: string, nonce: string, params: Record<string, string>) =>
  sign(key, textV3(method, taken(url).base, taken(url), nonce, params))

/** Sends one webhook to an application that acts as told, the last act over and over. */
async function ring(
  url: string,
  acts: readonly Act[],
  { webhook, tokens, clock = new VirtualClock(), ...options }: Setting = {},
): Promise<Ring> {
  const events: Happening[] = []
  const requests: WireRequest[] = []
  let nonces = 0
  const engine = createWebhookEngine(
    {
      clock,
      record: (_, happening) => events.push(happening),
      tokensOf: () => tokens ?? { authToken: token },
      nonce: () => `nonce${++nonces}`,
      transport: async request => {
        requests.push(request)
        return resultOf(request, acts[Math.min(request.attempt, acts.length) - 1] as Act)
      },
    },
    options,
  )
  const { policy } = readPolicy(url, true)
  const sent: Webhook = {
    call: 'c',
    purpose: 'answer',
    url,
    method: 'POST',
    params: { To: '1' },
    policy,
    signed: true,
    ...webhook,
  }
  const began = clock.now
  const delivery = await clock.run<Delivery>(done => engine.send(sent, done))
  return { delivery, events, requests, took: clock.now - began }
}

function resultOf(request: WireRequest, act: Act): WireResult {
  if (typeof act === 'string') return faultResult(new TransportFault(act, { afterBytes: 12 }), request)
  const { status, after = 0, headers = {} } = typeof act === 'number' ? { status: act } : act
  return delayed(answered(request, status, headers, Buffer.from('<Response/>')), { wait: after }, request)
}

const told = ({ events }: Ring) =>
  events.map(event => {
    if (event.type === 'webhook.attempted') return `${event.attempt}: ${event.reason} [${event.cost} ms]`
    if (event.type === 'webhook.delivered' || event.type === 'webhook.failed')
      return `${event.type}: ${event.judgement}`
    return event.type === 'problem.found' ? `${event.code}: ${event.message}` : event.type
  })

describe('a webhook, from sent to delivered or failed', () => {
  it('tells every attempt and ends with the judgement', async () => {
    const rung = await ring('http://h/answer#rt=3000&rc=2', ['stall', 'refuse', 200])
    expect(told(rung)).toEqual([
      'webhook.sent',
      '1: no byte within rt = 3000 ms [3000 ms]',
      '2: connection refused [0 ms]',
      '3: answered 200 [0 ms]',
      'webhook.delivered: 200 on attempt 3 of 3.',
    ])
    expect(rung.took).toBe(3_000)
    expect(rung.delivery).toMatchObject({
      ok: true,
      status: 200,
      attempts: [{ number: 1 }, { number: 2 }, { number: 3 }],
    })
    expect(Buffer.from(rung.delivery.body).toString()).toBe('<Response/>')
  })

  it('says of every attempt why it is tried again', async () => {
    const { events } = await ring('http://h/answer#rc=2&rp=5xx,rt&rt=3000', ['stall', 503, 200])
    expect(events.filter(({ type }) => type === 'webhook.attempted')).toMatchObject([
      { judgement: 'no byte within rt = 3000 ms is retried (rp=5xx,rt): attempt 2 of 3.', rule: 'Retries' },
      { judgement: '503 is retried (rp=5xx,rt): attempt 3 of 3.', provenance: 'documented' },
      expect.not.objectContaining({ judgement: expect.anything() }),
    ])
  })

  it('its events are flat, and say nothing that would differ from run to run', async () => {
    const { events } = await ring('http://h/answer?a=1#rt=3000', [503])
    expect(events).toEqual([
      {
        type: 'webhook.sent',
        webhook: 'w1',
        purpose: 'answer',
        method: 'POST',
        url: 'http://h/answer?a=1',
        params: { To: '1' },
        policy: 'ct=2000 rt=3000 tt=55000 rc=1 rp=ct,rt er=nearest (given: rt)',
      },
      {
        type: 'webhook.attempted',
        webhook: 'w1',
        attempt: 1,
        region: 'nearest',
        outcome: '5xx',
        reason: 'answered 503',
        status: 503,
        cost: 0,
      },
      {
        type: 'webhook.failed',
        webhook: 'w1',
        purpose: 'answer',
        outcome: '5xx',
        status: 503,
        judgement:
          '503 is not retried: rp=ct,rt covers connection and read timeouts only (default). 0 of 1 retries used.',
        rule: 'Retries',
        provenance: 'documented',
        source: 'https://plivo.com/docs/voice/concepts/callbacks#retries',
        contradiction:
          'The page’s prose retries "if an HTTP 200 status code is not returned"; by its table no status is retried unless rp says so.',
      },
    ])
  })

  it('under a real clock the phases are told, and attempts spend the time they really took', async () => {
    const virtual = new VirtualClock()
    const real: Clock = Object.create(virtual, {
      now: { get: () => virtual.now },
      hold: {
        value: (name: string) => {
          const hold = virtual.hold(name)
          return { name, release: (deliver: () => void) => hold.release(deliver) } // what it cost has passed already
        },
      },
    })
    for (const name of ['after', 'run'] as const)
      Object.defineProperty(real, name, { value: virtual[name].bind(virtual) })
    const { events, took } = await ring('http://h/#rt=3000', ['stall', { status: 200, after: 500 }], {
      measured: true,
      clock: real,
    })
    expect(events).toMatchObject([{}, { phases: { wait: 3_000 } }, { phases: { wait: 500 } }, {}])
    expect(took).toBe(3_500) // made up in process, therefore still owed
  })

  it('a URL that is none fails without an attempt on the wire', async () => {
    const { delivery, requests } = await ring('/menu', [200])
    expect(delivery).toMatchObject({ ok: false, attempts: [{ outcome: 'invalid' }] })
    expect(requests).toEqual([])
  })

  it('a transport that breaks is a failure, not a crash', async () => {
    const clock = new VirtualClock()
    const transport = async () => Promise.reject(new Error('oops'))
    const record = () => {}
    const engine = createWebhookEngine({
      clock,
      record,
      transport,
      tokensOf: () => ({ authToken: token }),
      nonce: () => '1',
    })
    const { policy } = readPolicy('http://h/', true)
    const webhook: Webhook = {
      call: 'c',
      purpose: 'answer',
      url: 'http://h/',
      method: 'POST',
      params: {},
      policy,
      signed: true,
    }
    const delivery = await clock.run<Delivery>(done => engine.send(webhook, done))
    expect(delivery.attempts).toMatchObject([{ outcome: 'invalid', reason: 'the transport broke: oops' }])
  })
})

describe('"Upper limit on total time allowed for all timeouts, including retries on a given URL"', () => {
  it('cuts an attempt in flight (D67)', async () => {
    const rung = await ring('http://h/#rt=3000&tt=5000&rc=5', ['stall'])
    expect(told(rung).slice(1)).toEqual([
      '1: no byte within rt = 3000 ms [3000 ms]',
      '2: no byte before tt ran out [2000 ms]',
      'webhook.failed: no byte before tt ran out would be retried (rp=ct,rt), but tt = 5000 ms has run out. 1 of 5 retries used.',
    ])
    expect(rung.delivery.attempts.map(({ cutByTotal }) => cutByTotal)).toEqual([false, true])
  })

  it('refused connections take no time, and no pause is made between attempts (D66)', async () => {
    const { requests, took } = await ring('http://h/#rc=5&tt=100', ['refuse'])
    expect([requests.length, took]).toEqual([6, 0])
  })
})

describe('whatever the application does', () => {
  const faults = faultNames.flatMap(name => [readFault(name)].filter(isWireFault).map(({ kind }) => kind))
  const act = fc.oneof(
    fc.constantFrom<Act>(...faults, 200, 204, 302, 404, 429, 500, 503),
    fc.record({ status: fc.constantFrom(200, 404, 503), after: fc.integer({ min: 0, max: 60_000 }) }),
  )
  const fragment = fc
    .record(
      {
        ct: fc.integer({ min: 100, max: 10_000 }),
        rt: fc.integer({ min: 100, max: 40_000 }),
        tt: fc.integer({ min: 100, max: 55_000 }),
        rc: fc.integer({ min: 0, max: 5 }),
        rp: fc.constantFrom('all', 'ct', 'rt', '4xx', '5xx', 'ct,rt,5xx'),
      },
      { requiredKeys: [] },
    )
    .map(keys =>
      Object.entries(keys)
        .map(([key, value]) => `${key}=${value}`)
        .join('&'),
    )

  it('it lasts no longer than tt, is attempted rc + 1 times at most, and never again after a partial response or a redirect', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), fragment, async (acts, written) => {
        const { policy } = readPolicy(`http://h/#${written}`, true)
        const { delivery, requests, took, events } = await ring(`http://h/#${written}`, acts)
        expect(took).toBeLessThanOrEqual(policy.tt)
        expect(requests.length).toBeLessThanOrEqual(policy.rc + 1)
        const outcomes = delivery.attempts.map(({ outcome }) => outcome)
        for (const final of ['partial', '3xx', 'invalid', 'ok'] as const)
          expect(outcomes.slice(0, -1)).not.toContain(final)
        for (const { outcome } of delivery.attempts.slice(0, -1)) expect([...policy.rp]).toContain(outcome)
        expect(events.filter(({ type }) => type === 'webhook.delivered' || type === 'webhook.failed')).toHaveLength(1)
        expect(delivery.ok).toBe(outcomes.at(-1) === 'ok')
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is on the wire', () => {
  const params = { To: '15555555555', From: '15551111111' }

  it('POST: the parameters are in the body, "the query stays in the URL", the fragment is never sent', async () => {
    const { requests } = await ring('http://Example.com:3000/answer?b=2&a=1#rt=500', [200], { webhook: { params } })
    expect(requests[0]).toMatchObject({
      url: 'http://example.com:3000/answer?b=2&a=1',
      path: '/answer?b=2&a=1',
      body: 'From=15551111111&To=15555555555',
      headers: {
        Host: 'Example.com:3000',
        'User-Agent': 'Plivo',
        Accept: '*/*',
        'Accept-Encoding': 'gzip',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
    })
  })

  it('GET: the parameters are merged with the query, and there is no body', async () => {
    const { requests } = await ring('http://h/answer?to=x', [200], { webhook: { params, method: 'GET' } })
    expect(requests[0]?.path).toBe('/answer?From=15551111111&To=15555555555&to=x')
    expect(requests[0]).not.toHaveProperty('body')
    expect(requests[0]?.headers).not.toHaveProperty('Content-Type')
  })

  it('"V3 (+Ma) and V2 (+Ma) with their nonces on every voice request", signed anew for each attempt', async () => {
    const url = 'http://h:3000/answer?a=1'
    const { requests } = await ring(url, ['refuse', 200], { webhook: { params } })
    const signature = (v2: string, v3: string) => ({
      'X-Plivo-Signature-V2': signV2(token, url, v2),
      'X-Plivo-Signature-Ma-V2': signV2(token, url, v2),
      'X-Plivo-Signature-V2-Nonce': v2,
      'X-Plivo-Signature-V3': signV3(token, 'POST', url, v3, params),
      'X-Plivo-Signature-Ma-V3': signV3(token, 'POST', url, v3, params),
      'X-Plivo-Signature-V3-Nonce': v3,
    })
    expect(requests.map(({ headers }) => headers)).toMatchObject([
      signature('nonce1', 'nonce2'),
      signature('nonce3', 'nonce4'),
    ])
    expect(requests[0]?.headers).not.toHaveProperty('X-Plivo-Signature')
  })

  it("a subaccount: its own token signs, the main account's signs the -Ma- headers", async () => {
    const { requests } = await ring('http://h/', [200], {
      tokens: { authToken: 'sub', mainAuthToken: 'main' },
      webhook: { params },
    })
    expect(requests[0]?.headers).toMatchObject({
      'X-Plivo-Signature-V3': signV3('sub', 'POST', 'http://h/', 'nonce2', params),
      'X-Plivo-Signature-Ma-V3': signV3('main', 'POST', 'http://h/', 'nonce2', params),
    })
  })

  it("by option: V1, a second V3 signature without the port, another User-Agent, headers of one's own", async () => {
    const url = 'http://h:3000/a#ct=500'
    const options = { signV1: true, signWithoutPort: true, userAgent: 'me', headers: { 'X-Tunnel': 'yes' } }
    const { requests } = await ring(url, [200], { ...options, webhook: { params } })
    const both = ['http://h:3000/a', 'http://h/a'].map(one => signV3(token, 'POST', one, 'nonce2', params)).join(',')
    expect(requests[0]?.headers).toMatchObject({
      'X-Plivo-Signature': signV1(token, url, params),
      'X-Plivo-Signature-V3': both,
      'User-Agent': 'me',
      'X-Tunnel': 'yes',
    })
  })

  it('audio is fetched unsigned, may be ten times as large, and has the time that all its timeouts come to (D68)', async () => {
    const audio = { signed: false, method: 'GET', params: {}, policy: audioPolicy } as const
    const { requests } = await ring('http://h/hello.mp3?v=2', [404, 200], { webhook: audio })
    expect(requests).toHaveLength(2)
    expect(requests[0]).toMatchObject({
      path: '/hello.mp3?v=2',
      rt: 120_000,
      tt: 244_000,
      limit: 10_485_760,
    })
    expect(Object.keys(requests[0]?.headers ?? {}).join()).not.toContain('Signature')
  })
})

describe('what is worth knowing about an answer', () => {
  it('D62: "200; other 2xx count as success with a problem (note)"', async () => {
    const rung = await ring('http://h/', [201])
    expect(rung.delivery.ok).toBe(true)
    expect(rung.events.at(-1)).toMatchObject({
      type: 'problem.found',
      code: 'status-not-200',
      severity: 'note',
      url: 'http://h/',
    })
  })

  it('D63: a redirect is "not followed, a failure of no retry class; the problem names the Location"', async () => {
    const rung = await ring('http://h/answer#rp=all', [{ status: 301, headers: { location: 'https://h/answer' } }])
    expect(told(rung).slice(1)).toEqual([
      '1: answered 301 (Location: https://h/answer) [0 ms]',
      'webhook.failed: answered 301 (Location: https://h/answer): redirects are not followed and belong to no retry class, not even rp=all. 0 of 1 retries used.',
      'redirect-not-followed: The answer URL redirects to https://h/answer (301). Redirects are not followed: the webhook has failed.',
    ])
    expect(rung.events.at(-1)).toMatchObject({ nearest: 'https://h/answer', rule: 'D63' })
  })

  it.each([
    ['/answer/', 'http://h/answer/'],
    ['//other/x', '//other/x'],
  ])('the nearest URL of a redirect to %s is %s', async (location, nearest) => {
    const { events } = await ring('http://h/answer', [{ status: 302, headers: { location } }])
    expect(events.at(-1)).toMatchObject({ code: 'redirect-not-followed', nearest })
  })

  it.each([300, 304])('%i is a failure (D63), but no redirect that one could follow', async status => {
    const { events, delivery } = await ring('http://h/answer', [status])
    expect(delivery).toMatchObject({ ok: false, attempts: [{ outcome: '3xx' }] })
    expect(events.at(-1)?.type).toBe('webhook.failed')
  })

  it('D10: "later than 15 s but within rt: accepted, problem"', async () => {
    const rung = await ring('http://h/', [{ status: 200, after: 15_001 }])
    expect([rung.delivery.ok, rung.took]).toEqual([true, 15_001])
    expect(rung.events.at(-1)).toMatchObject({ code: 'slow-answer', rule: 'D10' })
    expect((await ring('http://h/', [{ status: 200, after: 15_000 }])).events.at(-1)?.type).toBe('webhook.delivered')
  })
})
