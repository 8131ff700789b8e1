import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectionOptions } from '../../src/webhook/connection-pool.js'
import type { WireRequest } from '../../src/webhook/transport.js'
import { createUndiciTransport, type UndiciTransport } from '../../src/webhook/undici-transport.js'
import { type Behaviour, hostileServer, pem } from './hostile-server.js'
import { wireRequest } from './wire-request.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A server, and a transport that knows nothing of it yet. */
async function meet(behave: Behaviour, certificate?: string) {
  const requests: string[] = []
  const server = await hostileServer((socket, request, count) => {
    requests.push(request)
    behave(socket, request, count)
  }, certificate)
  const transport = createTransport({ connect: { ca: pem('authority') } })
  closing.push(server.close)
  const send = (change: Partial<WireRequest> = {}) => transport(wireRequest(server.url, change))
  return { ...server, transport, send, requests }
}

function createTransport(options: ConnectionOptions): UndiciTransport {
  const transport = createUndiciTransport(options)
  closing.push(transport.close)
  return transport
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
const turn = () => new Promise(setImmediate)
const closed = (socket: net.Socket | undefined) => new Promise(resolve => socket?.once('close', resolve))

describe('"Connections are pooled per origin"', () => {
  it.each(['plain', 'valid'])('the next request goes over the same (%s)', async certificate => {
    const { send, connections } = await meet(
      socket => socket.write(ok),
      certificate === 'plain' ? undefined : certificate,
    )
    for (let i = 0; i < 3; i++) expect(await send()).toMatchObject({ outcome: 'ok' })
    expect(connections()).toBe(1)
  })

  it('one request at a time on each', async () => {
    const { send, connections } = await meet(socket => setTimeout(() => socket.write(ok), 20))
    await Promise.all([send(), send(), send()])
    await Promise.all([send(), send()])
    expect(connections()).toBe(3)
  })

  it('an attempt that is given up takes its connection with it', async () => {
    const { send, connections } = await meet((socket, _, count) => void (count > 1 && socket.write(ok)))
    expect(await send({ rt: 100 })).toMatchObject({ outcome: 'rt' })
    expect(await send()).toMatchObject({ outcome: 'ok' })
    expect(connections()).toBe(2)
  })

  it('"Connection: close" is obeyed', async () => {
    const { send, connections } = await meet(socket =>
      socket.write(ok.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')),
    )
    for (let i = 0; i < 3; i++) expect(await send()).toMatchObject({ outcome: 'ok' })
    expect(connections()).toBe(3)
  })
})

describe('"a pooled connection that turns out dead before a byte was exchanged is replaced without counting"', () => {
  const ends: readonly [string, (socket: net.Socket) => void][] = [
    ['closed', socket => socket.end()],
    ['reset', socket => socket.resetAndDestroy()],
  ]

  it.each(ends)('%s while it was idle', async (_, end) => {
    let kept: net.Socket | undefined
    const { send, connections, requests } = await meet(socket => {
      kept = socket
      socket.write(ok)
    })
    await send()
    const gone = closed(kept)
    if (kept) end(kept)
    await gone
    await turn()
    expect(await send()).toMatchObject({ outcome: 'ok' })
    expect([connections(), requests.length]).toEqual([2, 2])
  })

  it.each(ends)('%s, and this process has not seen it yet', async (_, end) => {
    let kept: net.Socket | undefined
    const { send, connections, requests } = await meet(socket => {
      kept = socket
      socket.write(ok)
    })
    await send()
    await turn()
    if (kept) end(kept)
    expect(await send()).toMatchObject({ outcome: 'ok' })
    expect([connections(), requests.length]).toEqual([2, 2])
  })
})

describe('"Closed or reset after the request and before any byte: rt", on a kept connection, too', () => {
  it.each<[string, (socket: net.Socket) => void]>([
    ['closes', socket => socket.end()],
    ['resets', socket => socket.resetAndDestroy()],
  ])('the application reads the request and %s: it is not sent twice', async (_, end) => {
    const { send, requests, connections } = await meet((socket, _, count) =>
      count === 2 ? end(socket) : socket.write(ok),
    )
    await send()
    expect(await send()).toMatchObject({ outcome: 'rt', reason: 'connection closed before any byte' })
    expect([connections(), requests.length]).toEqual([1, 2])
  })
})

describe('what cannot be sent is nobody else’s fault', () => {
  it.each([
    ['a header with a line break', { headers: { 'X-Own': 'a\r\nb' } }, 'invalid X-Own header'],
    ['a header without a name', { headers: { '': 'a' } }, 'invalid header key'],
    ['a path that is none', { path: 'answer' }, 'path must be an absolute URL or start with a slash'],
  ])('%s', async (_, change, reason) => {
    const { send, connections } = await meet(socket => socket.write(ok))
    const cannot = { outcome: 'invalid', reason: `the request cannot be made: ${reason}`, nominal: {} }
    expect(await send(change)).toMatchObject(cannot)
    expect(connections()).toBe(0)
    await send()
    expect(await send(change)).toMatchObject(cannot)
    expect(connections()).toBe(1)
  })

  it.each([
    [
      'a lookup that is none',
      { lookup: 'here' as never },
      'The "options.lookup" property must be of type function. Received type string (\'here\')',
    ],
    [
      'a lookup of something else',
      { lookup: ((_host, _options, found) => found(null, 'here', 4)) as net.LookupFunction },
      'Invalid IP address: here',
    ],
  ])('%s', async (_, connect, reason) => {
    const transport = createTransport({ connect: { ...connect, autoSelectFamily: false } })
    const result = await transport(wireRequest('http://app.example/', {}))
    expect(result).toMatchObject({ outcome: 'invalid', reason: `the request cannot be made: ${reason}` })
  })
})

describe('many connections at once', () => {
  it('64 are made at a time; the others wait their turn, and their ct and tt with them', async () => {
    const { port } = await meet(socket => socket.write(ok))
    let [now, most] = [0, 0]
    const lookup: net.LookupFunction = (_host, _options, found) => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now--
        found(null, [{ address: '127.0.0.1', family: 4 }])
      }, 180)
    }
    const transport = createTransport({ connect: { lookup } })
    const began = performance.now()
    const url = `http://app.example:${port}/`
    const settings = { ct: 2_000, rt: 5_000, tt: 650 }
    const results = await Promise.all(Array.from({ length: 200 }, () => transport(wireRequest(url, settings))))
    expect(most).toBe(64)
    expect(performance.now() - began).toBeGreaterThan(settings.tt)
    expect(new Set(results.map(({ reason }) => reason))).toEqual(new Set(['answered 200']))
  })

  it('what hangs makes room after 200 ms, and does not hold up other origins at all', async () => {
    const { port } = await meet(socket => socket.write(ok))
    const lookup: net.LookupFunction = (host, _options, found) => {
      if (host === 'well.example') found(null, [{ address: '127.0.0.1', family: 4 }])
    }
    const transport = createTransport({ connect: { lookup } })
    const hanging = Array.from({ length: 128 }, () =>
      transport(wireRequest('http://hung.example/', { ct: 1_500, rt: 100, tt: 5_000 })),
    )
    const began = performance.now()
    const other = await transport(wireRequest(`http://well.example:${port}/`, { ct: 2_000, rt: 5_000, tt: 5_000 }))
    expect(other.reason).toBe('answered 200')
    expect(performance.now() - began).toBeLessThan(1_500)
    await Promise.all(hanging)
    expect(performance.now() - began).toBeLessThan(2 * 1_500)
  })
})

