import fc from 'fast-check'
import plivo from 'plivo'
import { describe, expect, it, vi } from 'vitest'
import { encodeForm, type Params } from '../../src/webhook/form.js'
import { hypotheses } from '../../src/webhook/verify/hypotheses.js'
import { type CapturedRequest, type Verification, verifyRequest } from '../../src/webhook/verify.js'
import { arrived, nonces, type Sent, signV3 } from './signed.js'

const { validateV3Signature } = plivo

const work = vi.hoisted(() => ({ characters: 0 }))
vi.mock('../../src/webhook/signature.js', async original => {
  const real = await original<typeof import('../../src/webhook/signature.js')>()
  const sign: typeof real.sign = (key, text, hash) => {
    work.characters += text.length
    return real.sign(key, text, hash)
  }
  return { ...real, sign }
})
const signedCharacters = (): number => work.characters

/** How often each distortion is tried; OFFHOOK_VERIFY_RUNS=200 for the long version. */
const runs = Number(process.env.OFFHOOK_VERIFY_RUNS ?? 6)

const token = 'Y2Q2ZDgxZmY5YWRiOTI5YmQ1Njg0MTAxZWIyOTc4'
const tokens = { authToken: token }

const params = {
  CallUUID: '97ceeb52-58b6-11e1-86da-77300b68f8bb',
  CallStatus: 'in-progress',
  CallerName: '',
  Event: 'StartApp',
  From: '+15551111111',
  ParentAuthID: 'MANWVLYTK4ZWU1YTY4QA',
  SessionStart: '2024-10-25 14:13:37.779297',
  'SIP-H-To': '<sip:a@b;transport=udp>;tag=1',
  TotalCost: '0.00500',
  To: '15555555555',
}

const sent = (given: Partial<Sent> = {}): Sent => ({
  method: 'POST',
  url: 'https://app.example.com/answer?deployment=blue',
  params,
  tokens,
  ...given,
})

const captured = (given: Partial<Sent> = {}): CapturedRequest => arrived(sent(given)).captured

const verified = (request: CapturedRequest): Verification => verifyRequest(request, tokens)

/** Where nothing explains a request: with little effort, as the search is not what is tested. */
const searchedShortly = (request: CapturedRequest, authToken = token): Verification =>
  verifyRequest(request, { authToken, effort: 500_000 })

const codes = ({ explanation }: Verification): string[] => explanation?.causes.map(({ code }) => code) ?? []

const matching = ({ checks }: Verification): string[] =>
  checks.filter(({ matches }) => matches).map(({ header }) => header.replace('X-Plivo-Signature', ''))

