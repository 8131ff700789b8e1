import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { hasToken, isLoopback, refuseForeign } from '../../src/server/guard.js'
import { isPlivoHost } from '../../src/server/proxy/plivo-hosts.js'
import { serving } from './served.js'

const asked = (headers: Record<string, string>, local = true) =>
  refuseForeign(
    { headers, headersDistinct: headers.host === undefined ? {} : { host: [headers.host] } },
    { local, isKnownHost: isPlivoHost },
  )?.status

describe('the guard', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:8100',
    '127.8.9.10:8100',
    'localhost',
    'localhost:8100',
    'LOCALHOST:8100',
    'LocalHost',
    '[::1]',
    '[::1]:8100',
  ])('lets in what is for "names by which this machine calls itself": %s', host => {
    expect(asked({ host })).toBeUndefined()
  })

  it.each(['api.plivo.com', 'api.plivo.com:443', 'API.plivo.com', 'api.plivo.com.'])(
    'lets in what is for "Plivo\'s, by way of the proxy": %s',
    host => expect(asked({ host })).toBeUndefined(),
  )

  it.each([
    'evil.example',
    'evil.example:8100',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil-localhost',
    'localhost.',
    '127.0.0.1.',
    '0.0.0.0',
    '127.1',
    '2130706433',
    '[::]',
    '[::2]:8100',
    '::1',
    '[::1]x',
    '[::1]:8100:8100',
    'localhost:8100@evil.example',
    'localhost:port',
    'user@localhost',
    'plivo.com',
    'api.plivo.com.evil.example',
    '',
    ' ',
  ])('"a request for a name that is not this machine\'s (DNS rebinding)" is refused: %j', host => {
    expect(asked({ host })).toBe(403)
  })

  it('a request without a Host header is refused', () => {
    expect(asked({})).toBe(403)
  })

  it('"a request has one Host header, not several"', () => {
    const host = ['localhost', 'evil.example']
    const refused = refuseForeign(
      { headers: { host: 'localhost' }, headersDistinct: { host } },
      { local: true, isKnownHost: isPlivoHost },
    )
    expect(refused).toEqual({ status: 400, message: 'a request has one Host header, not several' })
  })

  it('"the name by which he asks is looked at" only where whoever asks "must be on this machine"', () => {
    expect(asked({ host: 'build.example:8100' }, false)).toBeUndefined()
    expect(asked({ host: 'build.example:8100', origin: 'http://evil.example' }, false)).toBe(403)
  })

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:9999',
    'http://localhost:8100',
    'http://127.0.0.1',
    'file://',
    '',
  ])('"one that comes from another site" is refused: Origin %j', origin =>
    expect(asked({ host: '127.0.0.1:8100', origin })).toBe(403),
  )

  it('a page of its own may ask', () => {
    expect(asked({ host: '127.0.0.1:8100', origin: 'http://127.0.0.1:8100' })).toBeUndefined()
    expect(asked({ host: '[::1]:8100', origin: 'http://[::1]:8100', 'sec-fetch-site': 'same-origin' })).toBeUndefined()
  })

  it.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', undefined],
    ['none', undefined],
  ])(
    '"requests from web pages of other sites are refused", also where only Sec-Fetch-Site tells: %s',
    (site, status) => {
      expect(asked({ host: 'localhost:8100', 'sec-fetch-site': site })).toBe(status)
    },
  )

  it('the message names the host without letting it write headers or lines', () => {
    const headers = { host: 'a\r\nb"\u001b[2J' }
    const { message } = refuseForeign({ headers, headersDistinct: {} }, { local: true, isKnownHost: isPlivoHost }) ?? {}
    expect(message).not.toMatch(/\p{Cc}/u)
  })

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.0.1', false],
    ['localhost.example', false],
  ])('"Whether an address can be reached from this machine only": %s', (host, local) => {
    expect(isLoopback(host)).toBe(local)
  })

  it.each([
    ['Bearer secret', true],
    ['bearer   secret ', true],
    ['Bearer secre', false],
    ['Bearer secret2', false],
    ['Bearer', false],
    ['Bearer ', false],
    ['Basic secret', false],
    ['secret', false],
    ['Bearer secret secret', false],
    [undefined, false],
  ])('"Whether a header Authorization: Bearer … has the token": %j', (header, has) => {
    expect(hasToken(header, 'secret')).toBe(has)
  })
})

/** What is answered to a request, as it is written. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

describe('the guard of a server', () => {
  it.each([
    ['a name of its own', 'Host: localhost', 200],
    ['another name', 'Host: evil.example', 403],
    ['no Host header', 'X-Nothing: 1', 400],
    ['several Host headers', 'Host: localhost\r\nHost: evil.example', 400],
    ['several Host headers, the other way round', 'Host: evil.example\r\nHost: localhost', 400],
    ['another Origin', 'Host: localhost\r\nOrigin: http://evil.example', 403],
  ])('stands before every door: %s', async (_, headers, status) => {
    const { origin } = await serving()
    for (const path of ['/offhook', '/offhook/nothing', '/v1/Account/MAAAAAAAAAAAAAAAAAAA/Call/', '/']) {
      const answer = await raw(
        Number(new URL(origin).port),
        `GET ${path} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`,
      )
      const right = path === '/offhook' ? 200 : path.startsWith('/v1/') ? 401 : 404
      expect(answer, path).toMatch(`HTTP/1.1 ${status === 200 ? right : status}`)
    }
  })
})
