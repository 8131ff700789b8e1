import { describe, expect, it } from 'vitest'
import { TransportFault } from '../../src/index.js'
import { delayed, document, origin, playCall, type Reply, type Script } from '../elements/play-call.js'

const fallbackUrl = `${origin}/fallback`
const hello = document('<Speak>Hello</Speak>')

const failures: [string, Reply, number][] = [
  ['a refused connection', new TransportFault('refuse'), 7011],
  ['no connection', new TransportFault('blackhole'), 7011],
  ['no byte', new TransportFault('stall'), 7011],
  ['a reset', new TransportFault('reset'), 7011],
  ['a partial answer', new TransportFault('short-body', { afterBytes: 20 }), 7011],
  ['404', 404, 7011],
  ['500', 500, 7011],
  ['302', () => new Response('', { status: 302, headers: { location: 'http://app.test/next' } }), 7011],
  ['500 and a broken body', () => new Response('<Resp', { status: 500 }), 7011],
  ['an empty body', 200, 8011],
  ['JSON', '{"Speak":"Hello"}', 8011],
  ['a web page', '<html><body>Hello</body></html>', 8011],
  ['broken XML', '<Response><Speak>Hello</Response>', 8011],
  ['a bare ampersand', '<Response><Redirect>http://app.test/?a=1&b=2</Redirect></Response>', 8011],
  ['an unknown element', document('<Say>Hello</Say>'), 8011],
  ['undocumented nesting', document('<Speak>Hello</Speak><Wait><Speak>Hello</Speak></Wait>'), 8011],
  ['more than 100 KB', document(`<Speak>${'a'.repeat(100_000)}</Speak>`.repeat(2)), 8011],
]

describe('an answer URL without a fallback', () => {
  it.each(failures)('%s: the call ends, source Error, and nothing ran', async (_, reply, code) => {
    const { ran, record, request } = await playCall({ '/answer': reply })

    expect(ran).toEqual([])
    expect(record).toMatchObject({ duration: 0, answeredAt: undefined, hangup: { code, source: 'Error' } })
    expect(request('/hangup').params).toMatchObject({ HangupCauseCode: String(code), HangupSource: 'Error' })
  })
})

describe('D32: the fallback', () => {
  it.each(failures)('is asked after %s', async (_, reply) => {
    const { ran, record, trace } = await playCall({ '/answer': reply, '/fallback': hello }, undefined, {
      call: { fallbackUrl },
    })

    expect(ran.map(line => line.split(' ')[1])).toEqual(['Speak'])
    expect(record.hangup.code).toBe(4010)
    expect(trace.of('document.loaded')).toMatchObject([{ origin: 'fallback' }])
  })

  it.each(failures)('fails by %s: the code is its own', async (_, reply, code) => {
    const other = code === 7011 ? 'no XML' : 500
    const { record, trace } = await playCall({ '/answer': other, '/fallback': reply }, undefined, {
      call: { fallbackUrl },
    })

    expect(record.hangup).toMatchObject({ code, source: 'Error' })
    expect(trace.of('webhook.sent').map(({ purpose }) => purpose)).toEqual(['answer', 'fallback', 'hangup'])
  })

  it('is asked once the answer URL is exhausted, with a budget of its own', async () => {
    const { requests, record } = await playCall(
      { '/answer': 503, '/fallback': (_, times) => (times < 3 ? 503 : hello) },
      undefined,
      { call: { answerUrl: `${origin}/answer#rp=5xx&rc=1`, fallbackUrl: `${fallbackUrl}#rp=5xx&rc=2` } },
    )

    expect(requests.map(({ path }) => path)).toEqual([
      '/answer',
      '/answer',
      '/fallback',
      '/fallback',
      '/fallback',
      '/hangup',
    ])
    expect(record.hangup.code).toBe(4010)
  })

  it('by its own method', async () => {
    const { request } = await playCall({ '/answer': 500, '/fallback': hello }, undefined, {
      call: { fallbackUrl, fallbackMethod: 'GET' },
    })

    expect(request('/fallback').method).toBe('GET')
  })

  it('is not asked when the answer is fine, even if it is empty', async () => {
    const { requests } = await playCall({ '/answer': '<Response/>' }, undefined, { call: { fallbackUrl } })

    expect(requests.map(({ path }) => path)).toEqual(['/answer', '/hangup'])
  })

  it.each(failures)('fallbackOnInvalidXml: false, after %s', async (_, reply, code) => {
    const { record, requests } = await playCall({ '/answer': reply, '/fallback': hello }, undefined, {
      call: { fallbackUrl },
      fidelity: { fallbackOnInvalidXml: false },
    })
    const asked = requests.some(({ path }) => path === '/fallback')

    expect(asked).toBe(code === 7011)
    expect(record.hangup.code).toBe(asked ? 4010 : 8011)
  })

  it('is not asked for an action', async () => {
    const { requests, record } = await playCall(
      { '/answer': document('<GetDigits action="http://app.test/menu" numDigits="1"/>'), '/menu': 500 },
      c => c.waits('1s').then(() => c.presses('1')),
      { call: { fallbackUrl } },
    )

    expect(requests.map(({ path }) => path)).toEqual(['/answer', '/menu', '/hangup'])
    expect(record.hangup.code).toBe(7012)
  })

  it('is not asked when the caller has hung up meanwhile', async () => {
    const { requests, record } = await playCall(
      { '/answer': new TransportFault('stall'), '/fallback': hello },
      c => c.waits('1s').then(() => c.hangsUp()),
      { call: { fallbackUrl } },
    )

    expect(record.hangup).toMatchObject({ code: 4000, source: 'Caller' })
    expect(requests.map(({ path }) => path)).not.toContain('/fallback')
  })
})

