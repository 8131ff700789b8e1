import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { colours } from '../../src/cli/colours.js'
import { run } from '../../src/cli/program.js'
import { describeVerification } from '../../src/cli/verify-report.js'
import { verifyRequest } from '../../src/webhook/verify.js'
import { temporaryFolder } from '../temporary-folder.js'
import { arrived } from '../webhook/signed.js'
import { memoryIo, offhook, unprintable } from './memory-io.js'

const token = 'Y2Q2ZDgxZmY5YWRiOTI5YmQ1Njg0MTAxZWIyOTc4'
const env = { PLIVO_AUTH_TOKEN: token }
const url = 'https://app.example.com/answer?x=1'
const params = { CallUUID: 'abc', From: '+15551111111', CallerName: '' }
const { captured } = arrived({ method: 'POST', url, params, tokens: { authToken: token } }, {})
const headers: Readonly<Record<string, string>> = captured.headers
const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
const wire = ['POST /answer?x=1 HTTP/1.1', ...lines, '', captured.body].join('\r\n')

/** The body in two chunks, as servers that do not know its length send it. */
const chunked = (body: string): string =>
  wire.replace(/\r\n\r\n.*$/s, () => {
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
    return `\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(body.slice(0, 11))}${chunk(body.slice(11))}0\r\n\r\n`
  })

const file = (text: string, name = 'request.http'): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

const flags = ['--url', url, '--body', captured.body ?? '', ...lines.flatMap(line => ['--header', line])]

