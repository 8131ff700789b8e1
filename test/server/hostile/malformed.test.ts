import { describe, expect, it } from 'vitest'
import { authId, authToken, base, serving } from '../served.js'
import { exchanged, rawClient, statuses } from './raw-client.js'

const authorization = `Authorization: Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`
const head = (...lines: string[]) => [...lines, '', ''].join('\r\n')
const host = 'Host: 127.0.0.1'

describe('malformed HTTP', () => {
  it.each([
    ['garbage', '\x00\x01\x02\xff\xfe garbage\r\n\r\n'],
    ['a TLS hello on a plain port', Buffer.from('16030100a5010000a10303', 'hex')],
    ['no version', head('GET /offhook')],
    ['an unknown version', head('GET /offhook HTTP/3.7', host)],
    ['an unknown method', head('FETCH /offhook HTTP/1.1', host)],
    ['a NUL in the target', head('GET /off\x00hook HTTP/1.1', host)],
    ['a control character in a header', head('GET /offhook HTTP/1.1', host, 'X: a\x01b')],
    ['a header without a colon', head('GET /offhook HTTP/1.1', host, 'nonsense')],
    ['a header continued on the next line', head('GET /offhook HTTP/1.1', host, 'X: a', ' b')],
    ['no Host', head('GET /offhook HTTP/1.1')],
    ['two lengths', `${head('POST /offhook/calls HTTP/1.1', host, 'Content-Length: 5', 'Content-Length: 6')}abcdef`],
    ['a length that is none', `${head('POST /offhook/calls HTTP/1.1', host, 'Content-Length: -1')}a`],
    [
      'a length and chunks',
      `${head('POST /offhook/calls HTTP/1.1', host, 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    ],
    [
      'chunks that are none',
      `${head('POST /offhook/calls HTTP/1.1', host, 'Transfer-Encoding: chunked')}zz\r\nabc\r\n`,
    ],
    ['an encoding nobody knows', `${head('POST /offhook/calls HTTP/1.1', host, 'Transfer-Encoding: rot13')}abc`],
  ])('%s is answered by 400, if at all, and the connection closed', async (_, bytes) => {
    const { origin, get } = await serving()
    const answer = await exchanged(origin, bytes)
    for (const status of statuses(answer)) expect([400, 403]).toContain(status)
    expect(statuses(answer).length).toBeLessThanOrEqual(1)
    expect((await get('Call/')).status).toBe(200)
  })

  it('what is no HTTP is told so in the words of offhook', async () => {
    const { origin } = await serving()
    const answer = await exchanged(origin, 'garbage\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer.split('\r\n\r\n')[1]).toBe('{"error":"this is no HTTP request that can be read"}')
  })

  it('"injection impossible": no second request hides in the first one', async () => {
    const { origin, board } = await serving()
    const hidden = head('DELETE /v1/Account/x/Call/ HTTP/1.1', host)
    const smuggled = `${head(`POST ${base}Call/ HTTP/1.1`, host, authorization, `Content-Length: ${hidden.length}`)}${hidden}`
    expect(statuses(await exchanged(origin, smuggled))).toEqual([415])
    expect(board.exchange.calls).toEqual([])
  })

  it('5,000 requests on one connection are all answered, in order', { timeout: 20_000 }, async () => {
    const { origin } = await serving()
    const client = await rawClient(origin)
    const one = head('GET /offhook/nowhere HTTP/1.1', host)
    const last = head('GET /offhook/last HTTP/1.1', host, 'Connection: close')
    client.send(one.repeat(4999) + last)
    const answer = await client.closed()
    expect(statuses(answer)).toHaveLength(5000)
    expect(answer).toContain('/offhook/last')
  })
})

describe('huge requests', () => {
  it('headers over 16 KB are refused', async () => {
    const { origin } = await serving()
    expect(statuses(await exchanged(origin, head('GET /offhook HTTP/1.1', host, `X: ${'a'.repeat(20_000)}`)))).toEqual([
      431,
    ])
  })

  it('a target over 16 KB is refused', async () => {
    const { origin } = await serving()
    expect(statuses(await exchanged(origin, head(`GET /${'a'.repeat(20_000)} HTTP/1.1`, host)))).toEqual([431])
  })

  it('"request bodies bounded": more than 256 KB are not read, whatever is announced', async () => {
    const { origin } = await serving()
    const post = (...lines: string[]) =>
      head(`POST ${base}Call/ HTTP/1.1`, host, authorization, 'Content-Type: application/json', ...lines)
    const announced = await rawClient(origin)
    announced.send(post('Content-Length: 1000000000'))
    expect(statuses(await announced.until('too large'))).toEqual([413])
    announced.socket.destroy()
    const chunked = await rawClient(origin)
    chunked.send(post('Transfer-Encoding: chunked'))
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`
    for (let sent = 0; sent < 6; sent++) chunked.send(chunk)
    expect(statuses(await chunked.until('too large'))).toEqual([413])
    chunked.socket.destroy()
  })

  it.each([
    ['deep lists', '['.repeat(50_000)],
    ['deep objects', '{"a":'.repeat(50_000)],
    ['a prototype', '{"__proto__":{"to":"1"},"constructor":{"prototype":{"x":1}}}'],
    ['bytes that are no UTF-8', '\xff\xfe{"from":"\xc3"}'],
    ['a number that is none', '{"to":1e999}'],
  ])('%s are refused: 400', async (_, body) => {
    const { origin } = await serving()
    for (const path of [`${base}Call/`, '/offhook/calls']) {
      const bytes = Buffer.from(body, 'latin1')
      const request = head(
        `POST ${path} HTTP/1.1`,
        host,
        authorization,
        'Content-Type: application/json',
        `Content-Length: ${bytes.length}`,
      )
      const answer = await exchanged(origin, Buffer.concat([Buffer.from(request), bytes]))
      expect(statuses(answer)).toEqual([400])
      expect(answer).not.toMatch(/ at |node:|\.js/)
    }
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('thousands of form fields are read, and ignored', async () => {
    const { post } = await serving()
    const form = Array.from({ length: 20_000 }, (_, index) => `k${index}=v`).join('&')
    expect((await post('Call/', form)).status).toBe(400)
  })
})