describe('D105: what is on its way when the call ends', () => {
  const sooner: Script = c => c.waits('5s').then(() => c.hangsUp())
  const attempts = async (answer: string, path: string) => {
    const { trace } = await playCall({ '/answer': document(answer), [path]: new TransportFault('stall') }, sooner)
    const sent = trace.of('webhook.sent').find(({ url }) => new URL(url).pathname === path)
    const mine = ({ webhook }: { webhook: string }) => webhook === sent?.webhook
    const [failed] = trace.of('webhook.failed').filter(mine)
    return `${trace.of('webhook.attempted').filter(mine).length} ${failed?.rule}`
  }

  it.each([
    ['waitSound', '<Conference waitSound="http://app.test/wait">daily</Conference>', '/wait'],
    [
      'dialMusic',
      '<Dial dialMusic="http://app.test/music" timeout="20"><Number>+14155550111</Number></Dial>',
      '/music',
    ],
    ['a redirect', '<Wait/><Redirect>http://app.test/next</Redirect>', '/next'],
  ])('%s is not tried again: nobody waits for it', async (_, answer, path) => {
    expect(await attempts(answer, path)).toBe('1 D105')
  })

  it('what tells the application something is', async () => {
    const answer = '<Record action="http://app.test/action" maxLength="2"/>'
    expect(await attempts(answer, '/action')).toBe('2 D67')
  })
})

describe('an action whose document cannot be had', () => {
  const presses: Script = c => c.waits('1s').then(() => c.presses('1'))
  const answer = (redirect: boolean) =>
    document(`<GetDigits action="http://app.test/menu" numDigits="1" redirect="${redirect}"/><Wait/>`)

  it.each(failures)('%s: 7012 or 8012 with redirect="true"', async (_, reply, code) => {
    const { record } = await playCall({ '/answer': answer(true), '/menu': reply }, presses)

    expect(record.hangup).toMatchObject({ code: code + 1, source: 'Error' })
  })

  it.each(failures)('%s: nothing with redirect="false"', async (_, reply) => {
    const { record, ran } = await playCall({ '/answer': answer(false), '/menu': reply }, presses)

    expect(record.hangup.code).toBe(4010)
    expect(ran).toEqual(['0-1000 GetDigits', '1000-2000 Wait'])
  })
})

describe('what is odd and taken all the same', () => {
  it.each(['text/xml', 'application/xml', 'text/xml; charset=utf-8', 'Application/XML'])(
    '%s is no problem',
    async type => {
      const { problems } = await playCall({
        '/answer': () => new Response(hello, { headers: { 'content-type': type } }),
      })

      expect(problems).toEqual([])
    },
  )

  it.each([
    ['text/html', 'the document came as text/html: Plivo asks for text/xml or application/xml'],
    ['application/json', 'the document came as application/json: Plivo asks for text/xml or application/xml'],
    ['text/xmlish', 'the document came as text/xmlish: Plivo asks for text/xml or application/xml'],
  ])('D8: %s', async (type, message) => {
    const { ran, trace } = await playCall({
      '/answer': () => new Response(hello, { headers: { 'content-type': type } }),
    })

    expect(ran).toEqual(['0-500 Speak'])
    expect(trace.of('problem.found')).toMatchObject([{ code: 'content-type', severity: 'risky', message }])
  })

  it('D8: no Content-Type at all', async () => {
    const { ran, problems } = await playCall({ '/answer': () => new Response(new TextEncoder().encode(hello)) })

    expect(ran).toEqual(['0-500 Speak'])
    expect(problems).toEqual(['content-type'])
  })

  it.each([201, 202])('D62: status %i', async status => {
    const { ran, trace } = await playCall({
      '/answer': () => new Response(hello, { status, headers: { 'content-type': 'text/xml' } }),
    })

    expect(ran).toEqual(['0-500 Speak'])
    expect(trace.of('problem.found')).toMatchObject([{ code: 'status-not-200', severity: 'note' }])
  })

  it.each([
    [15_000, []],
    [15_001, ['slow-answer']],
    [39_999, ['slow-answer']],
  ])('D10: an answer after %i ms', async (ms, expected) => {
    const { ran, problems } = await playCall({ '/answer': delayed(ms, hello) })

    expect(ran).toEqual([`${ms}-${ms + 500} Speak`])
    expect(problems).toEqual(expected)
  })

  it('D63: a redirect of HTTP is not followed, and the problem names where it leads', async () => {
    const { trace } = await playCall({
      '/answer': () => new Response('', { status: 301, headers: { location: 'https://app.test/answer' } }),
    })

    expect(trace.of('problem.found')).toMatchObject([
      { code: 'redirect-not-followed', nearest: 'https://app.test/answer' },
    ])
  })
})

