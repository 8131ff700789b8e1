import http from 'node:http'
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { deadline } from '../../src/clock/deadline.js'
import { requestUrl } from '../../src/webhook/request-url.js'
import { TransportFault, type WireRequest, type WireResult } from '../../src/webhook/transport.js'
import { createUndiciTransport } from '../../src/webhook/undici-transport.js'
import { faultResult } from '../../src/webhook/wire-result.js'
import { blackhole, closedPort, type HostileServer, hostileServer } from './hostile-server.js'

/** Real sockets and real time, on loopback: the only tests here that take any. */

const transport = createUndiciTransport()
afterAll(() => transport.close())

const servers: HostileServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()))
})

const serve = async (behave: (socket: net.Socket, request: string, count: number) => void) => {
  const server = await hostileServer(behave)
  servers.push(server)
  return server
}

const request = (url: string, change: Partial<WireRequest> = {}): WireRequest => {
  const { origin, path, search } = requestUrl(url) as { origin: string; path: string; search: string }
  const defaults = { headers: {}, body: 'a=1', attempt: 1, ct: 500, rt: 120, tt: 5_000, limit: 1_048_576 }
  return { url, origin, path: path + search, method: 'POST', ...defaults, ...change }
}

interface Timed {
  readonly result: WireResult
  readonly took: number
}

const timed = async (url: string, change?: Partial<WireRequest>): Promise<Timed> => {
  const began = performance.now()
  const result = await transport(request(url, change))
  return { result, took: performance.now() - began }
}

/** Never early, and late by no more than a busy machine makes it. */
const expectTook = (took: number, ms: number) => {
  expect(took).toBeGreaterThanOrEqual(ms)
  expect(took).toBeLessThan(ms + 100)
}

const reset = (socket: net.Socket) => socket.resetAndDestroy()