it('"closed or reset after the request and before any byte: rt" (D64), also if it is reset as soon as it was accepted', async () => {
  const server = net.createServer(socket => socket.resetAndDestroy())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  const transport = createTransport({})
  const url = `http://127.0.0.1:${port}/`
  const attempts = Array.from({ length: 25 }, () => transport(wireRequest(url, {})))
  const reasons = (await Promise.all(attempts)).map(({ outcome, reason }) => `${outcome}: ${reason}`)
  server.close()
  expect(new Set(reasons)).toEqual(new Set(['rt: connection closed before any byte']))
})

describe('close', () => {
  const open = () => {
    const all = process.getActiveResourcesInfo()
    const sockets = all.filter(kind => /TCP|TLS/.test(kind)).length
    return { sockets, timers: all.filter(kind => /Timeout|Immediate/.test(kind)).length }
  }
  /** What has been closed is gone a few turns later. */
  const settled = async () => {
    for (let i = 0; i < 5; i++) await turn()
  }

  it('ends attempts in whatever phase they are, and leaves no socket and no timer', async () => {
    await settled()
    const before = open()
    const server = await hostileServer((socket, request) => {
      if (request.includes('/partly')) socket.write('HTTP/1.1 200 OK\r\n')
      if (request.includes('/idle')) socket.write(ok)
    })
    const transport = createUndiciTransport({
      connect: { lookup: () => {} },
    })
    await transport(wireRequest(`${server.url}idle`, {}))
    const [url, secure] = [server.url, server.url.replace('http:', 'https:')]
    const patient = { ct: 60_000, rt: 60_000, tt: 60_000 }
    const attempts = [`${url}silent`, `${url}partly`, secure, ...Array<string>(100).fill('http://app.example/')].map(
      one => transport(wireRequest(one, patient)),
    )
    while (server.connections() < 3) await turn()
    for (let i = 0; i < 50; i++) await turn() // what was written in part has been heard
    await transport.close()
    const results = await Promise.all(attempts)
    expect(results.slice(0, 3).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['rt', 'connection closed before any byte'],
      ['partial', 'connection closed inside the headers'],
      ['ct', 'given up while connecting'],
    ])
    expect(new Set(results.slice(3).map(({ reason }) => reason))).toEqual(new Set(['given up while connecting']))
    await server.close()
    await settled()
    const { sockets, timers } = open()
    expect(sockets).toBe(before.sockets)
    expect(timers).toBeLessThanOrEqual(before.timers) // the test's own may be over
  })
})