describe('which signature matches', () => {
  it('"V3 and V2, each with its Ma- variant, V1 by option", the strongest first; nothing else is said (D70)', () => {
    const result = verified(captured())
    expect(matching(result)).toEqual(['-V3', '-Ma-V3', '-V2', '-Ma-V2', ''])
    expect(result).toMatchObject({ verdict: 'valid', remarks: [], tried: [] })
    expect(result).not.toHaveProperty('explanation')
    expect(result.checks[2]?.text).toBe(`https://app.example.com/answer${nonces.V2}`)
    expect(matching(verified(captured({ method: 'GET' })))).toEqual(['-V3', '-Ma-V3', '-V2', '-Ma-V2'])
  })

  it("a subaccount's token fits its own headers, the main account's the -Ma- headers, both all", () => {
    const request = captured({ tokens: { authToken: 'sub', mainAuthToken: 'main' } })
    expect(matching(verifyRequest(request, { authToken: 'sub' }))).toEqual(['-V3', '-V2', ''])
    const main = verifyRequest(request, { authToken: 'main' })
    expect(matching(main)).toEqual(['-Ma-V3', '-Ma-V2'])
    expect(main).toMatchObject({ verdict: 'valid', remarks: [{ code: 'main-account-token' }] })
    expect(matching(verifyRequest(request, { authToken: 'sub', mainAuthToken: 'main' }))).toHaveLength(5)
  })

  it('"the header holds a comma-separated list": each is tried, and the one without the port is named', () => {
    const port = arrived(sent({ url: 'http://localhost:3000/answer' }), { signWithoutPort: true }).captured
    const both = verified(port)
    expect(both.checks[0]).toMatchObject({ matches: true, withoutPort: true })
    expect(both.remarks.map(({ code }) => code)).not.toContain('sdk-port')
    const renewed = { ...port.headers, 'X-Plivo-Signature-V3': `b2xk,${port.headers['X-Plivo-Signature-V3']}` }
    expect(verified({ ...port, headers: renewed }).checks[0]?.matches).toBe(true)
  })

  it('headers as CGI and WSGI have them, in any case', () => {
    const { headers, ...request } = captured()
    const cgi = Object.entries(headers).map(([name, value]) => [
      `HTTP_${name.toUpperCase().replaceAll('-', '_')}`,
      value,
    ])
    expect(verified({ ...request, headers: Object.fromEntries(cgi) }).verdict).toBe('valid')
  })

  it('a valid request says where an official SDK refuses it all the same', () => {
    const of = (given: Partial<Sent>) => verified(captured(given)).remarks.map(({ code }) => code)
    expect(of({ url: 'http://localhost:3000/answer' })).toEqual(['sdk-port'])
    expect(of({ url: 'http://[::1]:4104/ok' })).toEqual(['sdk-port', 'sdk-ipv6'])
    expect(of({ url: 'http://[::1]/ok' })).toEqual([])
    expect(of({ url: 'https://h/a?x=%C3%A9' })).toEqual(['sdk-php-query', 'sdk-python-query'])
    expect(of({ url: 'https://h/caf%C3%A9' })).toEqual(['sdk-go-path'])
    expect(of({ params: { k: ['a', 'b'] } })).toEqual(['sdk-lists'])
    expect(of({ method: 'GET', params: {} })).toEqual(['sdk-node-get'])
  })

  it('V2 alone is weak: "neither query nor body is protected"', () => {
    const { headers, ...request } = captured()
    const v2 = Object.entries(headers).filter(([name]) => /-V2/.test(name))
    const result = verified({ ...request, headers: Object.fromEntries(v2), body: 'From=somebody' })
    expect(result).toMatchObject({ verdict: 'valid', remarks: [{ code: 'weak-signature' }] })
  })
})

