import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import plivo from 'plivo'
import { describe, expect, it } from 'vitest'
import { deadUrl } from './loopback-app.js'
import { offhook } from './memory-io.js'

interface Asked {
  readonly method: string
  readonly path: string
  readonly params: URLSearchParams
  readonly body: URLSearchParams
  readonly headers: IncomingMessage['headers']
}

/** An application that remembers what it was asked; closes with `await using`. */
async function application(answer: (response: ServerResponse, asked: Asked) => void) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { pathname: path, searchParams: params } = new URL(request.url ?? '', 'http://app.test')
    const one = {
      method: request.method ?? '',
      path,
      params,
      body: new URLSearchParams(body),
      headers: request.headers,
    }
    asked.push(one)
    answer(response, one)
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise<void>(closed => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const xml =
  (body: string, status = 200, type: string | undefined = 'text/xml') =>
  (response: ServerResponse) =>
    response.writeHead(status, type ? { 'content-type': type } : {}).end(body)

const clean = '<Response><Hangup/></Response>'

describe('"a URL is requested as Plivo asks an answer URL"', () => {
  it('once, by GET, with the parameters of a call that comes in and without the fragment', async () => {
    await using app = await application(xml(clean))
    const { code, out } = await offhook(['check', `${app.base}/answer?tenant=7#rt=3000`])
    expect([code, out]).toEqual([0, '✓ 1 document, no problems\n'])
    expect(app.asked).toHaveLength(1)
    const [{ method, path, params, headers }] = app.asked as [Asked]
    expect([method, path, params.get('tenant')]).toEqual(['GET', '/answer', '7'])
    expect(Object.fromEntries(params)).toMatchObject({
      CallStatus: 'ringing',
      Direction: 'inbound',
      Event: 'StartApp',
      From: '14155550100',
      To: '14155550199',
    })
    expect(params.get('CallUUID')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers['user-agent']).toBe('Plivo')
  })

  it('signed with the token of the account; PLIVO_AUTH_ID is the ParentAuthID', async () => {
    await using app = await application(xml(clean))
    const env = { PLIVO_AUTH_ID: 'MAXXXXXXXXXXXXXXXXXX', PLIVO_AUTH_TOKEN: 'a-token' }
    await offhook(['check', `${app.base}/answer`, '--method', 'post'], { env })
    const [{ method, body, headers }] = app.asked as [Asked]
    expect(method).toBe('POST')
    expect(body.get('ParentAuthID')).toBe('MAXXXXXXXXXXXXXXXXXX')
    const signed = (name: string) => String(headers[`x-plivo-signature-v3${name}`])
    const params = Object.fromEntries(body)
    expect(
      plivo.validateV3Signature('POST', `${app.base}/answer`, signed('-nonce'), 'a-token', signed(''), params),
    ).toBe(true)
  })

  it('"--param adds parameters, or changes them"', async () => {
    await using app = await application(xml(clean))
    await offhook(['check', `${app.base}/menu`, '--param', 'Digits=1', '--param', 'From=1', '--param', 'Speech=a=b'])
    const { params } = app.asked[0] as Asked
    expect([params.get('Digits'), params.get('From'), params.get('Speech'), params.get('To')]).toEqual([
      '1',
      '1',
      'a=b',
      '14155550199',
    ])
  })

  it('by the policy of its own fragment: what it retries, and what is wrong with it', async () => {
    await using app = await application(
      (response, { params }) => xml(clean, app.asked.length < 3 ? 503 : 200)(response) && params,
    )
    expect((await offhook(['check', `${app.base}/#rp=5xx&rc=2`])).code).toBe(0)
    expect(app.asked).toHaveLength(3)
    const { code, out } = await offhook(['check', `${app.base}/#retries=2`])
    expect(code).toBe(1)
    expect(out).toContain('risky  There is no key "retries" in callback configurations')
  })
})

describe('an application that answers POST only', () => {
  it('is no riddle: the method that it was asked by is said, and only where that may be the reason', async () => {
    await using app = await application(xml('Cannot GET /', 405))
    expect((await offhook(['check', `${app.base}/`])).out).toContain('nearest: method POST: it was asked by GET')
    expect((await offhook(['check', `${app.base}/`, '--method', 'POST'])).out).not.toContain('asked by GET')
  })
})

describe('what a URL answers', () => {
  it.each([
    ['404', xml('', 404), 'no-document', 'The URL gives no document: answered 404'],
    ['503', xml(clean, 503), 'no-document', 'answered 503'],
    [
      'a redirect',
      (r: ServerResponse) => r.writeHead(302, { location: '/other' }).end(),
      'redirect-not-followed',
      '/other (302)',
    ],
    ['201', xml(clean, 201), 'status-not-200', 'answered 201'],
    ['HTML', xml('<!DOCTYPE html><html/>', 200, 'text/html'), 'doctype-refused', 'DOCTYPE'],
    ['nothing', xml(''), 'not-well-formed', 'no element found'],
    ['another type', xml(clean, 200, 'text/html'), 'content-type', 'came as text/html'],
    ['no type', (r: ServerResponse) => r.writeHead(200).end(clean), 'content-type', 'without a Content-Type'],
    [
      'half of it',
      (r: ServerResponse) =>
        r.writeHead(200, { 'content-length': '100' }).write('<Resp') && setImmediate(() => r.destroy()),
      'no-document',
      'The URL gives no document',
    ],
    ['nothing at all', (r: ServerResponse) => r.destroy(), 'no-document', 'closed before any byte'],
    ['what is too large', xml(' '.repeat(2 ** 21)), 'no-document', 'The URL gives no document'],
  ] as const)('%s is a problem', async (_, answer, code, words) => {
    await using app = await application(answer)
    const { out } = await offhook(['check', `${app.base}/x#rc=0`, '--json'])
    const problems = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(problems).toEqual([
      expect.objectContaining({ file: `${app.base}/x`, code, message: expect.stringContaining(words) }),
    ])
  })

  it('D7: a relative URL breaks, with the absolute one that was probably meant', async () => {
    await using app = await application(
      xml('<Response>\n<GetDigits action="/menu?a=1"/><Redirect>next</Redirect></Response>'),
    )
    const { out } = await offhook(['check', `${app.base}/ivr/answer`, '--json'])
    const [action, redirect] = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(action).toMatchObject({
      line: 2,
      column: 12,
      code: 'url-invalid',
      severity: 'breaks',
      nearest: `action="${app.base}/menu?a=1"`,
    })
    expect(action.fix).toEqual({
      safe: false,
      edits: [{ line: 2, column: 20, endLine: 2, endColumn: 29, text: `${app.base}/menu?a=1` }],
    })
    expect(redirect).toMatchObject({ code: 'url-invalid', nearest: `${app.base}/ivr/next` })
  })

  it('the document is checked and not executed: nothing else is requested', async () => {
    await using app = await application((response, asked) =>
      xml(`<Response><Redirect>http://${asked.headers.host}/next</Redirect></Response>`)(response),
    )
    expect((await offhook(['check', `${app.base}/answer`])).code).toBe(0)
    expect(app.asked.map(({ path }) => path)).toEqual(['/answer'])
  })
})

describe('a URL that nobody can be asked at', () => {
  it('2: it is said, and the others are checked', async () => {
    const dead = await deadUrl()
    const { code, out, err } = await offhook(['check', `${dead}#rt=1000`, 'xml-samples/basics/hello/answer.xml'])
    expect([code, err]).toEqual([2, `offhook: ${dead} cannot be asked: connection refused, 2 attempts\n`])
    expect(out).toBe('✗ 1 document, no problems, 1 not checked\n')
  })

  it.each(['http://', 'https://a b', 'http://[::1'])('2: %s is no URL that can be requested', async url => {
    const { code, err } = await offhook(['check', url])
    expect([code, err]).toEqual([2, expect.stringContaining('is not a URL that can be requested')])
  })
})
