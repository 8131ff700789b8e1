import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { makeAuthority, makeLeaf } from '../../../src/server/proxy/certificates.js'
import { exchange, proxiedServer } from './proxied-server.js'

const established = 'HTTP/1.1 200 Connection established\r\n\r\n'
const ask = (path: string, host = 'api.plivo.com') =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

describe("a CONNECT to one of Plivo's API hosts", () => {
  it.each(['api.plivo.com', 'lookup.plivo.com', 'phlorunner.plivo.com', 'API.plivo.com', 'api.plivo.com.'])(
    '"ends TLS for Plivo\'s API hosts": %s reaches the API',
    async host => {
      const server = await proxiedServer()
      const answer = await secureExchange(server, `${host}:443`, host.replace(/\.$/, ''), ask('/v1/x', host))
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
      expect(server.reached).toMatchObject([{ url: '/v1/x', host, byProxy: true }])
      expect(server.lines).toEqual([])
    },
  )

  it('what a client sends without waiting for the answer is not lost', async () => {
    const server = await proxiedServer()
    // The first bytes of a handshake, in one piece with the CONNECT: a record of 5 bytes and more, which TLS answers.
    const socket = connect(server.port, '127.0.0.1')
    const hello = await clientHello()
    socket.write(Buffer.concat([Buffer.from('CONNECT api.plivo.com:443 HTTP/1.1\r\n\r\n'), hello]))
    const bytes = await readUntil(socket, bytes => bytes.length > established.length + 5)
    // 0x16: the record of a handshake, which the server's hello is.
    expect(bytes.subarray(0, established.length).toString()).toBe(established)
    expect(bytes[established.length]).toBe(0x16)
    socket.destroy()
  })

  it('a connection is kept for many requests', async () => {
    const server = await proxiedServer()
    const secure = await secureTunnel(server, 'api.plivo.com:443', 'api.plivo.com')
    for (const path of ['/one', '/two']) {
      secure.write(`GET ${path} HTTP/1.1\r\nHost: api.plivo.com\r\n\r\n`)
      await readUntil(secure, bytes => bytes.toString().endsWith('}'))
    }
    secure.destroy()
    expect(server.reached.map(({ url, byProxy }) => [url, byProxy])).toEqual([
      ['/one', true],
      ['/two', true],
    ])
  })

  it('a request that came another way is known by that', async () => {
    const server = await proxiedServer()
    await exchange(server.port, ask('/v1/x'))
    expect(server.reached).toMatchObject([{ host: 'api.plivo.com', byProxy: false }])
  })

  it('a handshake for another host is refused, and said why', async () => {
    const server = await proxiedServer()
    await expect(secureTunnel(server, 'api.plivo.com:443', 'other.example')).rejects.toThrow()
    expect(server.lines.join()).toContain('it asks for other.example')
  })

  it('a handshake without a name is good enough: it is for the host of the CONNECT', async () => {
    const server = await proxiedServer()
    const socket = await tunnel(server.port, 'api.plivo.com:443')
    const secure = connectTls({ socket, ca: server.authority.certificate, checkServerIdentity: () => undefined })
    await once(secure, 'secureConnect')
    expect(secure.authorized).toBe(true)
    secure.destroy()
  })

  it('http/1.1 is what is spoken there', async () => {
    const server = await proxiedServer()
    const speak = async (ALPNProtocols: string[]) => {
      const socket = await tunnel(server.port, 'api.plivo.com:443')
      const options = { socket, servername: 'api.plivo.com', ca: server.authority.certificate, ALPNProtocols }
      const secure = connectTls(options)
      try {
        await once(secure, 'secureConnect')
        return secure.alpnProtocol
      } catch {
        return 'refused'
      } finally {
        secure.destroy()
      }
    }
    expect([await speak(['h2', 'http/1.1']), await speak(['h2'])]).toEqual(['http/1.1', 'refused'])
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'who does not trust the certificate is told of in a line (%s)',
    async version => {
      const server = await proxiedServer()
      const socket = await tunnel(server.port, 'api.plivo.com:443')
      const secure = connectTls({ socket, servername: 'api.plivo.com', maxVersion: version })
      const [error] = await once(secure, 'error')
      expect(error.message).toMatch(/certificate/)
      await settled(() => server.lines.length > 0)
      expect(server.lines).toEqual([
        expect.stringMatching(/^proxy: no TLS with the application for api\.plivo\.com: .*trust/),
      ])
    },
  )

  it('nonsense in place of a handshake ends the connection, and nothing else', async () => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, 'CONNECT api.plivo.com:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n')
    expect(answer.startsWith(established)).toBe(true)
    expect(server.reached).toEqual([])
    await settled(() => server.sockets.size === 0)
  })

  it('a handshake that does not come is waited for ten seconds', async () => {
    const server = await proxiedServer()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const socket = await tunnel(server.port, 'api.plivo.com:443')
    const closed = once(socket, 'close')
    vi.advanceTimersByTime(10_001)
    await closed
    expect(server.lines).toEqual(['proxy: no TLS with the application for api.plivo.com: no handshake within 10 s'])
  })

  it('is no way to be a proxy in a proxy: neither CONNECT nor another host is heard there', async () => {
    const server = await proxiedServer()
    const inside = (text: string) => secureExchange(server, 'api.plivo.com:443', 'api.plivo.com', text)
    expect(await inside('CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 405 /)
    const other = await inside('GET http://other.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(other).toMatch(/^HTTP\/1\.1 421 .*this connection is to Plivo's API/s)
    await inside('GET https://api.plivo.com/v1/y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(server.reached).toMatchObject([{ url: '/v1/y', host: 'api.plivo.com', byProxy: true }])
  })
})

describe('a CONNECT to another host', () => {
  it('"tunnels everything else" untouched: the client sees the certificate of that host, and refuses it', async () => {
    const other = await otherTls()
    const server = await proxiedServer()
    const client = (ca?: string) => {
      return secureTunnel(server, `127.0.0.1:${other.port}`, 'localhost', ca)
    }
    await expect(client()).rejects.toThrow('unable to verify the first certificate')
    await expect(client(server.authority.certificate)).rejects.toThrow('unable to verify the first certificate')
    expect(server.reached).toEqual([])
  })

  it('passes on every byte, both ways, also those that came with the CONNECT', async () => {
    const echo = await other(socket => socket.pipe(socket))
    const server = await proxiedServer()
    const sent = Buffer.alloc(3_000_000, 'byte by byte ')
    const socket = connect(server.port, '127.0.0.1')
    socket.write(Buffer.concat([Buffer.from(`CONNECT 127.0.0.1:${echo} HTTP/1.1\r\n\r\n`), sent.subarray(0, 100)]))
    socket.end(sent.subarray(100))
    const bytes = await readUntil(socket, () => false)
    expect(bytes.equals(Buffer.concat([Buffer.from(established), sent]))).toBe(true)
    await settled(() => server.sockets.size === 0)
  })

  it('an end on one side leaves the other way open', async () => {
    const late = await other(socket => {
      socket.resume().on('end', () => socket.end('after your end'))
    })
    const server = await proxiedServer()
    const socket = await tunnel(server.port, `127.0.0.1:${late}`)
    socket.end('x')
    expect((await readUntil(socket, () => false)).toString()).toBe('after your end')
  })

  it('a reset is passed on as a reset', async () => {
    const rude = await other(socket => {
      socket.once('data', () => socket.resetAndDestroy())
    })
    const server = await proxiedServer()
    const socket = await tunnel(server.port, `127.0.0.1:${rude}`)
    socket.write('x')
    const [error] = await once(socket, 'error')
    expect(error.code).toBe('ECONNRESET')
    await settled(() => server.sockets.size === 0)
  })

  it('a client that goes takes the connection to the host with it', async () => {
    let ended = false
    const quiet = await other(socket => {
      socket.resume().once('end', () => {
        ended = true
        socket.end()
      })
    })
    const server = await proxiedServer()
    const socket = await tunnel(server.port, `127.0.0.1:${quiet}`)
    socket.destroy()
    await settled(() => ended && server.sockets.size === 0)
  })

  it('one that has half ended, and is silent, is given up', async () => {
    const quiet = await other(socket => void socket.resume())
    const server = await proxiedServer()
    const socket = await tunnel(server.port, `127.0.0.1:${quiet}`)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const gone = once(socket, 'error')
    socket.end('x')
    await settled(() => vi.getTimerCount() > 0)
    vi.advanceTimersByTime(70_000)
    await gone
    await settled(() => server.sockets.size === 0)
  })

  it('"or refuses everything else by flag", which is named', async () => {
    const server = await proxiedServer({ others: 'refuse' })
    const answer = await exchange(server.port, 'CONNECT other.example:443 HTTP/1.1\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
    expect(answer).toContain(
      'other.example:443 is no host of Plivo\'s API, and "offhook serve" was started with --proxy refuse',
    )
    expect(server.lines).toHaveLength(1)
  })

  it("nothing is said to Plivo itself: another port of its API's hosts is refused", async () => {
    const server = await proxiedServer()
    expect(await exchange(server.port, 'CONNECT api.plivo.com:80 HTTP/1.1\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 403 .*port 443/s,
    )
  })

  it('a host that is not there is a 502 with the reason', async () => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, 'CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 502 .*offhook: no connection to 127\.0\.0\.1:1: ECONNREFUSED\.\n$/s)
  })

  it.each(['127.0.0.1', 'localhost'])('never to itself: %s', async host => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, `CONNECT ${host}:${server.port} HTTP/1.1\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 (403 .*is offhook itself|502 .*ECONNREFUSED)/s)
    await settled(() => server.sockets.size === 0)
  })
})

describe('a bad CONNECT', () => {
  it.each([
    ['other.example', 'has no port; did you mean other.example:443?'],
    ['other.example:0', 'There is no port 0; allowed are 1 to 65535.'],
    ['other.example:65536', 'There is no port 65536'],
    ['user@other.example:443', 'is no host with its port'],
    ['https://other.example:443', 'is no host with its port'],
    ['[::1:443', 'is no host with its port'],
    ['[1.2.3.4]:443', 'is no host with its port'],
    ['::1:443', 'is no host with its port'],
    [':443', 'is no host with its port'],
    ['other.example:44x', 'is no host with its port'],
    ['-x:1', 'is no host with its port'],
    ['a%00b:1', 'is no host with its port'],
  ])('%s is a 400 that says what is wrong', async (target, says) => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, `CONNECT ${target} HTTP/1.1\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    // Node's own parser refuses some of them before anybody sees them.
    if (/\r\n\r\n./s.test(answer)) expect(answer).toContain(says)
    await settled(() => server.sockets.size === 0)
  })

  it('a huge one is refused by its headers', async () => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, `CONNECT ${'a'.repeat(100_000)}:443 HTTP/1.1\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 (400|431) /)
    await settled(() => server.sockets.size === 0)
  })
})

it('a CONNECT that does not come to its end is given up by the server', async () => {
  const server = await proxiedServer({ headersTimeout: 50 })
  expect(await exchange(server.port, 'CONNECT api.plivo.com:443 HTTP/1.1\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /)
  await settled(() => server.sockets.size === 0)
})

it('a hundred at once, of every kind, leave nothing', async () => {
  const echo = await other(socket => socket.on('error', () => {}).pipe(socket))
  const server = await proxiedServer()
  const targets = [`127.0.0.1:${echo}`, 'api.plivo.com:443', '127.0.0.1:1', 'nonsense']
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const socket = connect(server.port, '127.0.0.1').on('error', () => {})
      socket.write(`CONNECT ${targets[index % 4]} HTTP/1.1\r\n\r\nsome bytes`)
      await once(socket, 'data')
      if (index % 3 === 0) socket.resetAndDestroy()
      else socket.end()
    }),
  )
  await settled(() => server.sockets.size === 0)
})

describe('with a token', () => {
  const basic = (text: string) => `Proxy-Authorization: Basic ${Buffer.from(text).toString('base64')}\r\n`

  it.each([
    ['none', ''],
    ['another password', basic('offhook:tokem')],
    ['the token as user', basic('token:')],
    ['no Basic', 'Proxy-Authorization: Bearer token\r\n'],
    ['nonsense', 'Proxy-Authorization: Basic %%%\r\n'],
    ['more than the token', basic('offhook:token ')],
  ])('a CONNECT with %s is a 407', async (_, header) => {
    const server = await proxiedServer({ token: 'token' })
    for (const target of ['api.plivo.com:443', '127.0.0.1:1']) {
      const answer = await exchange(server.port, `CONNECT ${target} HTTP/1.1\r\n${header}\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 407 .*Proxy-Authenticate: Basic realm="offhook"\r\n/s)
      expect(answer).not.toContain('token:')
    }
  })

  it.each(['offhook:token', ':token', 'anybody:token'])('%s may pass', async credentials => {
    const server = await proxiedServer({ token: 'token' })
    const text = `CONNECT 127.0.0.1:1 HTTP/1.1\r\n${basic(credentials)}\r\n`
    expect(await exchange(server.port, text)).toMatch(/^HTTP\/1\.1 502 /)
  })

  it('a token may have a colon', async () => {
    const server = await proxiedServer({ token: 'a:b' })
    const text = `CONNECT 127.0.0.1:1 HTTP/1.1\r\n${basic('x:a:b')}\r\n`
    expect(await exchange(server.port, text)).toMatch(/^HTTP\/1\.1 502 /)
  })
})

