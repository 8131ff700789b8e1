import { afterAll, describe, it } from 'vitest'
import { VirtualClock } from '../../src/clock/virtual-clock.js'
import { createExchange } from '../../src/exchange/exchange.js'
import type { Happening } from '../../src/trace/events.js'
import { createWebhookEngine } from '../../src/webhook/engine.js'
import type { WrittenFault } from '../../src/webhook/fault.js'
import { createFaultTransport } from '../../src/webhook/fault-transport.js'
import { readPolicy } from '../../src/webhook/fragment.js'
import type { Transport, WebhookTransport } from '../../src/webhook/transport.js'
import { createUndiciTransport } from '../../src/webhook/undici-transport.js'
import type { Delivery } from '../../src/webhook/webhook.js'
import { type Behaviour, hostileServer, pem } from './hostile-server.js'
import { type OutcomeRow, outcomeRows } from './outcomes.js'

/**
 * "The same table is also run against real hostile sockets, and both must give the same outcomes": each fault once for
 * real and once made up, under many policies. The traces are the same but for the fault that is named in one of them.
 */
const rows = outcomeRows.filter((row): row is OutcomeRow & { fault: string } => row.fault !== undefined)

/** Of what takes time: timeouts are short, for they really pass. */
const timed = [
  'ct=300&rt=300&tt=1000',
  'ct=300&rt=300&tt=700&rp=all&rc=2',
  'ct=300&rt=300&tt=700&rp=4xx,5xx',
  'ct=300&rt=300&tt=700&rc=0',
  'ct=300&rt=300&tt=250&rp=all',
  'ct=250&rt=250&tt=600&rp=all&rc=5',
] as const

/** Of what takes none: timeouts are long, so that a busy machine does not reach them. */
const untimed = ['', 'rp=all&rc=2', 'rp=all&rc=5', 'rp=4xx,5xx', 'rc=0'] as const

/** A machine that is busy elsewhere can upset what is real once, but not again and again. */
const again = { retry: 2 }

const trusting = createUndiciTransport({ connect: { ca: pem('authority') } })
afterAll(() => trusting.close())

/** The trace of one webhook, as JSON Lines with what differs from run to run left out. */
async function traceOf(url: string, transport: WebhookTransport): Promise<string> {
  const clock = new VirtualClock()
  const events: (Happening & { at: number })[] = []
  const record = (_: string, happening: Happening) => void events.push({ at: clock.now, ...happening })
  const parts = { clock, transport, record, tokensOf: () => ({ authToken: 't' }), nonce: () => '1' }
  const engine = createWebhookEngine(parts)
  const { policy } = readPolicy(url, true)
  const webhook = {
    call: 'c',
    purpose: 'answer',
    url,
    method: 'POST',
    params: { To: '1' },
    policy,
    signed: true,
  } as const
  const { ok, status, body, attempts } = await clock.run<Delivery>(done => engine.send(webhook, done))
  const end = {
    ok,
    status,
    ...(ok && { body: Buffer.from(body).toString() }),
    took: clock.now,
    attempts: attempts.map(({ fault: _fault, ...rest }) => rest),
  }
  return lines([...events, end])
}

const lines = (events: readonly object[]): string =>
  events
    .map(event => JSON.stringify('fault' in event ? { ...event, fault: undefined } : event))
    .join('\n')
    .replace(/https?:\/\/[^/"]+/g, 'http://host')

const unasked: Transport = () => Promise.reject(new Error('the application is not asked'))

function injecting(fault: string, wire = unasked): WebhookTransport {
  const transport = createFaultTransport({ wire, chance: () => 0, numberOf: () => 1 })
  transport.inject({ fault: fault as WrittenFault })
  return transport
}

describe('a fault that is made up ends as on a real socket', () => {
  it.concurrent.for(rows)('$name = $fault', again, async (row, { expect, skip }) => {
    const place = await row.serve()
    if (!place) return skip('this system cannot do that')
    const own = place.connect && createUndiciTransport({ connect: place.connect })
    try {
      const fragments = row.expected.nominal ? timed : untimed
      const both = fragments.map(async fragment => {
        const url = `${place.url}#${fragment}`
        const [real, made] = await Promise.all([traceOf(url, own ?? trusting), traceOf(url, injecting(row.fault))])
        expect(made, fragment).toBe(real)
      })
      await Promise.all(both)
    } finally {
      await own?.close()
      await place.close()
    }
  })
})

describe('a fault that is made of the answer ends as with an application that does just that', () => {
  const document = '<Response><Speak>Hello</Speak></Response>'
  const answers = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
  const healthy: Behaviour = socket => socket.write(answers(document))
  const cases: [fault: string, same: Behaviour, asked: number][] = [
    ['slow=900ms', socket => setTimeout(() => socket.write(answers(document)), 900), 2],
    ['bad-xml', socket => socket.write(answers('<Response><Speak>Hel')), 1],
    ['lost-answer', socket => socket.end(), 2],
    ['duplicate', healthy, 2],
  ]

  it.concurrent.for(cases)('%s', again, async ([fault, same, asked], { expect }) => {
    let requests = 0
    const counting: Behaviour = (socket, ...rest) => {
      requests++
      healthy(socket, ...rest)
    }
    const [real, made] = await Promise.all([hostileServer(same), hostileServer(counting)])
    try {
      const fragment = '#rt=300&tt=5000'
      const trace = await traceOf(made.url + fragment, injecting(fault, trusting))
      expect(trace).toBe(await traceOf(real.url + fragment, trusting))
      expect(requests).toBe(asked)
    } finally {
      await Promise.all([real.close(), made.close()])
    }
  })
})

describe('a whole call ends as with a real application', () => {
  const plain = rows.filter(({ name }) => !/TLS|certificate|handshake|DNS/.test(name))

  it.concurrent.for(plain)('$name = $fault', again, async ({ serve, fault, expected }, { expect, skip }) => {
    const place = await serve()
    if (!place) return skip('this system cannot do that')
    try {
      const policy = `rp=all${expected.nominal ? '&ct=250&rt=250&tt=400' : ''}`
      const real = await callTrace(`${new URL(place.url).origin}/#${policy}`)
      const made = await callTrace(`http://app.test/#${policy}`, fault)
      expect(made).toBe(real)
    } finally {
      await place.close()
    }
  })

  /** Of a call whose answer URL fails, and whose fallback does not. */
  async function callTrace(answerUrl: string, fault?: string): Promise<string> {
    const faults = fault === undefined ? [] : [{ fault: fault as WrittenFault, purpose: 'answer' }]
    const exchange = createExchange({ faults })
    exchange.mount('http://fallback.test', () => new Response('<Response><Speak>Sorry</Speak></Response>'))
    const caller = exchange.call({ answerUrl, fallbackUrl: 'http://fallback.test/sorry' })
    await caller.callEnds()
    await exchange.close()
    return lines(caller.call.trace.events)
  }
})
