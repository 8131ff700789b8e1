import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { makeAuthority, makeLeaf } from '../../../src/server/proxy/certificates.js'
import { exchange, proxiedServer } from './proxied-server.js'

/** As a client asks a proxy: the whole URL in the first line. */
const ask = (url: string, { method = 'GET', headers = '', body = '' } = {}) =>
  `${method} ${url} HTTP/1.1\r\nHost: proxied.example\r\nConnection: close\r\n${headers}\r\n${body}`

describe("a request that names a URL of Plivo's API", () => {
  it.each([
    'https://api.plivo.com/v1/Account/x/Call/?a=b',
    'http://api.plivo.com/v1/Account/x/Call/?a=b',
    'HTTPS://API.plivo.com:443/v1/Account/x/Call/?a=b',
  ])('%s reaches the API, as if it had been asked itself', async url => {
    const server = await proxiedServer({ others: 'refuse' })
    const post = { method: 'POST', headers: 'Content-Length: 2\r\nProxy-Connection: x\r\n', body: '{}' }
    expect(await exchange(server.port, ask(url, post))).toMatch(/^HTTP\/1\.1 201 .*"call fired"/s)
    const [reached] = server.reached
    expect(reached).toMatchObject({ method: 'POST', url: '/v1/Account/x/Call/?a=b', byProxy: true, body: '{}' })
    expect(reached?.host).toMatch(/^api\.plivo\.com(:443)?$/i)
  })

  it('also one without a path', async () => {
    const server = await proxiedServer()
    for (const url of ['https://api.plivo.com', 'https://api.plivo.com?a=b']) await exchange(server.port, ask(url))
    expect(server.reached.map(one => one.url)).toEqual(['/', '/?a=b'])
  })

  it('by a client of node:http, kept alive', async () => {
    const server = await proxiedServer()
    const path = 'https://api.plivo.com/v1/Account/x/Call/'
    const headers = { Host: 'api.plivo.com', 'Content-Type': 'application/json' }
    const asked = request({ host: '127.0.0.1', port: server.port, method: 'POST', path, headers }).end('{"to":"1"}')
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect([answer.statusCode, server.reached[0]?.body]).toEqual([201, '{"to":"1"}'])
    answer.resume()
  })

  it.each([
    ['https://api.plivo.com:8443/', 403, 'at port 443'],
    ['http://api.plivo.com:443/', 403, "Plivo's API is at port 80"],
    ['ftp://api.plivo.com/', 400, 'starts with http:// or https://'],
    ['https://user:secret@api.plivo.com/', 400, 'credentials go into the header Authorization'],
    ['https:///v1', 400, 'is no host'],
    ['https://api.plivo.com:0/', 400, 'There is no port 0'],
    ['https://[::1/', 400, 'is no host'],
    ['https://api.plivo.com\\@other.example/', 400, ''],
  ])('%s is a %i', async (url, status, says) => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, ask(url))
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toContain(says)
    expect(answer).not.toContain('secret')
    expect(server.reached).toEqual([])
  })
})

describe('a request that names offhook itself', () => {
  it.each(['127.0.0.1', 'localhost'])('is answered by it: %s', async host => {
    const server = await proxiedServer({ others: 'refuse', token: 'token' })
    await exchange(server.port, ask(`http://${host}:${server.port}/offhook?a=b`))
    expect(server.reached).toMatchObject([{ url: '/offhook?a=b', host: `${host}:${server.port}`, byProxy: false }])
  })

  it('by a name that a stranger may have given to it, is not', async () => {
    const server = await proxiedServer()
    const answer = await exchange(server.port, ask(`http://127.0.0.2:${server.port}/offhook`))
    expect(answer).toMatch(/^HTTP\/1\.1 (502|403) /)
    expect(server.reached).toEqual([])
  })
})