describe('0: a signature is valid', () => {
  test('a request as it went over the wire', async () => {
    const { code, out, err } = await offhook(['verify', file(wire), '--url', url], { env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`POST ${url}  (3 parameters)
  ✓ X-Plivo-Signature-V3     matches
  ✓ X-Plivo-Signature-Ma-V3  matches
  ✓ X-Plivo-Signature-V2     matches
  ✓ X-Plivo-Signature-Ma-V2  matches

✓ V3 and V2 match
`)
  })

  const list = Object.entries(headers).map(([name, value]) => ({ name, value }))
  const har = { method: 'POST', url, headers: list, postData: { mimeType: 'x', text: captured.body } }
  const cases: [string, string][] = [
    ['line ends of Unix, and one more that an editor added', `${wire.replaceAll('\r\n', '\n')}\n`],
    ['a body in chunks', chunked(captured.body ?? '')],
    [
      'chunks that the dump has put together',
      chunked(captured.body ?? '').replace(/\r\n\r\n.*$/s, `\r\n\r\n${captured.body}`),
    ],
    ['a Host that came twice', wire.replace(/(Host: .*\r\n)/, '$1$1')],
    ['an absolute request line', wire.replace('/answer?x=1 HTTP/1.1', `${url} HTTP/1.1`)],
    ['JSON with a body', JSON.stringify({ ...captured, url })],
    ['JSON with parameters', JSON.stringify({ method: 'POST', url, headers, params })],
    [
      'JSON with a parsed body',
      JSON.stringify({ method: 'POST', url, headers: Object.entries(headers), body: params }),
    ],
    [
      'a HAR',
      JSON.stringify({ log: { entries: [{ request: { url: 'http://other/', headers: [] } }, { request: har }] } }),
    ],
    ['a request of a HAR', JSON.stringify({ request: har })],
  ]
  test.each(cases)('%s', async (_, text) => {
    const { code, out } = await offhook(['verify', file(text), '--url', url], { env })
    expect(out).toContain('✓ V3 and V2 match\n')
    expect(code).toBe(0)
  })

  test('flags alone, and what is piped in', async () => {
    expect((await offhook(['verify', ...flags, '--token', token])).code).toBe(0)
    const io = memoryIo({ env })
    io.stdin.end(wire)
    expect(await run(['verify', '-', '--url', url], io)).toBe(0)
  })
})

describe('1: none is, and why', () => {
  test('what happened, what to change, how that is known, and both texts', async () => {
    const { code, out } = await offhook(['verify', file(wire)], { env })
    expect(code).toBe(1)
    expect(out).toContain(`Why   The signature is of ${url}; what was verified is\n`)
    expect(out).toContain('Do    Verify the scheme that Plivo called')
    expect(out).toContain('      scheme, SDK: V2 and V3 sign scheme, host, port and path')
    expect(out).toMatch(/ signed {4}https:\/\/app\.example\.com\/answer\?x=1\.CallUUIDabcCallerName/)
    expect(out).toMatch(/ verified {2}http:\/\/app\.example\.com\/answer\?x=1\.CallUUIDabcCallerName/)
    expect(out.endsWith('\n✗ no signature matches, and this is why\n')).toBe(true)
  })

  test('nothing explains it: the likeliest reason, what was tried in a line, and what is to sign, to be copied', () => {
    const result = verifyRequest({ ...captured, url }, { authToken: 'another', effort: 500_000 })
    const out = describeVerification({ ...result, triedAll: true }, colours(false), 80)
    expect(out).toContain('Why   No token that was given signed this: most likely the token is another one,\n')
    expect(out.replace(/\s+/g, ' ')).toContain('spellings of the token; alone and two at a time.')
    expect(out).not.toContain('header-list-spaces')
    const text = 'https://app.example.com/answer?x=1.CallUUIDabcCallerNameFrom+15551111111.33333333333333333333'
    expect(out).toContain(`\n      to sign\n${text}\n`)
    for (const line of out.replace(text, '').split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    expect(describeVerification(result, colours(false), 80)).toContain('but not all of it,')
  })

  test('V3 does not match: the match of V2 is told, and is not enough', async () => {
    const json = file(JSON.stringify({ ...captured, url, params: { ...params, From: 'mallory' } }))
    const args = ['verify', json, '--body', captured.body ?? '']
    expect((await offhook(args, { env })).code).toBe(0)
    const damaged = await offhook([...args, '--header', 'X-Plivo-Signature-V3: AAAA'], { env })
    expect(damaged.code).toBe(1)
    expect(damaged.out).toContain('\n✗ V3 does not match, though Ma-V3, V2 and Ma-V2 match, and this is why\n')
    const unchecked = await offhook([...args, '--header', 'X-Plivo-Signature-V3-Nonce:'], { env })
    expect(unchecked.code).toBe(1)
    expect(unchecked.out).toContain('\n✗ V3 cannot be checked, though V2 and Ma-V2 match, and this is why\n')
    const forged = await offhook(['verify', file(wire.replace('CallerName=', 'CallerName=null')), '--url', url], {
      env,
    })
    expect(forged.code).toBe(1)
    expect(forged.out).toContain('\n✗ V3 does not match, though V2 and Ma-V2 match, and this is why\n')
  })

  test('two causes have one sentence, and each its advice', async () => {
    const { out } = await offhook(['verify', file(wire), '--url', 'http://app.example.com:8080/answer?x=1'], { env })
    expect(out.replace(/\s+/g, ' ')).toContain(`Why Another scheme and another port: the signature is of ${url}; what`)
    expect(out.match(/^(Why|And|Do) /gm)).toEqual(['Why ', 'Do ', 'Do '])
  })

  test('a line is never wider than the terminal: a long URL is wrapped', async () => {
    const long = `https://app.example.com/${'answer/'.repeat(40)}?x=1`
    const { out } = await offhook(['verify', file(wire), '--url', long, '--header', 'X-Plivo-Signature-V3-Nonce:'], {
      env,
    })
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
    expect(out.replace(/\n +/g, '')).toContain(`POST ${long}(3 parameters)`)
  })

  test('--json is one object, with codes for programs', async () => {
    const { code, out } = await offhook(['verify', file(wire), '--json'], { env })
    expect(code).toBe(1)
    const result = JSON.parse(out)
    expect(result).toMatchObject({
      verdict: 'explained',
      explanation: { causes: [{ code: 'scheme', provenance: 'SDK' }] },
    })
    expect(out.trimEnd()).not.toContain('\n')
  })

  test('no signature at all', async () => {
    const { code, out } = await offhook(['verify', '--url', url], { env })
    expect(code).toBe(1)
    expect(out).toContain('The request has no X-Plivo-Signature header at all.')
    expect(out).toContain('✗ not signed\n')
  })
})

test('the token is never printed, and hostile bytes never reach the terminal raw', async () => {
  const hostile = wire
    .replace('CallUUID=abc', 'CallUUID=%1b[31m%07%E2%80%AE')
    .replace('/answer?x=1', '/answer?x=\u009b2J')
  for (const more of [[], ['--json'], ['--token', ` ${token}\n`]]) {
    const args = ['verify', file(hostile), '--header', 'X-Plivo-Signature-V3-Nonce:', ...more]
    const { out, err } = await offhook(args, { env })
    expect(out + err).toContain('nonce-missing')
    expect(out + err).not.toContain(token)
    expect(out + err).not.toMatch(unprintable)
  }
  const request = { ...captured, url: 'https://h/a?x=\u009b2J', body: 'a=%1b[31m%07%E2%80%AE%0A' }
  const report = describeVerification(verifyRequest(request, { authToken: token, effort: 1e5 }), colours(false), 80)
  expect(report).toContain('to sign')
  expect(report).not.toContain(token)
  expect(report).not.toMatch(unprintable)
})

describe('neither credentials nor tokens are printed, in errors neither', () => {
  const secret = 'http://user:s3cret@app.example.com/answer?x=1'
  const cases: [string, string[]][] = [
    ['a report', ['verify', file(wire), '--url', secret]],
    ['the request line', ['verify', file(wire.replace('/answer?x=1', secret))]],
    ['no request line', ['verify', file(`GET ${secret} HTTP/1.1 nonsense`)]],
    ['no header', ['verify', file(`GET / HTTP/1.1\n${secret.slice(5)}\n\n`)]],
    ['another scheme', ['verify', '--url', secret.replace('http', 'wss')]],
    ['two @', ['verify', '--url', 'http://user:s3cret@s3cret@/a']],
    ['no scheme', ['verify', '--url', secret.slice(7)]],
    ['three slashes', ['verify', '--url', secret.replace('//', '///')]],
    ['a path', ['verify', file(`GET /${secret} HTTP/1.1\n\n`)]],
    ['no JSON', ['verify', file(`{${secret}`)]],
    ['a header without a colon', ['verify', '--header', 's3cret']],
    ['the token as a file', ['verify', token]],
  ]
  test.each(cases)('%s', async (_, args) => {
    for (const more of [[], ['--json']]) {
      const { out, err } = await offhook([...args, ...more], { env })
      expect(out + err).not.toMatch(/s3cret/)
      expect(out + err).not.toContain(token)
      expect(out + err).not.toBe('')
      expect(err).not.toContain('internal')
    }
  })

  test('a report has dots in their place', async () => {
    const { out } = await offhook(['verify', file(wire), '--url', secret], { env })
    expect(out).toContain('POST http://•••@app.example.com/answer?x=1  (3 parameters)\n')
  })
})

describe('small inputs that take long elsewhere are refused, or read, at once', () => {
  const spaces = ' '.repeat(100_000)
  const cases: [string, string][] = [
    ['a lone return behind spaces', wire.replace('\r\n\r\n', `\r\nX: ${' '.repeat(2000)}\rz\r\n\r\n`)],
    ['spaces in a header', wire.replace('\r\n\r\n', `\r\nX: a${spaces}b\r\n\r\n`)],
    ['spaces in the request line', `GET${spaces}x${spaces}y`],
    ['forty thousand headers', wire.replace('\r\n\r\n', `\r\n${'X: y\r\n'.repeat(40_000)}\r\n`)],
    ['as many in JSON', JSON.stringify({ url, headers: Array.from({ length: 40_000 }, () => ['X', 'y']) })],
    [
      'a parameter as often',
      JSON.stringify({ url, headers, params: Array.from({ length: 40_000 }, () => ['X', 'y']) }),
    ],
    ['a body of two million characters', wire + 'x'.repeat(2_000_000)],
    ['JSON nested 8000 deep', `{"url":"${url}","headers":{},"params":${'{"a":'.repeat(8000)}1${'}'.repeat(8001)}`],
    ['lists nested 8000 deep', `{"url":"${url}","headers":{},"params":{"a":${'['.repeat(8000)}${']'.repeat(8000)}}}`],
    ['headers nested 8000 deep', `{"url":"${url}","headers":{"a":${'['.repeat(8000)}${']'.repeat(8000)}}}`],
    ['names nested 8000 deep', `{"url":"${url}","headers":[[${'['.repeat(8000)}${']'.repeat(8000)}]]}`],
  ]
  test.each(cases)('%s', async (_, text) => {
    const { code, err } = await offhook(['verify', file(text), '--url', url], { env })
    expect(err).not.toContain('Maximum call stack')
    expect(code).toBeLessThan(3)
  })

  test('sentences say how much there may be', async () => {
    const of = async (text: string) => (await offhook(['verify', file(text), '--url', url], { env })).err
    expect(await of(cases[3]?.[1] ?? '')).toMatch(/^offhook: the request has 400\d\d headers; allowed are 200: /)
    expect(await of(cases[6]?.[1] ?? '')).toMatch(/^offhook: the request has \d+ characters; allowed are 1048576: /)
    expect(await of(cases[7]?.[1] ?? '')).toMatch(/nested too deep; allowed is flat text, or lists of text/)
  })
})

describe('2: wrong usage: what was given, what is allowed, the nearest', () => {
  const cases: [string, string[], string][] = [
    ['no token', ['verify', '--url', url], 'PLIVO_AUTH_TOKEN'],
    ['an empty token', ['verify', '--url', url, '--token', ''], 'It is empty'],
    ['no such file', ['verify', 'nowhere.http', '--token', 'x'], 'there is no file nowhere.http'],
    ['an empty file', ['verify', file(''), '--token', 'x'], 'the input is empty'],
    ['no request', ['verify', file('hello there, you'), '--token', 'x'], 'is no request line; allowed is'],
    ['no header', ['verify', file('GET / HTTP/1.1\nnonsense\n\n'), '--token', 'x'], '"nonsense" is no header'],
    [
      'a chunk that is too short',
      ['verify', file('POST http://h/ HTTP/1.1\nTransfer-Encoding: chunked\n\n5\nab'), '--token', 'x'],
      'chunk 1 of the body is shorter than its size 5',
    ],
    [
      'no last chunk',
      ['verify', file('POST http://h/ HTTP/1.1\nTransfer-Encoding: chunked\n\n2\nab\n'), '--token', 'x'],
      'chunk 2 of the body does not begin with its size',
    ],
    ['no JSON', ['verify', file('{nonsense'), '--token', 'x'], 'looks like JSON'],
    ['a JSON without a request', ['verify', file('[1]'), '--token', 'x'], 'there is no request in this JSON'],
    [
      'a nonce as a number',
      ['verify', file('{"url":"http://h/","headers":{"constructor":["a"],"n":1}}'), '--token', 'x'],
      'must be text',
    ],
    ['a path without a host', ['verify', file('GET /a HTTP/1.1\n\n'), '--token', 'x'], 'no Host header'],
    ['a URL without a scheme', ['verify', '--url', 'h.com/a', '--token', 'x'], 'did you mean https://h.com/a?'],
    ['another scheme', ['verify', '--url', 'wss://h/a', '--token', 'x'], 'allowed is an absolute http or https URL'],
    ['a header without a name', ['verify', '--url', url, '--header', 'x', '--token', 'x'], "Allowed is 'Name: value'."],
  ]
  test.each(cases)('%s', async (_, args, words) => {
    const { code, out, err } = await offhook(args)
    expect(err).toContain(words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  test('help teaches: examples come first, and it fits 60 columns', async () => {
    const { code, out } = await offhook(['verify', '--help'], { columns: 60 })
    expect(code).toBe(0)
    expect(out.indexOf('  offhook verify')).toBeLessThan(out.indexOf('Usage:'))
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60)
  })
})
