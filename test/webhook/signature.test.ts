import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeForm, mergedQuery, type Params } from '../../src/webhook/form.js'
import { sign, signV1, textV3 } from '../../src/webhook/signature.js'
import { verifyRequest } from '../../src/webhook/verify.js'
import { arrived, type Sent, signV2, signV3, target } from './signed.js'

const require = createRequire(import.meta.url)

interface V3Security {
  validateV3Signature(
    method: string,
    uri: string,
    nonce: string,
    token: string,
    signature: string,
    params?: object,
  ): boolean
}
interface Security {
  validateSignature(uri: string, nonce: string, signature: string, token: string): boolean
  computeOldSignature(key: string, uri: string, params: object): string
}
const { validateV3Signature } = require('plivo/dist/utils/v3Security.js') as V3Security
const { validateSignature, computeOldSignature } = require('plivo/dist/utils/security.js') as Security

describe('V1: HMAC-SHA1 of the URL verbatim and the sorted parameters', () => {
  const id = 'MAXXXXXXXXXXXXXXXXXX'
  it.each<[string, Params, string]>([
    [
      'http://foo.com/answer/',
      { Duration: '300', CallUUID: '97ceeb52-58b6-11e1-86da-77300b68f8bb' },
      'EJEt0ELanhr8hjMPIJnLNLex0dE=',
    ],
    [
      'https://example.com/answer?x=1',
      { To: '15555555555', From: '15551111111', CallUUID: 'abc' },
      'famjvUh9EXh/ueW7QfblBOZS7Kw=',
    ],
    ['https://example.com/hangup#ct=2000', {}, '6Pj9kBcgiCKo1T6ozdZ04gfg9Y0='],
  ])('%s', (url, params, signature) => {
    expect(signV1(id, url, params)).toBe(signature)
  })
})

describe('V2: HMAC-SHA256 of the URL without query and fragment, and the nonce', () => {
  it.each([
    ['https://answer.url', 'ehV3IKhLysWBxC1sy8INm0qGoQYdYsHwuoKjsX7FsXc='],
    ['https://example.com:8443/answer?foo=bar&baz=1', 'E5L641kPzsP7wb6MsbdetC632tY9nNtsETnPD55rztA='],
    ['https://example.com/answer?query=123#ct=2000&rt=3000', 'JTLtnh4xskVxvDEWnLeMYs8IkO4HTZJ8JPdRAmNGgso='],
    ['http://localhost:3000/answer', 'OqN2+g2D59otwSLSav1h8qKm42XeKxMmlYoxCSc3ZZw='],
    ['https://example.com/answer/', '6ob8QwqXqFivAN/aNVTvml88BH6r6zG5yGfzBWpFn1M='],
  ])('%s', (url, signature) => {
    expect(signV2('my_auth_token', url, '12345')).toBe(signature)
  })
})