describe('"ct: TCP/TLS connection failures within the connection timeout"', () => {
  it('a refused connection', async () => {
    const { result } = await timed(`http://127.0.0.1:${await closedPort()}/`)
    expect(result).toMatchObject({ outcome: 'ct', reason: 'connection refused', cost: 0, cutByTotal: false })
  })

  it('a host that does not exist', async () => {
    const { result } = await timed('http://nosuch.invalid/', { ct: 5_000 })
    expect(result.outcome).toBe('ct')
    expect(['no such host', 'no answer from DNS']).toContain(result.reason)
  })

  it('a TLS handshake that never ends', async () => {
    const { port } = await serve(() => {})
    const { result, took } = await timed(`https://127.0.0.1:${port}/`, { ct: 100 })
    expect(result).toMatchObject({ outcome: 'ct', reason: 'no connection within ct = 100 ms', cost: 100 })
    expectTook(took, 100)
  })

  it('TLS with a port that speaks plain HTTP', async () => {
    const { port } = await serve(socket => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'))
    const { result } = await timed(`https://127.0.0.1:${port}/`)
    expect(result).toMatchObject({ outcome: 'ct', reason: 'TLS handshake failed', cost: 0 })
  })

  it('a host that closes in the middle of the handshake', async () => {
    const { port } = await serve(socket => socket.end())
    const { result } = await timed(`https://127.0.0.1:${port}/`)
    expect(result).toMatchObject({ outcome: 'ct', reason: 'TLS handshake failed' })
  })

  it('a connection that never completes, cut by ct or by tt', async context => {
    const hole = await blackhole()
    if (!hole) return context.skip()
    try {
      const [byCt, byTt] = await Promise.all([
        timed(`http://127.0.0.1:${hole.port}/`, { ct: 100 }),
        timed(`http://127.0.0.1:${hole.port}/`, { ct: 2_000, tt: 150 }),
      ])
      expect(byCt.result).toMatchObject({ outcome: 'ct', reason: 'no connection within ct = 100 ms', cost: 100 })
      expectTook(byCt.took, 100)
      expect(byTt.result).toMatchObject({
        outcome: 'ct',
        reason: 'no connection before tt ran out',
        cost: 150,
        cutByTotal: true,
      })
      expectTook(byTt.took, 150)
    } finally {
      await hole.close()
    }
  })
})

describe('"rt: no response received within the read timeout"', () => {
  it('no byte in time', async () => {
    const { url } = await serve(() => {})
    const { result, took } = await timed(url, { rt: 120 })
    expect(result).toMatchObject({ outcome: 'rt', reason: 'no byte within rt = 120 ms', cost: 120, cutByTotal: false })
    expectTook(took, 120)
  })

  it('no byte before tt ran out', async () => {
    const { url } = await serve(() => {})
    const { result, took } = await timed(url, { rt: 2_000, tt: 100 })
    expect(result).toMatchObject({ outcome: 'rt', reason: 'no byte before tt ran out', cost: 100, cutByTotal: true })
    expectTook(took, 100)
  })

  it.each([
    ['closed', (socket: net.Socket) => socket.end()],
    ['reset', reset],
  ] as const)('a connection %s before any byte', async (_, act) => {
    const { url, connections } = await serve(socket => act(socket))
    const { result } = await timed(url)
    expect(result).toMatchObject({ outcome: 'rt', reason: 'connection closed before any byte', cost: 0, bytes: 0 })
    expect(connections()).toBe(1)
  })
})

describe('"a partial response": some bytes, and then no more', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'
  const twelve = '<Response/> '

  it.each([
    ['inside the headers', 'HTTP/1.1 200 OK\r\nContent-', 0],
    ['after the headers', head, 0],
    ['after 12 bytes', head + twelve, 12],
  ])('a stall %s', async (where, sent, bytes) => {
    const { url } = await serve(socket => socket.write(sent))
    const { result, took } = await timed(url, { rt: 120 })
    expect(result).toMatchObject({ outcome: 'partial', reason: `stalled ${where} (rt = 120 ms)`, cost: 120, bytes })
    expectTook(took, 120)
  })

  it.each([
    ['inside the headers', 'HTTP/1.1 200 OK\r\nContent-', 0],
    ['after the headers', head, 0],
    ['after 12 bytes', head + twelve, 12],
  ])('a connection closed %s', async (where, sent, bytes) => {
    const { url } = await serve(socket => socket.end(sent))
    const { result } = await timed(url)
    expect(result).toMatchObject({ outcome: 'partial', reason: `connection closed ${where}`, cost: 0, bytes })
  })

  it.each([
    ['with a length', head],
    ['without a length, which HTTP itself would take for the end', 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('a connection reset in a body %s', async (_, start) => {
    const { url } = await serve(socket => socket.write(start + twelve, () => setTimeout(reset, 20, socket)))
    const { result } = await timed(url)
    expect(result).toMatchObject({ outcome: 'partial', reason: 'connection closed after 12 bytes', status: 200 })
  })

  it('rt is "for delay between packets": bytes that keep coming are waited for, until tt', async () => {
    const drip = (socket: net.Socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(timer))
    }
    const { url } = await serve(drip)
    const { result, took } = await timed(url, { rt: 100, tt: 250 })
    expect(result).toMatchObject({ outcome: 'partial', cost: 250, cutByTotal: true })
    expect(result.reason).toMatch(/^stalled after \d+ bytes until tt ran out$/)
    expectTook(took, 250)
  })
})

describe('answers', () => {
  const listening: http.Server[] = []
  afterEach(() => {
    for (const server of listening.splice(0)) server.close()
  })
  const listen = (listener: http.RequestListener) =>
    new Promise<string>(resolve => {
      const server = http.createServer(listener)
      listening.push(server)
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`))
    })

  it.each([
    [200, 'ok'],
    [204, 'ok'],
    [302, '3xx'],
    [404, '4xx'],
    [503, '5xx'],
  ])('%i is %s', async (status, outcome) => {
    const url = await listen((_, response) => response.writeHead(status, { Location: '/elsewhere' }).end())
    const { result } = await timed(url)
    const where = status === 302 ? ' (Location: /elsewhere)' : ''
    expect(result).toMatchObject({ outcome, status, reason: `answered ${status}${where}`, cost: 0 })
  })

  it('a GET has no body, and gzip is unpacked', async () => {
    const url = await listen((incoming, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' })
      response.end(gzipSync(`<Response/>${incoming.method}${incoming.headers['content-length'] ?? ''}`))
    })
    const { body: _, ...get } = request(url, { method: 'GET' })
    const result = await transport(get)
    expect(Buffer.from(result.body).toString()).toBe('<Response/>GET')
    expect(result.bytes).toBe(14)
  })

  it('what is no HTTP, no gzip, or larger than allowed is invalid', async () => {
    const garbage = await serve(socket => socket.end('220 smtp.example.com ESMTP\r\n'))
    const noGzip = await listen((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('<Response/>'),
    )
    const bomb = await listen((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(3_000_000))),
    )
    const large = await listen((_, response) => response.end(Buffer.alloc(1_048_577)))
    const reason = async (url: string) => {
      const { outcome, reason } = (await timed(url)).result
      return [outcome, reason]
    }
    expect(await reason(garbage.url)).toEqual(['invalid', 'the answer is not HTTP'])
    expect(await reason(noGzip)).toEqual(['invalid', 'the body is not the gzip it is said to be'])
    expect(await reason(bomb)).toEqual(['invalid', 'the body is larger than 1 MB'])
    expect(await reason(large)).toEqual(['invalid', 'the body is larger than 1 MB'])
  })

  it('connections are kept, and one that turns out dead is replaced without counting', async () => {
    const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
    const { url, connections } = await serve((socket, _, count) => (count === 3 ? socket.destroy() : socket.write(ok)))
    for (let i = 0; i < 3; i++) expect((await timed(url)).result.outcome).toBe('ok')
    expect(connections()).toBe(2) // the second request reused the first's; the third's died, and was replaced
  })

  it('an attempt that is given up takes its connection with it', async () => {
    const { url, connections } = await serve((socket, _, count) => {
      if (count > 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
    expect((await timed(url, { rt: 100 })).result.outcome).toBe('rt')
    expect((await timed(url)).result.outcome).toBe('ok')
    expect(connections()).toBe(2)
  })
})

describe('"the same table is also run against real hostile sockets, and both must give the same outcomes"', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'
  const real: [TransportFault, (socket: net.Socket) => void][] = [
    [new TransportFault('stall'), () => {}],
    [new TransportFault('reset'), reset],
    [new TransportFault('stall-after', { afterBytes: 5 }), socket => socket.write(`${head}<Resp`)],
    [new TransportFault('short-body', { afterBytes: 5 }), socket => socket.end(`${head}<Resp`)],
  ]
  const essence = ({ outcome, reason, cost, cutByTotal, bytes }: WireResult) => ({
    outcome,
    reason,
    cost,
    cutByTotal,
    bytes,
  })

  it.each(real)('%s', async (fault, act) => {
    const { url } = await serve(socket => act(socket))
    for (const tt of [5_000, 80]) {
      const { result } = await timed(url, { rt: 100, tt })
      expect(essence(result)).toEqual(essence(faultResult(fault, request(url, { rt: 100, tt }))))
    }
  })

  it('refuse', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`
    expect(essence((await timed(url)).result)).toEqual(essence(faultResult(new TransportFault('refuse'), request(url))))
  })
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
