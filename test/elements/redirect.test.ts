import { describe, expect, it } from 'vitest'
import { TransportFault } from '../../src/index.js'
import { document, origin, playCall, playDocument } from './play-call.js'

const next = document('<Speak>Hello</Speak>')

describe('Redirect', () => {
  it('"fetch, replace document, later siblings never run"', async () => {
    const { ran, trace } = await playDocument('<Redirect>http://app.test/next</Redirect><Wait/><Hangup/>', undefined, {
      '/next': next,
    })

    expect(ran).toEqual(['0-0 Redirect', '0-500 Speak'])
    expect(trace.of('element.finished')[0]).toMatchObject({ skipped: ['<Wait> 1:73', '<Hangup> 1:80'] })
    expect(trace.of('document.loaded').map(({ origin }) => origin)).toEqual(['answer', 'redirect'])
  })

  it('D20: a leading one answers the call', async () => {
    const { trace, request } = await playDocument('<Redirect>http://app.test/next</Redirect>', undefined, {
      '/next': document('<Wait/>'),
    })

    expect(trace.of('call.answered')).toMatchObject([{ by: '<Redirect> 1:32' }])
    expect(request('/next').params.CallStatus).toBe('in-progress')
  })

  it('gives the standard parameters, Event=Redirect, and nothing of its own', async () => {
    const { request } = await playDocument('<Redirect>http://app.test/next</Redirect>', undefined, { '/next': next })

    expect(Object.keys(request('/next').params)).toEqual([
      'BillRate',
      'CallStatus',
      'CallUUID',
      'CallerName',
      'Direction',
      'Event',
      'From',
      'ParentAuthID',
      'STIRAttestation',
      'STIRVerification',
      'SessionStart',
      'To',
    ])
    expect(request('/next').params.Event).toBe('Redirect')
  })

  it('white space around the URL is no part of it', async () => {
    const { ran } = await playDocument('<Redirect>\n  http://app.test/next\n</Redirect>', undefined, { '/next': next })

    expect(ran).toHaveLength(2)
  })

  describe('method: POST by default, "query string of the URL is kept"', () => {
    it.each([
      ['', 'POST'],
      ['method="POST"', 'POST'],
    ])('%s: the parameters are in the body', async (attributes, method) => {
      const url = 'http://app.test/next?lang=fr&amp;try=2'
      const { request } = await playDocument(`<Redirect ${attributes}>${url}</Redirect>`, undefined, { '/next': next })
      const { query, params, ...received } = request('/next')

      expect(received.method).toBe(method)
      expect([...query]).toEqual([
        ['lang', 'fr'],
        ['try', '2'],
      ])
      expect(params).not.toHaveProperty('lang')
      expect(params.From).toBe('14155550100')
    })

    it('GET: they are in the query, with its own', async () => {
      const url = 'http://app.test/next?lang=fr'
      const { request } = await playDocument(`<Redirect method="GET">${url}</Redirect>`, undefined, { '/next': next })
      const { method, body, params } = request('/next')

      expect({ method, body }).toEqual({ method: 'GET', body: '' })
      expect(params).toMatchObject({ lang: 'fr', From: '14155550100', Event: 'Redirect' })
    })

    it.each(['PUT', 'get', ''])('"%s" ends the call with 7034', async method => {
      const { record, problems } = await playDocument(`<Redirect method="${method}">http://app.test/next</Redirect>`)

      expect(record.hangup).toMatchObject({
        code: 7034,
        name: 'Invalid Method For Redirect URL',
        source: 'Error',
        because: `"${method}" is neither GET nor POST`,
      })
      expect(problems).toEqual(['method-invalid'])
    })
  })

  describe('7024: "must start http:// or https://"', () => {
    it.each([
      ['next', '"next" is not an absolute http or https URL; probably meant is http://app.test/next'],
      ['/next?a=1', '"/next?a=1" is not an absolute http or https URL; probably meant is http://app.test/next?a=1'],
      ['', '"" is not an absolute http or https URL'],
      ['ftp://app.test/next', '"ftp://app.test/next" is not an absolute http or https URL'],
      ['http://', '"http://" is not an absolute http or https URL'],
    ])('"%s"', async (url, because) => {
      const { record } = await playDocument(`<Redirect>${url}</Redirect>`)

      expect(record.hangup).toMatchObject({ code: 7024, name: 'Invalid Redirect URL', source: 'Error', because })
    })
  })

  describe('7014 and 8014: its failure ends the call, no fallback is asked', () => {
    it.each([
      ['404', 404, 7014],
      ['503', 503, 7014],
      ['301', 301, 7014],
      ['refused', new TransportFault('refuse'), 7014],
      ['a partial answer', new TransportFault('short-body', { afterBytes: 10 }), 7014],
      ['an empty body', 200, 8014],
      ['no XML', '{"speak":"Hello"}', 8014],
      ['another root', '<Say>Hello</Say>', 8014],
      ['an unknown element', document('<Say>Hello</Say>'), 8014],
    ])('%s: %i', async (_, reply, code) => {
      const { record, requests } = await playCall(
        { '/answer': document('<Redirect>http://app.test/next</Redirect>'), '/next': reply },
        undefined,
        { call: { fallbackUrl: `${origin}/fallback` } },
      )

      expect(record.hangup).toMatchObject({ code, source: 'Error' })
      expect(requests.map(({ path }) => path)).not.toContain('/fallback')
    })
  })

  it('its fragment configures the request', async () => {
    const { requests, record } = await playDocument(
      '<Redirect>http://app.test/next#rc=2&amp;rp=5xx</Redirect>',
      undefined,
      {
        '/next': (_, times) => (times < 3 ? 503 : next),
      },
    )

    expect(requests.filter(({ path }) => path === '/next')).toHaveLength(3)
    expect(record.hangup.code).toBe(4010)
  })

  describe('D13: documents that lead to one another without time passing', () => {
    it('after 100 the call ends with 5010, and the problem shows the way round', async () => {
      const { record, requests, trace } = await playCall({
        '/answer': document('<Redirect>http://app.test/a</Redirect>'),
        '/a': document('<Redirect>http://app.test/b</Redirect>'),
        '/b': document('<Redirect>http://app.test/a</Redirect>'),
      })

      expect(record.hangup).toMatchObject({ code: 5010, name: 'Internal Error', source: 'Error' })
      expect(requests).toHaveLength(100 + 1)
      expect(trace.of('problem.found')).toMatchObject([
        {
          code: 'redirect-loop',
          message:
            '100 documents were fetched without time passing; they go round: http://app.test/b → http://app.test/a → http://app.test/b',
        },
      ])
    })

    it('maxDocuments is an option', async () => {
      const { requests } = await playDocumentLoop({ maxDocuments: 5 })

      expect(requests.map(({ path }) => path)).toEqual([...Array(5).fill('/answer'), '/hangup'])
    })

    it('a millisecond for each document does not help: no caller follows 100 in a second', async () => {
      const again = '<Response><Redirect>http://app.test/answer</Redirect></Response>'
      const slow = { body: again, headers: { 'content-type': 'text/xml', 'x-offhook-delay': '5' } }
      const { record, requests, trace } = await playCall({
        '/answer': () => new Response(slow.body, { headers: slow.headers }),
      })

      expect(record.hangup.code).toBe(5010)
      expect(requests).toHaveLength(100 + 1)
      expect(trace.of('problem.found')[0]?.message).toMatch(/^100 documents were fetched within a second; /)
    })

    it('it is no loop as long as time passes', async () => {
      const { record, requests } = await playCall({
        '/answer': (_, times) =>
          document(times < 300 ? '<Wait/><Redirect>http://app.test/answer</Redirect>' : '<Hangup/>'),
      })

      expect(record).toMatchObject({ hangup: { code: 4000 }, duration: 298 })
      expect(requests).toHaveLength(301)
    })
  })
})

const playDocumentLoop = (fidelity: { maxDocuments: number }) =>
  playCall({ '/answer': document('<Redirect>http://app.test/answer</Redirect>') }, undefined, { fidelity })