describe('V3: as the SDKs check it', () => {
  const D = 'CallUUID4vbcpem8Digits1234From+15551111111To+15555555555'
  it.each<['GET' | 'POST', string, boolean, string]>([
    ['GET', 'https://example.com/answer?foo=bar', false, 'https://example.com/answer?foo=bar'],
    ['GET', 'https://h/a?foo=bar&From=%2B1555&b=a+b&c=a%20b', false, 'https://h/a?From=+1555&b=a b&c=a b&foo=bar'],
    ['GET', 'https://h/a?z=1&a=2&a=1', false, 'https://h/a?a=1&a=2&z=1'],
    ['POST', 'https://h/a', false, 'https://h/a'],
    ['POST', 'https://h/a#ct=2000&rt=3000', true, `https://h/a?${D}`],
    ['POST', 'https://h/abcd?foo=bar', true, `https://h/abcd?foo=bar.${D}`],
    ['POST', 'https://h:8443/answer/?b=2&a=1', true, `https://h:8443/answer/?a=1&b=2.${D}`],
  ])('what %s %s signs, before the dot and the nonce', (method, url, posted, text) => {
    const parts = target(url)
    expect(textV3(method, parts.base, parts, 'nonce', posted ? P : {})).toBe(`${text}.nonce`)
  })

  const P = { CallUUID: '4vbcpem8', From: '+15551111111', To: '+15555555555', Digits: '1234' }
  it.each<['GET' | 'POST', string, Params, string]>([
    ['GET', 'https://example.com/answer?foo=bar', {}, 'Jmw+pU/ASeQu2f9mFUDFUO6cQPHnskC8xAXkMeAac6Y='],
    [
      'GET',
      'https://example.com/answer?foo=bar&From=%2B1555&b=a+b&c=a%20b',
      {},
      '/6xIeMGmQyl/i3YXXed7hujjCUBJb+5bjcbuHH+UjcA=',
    ],
    ['GET', 'https://example.com/answer?z=1&a=2&a=1', {}, 'rUysXNPyXB84oa+dEXCB4SJxHm5/4dbhH2Efhc0v23U='],
    ['GET', 'https://example.com/answer', {}, 'mLwh3pSWaJH9oRi3m81sWlex9lz+bLqgeK4W35jf83Y='],
    ['POST', 'https://example.com/answer', {}, 'mLwh3pSWaJH9oRi3m81sWlex9lz+bLqgeK4W35jf83Y='],
    ['POST', 'https://example.com/answer', P, 'jnjA4QxDsP9CeVx5WFJHgXJ40O7AD8R7ki//C7mGi8o='],
    ['POST', 'https://example.com/answer#ct=2000&rt=3000', P, 'jnjA4QxDsP9CeVx5WFJHgXJ40O7AD8R7ki//C7mGi8o='],
    ['POST', 'https://example.com/abcd?foo=bar', P, '3ZBbg+SdGXsigo4kFWdg1LOPNlHrbXGIpB/Gif3+6sQ='],
    ['POST', 'https://example.com/answer?query=123#ct=2000&rt=3000', P, 'PZTh/En6LJtmGTZvkxBe94/nhwYiaPmudrufKNc4by8='],
    ['POST', 'https://example.com:8443/answer/?b=2&a=1', P, 'Ul8wpKbMkvpbcixeuF+ls8DB9m2tO5w4HEiC5wJSB9A='],
    ['POST', 'http://localhost:3000/answer', P, 'OFJ10J7ECZK6a7ESDdvCQ558taVWL3dHrk5LTHkx3VQ='],
    ['POST', 'http://127.0.0.1:3000/answer?x=1', P, 'RTp/JPCN6FzgD42k0hF8YfkmQAK53MwdqB81/V/Lj9g='],
    [
      'POST',
      'https://example.com/a',
      { k: ['b', 'a'], Z: '1', a: '2', B: '3' },
      '4SQf/bMvFxrozMBNqkZqRpqP0jmvpcB/kzLmwapmdFY=',
    ],
    ['POST', 'https://example.com/a', { Speech: '' }, '5o3dSIpdZXNqp+s4cg19treADQ/Ml6rmxFCDqFYmj3g='],
    [
      'POST',
      'https://example.com/caf%C3%A9?n=%C3%A9',
      { Speech: 'héllo wörld' },
      'z1+BEv/6QKuPeEspkT2KHu7OFFkbp235W3u18aBvQ+g=',
    ],
  ])('%s %s %o', (method, url, params, signature) => {
    expect(signV3('my_auth_token', method, url, 'kjsdhfsd87sd7yisud2', params)).toBe(signature)
  })

  it('the official vector that all SDKs share', () => {
    const uuid = '3e82ae9d-2c78-4d85-b1a4-6eae7dbafb36'
    const sip = 'sip:PlivoSignature382029104058171078704104'
    const params = {
      Direction: 'outbound',
      From: '19792014278',
      ALegUUID: uuid,
      ALegRequestUUID: uuid,
      CallUUID: uuid,
      RequestUUID: uuid,
      CallStatus: 'in-progress',
      BillRate: '0.002',
      ParentAuthID: 'MANWVLYTK4ZWU1YTY4QA',
      To: `${sip}@phone-qa.voice.plivodev.com`,
      'SIP-H-To': `<${sip}@52.9.11.55;transport=udp>;tag=1`,
      SessionStart: '2020-04-08 11:34:33.238707',
      Event: 'StartApp',
    }
    const url = 'https://plivobin.non-prod.plivops.com/api/v1/validate_signature03.xml/?a=b&c=d'
    const [token, nonce] = ['Y2Q2ZDgxZmY5YWRiOTI5YmQ1Njg0MTAxZWIyOTc4', '31627761595286130198']
    expect(signV3(token, 'POST', url, nonce, params)).toBe('k7Pusd4OxCIjR5IfA9iedDNu/h/gbdYqdzG/MiYtd1c=')
    expect(signV3(token, 'GET', url, nonce, params)).toBe('UBq8jAtd32wR8EK9VgxbBn4n5rpI/l1H9iN4WfSEHFQ=')
  })
})