describe('a request that names another host', () => {
  it('is passed on, without what is meant for the proxy', async () => {
    const heard: IncomingMessage[] = []
    const port = await other((request, response) => {
      heard.push(request)
      response.setHeader('X-Many', ['a', 'b'])
      response.setHeader('Keep-Alive', 'timeout=9')
      response.writeHead(203, 'As It Was').end('other')
    })
    const server = await proxiedServer()
    const headers =
      'X-Own: 1\r\nX-Own: 2\r\nX-Hop: 3\r\nConnection: X-Hop\r\nProxy-Authorization: Basic eA==\r\nTE: trailers\r\nProxy-Connection: keep-alive\r\n'
    const answer = await exchange(server.port, ask(`http://127.0.0.1:${port}/a?b=c`, { headers }))
    expect(answer).toMatch(/^HTTP\/1\.1 203 As It Was\r\n/)
    expect(answer).toMatch(/X-Many: a\r\nX-Many: b\r\n/)
    expect(answer).not.toContain('timeout=9')
    const [asked] = heard
    expect(asked).toMatchObject({ method: 'GET', url: '/a?b=c' })
    expect(asked?.rawHeaders).toEqual(['Host', `127.0.0.1:${port}`, 'X-Own', '1', 'X-Own', '2', 'Connection', 'close'])
    expect(server.reached).toEqual([])
  })

  it.each([
    ['DELETE', 'Transfer-Encoding: chunked\r\n', '4\r\nbody\r\n0\r\n\r\n'],
    ['GET', 'Content-Length: 4\r\nConnection: content-length\r\n', 'body'],
    ['POST', 'Content-Length: 4\r\nExpect: 100-continue\r\n', 'body'],
  ])('with its body, which is never taken for a request of its own: %s %s', async (method, headers, body) => {
    const bodies: string[] = []
    const port = await other(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      bodies.push(`${request.method} ${text}`)
      response.end()
    })
    const server = await proxiedServer()
    expect(await exchange(server.port, ask(`http://127.0.0.1:${port}/`, { method, headers, body }))).toContain(
      ' 200 OK',
    )
    expect(bodies).toEqual([`${method} body`])
  })

  it('streams: the answer is there before it has ended', async () => {
    let end = () => {}
    const port = await other((_, response) => {
      response.write('first')
      end = () => response.end(' last')
    })
    const server = await proxiedServer()
    const asked = request({ host: '127.0.0.1', port: server.port, path: `http://127.0.0.1:${port}/` }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    const [first] = await once(answer.setEncoding('utf8'), 'data')
    end()
    const [last] = await once(answer, 'data')
    expect([first, last]).toEqual(['first', ' last'])
  })

  it('an answer that breaks off is broken off', async () => {
    const port = await other((_, response) => {
      response.writeHead(200, { 'Content-Length': 10 })
      response.write('half', () => response.destroy())
    })
    const server = await proxiedServer()
    const asked = request({ host: '127.0.0.1', port: server.port, path: `http://127.0.0.1:${port}/` }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    const [error] = await once(answer.resume(), 'error')
    expect(error.code).toBe('ECONNRESET')
  })

  it('who leaves takes the connection to the host along', async () => {
    let left = false
    const port = await other((request, response) => {
      response.write('first')
      request.socket.once('close', () => {
        left = true
      })
    })
    const server = await proxiedServer()
    const asked = request({ host: '127.0.0.1', port: server.port, path: `http://127.0.0.1:${port}/` }).end()
    await once(asked, 'response')
    asked.on('error', () => {}).destroy()
    await vi.waitFor(() => expect([left, server.sockets.size]).toEqual([true, 0]))
  })

  it('https is verified as always: a certificate that nobody vouches for is a 502', async () => {
    const stranger = await makeLeaf(await makeAuthority(Date.now()), ['localhost'], Date.now())
    const secure = createSecureServer({ cert: stranger.certificate, key: stranger.key }, (_, response) =>
      response.end(),
    )
    secure.on('tlsClientError', () => {}).listen(0, '127.0.0.1')
    onTestFinished(() => void secure.close())
    await once(secure, 'listening')
    const { port } = secure.address() as AddressInfo
    const server = await proxiedServer()
    const answer = await exchange(server.port, ask(`https://127.0.0.1:${port}/`))
    expect(answer).toMatch(/^HTTP\/1\.1 502 .*UNABLE_TO_VERIFY_LEAF_SIGNATURE/s)
  })

  it('a host that is silent is given up', async () => {
    const port = await other(() => {})
    const server = await proxiedServer()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const answered = exchange(server.port, ask(`http://127.0.0.1:${port}/`))
    let over = false
    void answered.then(() => {
      over = true
    })
    await vi.waitFor(() => {
      vi.advanceTimersByTime(130_000)
      expect(over).toBe(true)
    })
    expect(await answered).toMatch(/^HTTP\/1\.1 504 /)
  })

  it('that is not there is a 502, and refused ones name the flag', async () => {
    const open = await proxiedServer()
    const refused = /^HTTP\/1\.1 502 .*offhook: no connection to 127\.0\.0\.1:1: ECONNREFUSED\.\n$/s
    expect(await exchange(open.port, ask('http://127.0.0.1:1/'))).toMatch(refused)
    const closed = await proxiedServer({ others: 'refuse' })
    expect(await exchange(closed.port, ask('http://other.example/'))).toMatch(/^HTTP\/1\.1 403 .*--proxy refuse/s)
  })
})

describe('with a token', () => {
  const token = `Proxy-Authorization: Basic ${Buffer.from('x:token').toString('base64')}\r\n`

  it('who has none gets a 407', async () => {
    const server = await proxiedServer({ token: 'token' })
    for (const url of ['https://api.plivo.com/', 'http://127.0.0.1:1/']) {
      expect(await exchange(server.port, ask(url))).toMatch(/^HTTP\/1\.1 407 .*Proxy-Authenticate: Basic/s)
    }
    expect(server.reached).toEqual([])
  })

  it('who has it may pass, and the API does not see it', async () => {
    const server = await proxiedServer({ token: 'token' })
    await exchange(server.port, ask('https://api.plivo.com/v1/', { headers: token }))
    expect(server.reached).toMatchObject([{ url: '/v1/', byProxy: true }])
    expect(server.reached[0]?.headers).not.toHaveProperty('proxy-authorization')
  })
})

it('any other request is none of the proxy’s business', async () => {
  const server = await proxiedServer({ others: 'refuse', token: 'token' })
  for (const path of ['/v1/x', '/http://other.example/', '*']) {
    await exchange(server.port, ask(path, { method: path === '*' ? 'OPTIONS' : 'GET' }))
  }
  expect(server.reached.map(({ url, host, byProxy }) => [url, host, byProxy])).toEqual([
    ['/v1/x', 'proxied.example', false],
    ['/http://other.example/', 'proxied.example', false],
    ['*', 'proxied.example', false],
  ])
})

/** A server on this machine that is not Plivo's; comes to its port. */
async function other(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