describe('D7: relative URLs', () => {
  const routes = {
    '/ivr/answer': document('<GetDigits action="menu?a=1" numDigits="1"/>'),
    '/ivr/menu': document('<Redirect>/next</Redirect>'),
    '/next': document('<Play>//app.test/a.wav</Play><Record maxLength="1" callbackUrl="callback"/>'),
  }
  const presses: Script = c => c.waits('1s').then(() => c.presses('1'))
  const call = { answerUrl: `${origin}/ivr/answer` }

  it('end the call as documented; sentence and problem show what was probably meant', async () => {
    const { record, trace } = await playCall(routes, presses, { call })

    expect(record.hangup).toMatchObject({
      code: 7022,
      because: '"menu?a=1" is not an absolute http or https URL; probably meant is http://app.test/ivr/menu?a=1',
    })
    expect(trace.of('problem.found')).toMatchObject([
      { code: 'url-invalid', severity: 'breaks', nearest: 'action="http://app.test/ivr/menu?a=1"' },
    ])
  })

  it('in the body of a Redirect', async () => {
    const { record, trace } = await playCall(routes, undefined, { call: { answerUrl: `${origin}/ivr/menu` } })

    expect(record.hangup.code).toBe(7024)
    expect(trace.of('problem.found')).toMatchObject([{ code: 'url-invalid', nearest: 'http://app.test/next' }])
  })

  it('relativeUrls: "resolve" requests what was meant, seen from the document, and a note says so', async () => {
    const { record, requests, trace } = await playCall(routes, presses, { call, fidelity: { relativeUrls: 'resolve' } })

    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /ivr/answer',
      'POST /ivr/menu',
      'POST /next',
      'GET /a.wav',
      'POST /callback',
      'POST /hangup',
    ])
    expect(requests[1]?.query.get('a')).toBe('1')
    expect(record.hangup.code).toBe(4010)
    const found = trace.of('problem.found').filter(({ code }) => code === 'url-invalid')
    expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'note: menu?a=1 is relative: http://app.test/ivr/menu?a=1 is requested, because relative URLs are to be resolved.',
      'note: /next is relative: http://app.test/next is requested, because relative URLs are to be resolved.',
      'note: //app.test/a.wav is relative: http://app.test/a.wav is requested, because relative URLs are to be resolved.',
      'note: callback is relative: http://app.test/callback is requested, because relative URLs are to be resolved.',
    ])
  })

  it('"resolve" makes the fragment count, and judges it at its place', async () => {
    const { trace } = await playCall({ '/answer': document('<Redirect>/next#rt=1</Redirect>') }, undefined, {
      fidelity: { relativeUrls: 'resolve' },
    })

    expect(trace.of('problem.found')).toContainEqual(
      expect.objectContaining({ code: 'fragment-out-of-range', nearest: 'rt=1000', line: 1, column: 42 }),
    )
  })

  it('"resolve" reaches into GetDigits and PreAnswer', async () => {
    const { requests } = await playCall(
      { '/answer': document('<PreAnswer><GetDigits timeout="1"><Play>a.wav</Play></GetDigits></PreAnswer>') },
      undefined,
      { fidelity: { relativeUrls: 'resolve' } },
    )

    expect(requests.map(({ path }) => path)).toEqual(['/answer', '/a.wav', '/hangup'])
  })

  it.each(['ftp://app.test/x', 'mailto:a@b.c', 'http://'])('"resolve" makes nothing of %s', async url => {
    const { record } = await playCall({ '/answer': document(`<Redirect>${url}</Redirect>`) }, undefined, {
      fidelity: { relativeUrls: 'resolve' },
    })

    expect(record.hangup.code).toBe(7024)
  })
})

describe('D21: one document after the other', () => {
  it('each is checked as a whole before its first element runs', async () => {
    const { ran, problems } = await playCall({ '/answer': document('<Speak>Hello</Speak><Wait/><Spek>Hello</Spek>') })

    expect(ran).toEqual([])
    expect(problems).toEqual(['unknown-element'])
  })

  it('the trace says where each came from and what is in it', async () => {
    const { trace } = await playCall({
      '/answer': document('<Redirect>http://app.test/next</Redirect><Wait/>'),
      '/next': document('<Record maxLength="1" action="http://app.test/saved"/>'),
      '/saved': document(''),
    })

    expect(trace.of('document.loaded').map(({ origin, url, elements }) => `${origin} ${url} ${elements}`)).toEqual([
      'answer http://app.test/answer Redirect,Wait',
      'redirect http://app.test/next Record',
      'action http://app.test/saved ',
    ])
  })
})
