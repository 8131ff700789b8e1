import { once } from 'node:events'
import { connect } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/server/rest/operations.js'
import { authId, serving } from '../served.js'
import { rawClient, statuses } from './raw-client.js'

const token = '0123456789abcdef'

describe('what a stranger may ask', () => {
  it('of everything that the document of the API has, only the certificate', async () => {
    const { board, origin, get } = await serving('', { token })
    expect((await get('/offhook/openapi.json')).status).toBe(401)
    const headers = { authorization: `Bearer ${token}` }
    const { paths } = (await (await fetch(`${origin}/offhook/openapi.json`, { headers })).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const open: string[] = []
    const asked = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => ({ path, method })),
    )
    expect(asked.length).toBeGreaterThan(operations.length)
    for (const { path, method } of asked) {
      const target = path.replace('{auth_id}', authId).replace(/\{\w+\}/g, 'x')
      const answer = await fetch(origin + target, { method: method.toUpperCase() })
      if (answer.status !== 401) open.push(`${method} ${path}: ${answer.status}`)
      await answer.text()
    }
    expect(open).toEqual(['get /offhook/ca.pem: 200'])
    expect(board.exchange.calls).toEqual([])
  })

  it('without a token, offhook’s own door is open to this machine, and the account is not', async () => {
    const { origin } = await serving()
    expect((await fetch(`${origin}/offhook`)).status).toBe(200)
    expect((await fetch(`${origin}/v1/Account/${authId}/Call/`)).status).toBe(401)
  })
})

describe('"offhook’s own doors are not at api.plivo.com" (D115)', () => {
  it.each(['api.plivo.com', 'API.PLIVO.COM:443', '127.0.0.1', 'localhost', '[::1]'])(
    'by the proxy, Plivo’s paths are answered, and no others, whatever Host says: %s',
    async host => {
      const { origin } = await serving()
      const ca = await (await fetch(`${origin}/offhook/ca.pem`)).text()
      for (const path of ['/offhook', '/offhook/openapi.json', '/%6fffhook', '//offhook', '/offhook/ca.pem']) {
        const client = await rawClient(origin)
        client.send('CONNECT api.plivo.com:443 HTTP/1.1\r\nHost: api.plivo.com:443\r\n\r\n')
        await client.until('200 Connection established')
        client.socket.removeAllListeners('data')
        const secure = connect({ socket: client.socket, servername: 'api.plivo.com', ca })
        secure.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
        let answer = ''
        secure.on('data', text => {
          answer += text
        })
        await once(secure, 'close')
        expect(statuses(answer), path).toEqual([404])
      }
    },
  )

  it('in absolute form, too', async () => {
    const { origin } = await serving()
    for (const target of ['https://api.plivo.com/offhook', 'http://api.plivo.com/offhook/calls']) {
      const client = await rawClient(origin)
      client.send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
      expect(statuses(await client.closed()), target).toEqual([404])
    }
  })

  it.each(['http://evil.test/offhook', 'http://169.254.169.254/latest'])(
    'with --proxy refuse, %s is not fetched',
    async target => {
      const { origin } = await serving('', { proxy: 'refuse' })
      const client = await rawClient(origin)
      client.send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
      expect(statuses(await client.closed())).toEqual([403])
    },
  )

  it('"Nothing is tunnelled" to itself: a proxy that asks itself would never end', async () => {
    const { origin } = await serving()
    const client = await rawClient(origin)
    client.send(`CONNECT 127.0.0.1:${new URL(origin).port} HTTP/1.1\r\nHost: x\r\n\r\n`)
    expect(statuses(await client.closed())[0]).toBeGreaterThanOrEqual(400)
  })
})