describe('why it does not match', () => {
  const post = captured()
  const get = captured({ method: 'GET' })
  const plain = captured({ url: 'http://app.example.com:8443/answer/' })
  const header = (request: CapturedRequest, more: Record<string, string | undefined>): CapturedRequest => {
    const all = Object.entries({ ...request.headers, ...more }).filter(([, value]) => value !== undefined)
    return { ...request, headers: Object.fromEntries(all) as Record<string, string> }
  }
  const v3 = post.headers['X-Plivo-Signature-V3'] as string
  const v2 = post.headers['X-Plivo-Signature-V2'] as string
  const only = (name: string, value: string) =>
    header(post, {
      'X-Plivo-Signature': undefined,
      'X-Plivo-Signature-V2': undefined,
      'X-Plivo-Signature-Ma-V2': undefined,
      'X-Plivo-Signature-V3': undefined,
      'X-Plivo-Signature-Ma-V3': undefined,
      [name]: value,
    })
  const read = (change: (key: string, value: string) => [string, unknown] | undefined): CapturedRequest => ({
    ...post,
    params: Object.fromEntries(
      Object.entries(params).flatMap(([key, value]) => [change(key, value) ?? []].filter(one => one.length > 0)),
    ) as Params,
  })
  /** As proxies do it that hand on what another one handed on. */
  const doubled = (again: (name: string, value: string) => string): CapturedRequest => ({
    ...post,
    headers: Object.fromEntries(
      Object.entries(post.headers).map(([name, value]) =>
        name.startsWith('X-Plivo') ? [name, [value, again(name, String(value))]] : [name, value],
      ),
    ),
  })
  const noPort = 'http://app.example.com/answer/'

  it.each<[string, CapturedRequest]>([
    ['scheme', { ...post, url: post.url.replace('https', 'http') }],
    [
      'proxy',
      header(
        { ...post, url: 'http://10.0.0.7:3000/answer?deployment=blue' },
        { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'app.example.com' },
      ),
    ],
    [
      'proxy',
      header(
        { ...post, url: post.url.replace('https', 'http') },
        { Forwarded: 'for=1.2.3.4;proto=https;host=app.example.com' },
      ),
    ],
    ['proxy', header({ ...plain, url: noPort }, { 'X-Forwarded-Port': '8443' })],
    ['proxy', header({ ...plain, url: 'http://app.example.com:8443/' }, { 'X-Forwarded-Prefix': '/answer' })],
    ['request-target', { ...post, url: 'https://app.example.com/answer', requestTarget: '/answer?deployment=blue' }],
    ['port', { ...plain, url: noPort }],
    ['port', { ...post, url: 'https://app.example.com:443/answer?deployment=blue' }],
    ['port', { ...captured({ url: 'https://app.example.com:443/a' }), url: 'https://app.example.com/a' }],
    ['host', { ...post, url: 'https://internal/answer?deployment=blue' }],
    ['host', { ...captured({ url: 'http://localhost:3000/a' }), url: 'http://127.0.0.1:3000/a' }],
    ['trailing-slash', { ...plain, url: 'http://app.example.com:8443/answer' }],
    ['trailing-slash', { ...captured({ url: 'https://h' }), url: 'https://h/' }],
    ['query-twice', { ...get, params: { ...params, deployment: 'blue' } }],
    ['query-twice', { ...post, params: { ...params, deployment: 'blue' } }],
    ['query-dropped', { ...post, url: 'https://app.example.com/answer', params: { ...params, deployment: 'blue' } }],
    ['query-added', { ...post, url: `${post.url}&ref=abc` }],
    ['query-encoding', { ...captured({ url: 'https://h/a?to=%2B1555' }), url: 'https://h/a?to=+1555' }],
    ['body-format', { ...header(post, { 'Content-Type': 'application/json' }), body: JSON.stringify(params) }],
    ['body-format', header(post, { 'Content-Type': 'text/plain' })],
    ['body-format', { ...post, body: Buffer.from(encodeForm(params)).toString('base64') }],
    ['method', { ...post, method: 'post' }],
    ['method', { ...captured({ params: { From: '1' } }), method: 'GET', params: { From: '1' } }],
    ['params-plus', read((key, value) => [key, value.replace('+', ' ')])],
    ['params-plus', read((key, value) => [key, value.replaceAll(' ', '+')])],
    ['params-plus', read((key, value) => [key, value.replace(/^\+/, '')])],
    ['params-names', read((key, value) => [key.toLowerCase(), value])],
    ['params-names', read((key, value) => [key === 'CallUUID' ? 'call_uuid' : key, value])],
    ['params-retyped', read((key, value) => [key, key === 'TotalCost' ? '0.005' : value])],
    ['params-encoding', read((key, value) => [key, value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')])],
    ['params-encoding', read((key, value) => [key, encodeURIComponent(value)])],
    ['params-empty', read((key, value) => (value === '' ? undefined : [key, value]))],
    ['params-added', { ...post, params: { ...params, controller: 'calls', action: 'answer' } }],
    [
      'params-lists',
      { ...captured({ params: { Digits: ['1', '2'], From: 'x' } }), params: { Digits: '1,2', From: 'x' } },
    ],
    ['params-lists', { ...captured({ params: { Digits: ['1', '2'] } }), params: { 'Digits[]': ['1', '2'] } }],
    ['params-trimmed', { ...captured({ params: { Speech: 'yes ' } }), params: { Speech: 'yes' } }],
    ['path-encoding', { ...captured({ url: 'https://h/caf%C3%A9/a' }), url: 'https://h/café/a' }],
    ['path-prefix', { ...captured({ url: 'https://h/webhooks/answer' }), url: 'https://h/answer' }],
    ['path-prefix', { ...post, url: 'https://app.example.com/mounted/answer?deployment=blue' }],
    ['nonce-other', header(post, { 'X-Plivo-Signature-V3-Nonce': nonces.V2, 'X-Plivo-Signature-V2-Nonce': nonces.V3 })],
    [
      'nonce-other',
      header(only('X-Plivo-Signature-V3', signV3(token, 'POST', post.url, nonces.V2, params)), {
        'X-Plivo-Signature-V3-Nonce': undefined,
      }),
    ],
    ['header-other-version', header(only('X-Plivo-Signature-V3', v2), { 'X-Plivo-Signature-V3-Nonce': nonces.V2 })],
    ['header-doubled', doubled((_, value) => value)],
    ['header-doubled', doubled((name, value) => (name === 'X-Plivo-Signature-V3-Nonce' ? `${value}0` : value))],
    ['header-list-spaces', only('X-Plivo-Signature-V3', `b2xk, ${v3}`)],
    ['header-mangled', only('X-Plivo-Signature-V3', encodeURIComponent(v3))],
    ['header-mangled', only('X-Plivo-Signature-V3', v3.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''))],
    ['header-mangled', only('X-Plivo-Signature-V3', Buffer.from(v3, 'base64').toString('hex'))],
    ['token-auth-id', only('X-Plivo-Signature-V3', signV3(params.ParentAuthID, 'POST', post.url, nonces.V3, params))],
    ['token-whitespace', only('X-Plivo-Signature-V3', signV3(`${token}\n`, 'POST', post.url, nonces.V3, params))],
  ])('%s (%#)', (code, request) => {
    const result = verified(request)
    expect(codes(result)).toEqual([code])
    expect(result.explanation?.headers).toContain('X-Plivo-Signature-V3')
    expect(JSON.stringify(result)).not.toContain(token)
  })

  it('the token has a line end, or is the other account’s', () => {
    expect(codes(verifyRequest(post, { authToken: `${token}\n` }))).toEqual(['token-whitespace'])
    expect(codes(verifyRequest(post, { authToken: `"${token}"` }))).toEqual(['token-whitespace'])
    const sub = captured({ tokens: { authToken: 'sub', mainAuthToken: 'main' } })
    expect(codes(verifyRequest(sub, { authToken: 'main', mainAuthToken: 'sub' }))).toEqual(['token-other-account'])
  })

  it('user and password in the URL are left out, unless whoever signed kept them', () => {
    const url = 'https://me:pw@app.example.com/a'
    expect(verified({ ...captured({ url }), url }).verdict).toBe('valid')
    const kept = signV3(token, 'POST', 'https://app.example.com/a', nonces.V3, {})
    expect(kept).toBe(captured({ url, params: {} }).headers['X-Plivo-Signature-V3'])
  })

  it('V1 is of the URL with its fragment, which V3 leaves out', () => {
    const request = captured({ url: 'https://h/a#ct=500' })
    const seen = { ...request, url: 'https://h/a#ct=500' }
    expect(matching(verified(seen))).toContain('')
    const v1Only = Object.entries(captured({ url: 'https://h/a' }).headers).filter(([name]) => !/-V[23]/.test(name))
    expect(codes(verified({ ...seen, headers: Object.fromEntries(v1Only) }))).toEqual(['fragment'])
  })

  it.each<[string, (sorted: string) => string]>([
    ['text-form', all => `https://h/a.${all}.${nonces.V3}`],
    ['text-form', all => `https://h/a${all}.${nonces.V3}`],
    ['text-form', all => `https://h/a?${all}${nonces.V3}`],
    ['text-order', () => `https://h/a?b1A2.${nonces.V3}`],
  ])('%s: whoever signed did not sign as Plivo does', async (code, text) => {
    const { sign } = await import('../../src/webhook/signature.js')
    const request = captured({ url: 'https://h/a', params: {} })
    const headers = { 'X-Plivo-Signature-V3': sign(token, text('A2b1')), 'X-Plivo-Signature-V3-Nonce': nonces.V3 }
    expect(codes(verified({ ...request, headers, params: { b: '1', A: '2' } }))).toEqual([code])
  })

  it.each<[string[], CapturedRequest]>([
    [['scheme', 'port'], { ...plain, url: noPort.replace('http', 'https') }],
    [
      ['proxy', 'body-format'],
      {
        ...header(post, { 'Content-Type': 'application/json', 'X-Forwarded-Proto': 'https' }),
        url: post.url.replace('https', 'http'),
        body: JSON.stringify(params),
      },
    ],
    [['scheme', 'trailing-slash'], { ...post, url: 'http://app.example.com/answer/?deployment=blue' }],
    [
      ['scheme', 'params-names'],
      { ...read((key, value) => [key.toLowerCase(), value]), url: post.url.replace('https', 'http') },
    ],
    [
      ['method', 'query-twice'].toSorted().toReversed(),
      { ...get, method: 'get', params: { ...params, deployment: 'blue' } },
    ],
  ])('two things at once: %j', (both, request) => {
    expect(codes(verified(request))).toEqual(both)
  })

  it('any port at all, when nothing likelier explains it', () => {
    const { headers, ...request } = captured({ url: 'http://localhost:1234/a' })
    const seen = { ...request, headers: { ...headers, Host: 'localhost' }, url: 'http://localhost/a' }
    const result = verifyRequest(seen, { ...tokens, effort: 2_000_000 })
    expect(codes(result)).toEqual(['port'])
    expect(result.explanation?.headers).toContain('X-Plivo-Signature-V3')
  })

  it('of two changes to the URL only the last URL is told: Plivo never called the one between', () => {
    const { causes } = verified({ ...plain, url: noPort.replace('http', 'https') }).explanation ?? { causes: [] }
    const sentence = `Another scheme and another port: the signature is of ${plain.url}; what was verified is https://app.example.com/answer/.`
    expect(causes.map(cause => cause.sentence)).toEqual([sentence, sentence])
  })

  it.each([
    ['http', /^Plivo was given an http URL: verify http/],
    ['https', /behind a proxy or tunnel that ends TLS, https/],
  ])('the advice on the scheme is to verify the one that was signed: %s', (scheme, advice) => {
    const request = captured({ url: `${scheme}://app.example.com/answer` })
    const other = scheme === 'http' ? 'https' : 'http'
    const result = verified({ ...request, url: `${other}://app.example.com/answer` })
    expect(result.explanation?.causes[0]?.advice).toMatch(advice)
  })

  it('V3 is explained although V2 matches, because V2 says nothing of the parameters', () => {
    const result = verified({ ...post, params: { ...params, CallerName: 'undefined' } })
    expect(result.verdict).toBe('explained')
    expect(matching(result)).toEqual(['-V2', '-Ma-V2'])
    expect(codes(result)).toEqual(['params-retyped'])
    expect(result.explanation).toMatchObject({
      signed: expect.stringContaining('CallerNameEvent'),
      verified: expect.stringContaining('CallerNameundefined'),
    })
  })

  it('no header, no nonce, nothing that explains it: what is missing, and what is still possible', () => {
    const bare = verified({ ...post, headers: {} })
    expect(bare.verdict).toBe('unsigned')
    expect(codes(bare)).toEqual(['headers-missing'])

    const wrong = searchedShortly(post, 'wrong')
    expect(wrong).toMatchObject({
      verdict: 'unexplained',
      remarks: [{ code: 'wrong-token' }, { code: 'other-url' }, { code: 'other-params' }],
    })
    expect(wrong.remarks[0]?.sentence).toMatch(/^No token that was given signed this: most likely the token is another/)
    expect(wrong.tried).toContain('scheme')

    const id = searchedShortly(post, 'MANWVLYTK4ZWU1YTY4QB')
    expect(id.remarks.map(({ code }) => code)).toContain('token-is-auth-id')
  })

  it('"V2 says nothing of the body": a forged body is not valid by V2, where there is V3, too', () => {
    const forged = searchedShortly({ ...post, body: encodeForm({ ...params, From: 'mallory' }) })
    expect(forged.verdict).toBe('unexplained')
    expect(matching(forged)).toEqual(['-V2', '-Ma-V2'])
    expect(forged.remarks.map(({ code }) => code)).toEqual(['url-is-right', 'other-params'])
    expect(codes(verified({ ...post, params: { ...params, From: 'mallory' } }))).toEqual(['params-body'])
  })

  it.each([
    ['X-Plivo-Signature-V3-Nonce', 'nonce-missing'],
    ['X-Plivo-Signature-V3', 'headers-missing'],
  ])('without %s (%s), nothing is valid by V2, and a search is not worth it', (name, code) => {
    const lost = name.endsWith('Nonce') ? { [name]: undefined } : { [name]: undefined, 'X-Plivo-Signature-Ma-V3': '' }
    const result = verified(header(post, lost))
    expect(result).toMatchObject({ verdict: 'explained', tried: [], explanation: { causes: [{ code }] } })
    expect(result.explanation?.causes[0]?.sentence).toContain(`${name} is `)
    expect(codes(verified({ ...header(post, lost), url: 'https://elsewhere.example.com/' }))).toEqual([code])
    expect(codes(verified(header(post, { ...lost, [name]: '' })))).toEqual([code])
  })

  it.each([
    ['header-mangled', 'AAAA'],
    ['header-mangled', `"${v3}"`],
    ['header-list-spaces', `AAAA=, ${v3}`],
  ])(
    '%s: X-Plivo-Signature-V3 alone is damaged (%s), the -Ma- header is not: not valid, as in the plivo package',
    (code, value) => {
      const request = header(post, { 'X-Plivo-Signature-V3': value })
      const result = verified(request)
      expect(validateV3Signature('POST', post.url, nonces.V3, token, value, params)).toBe(false)
      expect(result).toMatchObject({ verdict: 'explained', remarks: [], explanation: { causes: [{ code }] } })
      expect(matching(result)).toEqual(['-Ma-V3', '-V2', '-Ma-V2', ''])
    },
  )

  it('parameters of a GET: given apart they are valid, given twice they are not, as in the plivo package', () => {
    const { url } = get
    const bare = url.replace(/\?.*/, '')
    const all = { ...params, deployment: 'blue' }
    const accepts = (called: string, given: Params) =>
      validateV3Signature('GET', called, nonces.V3, token, String(get.headers['X-Plivo-Signature-V3']), given)
    expect(verified({ ...get, url: bare, params: all }).verdict).toBe(accepts(bare, all) ? 'valid' : 'refused')
    expect(verified({ ...get, params: {} }).verdict).toBe(accepts(url, {}) ? 'valid' : 'refused')

    expect(accepts(url, all)).toBe(false)
    const twice = { ...get, params: all }
    const doubled = { ...get, url: `${url}&${url.split('?')[1]}` }
    for (const request of [twice, doubled]) {
      expect(verified(request).verdict).toBe('explained')
      expect(codes(verified(request))).toEqual(['query-twice'])
    }
  })

  it('header-doubled: equal values are told from different ones', () => {
    const sentence = (request: CapturedRequest) => verified(request).explanation?.causes[0]?.sentence
    expect(sentence(doubled((_, value) => value))).toBe('The X-Plivo-… headers came twice, with the same values.')
    const other = doubled((name, value) => (name === 'X-Plivo-Signature-V3-Nonce' ? `${value}0` : value))
    expect(sentence(other)).toBe(`A nonce came several times, with different values; the signature is of ${nonces.V3}.`)
    const neither = header(only('X-Plivo-Signature-V3', 'b2xk'), { 'X-Plivo-Signature-V3-Nonce': '1, 2' })
    const { remarks } = searchedShortly({ ...neither, body: 'a=b' })
    expect(remarks.find(({ code }) => code === 'header-doubled')?.sentence).toContain('different values (1, 2)')
  })

  it('neither user nor password of the URL are in the result, where they are signed, too', () => {
    const url = 'https://me:s3cret@app.example.com/a'
    const { headers } = captured({ url })
    const basic = { ...headers, Authorization: `Basic ${Buffer.from('me:s3cret').toString('base64')}` }
    const kept = signV3(token, 'POST', url, nonces.V3, params)
    for (const request of [
      { ...post, url, headers },
      { ...post, url: url.replace('https', 'http'), headers },
      { ...post, url: 'https://app.example.com/a', headers: { ...basic, 'X-Plivo-Signature-V3': kept } },
    ]) {
      const result = verified(request)
      expect(result.checks).not.toEqual([])
      expect(JSON.stringify(result)).not.toMatch(/s3cret|me:/)
    }
    expect(() => verified({ ...post, url: 'ftp://me:s3cret@h/' })).toThrow(/^ftp:\/\/•••@h\/ is not/)
  })

  it('a URL that is not absolute is refused', () => {
    expect(() => verified({ ...post, url: '/answer' })).toThrow(
      new TypeError('/answer is not an absolute http or https URL'),
    )
  })
})

describe('whatever happened to a signed request, it is named, or something simpler that comes to the same', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
  const text = fc.string({ unit: fc.constantFrom(...'abZ09 +&=?/:.-_~%é€😀"<'), maxLength: 12 })
  const number = fc.stringMatching(/^\+?1555[0-9]{7}$/)
  const given: fc.Arbitrary<Sent> = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    url: fc
      .record({
        scheme: fc.constantFrom('http', 'https'),
        host: fc.constantFrom('localhost', 'app.example.com', 'Example.org'),
        port: fc.constantFrom('', ':3000', ':443', ':8443', ':17171'),
        path: fc.array(word, { maxLength: 3 }).map(words => words.map(one => `/${one}`).join('')),
        slash: fc.constantFrom('', '/'),
        query: fc.array(fc.tuple(word, text), { maxLength: 3 }),
      })
      .map(({ scheme, host, port, path, slash, query }) => {
        const search = query.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
        return `${scheme}://${host}${port}${path}${slash}${search && '?'}${search}`
      }),
    params: fc.record({
      CallUUID: fc.uuid(),
      CallerName: fc.constantFrom('', 'Ann Lee'),
      From: number,
      To: number,
      Speech: text,
      TotalCost: fc.constantFrom('0.00500', '0.01000'),
    }),
    tokens: fc.constantFrom(tokens, { authToken: token, mainAuthToken: 'main' }),
  })

  const paramsOf = ({ params: one, body }: CapturedRequest) =>
    Object.entries(one ?? Object.fromEntries(new URLSearchParams(body ?? ''))) as [string, string][]
  const values = (change: (value: string, key: string) => string) => (request: CapturedRequest) =>
    request.method === 'POST' && {
      ...request,
      params: Object.fromEntries(paramsOf(request).map(([key, value]) => [key, change(value, key)])),
    }
  const names = (change: (name: string) => string) => (request: CapturedRequest) =>
    request.method === 'POST' && {
      ...request,
      params: Object.fromEntries(paramsOf(request).map(([key, value]) => [change(key), value])),
    }
  const url = (change: (url: string) => string) => (request: CapturedRequest) => ({
    ...request,
    url: change(request.url),
  })
  const headers = (change: (value: string, name: string) => string) => (request: CapturedRequest) => ({
    ...request,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, change(String(value), name)]),
    ),
  })
  const signatures = (change: (value: string) => string) =>
    headers((value, name) => (/^X-Plivo-Signature(-Ma)?(-V[123])?$/.test(name) ? change(value) : value))

  it.each<[string, (request: CapturedRequest) => CapturedRequest | false]>([
    ['scheme', url(one => (one.startsWith('https') ? one.replace('https', 'http') : one.replace('http', 'https')))],
    ['port', url(one => one.replace(/^(https?:\/\/[^/?]*?):\d+/, '$1'))],
    ['port', url(one => one.replace(/^(https?:\/\/[^/?:]*)(?=[/?]|$)/, '$1:443'))],
    ['port', url(one => one.replace(/^(https?:\/\/[^/?:]*)(?=[/?]|$)/, '$1:80'))],
    [
      'proxy',
      request => ({
        ...request,
        url: request.url.replace(/^https?:\/\/[^/?]*/, 'http://10.1.2.3:8000'),
        headers: {
          ...request.headers,
          Host: '10.1.2.3:8000',
          'X-Forwarded-Proto': new URL(request.url).protocol.slice(0, -1),
          'X-Forwarded-Host': String(request.headers.Host),
        },
      }),
    ],
    ['host', url(one => one.replace(/^(https?:\/\/)[^/?]*/, '$1internal'))],
    ['trailing-slash', url(one => one.replace(/\/(?=\?|$)|(?<!\/)(?=\?|$)/, slash => (slash ? '' : '/')))],
    ['query-added', url(one => `${one}${one.includes('?') ? '&' : '?'}utm=1`)],
    [
      'query-twice',
      request => ({
        ...request,
        params: Object.fromEntries(
          [...paramsOf(request), ...new URL(request.url).searchParams].map(([key]) => [
            key,
            [
              ...new URL(request.url).searchParams.getAll(key),
              ...paramsOf(request)
                .filter(([name]) => name === key)
                .map(([, value]) => value),
            ],
          ]),
        ),
      }),
    ],
    ['path-prefix', url(one => one.replace(/^(https?:\/\/[^/?]*)/, '$1/mounted'))],
    ['method', request => ({ ...request, method: request.method.toLowerCase() })],
    [
      'body-format',
      request =>
        request.method === 'POST' && {
          ...request,
          body: JSON.stringify(Object.fromEntries(paramsOf(request))),
          headers: { ...request.headers, 'Content-Type': 'application/json' },
        },
    ],
    ['params-names', names(name => name.toLowerCase())],
    ['params-names', names(name => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase())],
    [
      'params-plus',
      // A value that had its space from the beginning cannot be told from one that lost its plus.
      request =>
        !paramsOf(request).some(([, value]) => String(value).startsWith(' ')) &&
        values(value => value.replace(/^\+/, ' '))(request),
    ],
    ['params-plus', values(value => value.replace(/^\+(?=1555)/, ''))],
    ['params-retyped', values((value, key) => (key === 'TotalCost' ? String(Number(value)) : value))],
    ['params-encoding', values(encodeURIComponent)],
    ['params-encoding', values(value => encodeURIComponent(value).replaceAll('%20', '+'))],
    [
      'params-trimmed',
      values((value, key) => (key === 'Speech' && /^ {0,2}[^ ](.*[^ ])? {0,2}$/.test(value) ? value.trim() : value)),
    ],
    [
      'params-empty',
      request =>
        request.method === 'POST' && {
          ...request,
          params: Object.fromEntries(paramsOf(request).filter(([, value]) => value !== '')),
        },
    ],
    [
      'params-added',
      request =>
        request.method === 'POST' && {
          ...request,
          params: { ...Object.fromEntries(paramsOf(request)), format: 'xml' },
        },
    ],
    ['header-list-spaces', signatures(value => `b2xk, ${value}`)],
    ['header-mangled', signatures(value => `"${encodeURIComponent(value)}"`)],
    ['header-mangled', signatures(value => value.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))],
    [
      'nonce-other',
      headers((value, name) => (name.endsWith('-Nonce') ? (value === nonces.V2 ? nonces.V3 : nonces.V2) : value)),
    ],
    ['header-mangled', headers((value, name) => (name.endsWith('-Nonce') ? `"${value}"` : value))],
  ])('%s', (code, distort) => {
    const rank = (one: string) => hypotheses.findIndex(hypothesis => hypothesis.code === one)
    fc.assert(
      fc.property(given, one => {
        const { captured: whole, signed } = arrived(one)
        expect(verifyRequest(whole, one.tokens).checks[0]?.matches).toBe(true)
        const request = distort(whole)
        fc.pre(request !== false && JSON.stringify(request) !== JSON.stringify(whole))
        const result = verifyRequest(request as CapturedRequest, one.tokens)
        fc.pre(result.checks[0]?.matches !== true) // it came to the same
        const [cause, ...others] = codes(result)
        expect(others).toEqual([])
        expect(rank(cause ?? '')).toBeGreaterThanOrEqual(0)
        expect(rank(cause ?? '')).toBeLessThanOrEqual(rank(code))
        expect(result.explanation?.signed).toBe(signed)
      }),
      { numRuns: runs },
    )
  })
})

