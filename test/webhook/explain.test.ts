import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/clock/virtual-clock.js'
import type { Happening } from '../../src/trace/events.js'
import { delayed } from '../../src/webhook/delayed.js'
import { createWebhookEngine } from '../../src/webhook/engine.js'
import { type Explanation, explain } from '../../src/webhook/explain.js'
import type { WrittenFault } from '../../src/webhook/fault.js'
import { createFaultTransport } from '../../src/webhook/fault-transport.js'
import { readPolicy } from '../../src/webhook/fragment.js'
import { judge } from '../../src/webhook/judge.js'
import { findOccasions, type Occasion } from '../../src/webhook/occasions.js'
import { totalOf } from '../../src/webhook/phases.js'
import { edgeRegions, type Policy } from '../../src/webhook/policy.js'
import type { WireRequest, WireResult } from '../../src/webhook/transport.js'
import type { Delivery, SentWebhook } from '../../src/webhook/webhook.js'
import {
  answered,
  closedBeforeAnyByte,
  cutShort,
  incomplete,
  noByte,
  noConnection,
  stalled,
  tooLarge,
  unconnected,
} from '../../src/webhook/wire-result.js'

const occasion = (name: string) => findOccasions(name)[0] as Occasion
const explained = (fragment: string, name = 'answer') => explain(`https://h/a${fragment}`, occasion(name))
const outcome = ({ outcomes }: Explanation, when: string) => outcomes.find(one => one.when === when)

const status = (code: number) => (request: WireRequest) => answered(request, code, {}, new Uint8Array())

/** What the application or the network really does, for the lines that name it. */
const acts: Readonly<Record<string, (request: WireRequest) => WireResult>> = {
  'connection refused': () => unconnected('connection refused'),
  'connection never completes': request => noConnection(request),
  'TLS handshake never ends': request => noConnection(request, 'tls'),
  'no byte in time': noByte,
  'closed before any byte': closedBeforeAnyByte,
  'stalled in the body': request => stalled(request, 512),
  'dripped within rt until tt': incomplete,
  'closed in the body': () => cutShort(512),
  'reset in the body': () => cutShort(512),
  'too large': tooLarge,
  '2xx other than 200': status(202),
  '3xx': status(302),
  '4xx': status(404),
  '5xx': status(503),
  '200': status(200),
}

const fragments = fc
  .record(
    {
      ct: fc.integer({ min: 100, max: 10_000 }),
      rt: fc.integer({ min: 100, max: 40_000 }),
      tt: fc.integer({ min: 100, max: 55_000 }),
      rc: fc.integer({ min: 0, max: 5 }),
      rp: fc.subarray(['4xx', '5xx', 'ct', 'rt', 'all'], { minLength: 1 }).map(words => words.join(',')),
      er: fc.constantFrom(...edgeRegions),
    },
    { requiredKeys: [] },
  )
  .map(
    given =>
      `#${Object.entries(given)
        .map(([key, value]) => `${key}=${value}`)
        .join('&')}`,
  )

/** What the engine makes of it under virtual time. */
async function played(
  policy: Policy,
  act: (request: WireRequest, webhook: SentWebhook) => WireResult | Promise<WireResult>,
) {
  const clock = new VirtualClock()
  const attempts: Happening[] = []
  const engine = createWebhookEngine({
    clock,
    record: (_, event) => event.type === 'webhook.attempted' && attempts.push(event),
    tokensOf: () => ({ authToken: 'token' }),
    nonce: () => '1',
    transport: async (request, webhook) => act(request, webhook),
  })
  const webhook = { call: 'c', purpose: 'answer', url: 'http://h/a', method: 'POST', params: {} } as const
  const { judgement } = await clock.run<Delivery>(done => engine.send({ ...webhook, policy, signed: true }, done))
  return { attempts: attempts.length, takes: clock.now, sentence: judgement }
}

