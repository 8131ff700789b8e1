import { describe, expect, it } from 'vitest'
import { authId, authToken, base, serving } from '../served.js'
import { exchanged, rawClient, statuses } from './raw-client.js'

const form = { from: '+14155550100', to: '+14155550199', answer_url: 'http://app.test/a' }

describe('what a web page in somebody’s browser can send', () => {
  it.each<Record<string, string>>([
    { origin: 'null' },
    { origin: 'http://evil.example' },
    { origin: 'http://127.0.0.1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('"checks Host and Origin (… cross-site posts)": a form is refused, and does nothing: %o', async headers => {
    const { origin, board } = await serving()
    const credentials = Buffer.from(`${authId}:${authToken}`).toString('base64')
    for (const path of ['/offhook/calls', `${base}Call/`]) {
      const answer = await fetch(origin + path, {
        method: 'POST',
        headers: { ...headers, authorization: `Basic ${credentials}` },
        body: new URLSearchParams(form),
      })
      expect(answer.status).toBe(403)
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(board.exchange.calls).toEqual([])
  })

  it('nor may it ask first (CORS preflight)', async () => {
    const { origin } = await serving()
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'POST' }
    const answer = await fetch(`${origin}/offhook/calls`, { method: 'OPTIONS', headers })
    expect(answer.status).toBe(403)
    expect([...answer.headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
  })

  it('"embeddable": it may show a file of a recording, if it knows one, but for another name not even that', async () => {
    const { origin } = await serving()
    const path = `${base}Recording/6f0b0d8e-1111-4222-8333-000000000001.mp3`
    expect((await fetch(origin + path, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(404)
    const rebound = `GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`
    expect(statuses(await exchanged(origin, rebound))).toEqual([403])
  })

  it('a name that leads here is refused in HTTP/1.0, too, and where there is none', async () => {
    const { origin } = await serving()
    for (const header of ['', 'Host: evil.example\r\n']) {
      expect(statuses(await exchanged(origin, `GET /offhook HTTP/1.0\r\n${header}\r\n`))).toEqual([403])
    }
  })

  it('in absolute form, Origin is looked at as ever', async () => {
    const { origin } = await serving()
    for (const target of [`${origin}/offhook`, `http://api.plivo.com${base}Call/`]) {
      const request = `GET ${target} HTTP/1.1\r\nHost: x\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n`
      expect(statuses(await exchanged(origin, request)), target).toEqual([403])
    }
  })

  it('a name that somebody else has given to this machine is not taken for it by the proxy', async () => {
    const { origin } = await serving('', { proxy: 'refuse' })
    const request = `GET http://rebound.example:${new URL(origin).port}/offhook HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
    const client = await rawClient(origin)
    client.send(request)
    expect(statuses(await client.closed())).toEqual([403])
  })
})