it('closing leaves no socket, whatever was going on', async () => {
  const quiet = await other(socket => void socket.resume().on('error', () => {}))
  const server = await proxiedServer()
  const open = [
    await tunnel(server.port, `127.0.0.1:${quiet}`),
    await tunnel(server.port, 'api.plivo.com:443'),
    await secureTunnel(server, 'api.plivo.com:443', 'api.plivo.com'),
  ]
  for (const socket of open) socket.on('error', () => {})
  const closed = open.map(socket => socket.closed || once(socket, 'close'))
  await server.close()
  await Promise.all(closed)
  expect(server.sockets.size).toBe(0)
})

/** A connection on which a CONNECT was answered with 200. */
async function tunnel(port: number, target: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)
  const answer = await readUntil(socket, bytes => bytes.includes('\r\n\r\n'))
  expect(answer.toString()).toBe(established)
  return socket
}

type Server = Awaited<ReturnType<typeof proxiedServer>>

async function secureTunnel(server: Server, target: string, servername: string, ca?: string): Promise<TLSSocket> {
  const socket = await tunnel(server.port, target)
  const secure = connectTls({ socket, servername, ca: ca ?? server.authority.certificate })
  await once(secure, 'secureConnect')
  return secure
}

async function secureExchange(server: Server, target: string, servername: string, text: string): Promise<string> {
  const secure = await secureTunnel(server, target, servername)
  secure.write(text)
  return (await readUntil(secure, () => false)).toString()
}

/** What arrives until it is enough, or the connection has ended. */
async function readUntil(socket: Socket, enough: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  await new Promise<void>((over, failed) => {
    const read = (more: Buffer) => {
      bytes = Buffer.concat([bytes, more])
      if (!enough(bytes)) return
      socket.off('data', read).off('end', over).off('error', failed).pause()
      over()
    }
    socket.on('data', read).once('end', over).once('error', failed).resume()
  })
  return bytes
}

/** A server on this machine that is not Plivo's; comes to its port. */
async function other(connected: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, connected).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function otherTls(): Promise<{ readonly port: number }> {
  const stranger = await makeLeaf(await makeAuthority(Date.now()), ['localhost'], Date.now())
  const server = createTlsServer({ cert: stranger.certificate, key: stranger.key }).listen(0, '127.0.0.1')
  server.on('tlsClientError', () => {})
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port }
}

/** What a client says first. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connectTls({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    servername: 'api.plivo.com',
  })
  client.on('error', () => {})
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [hello] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  server.close()
  return hello
}

/** Comes back when something that is on its way has happened. */
const settled = (there: () => boolean): Promise<void> => vi.waitFor(() => expect(there()).toBe(true))
