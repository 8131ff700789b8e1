import { afterEach, describe, expect, it } from 'vitest'
import { createExchange, type Exchange, type ExchangeOptions } from '../../src/index.js'
import { type HostileServer, hostileServer } from '../webhook/hostile-server.js'

/** Real sockets and real time, on loopback. */

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n\r\n<Response/>'

const open: { server: HostileServer; exchange: Exchange }[] = []
afterEach(async () => {
  for (const { server, exchange } of open.splice(0)) {
    await exchange.close()
    await server.close()
  }
})

/** An application on a socket that answers after so many ms, or never, and an exchange. */
async function meet(after: number | undefined, options: ExchangeOptions) {
  const requests: string[] = []
  const server = await hostileServer((socket, request) => {
    requests.push(request.split(' ')[1] ?? '')
    if (after !== undefined) setTimeout(() => socket.write(ok), after)
  })
  const exchange = createExchange(options)
  open.push({ server, exchange })
  return { server, exchange, requests }
}

const ring = async (exchange: Exchange, answerUrl: string) => {
  const caller = exchange.call({ answerUrl })
  await caller.callEnds()
  return caller.call.trace.of('webhook.attempted')
}

describe('what is made up comes on top of what really passed, and timeouts are kept over both', () => {
  const slow = (fault: string) => ({ clock: 'real', faults: [{ fault: { slow: fault } }] }) as const

  it('an answer that is later than rt is none, and takes rt in all', async () => {
    const { server, exchange } = await meet(200, slow('300ms'))
    const began = performance.now()
    const attempts = await ring(exchange, `${server.url}#rt=400&rc=0`)
    expect(attempts).toMatchObject([{ outcome: 'rt', reason: 'no byte within rt = 400 ms' }])
    expect(performance.now() - began).toBeGreaterThan(390)
    expect(attempts[0]?.cost).toBeLessThan(450)
  })

  it('an answer that is within rt all the same is one', async () => {
    const { server, exchange } = await meet(100, slow('200ms'))
    const [attempt] = await ring(exchange, `${server.url}#rt=2000&rc=0`)
    expect(attempt).toMatchObject({ outcome: 'ok' })
    expect(attempt?.phases?.wait).toBeGreaterThan(295)
  })

  it('a region is no way around tt', async () => {
    const regions = { latency: { mumbai: 200 } }
    const { server, exchange } = await meet(undefined, { clock: 'real', regions })
    const [attempt] = await ring(exchange, `${server.url}#er=mumbai&tt=600&rc=0`)
    expect(attempt).toMatchObject({ outcome: 'rt', reason: 'no byte before tt ran out' })
    expect(attempt?.cost).toBeLessThanOrEqual(610)
  })
})

describe('"speed": applications do not go faster', () => {
  it.each([
    ['on a socket', {}],
    ['as a fault', { faults: [{ fault: 'stall' }] }],
  ] as const)('a timeout takes rt of real time, %s', async (_, options) => {
    const { server, exchange } = await meet(undefined, { clock: 'real', speed: 4, ...options })
    const began = performance.now()
    const [attempt] = await ring(exchange, `${server.url}#rt=300&rc=0`)
    const took = performance.now() - began
    expect(took).toBeGreaterThan(295)
    expect(attempt?.at).toBeGreaterThan(4 * 295)
    expect(attempt?.cost).toBeGreaterThanOrEqual(300)
    expect(attempt?.cost).toBeLessThan(4 * 300)
  })
})

describe('"closing the exchange gives up what is in flight: nothing is sent or tried again" (D84)', () => {
  it.each(['real', 'virtual'] as const)('with a %s clock', async clock => {
    const { server, exchange, requests } = await meet(undefined, { clock })
    const caller = exchange.call({ answerUrl: `${server.url}answer#rt=3000`, hangupUrl: `${server.url}hangup` })
    const ends = caller.callEnds()
    while (requests.length === 0) await new Promise(resolve => setImmediate(resolve))
    await exchange.close()
    await ends
    expect(requests).toEqual(['/answer'])
    expect(server.connections()).toBe(1)
    const { trace } = caller.call
    expect(trace.of('webhook.attempted').map(({ reason }) => reason)).toEqual([
      'given up: the exchange was closed',
      'given up: the exchange was closed',
    ])
    expect(new Set(trace.of('webhook.failed').map(({ judgement }) => judgement))).toEqual(
      new Set(['Given up, because the exchange was closed.']),
    )
  })

  it('an application in the same process is asked no more, either', async () => {
    const asked: string[] = []
    const exchange = createExchange()
    exchange.mount('http://app.test', request => {
      asked.push(new URL(request.url).pathname)
      return new Response('<Response><Wait length="60"/></Response>', { headers: { 'content-type': 'text/xml' } })
    })
    const caller = exchange.call({ answerUrl: 'http://app.test/answer', hangupUrl: 'http://app.test/hangup' })
    await caller.waits('1s')
    await exchange.close()
    await caller.callEnds()
    expect(asked).toEqual(['/answer'])
    expect(caller.call.trace.of('webhook.failed')).toMatchObject([{ purpose: 'hangup', rule: 'D84' }])
  })
})