describe('what happens is what the engine does', () => {
  it.each(Object.keys(acts))('%s', async when => {
    await fc.assert(
      fc.asyncProperty(fragments, async fragment => {
        const row = outcome(explained(fragment), when)
        const { attempts, takes, sentence } = await played(readPolicy(`http://h/a${fragment}`, true).policy, request =>
          (acts[when] as (request: WireRequest) => WireResult)(request),
        )
        expect(row).toMatchObject({ attempts, takes, sentence })
      }),
      { numRuns: 15 },
    )
  })

  it('by default: attempts, time, what follows', () => {
    const rows = explained('').outcomes.map(({ when, outcome, attempts, takes, atMost, follows }) => {
      return [when, outcome, attempts, takes, atMost, follows]
    })
    const [lost, broken] = ['fallback, else hangup 7011', 'fallback, else hangup 8011']
    expect(rows).toEqual([
      ['connection refused', 'ct', 2, 0, 4_000, lost],
      ['host not found', 'ct', 2, 0, 4_000, lost],
      ['connection never completes', 'ct', 2, 4_000, 4_000, lost],
      ['TLS handshake never ends', 'ct', 2, 4_000, 4_000, lost],
      ['certificate not trusted', 'ct', 2, 0, 4_000, lost],
      ['no byte in time', 'rt', 2, 55_000, 55_000, lost],
      ['closed before any byte', 'rt', 2, 0, 55_000, lost],
      ['stalled in the body', 'partial', 1, 40_000, 55_000, lost],
      ['dripped slower than rt', 'partial', 1, 40_000, 55_000, lost],
      ['dripped within rt until tt', 'partial', 1, 55_000, 55_000, lost],
      ['closed in the body', 'partial', 1, 0, 55_000, lost],
      ['reset in the body', 'partial', 1, 0, 55_000, lost],
      ['not HTTP', 'invalid', 1, 0, 55_000, lost],
      ['too large', 'invalid', 1, 0, 55_000, lost],
      ['2xx other than 200', 'ok', 1, 0, 55_000, 'its document runs'],
      ['3xx', '3xx', 1, 0, 55_000, lost],
      ['4xx', '4xx', 1, 0, 55_000, lost],
      ['5xx', '5xx', 1, 0, 55_000, lost],
      ['200 with a broken document', 'ok', 1, 0, 55_000, broken],
      ['200', 'ok', 1, 0, 55_000, 'its document runs'],
    ])
  })

  it('the page\'s examples: "If there is no connection in two seconds, retry three times, for a total of four attempts"', () => {
    expect(outcome(explained('#rc=3&ct=2000'), 'connection never completes')).toMatchObject({
      attempts: 4,
      takes: 8_000,
      rule: 'Retries',
    })
    expect(outcome(explained('#rt=3000&rp=ct,rt'), 'no byte in time')).toMatchObject({ attempts: 2, takes: 6_000 })
  })

  it('every line has a rule, how it is known, and the section of the page', () => {
    for (const { rule, provenance, source } of explained('').outcomes) {
      expect([rule, provenance, source]).toEqual([
        expect.stringMatching(/^(Timeouts|Retries|D6[2357]|D77)$/),
        expect.stringMatching(/^(documented|decided)$/),
        expect.stringMatching(/^https:.*#(timeouts|retries)$/),
      ])
    }
  })
})

/** Slow in every way that the timeouts leave: to connect, to the first byte, and between the bytes that follow. */
function slowly(result: WireResult, way: { connect: number; wait: number; gaps: number }, request: WireRequest) {
  const begun = !['ct', 'rt'].includes(result.outcome)
  const { connect, wait, gaps } = way
  const late = delayed(
    result,
    { connect: result.nominal.tls ? 0 : connect, wait: result.nominal.wait ? 0 : wait },
    request,
  )
  if (!begun || late.cutByTotal || gaps === 0) return late
  const nominal = { ...late.nominal, receive: (late.nominal.receive ?? 0) + gaps }
  return totalOf(nominal) <= request.tt ? { ...late, nominal } : { ...late, ...incomplete(request) }
}

describe('"at most" is what it is, however slow: "rt … for delay between packets"', () => {
  const slowness = fc.record({ connect: fc.nat(), wait: fc.nat(), gaps: fc.oneof(fc.constant(0), fc.nat(60_000)) })

  it.each(Object.keys(acts))('%s', async when => {
    await fc.assert(
      fc.asyncProperty(fragments, fc.array(slowness, { minLength: 6, maxLength: 6 }), async (fragment, slow) => {
        const row = outcome(explained(fragment), when)
        const { policy } = readPolicy(`http://h/a${fragment}`, true)
        const { takes } = await played(policy, request => {
          const { connect, wait, gaps } = slow[request.attempt - 1] as (typeof slow)[number]
          const way = { connect: connect % (policy.ct + 1), wait: wait % (policy.rt + 1), gaps }
          return slowly((acts[when] as (request: WireRequest) => WireResult)(request), way, request)
        })
        expect(takes).toBeLessThanOrEqual(row?.atMost as number)
      }),
      { numRuns: 15 },
    )
  })

  it('a document that drips up to the end may take all of tt, and be used', async () => {
    const { policy } = readPolicy('http://h/a', true)
    const drip = (request: WireRequest) => ({ ...status(200)(request), nominal: { receive: 55_000 } })
    expect(await played(policy, drip)).toMatchObject({ attempts: 1, takes: 55_000 })
    expect(outcome(explained(''), '200')?.atMost).toBe(55_000)
  })

  it.each([
    ['drip=1s', 'dripped within rt until tt'],
    ['drip=50s', 'dripped slower than rt'],
    ['stall-after', 'stalled in the body'],
    ['slow=39s', '200'],
    ['slow=50s', 'no byte in time'],
    ['oversized', 'too large'],
  ])('as a fault: %s is "%s"', async (fault, when) => {
    const [name = '', amount] = fault.split('=')
    const wire = async (request: WireRequest) => status(200)(request)
    const faulty = createFaultTransport({ wire, chance: () => 0, numberOf: () => 1 })
    faulty.inject({ fault: (amount === undefined ? name : { [name]: amount }) as WrittenFault })
    const { takes, attempts } = await played(readPolicy('http://h/a', true).policy, faulty)
    const row = outcome(explained(''), when)
    expect(attempts).toBe(row?.attempts)
    expect(takes).toBeLessThanOrEqual(row?.atMost as number)
  })
})

describe('the worst case', () => {
  it('"Upper limit on total time": only a body that drips is sure to take all of tt', () => {
    expect(explained('').worst).toEqual({
      dripping: { ms: 55_000, by: ['dripped within rt until tt'] },
      otherwise: { ms: 55_000, by: ['stalled in the body'] },
      fallback: 55_000,
    })
    expect(explained('#ct=500&rt=1000&rc=0', 'action').worst).toEqual({
      dripping: { ms: 55_000, by: ['dripped within rt until tt'] },
      otherwise: { ms: 2_500, by: ['stalled in the body'] },
    })
    expect(explained('#ct=500&rt=1000&rc=2', 'redirect').worst.otherwise).toEqual({
      ms: 5_500,
      by: ['no byte in time', 'no byte in time', 'stalled in the body'],
    })
  })

  it.each([
    ['#tt=100&rc=0', 'answer', 100, ['connection never completes']],
    [
      '#ct=10000&rt=100&rc=5&rp=4xx',
      'answer',
      55_000,
      [...Array(5).fill('4xx as late as can be'), 'connection never completes'],
    ],
    ['#ct=500&rt=1000&rc=1&rp=5xx', 'action', 4_000, ['5xx as late as can be', 'stalled in the body']],
    ['', 'play', 244_000, ['connection never completes', 'stalled in the body']],
  ])('%s of %s: %i ms, by what takes that time by itself wherever it can', (fragment, name, ms, by) => {
    expect(explained(fragment, name).worst.otherwise).toEqual({ ms, by })
  })

  it('http has no TLS: nothing of it can happen', () => {
    const names = (url: string) => explain(url, occasion('answer')).outcomes.map(({ when }) => when)
    const tls = ['TLS handshake never ends', 'certificate not trusted']
    expect(names('http://h/a')).toEqual(names('https://h/a').filter(name => !tls.includes(name)))
    expect(names('HTTPS://h/a')).toEqual(expect.arrayContaining(tls))
  })

  it('D75: audio ends, too', () => {
    expect(explained('', 'play').worst.dripping.ms).toBe(244_000)
    expect(outcome(explained('', 'play'), 'no byte in time')).toMatchObject({ attempts: 2, takes: 240_000 })
  })

  it('whatever happens, one attempt after the other and as slowly as it may, nothing takes longer', () => {
    const names = Object.keys(acts).filter(name => !/^2/.test(name))
    const meeting = fc.record({ name: fc.constantFrom(...names), connect: fc.nat(), wait: fc.nat() })
    fc.assert(
      fc.property(fragments, fc.array(meeting, { minLength: 6, maxLength: 6 }), (fragment, met) => {
        const { policy } = readPolicy(`http://h/a${fragment}`, true)
        const { worst, outcomes } = explained(fragment)
        let spent = 0
        for (let number = 1, again = true; again; number++) {
          const { name, connect, wait } = met[number - 1] as (typeof met)[number]
          const request = { ...blank, attempt: number, ct: policy.ct, rt: policy.rt, tt: policy.tt - spent }
          const result = (acts[name] as (request: WireRequest) => WireResult)(request)
          const way = { connect: connect % (policy.ct + 1), wait: wait % (policy.rt + 1) }
          const slow = name === 'no byte in time' ? { connect: way.connect } : way
          const late = name === 'TLS handshake never ends' ? result : delayed(result, slow, request)
          const cost = totalOf(late.nominal)
          spent += cost
          again = judge({ ...late, number, region: 'nearest', phases: late.nominal, cost }, spent, policy).again
        }
        expect(spent).toBeLessThanOrEqual(worst.dripping.ms)
        expect(worst.dripping.ms).toBe(policy.tt)
        if (!met.some(({ name }) => name.startsWith('dripped'))) {
          expect(spent).toBeLessThanOrEqual(worst.otherwise.ms)
        }
        for (const { takes, atMost } of outcomes) expect(takes <= atMost && atMost <= policy.tt).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})

const blank = { url: '', origin: '', path: '', method: 'POST', headers: {}, limit: 1_048_576 } as const

describe('the policy', () => {
  it('says what is given, what is the default, and what may be given', () => {
    expect(explained('#rt=3000&rp=all').policy).toMatchObject([
      { key: 'ct', value: 2_000, origin: 'default', allowed: '100–10000' },
      { key: 'rt', value: 3_000, origin: 'given', allowed: '100–40000' },
      { key: 'tt', value: 55_000, origin: 'default', allowed: '100–55000' },
      { key: 'rc', value: 1, origin: 'default', allowed: '0–5' },
      { key: 'rp', value: 'all', origin: 'given', allowed: '4xx,5xx,ct,rt or all' },
      { key: 'er', value: 'nearest', origin: 'default', allowed: 'nearest, local or a region' },
    ])
  })

  it('is fixed for audio, and the defaults where no fragment configures it: in the words of the problem', () => {
    for (const [name, origin, words] of [
      ['play', 'fixed', '(fixed for audio) apply'],
      ['Message callbackUrl', 'default', '(defaults) apply'],
    ] as const) {
      const { policy, problems } = explained('#rt=3000', name)
      expect(policy.every(row => row.origin === origin && row.allowed === undefined)).toBe(true)
      expect(problems).toMatchObject([
        { code: 'fragment-not-applicable', message: expect.stringContaining(words) as string },
      ])
    }
  })

  it('the URL is shown as it goes on the wire: without fragment and credentials', () => {
    expect(explain('http://me:secret@Example.COM?a=1#rt=500', occasion('answer')).url).toBe('http://example.com/?a=1')
    expect(explain('/menu#rt=500', occasion('action')).url).toBe('/menu')
  })
})

describe('notes say what the page says twice, or not at all', () => {
  const texts = (fragment: string, name?: string) =>
    explained(fragment, name)
      .notes.map(({ text }) => text)
      .join('\n')

  it.each([
    ['"if an HTTP 200 status code is not returned", and rp=ct,rt', '', 'answer', 'HTTP 200 status code'],
    ['"if the initial connection fails", and HTTP failures', '#rp=5xx', 'answer', 'initial connection fails'],
    ['"edge clusters in four regions", and five of them', '#er=mumbai', 'answer', 'counts four regions and names five'],
    ['plivo_timeout and plivo_retries', '#plivo_timeout=5000', 'answer', '#plivo_timeout=5000&plivo_retries=3'],
    ['"Only applies to answer_url, fallback_url, hangup_url, action, callback_url"', '', 'ring_url', 'shorter list'],
    [
      'the words of that list',
      '',
      'ring_url',
      '"Limitation: Only applies to answer_url, fallback_url, hangup_url, action, callback_url."',
    ],
    ['what no list has', '', 'Stream statusCallbackUrl', 'neither as applicable nor as inapplicable'],
    ['no total for audio', '', 'play', '244000 ms is what the timeouts of both attempts come to (D75)'],
    ['percent-encoding', '#rp=4xx%2C5xx', 'answer', 'is decoded: it is (D60)'],
    ['tt below rt', '#tt=5000', 'answer', 'nothing is left for a retry'],
    ['an answer within 15 s', '', 'answer', 'within 15 s'],
    ['three retries or 60 s', '', 'answer', 'three retries or 60 s'],
  ])('%s', (_, fragment, name, words) => {
    expect(texts(fragment, name)).toContain(words)
  })

  it('one machine has no regions', () => {
    for (const name of ['answer', 'play', 'Message callbackUrl']) {
      expect(texts('', name)).toContain('Requests leave from this machine')
    }
  })

  it('and what is clear has none', () => {
    const clear = texts('#rt=3000&rp=ct,rt', 'action')
    expect(clear.split('\n')).toEqual([expect.stringContaining('Requests leave from this machine')])
  })
})

it('is plain data: JSON gives it back', () => {
  for (const name of ['answer', 'play', 'hangup', 'confirmSound']) {
    const explanation = explained('#rt=1&rc=2', name)
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation)
  }
})
