import { describe, expect, it } from 'vitest'
import { TransportFault } from '../../src/index.js'
import { document, playCall, playDocument, wav } from './play-call.js'

const file = 'http://app.test/file.wav'

describe('Play', () => {
  it('fetches the file by GET and plays it for exactly its length', async () => {
    const { heard, ran, requests, record } = await playDocument(`<Play>${file}</Play>`, undefined, {
      '/file.wav': wav(1234),
    })

    expect(heard).toEqual([`0-1234 ${file}`])
    expect(ran).toEqual(['0-1234 Play'])
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /answer',
      'GET /file.wav',
      'POST /hangup',
    ])
    expect(record.answeredAt).toBe(record.startedAt)
  })

  it('audio is no voice request: no parameters, no signature', async () => {
    const { request } = await playDocument(`<Play>${file}</Play>`, undefined, { '/file.wav': wav(100) })
    const { params, headers } = request('/file.wav')

    expect(params).toEqual({})
    expect([...headers.keys()].filter(name => name.startsWith('x-plivo'))).toEqual([])
  })

  describe('loop: 1 by default, 0 indefinitely', () => {
    it.each([
      ['', ['0-700']],
      ['loop="2"', ['0-700', '700-1400']],
    ])('%s, and the file is fetched once', async (loop, expected) => {
      const { heard, requests } = await playDocument(`<Play ${loop}>${file}</Play>`, undefined, {
        '/file.wav': wav(700),
      })

      expect(heard).toEqual(expected.map(times => `${times} ${file}`))
      expect(requests.filter(({ path }) => path === '/file.wav')).toHaveLength(1)
    })

    it('0, until the caller hangs up', async () => {
      const { heard, record } = await playDocument(
        `<Play loop="0">${file}</Play>`,
        c => c.waits(5000).then(() => c.hangsUp()),
        {
          '/file.wav': wav(700),
        },
      )

      expect(heard).toEqual([`0-700 ${file}`, `700-5000 ${file} (cut)`])
      expect(record.hangup.code).toBe(4000)
    })

    it.each(['-1', 'x'])('"%s" is not allowed: 1 instead (D3)', async loop => {
      const { heard, problems } = await playDocument(`<Play loop="${loop}">${file}</Play>`, undefined, {
        '/file.wav': wav(700),
      })

      expect(heard).toEqual([`0-700 ${file}`])
      expect(problems).toEqual(['value-not-allowed'])
    })

    it.each([
      ['of no length', wav(0), ['endless-nothing']],
      ['that cannot be had', 404, ['audio-unfetchable', 'endless-nothing']],
    ])('0 of a file %s would never let time pass: it is skipped, with a problem', async (_, reply, expected) => {
      const { ran, problems } = await playDocument(`<Play loop="0">${file}</Play>`, undefined, { '/file.wav': reply })

      expect(ran).toEqual(['0-0 Play'])
      expect(problems).toEqual(expected)
    })

    it('what follows an endless one is never reached, and a note says so', async () => {
      const { problems } = await playDocument(`<Play loop="0">${file}</Play><Wait/>`, c =>
        c.waits(1).then(() => c.hangsUp()),
      )

      expect(problems).toContain('unreachable-after-endless-loop')
    })
  })

  describe('D44: a file that cannot be played takes no time, and the call goes on', () => {
    it.each([
      ['404', 404, 'audio-unfetchable', /404/],
      ['500', 500, 'audio-unfetchable', /500/],
      ['302', 302, 'audio-unfetchable', /302/],
      ['refused', new TransportFault('refuse'), 'audio-unfetchable', /connection refused/],
      ['a web page', '<html>Not here</html>', 'audio-not-audio', /an HTML page/],
      ['nothing', 200, 'audio-not-audio', /empty/],
    ])('%s', async (_, reply, code, sentence) => {
      const { heard, ran, trace, record } = await playDocument(`<Play>${file}</Play><Speak>Hello</Speak>`, undefined, {
        '/file.wav': reply,
      })

      expect(ran).toEqual(['0-0 Play', '0-500 Speak'])
      expect(heard).toEqual(['0-500 Hello'])
      const found = trace.of('problem.found').find(problem => problem.code === code)
      expect(found).toMatchObject({ severity: 'breaks', url: file, message: expect.stringMatching(sentence) })
      expect(record.hangup.code).toBe(4010)
    })

    it.each([
      ['nothing', '<Play/>', 'body-missing'],
      ['a relative URL', '<Play>file.wav</Play>', 'url-invalid'],
      ['another scheme', '<Play>ftp://app.test/file.wav</Play>', 'url-invalid'],
    ])('%s', async (_, element, code) => {
      const { ran, problems, record } = await playDocument(element)

      expect(ran).toEqual(['0-0 Play'])
      expect(problems).toContain(code)
      expect(record.hangup.code).toBe(4010)
    })
  })

  describe('"connection 2 s, read 120 s, one retry, policy all": audio has a fixed policy', () => {
    it('a fragment changes nothing, and a problem says so (D68)', async () => {
      const { trace, problems } = await playDocument(`<Play>${file}#rc=5&amp;rt=100</Play>`, undefined, {
        '/file.wav': wav(100),
      })

      const sent = trace.of('webhook.sent').find(({ purpose }) => purpose === 'audio')
      expect(sent?.policy).toBe('ct=2000 rt=120000 tt=244000 rc=1 rp=all er=nearest (fixed for audio)')
      expect(problems).toEqual(['fragment-not-applicable'])
    })

    it('a 503 is tried a second time', async () => {
      const { heard, requests } = await playDocument(`<Play>${file}</Play>`, undefined, {
        '/file.wav': (_, times) => (times === 1 ? 503 : wav(300)),
      })

      expect(heard).toEqual([`0-300 ${file}`])
      expect(requests.filter(({ path }) => path === '/file.wav')).toHaveLength(2)
    })

    it('a server that stays silent costs 120 s, twice', async () => {
      const { ran } = await playDocument(`<Play>${file}</Play>`, undefined, {
        '/file.wav': new TransportFault('stall'),
      })

      expect(ran).toEqual(['0-240000 Play'])
    })
  })

  it('a caller who hangs up while the file is fetched leaves nothing behind', async () => {
    const { ran, record } = await playCall(
      { '/answer': document(`<Play>${file}</Play>`), '/file.wav': new TransportFault('stall') },
      c => c.waits('10s').then(() => c.hangsUp()),
    )

    expect(ran).toEqual(['0-10000 Play'])
    expect(record).toMatchObject({ hangup: { code: 4000 }, duration: 10 })
  })
})