describe('whatever the URL and the parameters, the official package finds the signature valid', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abZ09 +&=?/:.-_~%é€😀"<') })
  const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}$/)
  const params = fc.dictionary(
    fc.oneof(
      word,
      text.filter(one => one !== ''),
    ),
    text,
    { maxKeys: 6 },
  )
  /** V1 of the package orders keys that go on with one of space to `+` differently; no parameter has such a name. */
  const named = fc.dictionary(word, text, { maxKeys: 6 })
  const url = fc
    .record({
      scheme: fc.constantFrom('http', 'https'),
      host: fc.constantFrom('localhost', '127.0.0.1', 'example.com', 'a.b.example.org'),
      port: fc.constantFrom('', ':3000', ':443', ':8443'),
      path: fc.array(word).map(words => words.map(one => `/${one}`).join('')),
      slash: fc.constantFrom('', '/'),
      query: fc.option(fc.array(fc.tuple(word, text))),
      fragment: fc.constantFrom('', '#ct=500&rt=1000'),
    })
    .map(({ scheme, host, port, path, slash, query, fragment }) => {
      const pairs = query?.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
      return `${scheme}://${host}${port}${path}${slash}${pairs === undefined ? '' : `?${pairs}`}${fragment}`
    })

  it('V3 of a POST, with the parameters as the application reads them', () => {
    fc.assert(
      fc.property(url, params, (to, posted) => {
        const signature = signV3('token', 'POST', to, '123', posted)
        const read = Object.fromEntries(new URLSearchParams(encodeForm(posted)))
        expect(validateV3Signature('POST', to, '123', 'token', signature, read)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('V3 of a GET, with the URL as the application sees it', () => {
    fc.assert(
      fc.property(url, params, (to, merged) => {
        const parts = target(to)
        const query = mergedQuery(parts, merged)
        const seen = `${parts.base}${query && '?'}${query}`
        expect(validateV3Signature('GET', seen, '123', 'token', signV3('token', 'GET', to, '123', merged))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('V2 and V1', () => {
    fc.assert(
      fc.property(url, named, (to, posted) => {
        expect(validateSignature(to, '123', signV2('token', to, '123'), 'token')).toBe(true)
        expect(signV1('token', to, posted)).toBe(computeOldSignature('token', to, posted))
      }),
      { numRuns: 500 },
    )
  })
})

describe('every header of a request as it is sent, checked by the official package as an application does', () => {
  const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,7}$/)
  const value = fc.string({ unit: fc.constantFrom(...'abZ09 +&=?/:.-_~%é€😀"<'), maxLength: 10 })
  /** A query as applications write it: plus or %20 for a space, repeated keys, blank values, no value at all. */
  const written = fc.oneof(
    value.map(one => `=${encodeURIComponent(one)}`),
    value.map(one => `=${encodeURIComponent(one).replaceAll('%20', '+')}`),
    fc.constantFrom('', '=', '=+', '=%2B', '=%25', '=%252B', '=a%20+b'),
  )
  const url = fc
    .record({
      scheme: fc.constantFrom('http', 'https'),
      // Not an IPv6 literal: the package makes `[/:1]` of `[::1]`, so that no signature can pass there.
      host: fc.constantFrom('localhost', '127.0.0.1', 'App.Example.com'),
      port: fc.constantFrom('', ':80', ':443', ':3000'),
      path: fc.array(fc.oneof(word, fc.constantFrom('caf%C3%A9', 'a%2Fb', 'a+b'))),
      query: fc.array(fc.tuple(fc.oneof(word, fc.constantFrom('a', 'To')), written), { maxLength: 5 }),
      fragment: fc.constantFrom('', '#ct=500&rt=1000'),
    })
    .map(({ scheme, host, port, path, query, fragment }) => {
      const search = query.map(([key, one]) => key + one).join('&')
      return `${scheme}://${host}${port}${path.map(one => `/${one}`).join('')}${search && '?'}${search}${fragment}`
    })
  // A parameter comes once: V1 of the package joins a list with commas, which nothing documents.
  const sent: fc.Arbitrary<Sent> = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    url,
    params: fc.dictionary(word, value, { maxKeys: 6 }),
    tokens: fc.constantFrom({ authToken: 'own' }, { authToken: 'sub', mainAuthToken: 'main' }),
  })
  const options = { signV1: true, signWithoutPort: true }

  it('V3 and V2 with the token of the account, -Ma- with that of the main account, V1 of the URL as Plivo has it', () => {
    fc.assert(
      fc.property(sent, request => {
        const { captured } = arrived(request, options)
        const { authToken, mainAuthToken = authToken } = request.tokens
        const headers: Record<string, string> = captured.headers
        const read = Object.fromEntries(new URLSearchParams(captured.body ?? ''))
        const header = (name: string) => headers[`X-Plivo-Signature${name}`] ?? ''
        for (const [ma, token] of [
          ['', authToken],
          ['-Ma', mainAuthToken],
        ] as const) {
          const v3 = header(`${ma}-V3`)
          expect(validateV3Signature(request.method, captured.url, header('-V3-Nonce'), token, v3, read)).toBe(true)
          expect(validateV3Signature(request.method, captured.url, header('-V3-Nonce'), 'wrong', v3, read)).toBe(false)
          expect(validateSignature(captured.url, header('-V2-Nonce'), header(`${ma}-V2`), token)).toBe(true)
        }
        expect(header('')).toBe(computeOldSignature(authToken, request.url, request.params))
      }),
      { numRuns: 300 },
    )
  })

  it('"V3 validators accept a comma list": the second signature is that of the URL without its port', () => {
    fc.assert(
      fc.property(sent, ({ tokens: _, ...request }) => {
        const { captured } = arrived({ ...request, tokens: { authToken: 'own' } }, options)
        const headers: Record<string, string> = captured.headers
        const read = Object.fromEntries(new URLSearchParams(captured.body ?? ''))
        const portless = captured.url.replace(/^(https?:\/\/[^/?]*?):\d+/, '$1')
        const [nonce = '', list = ''] = [headers['X-Plivo-Signature-V3-Nonce'], headers['X-Plivo-Signature-V3']]
        expect(validateV3Signature(request.method, portless, nonce, 'own', list, read)).toBe(true)
        expect(list.split(',')).toHaveLength(portless === captured.url ? 1 : 2)
      }),
      { numRuns: 200 },
    )
  })

  it('offhook verify says of V3 and V2 what the package says, also of a request that was tampered with', () => {
    const tampered = fc.constantFrom<(url: string) => string>(
      one => one,
      one => one.replace('http', 'https').replace('httpss', 'http'),
      one => `${one}${one.includes('?') ? '&' : '?'}x=1`,
      one => one.replace(/:\d+(?=[/?]|$)/, ''),
    )
    fc.assert(
      fc.property(sent, tampered, (request, change) => {
        const whole = arrived(request).captured
        const captured = { ...whole, url: change(whole.url) }
        const { authToken } = request.tokens
        const headers: Record<string, string> = captured.headers
        const read = Object.fromEntries(new URLSearchParams(captured.body ?? ''))
        const [nonce3 = '', nonce2 = ''] = [
          headers['X-Plivo-Signature-V3-Nonce'],
          headers['X-Plivo-Signature-V2-Nonce'],
        ]
        const [v3 = '', v2 = ''] = [headers['X-Plivo-Signature-V3'], headers['X-Plivo-Signature-V2']]
        const { checks } = verifyRequest(captured, request.tokens)
        const said = (name: string) => checks.find(({ header }) => header === name)?.matches
        expect(said('X-Plivo-Signature-V3')).toBe(
          validateV3Signature(request.method, captured.url, nonce3, authToken, v3, read),
        )
        expect(said('X-Plivo-Signature-V2')).toBe(validateSignature(captured.url, nonce2, v2, authToken))
      }),
      { numRuns: 200 },
    )
  })

  it('two active tokens: a list with both signatures passes with either', () => {
    const url = 'https://example.com/answer'
    const list = ['old', 'new'].map(token => signV3(token, 'POST', url, 'n', { a: '1' })).join(',')
    for (const token of ['old', 'new'])
      expect(validateV3Signature('POST', url, 'n', token, list, { a: '1' })).toBe(true)
    expect(validateV3Signature('POST', url, 'n', 'new', list.replace(',', ', '), { a: '1' })).toBe(false)
    expect(list.split(',')[1]).toBe(sign('new', `${url}?a1.n`))
  })
})