describe('the search ends after a fixed amount of work, and says so', () => {
  const signed = { 'X-Plivo-Signature-V3': 'b2xk', 'X-Plivo-Signature-V3-Nonce': nonces.V3 }
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`p${at}`, `a, b${at}`]))

  it.each<[string, CapturedRequest]>([
    ['five hundred parameters', { ...captured(), headers: signed, params: many }],
    ['a value of a million characters', { ...captured(), headers: signed, params: { Speech: 'a +'.repeat(350_000) } }],
    ['a query of thousands of pairs', { ...captured({ url: `https://h/a?${'a&'.repeat(4000)}` }), headers: signed }],
  ])('%s', (_, request) => {
    const effort = 8_000_000
    const before = signedCharacters()
    expect(verifyRequest(request, { authToken: token, effort })).toMatchObject({
      verdict: 'unexplained',
      triedAll: false,
    })
    // V3 may take all of it, the other versions and the ports half each; a text that is made anew costs a quarter.
    expect(signedCharacters() - before).toBeLessThan(4 * 2.5 * effort)
  })

  it('of a request as Plivo sends them, everything is tried', () => {
    const more = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`X-PH-${at}`, 'a value of some length']))
    const { method, url } = captured()
    const headers = { ...signed, 'X-Plivo-Signature-V2': 'b2xk', 'X-Plivo-Signature-V2-Nonce': nonces.V2 }
    const result = verified({ method, url, headers, params: { ...params, ...more } })
    expect(result).toMatchObject({ verdict: 'unexplained', triedAll: true })
  }, 30_000)
})
