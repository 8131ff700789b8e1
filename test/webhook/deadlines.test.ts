import net from 'node:net'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { deadline } from '../../src/clock/deadline.js'
import type { WireRequest } from '../../src/webhook/transport.js'
import { createUndiciTransport } from '../../src/webhook/undici-transport.js'
import { blackhole, type HostileServer, hostileServer } from './hostile-server.js'
import { wireRequest } from './wire-request.js'

/** Real sockets and real time, on loopback. What else can happen there, and what it comes to, is in outcomes.ts. */

const transport = createUndiciTransport()
afterAll(() => transport.close())

const servers: HostileServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()))
})

const serve = async (behave: (socket: net.Socket) => void) => {
  const server = await hostileServer(behave)
  servers.push(server)
  return server
}

const timed = async (url: string, change: Partial<WireRequest>) => {
  const began = performance.now()
  const result = await transport(wireRequest(url, change))
  return { result, took: performance.now() - began }
}

/** Never early, and late by no more than a busy machine makes it. */
const expectTook = (took: number, ms: number) => {
  expect(took).toBeGreaterThanOrEqual(ms)
  expect(took).toBeLessThan(ms + 100)
}

describe('"A deadline fires within 15 ms of its setting on an idle machine", and never early', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'
  const drip = (socket: net.Socket) => {
    socket.write(head)
    const timer = setInterval(() => socket.write('x'), 20)
    socket.on('close', () => clearInterval(timer))
  }

  it('ct: no connection', async ({ skip }) => {
    const hole = await blackhole()
    if (!hole) return skip('this system has no such queue')
    const [byCt, byTt] = await Promise.all([
      timed(hole.url, { ct: 100 }),
      timed(hole.url, { ct: 2_000, tt: 150 }),
    ]).finally(hole.close)
    expectTook(byCt.took, 100)
    expectTook(byTt.took, 150)
  })

  it('ct: no TLS handshake', async () => {
    const { url } = await serve(() => {})
    expectTook((await timed(url.replace('http:', 'https:'), { ct: 100 })).took, 100)
  })

  it.each<[string, (socket: net.Socket) => void, Partial<WireRequest>, number]>([
    ['rt: no byte', () => {}, { rt: 120 }, 120],
    ['rt: no further byte in the headers', socket => socket.write(head.slice(0, 20)), { rt: 120 }, 120],
    ['rt: no further byte in the body', socket => socket.write(`${head}x`), { rt: 120 }, 120],
    ['tt: no byte', () => {}, { rt: 2_000, tt: 100 }, 100],
    ['tt: bytes that keep coming', drip, { rt: 100, tt: 250 }, 250],
  ])('%s', async (_, behave, change, ms) => {
    const { url } = await serve(behave)
    expectTook((await timed(url, change)).took, ms)
  })

  it('rt counts from the last byte', async () => {
    const { url } = await serve(socket => {
      socket.write(head)
      setTimeout(() => socket.write('x'), 80)
    })
    const { result, took } = await timed(url, { rt: 120 })
    expect(result.reason).toBe('stalled after 1 byte (rt = 120 ms)')
    expectTook(took, 200)
  })
})

it('a phase is measured as long as it lasted', async () => {
  const { url } = await serve(socket => {
    setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n'), 60)
    setTimeout(() => socket.write('x'), 100)
  })
  const { result, took } = await timed(url, {})
  const { connect = 0, tls, wait = 0, receive = 0 } = result.measured ?? {}
  expect(result.nominal).toEqual({})
  expect(tls).toBeUndefined()
  expect(wait).toBeGreaterThanOrEqual(59)
  expect(receive).toBeGreaterThan(10)
  expect(connect + wait + receive).toBeLessThanOrEqual(took + 0.2)
})

it('a host that does not exist, asked of the DNS of this machine', async () => {
  const { result } = await timed('http://nosuch.invalid/', { ct: 5_000 })
  expect(result.outcome).toBe('ct')
  expect(['no such host', 'no answer from DNS', 'no connection within ct = 5000 ms']).toContain(result.reason)
})

describe('deadline', () => {
  it('"never early": whatever the fraction', async () => {
    const took = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const ms = 5 + i * 0.37
        const began = performance.now()
        return new Promise<number>(resolve => deadline(ms, () => resolve(performance.now() - began - ms)))
      }),
    )
    expect(Math.min(...took)).toBeGreaterThanOrEqual(0)
  })

  it('can be called off', async () => {
    let fired = false
    const callOff = deadline(5, () => {
      fired = true
    })
    callOff()
    await new Promise<void>(resolve => deadline(15, resolve))
    expect(fired).toBe(false)
  })
})

it('what arrived while this process was busy is seen before the deadline fires', async () => {
  const fired = await new Promise<boolean>(resolve => {
    const server = net.createServer(receiver => {
      const callOff = deadline(20, () => over(true))
      receiver.once('data', () => {
        callOff()
        over(false)
      })
      sender.write('here')
      // When the loop goes on, both the bytes and the deadline are there.
      const until = performance.now() + 60
      while (performance.now() < until);
      const over = (late: boolean) => {
        sender.destroy()
        server.close(() => resolve(late))
      }
    })
    let sender: net.Socket
    server.listen(0, '127.0.0.1', () => {
      sender = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
    })
  })
  expect(fired).toBe(false)
})
