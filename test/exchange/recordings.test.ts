import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it, test } from 'vitest'
import { mediaLength } from '../../src/audio/media.js'
import { createExchange, type Exchange, type ExchangeOptions, type RecordingRecord } from '../../src/index.js'
import { between, decoded, keyOf, loudness } from '../audio/decoded.js'
import { temporaryFolder } from '../temporary-folder.js'
import { freePort } from './free-port.js'

const origin = 'http://app.test'
const open: Exchange[] = []

afterEach(async () => {
  for (const exchange of open.splice(0)) await exchange.close().catch(() => {})
})

interface Voicemail {
  readonly exchange: Exchange
  readonly recording: RecordingRecord
  readonly trace: string
}

/** Bob says who he is during and after the beep, presses 5, is silent, says more, and ends with #. */
async function voicemail(
  attributes = 'fileFormat="wav"',
  options: ExchangeOptions = {},
  after = '',
): Promise<Voicemail> {
  const exchange = createExchange({ seed: 1, charactersPerSecond: 10, ...options })
  open.push(exchange)
  exchange.mount(origin, request => {
    const { pathname, searchParams } = new URL(request.url)
    const url = searchParams.get('RecordUrl') ?? ''
    const record = `<Record ${attributes} action="${origin}/done" method="GET"/>`
    const document = pathname === '/answer' ? record : after.replace('URL', url)
    return new Response(`<Response>${document}</Response>`, { headers: { 'content-type': 'text/xml' } })
  })
  const caller = exchange.call({ answerUrl: `${origin}/answer` })
  await caller.hears('beep')
  await caller.says('This is Bob')
  await caller.waits(400)
  await caller.presses('5')
  await caller.waits(1500)
  await caller.says('Call me')
  await caller.presses('#')
  const { recordings } = await caller.callEnds()
  return { exchange, recording: recordings[0] as RecordingRecord, trace: caller.call.trace.text() }
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** 1100 + 400 + 1500 + 700. */
const length = 3700

describe('what is on a recording: the caller only, and when it was', () => {
  it('words, keys and silence; neither the beep before it nor the key that ended it', async () => {
    const { recording } = await voicemail()
    const { rate, channels } = decoded(await recording.bytes())
    const part = (from: number, to: number) => between(channels[0] as Float32Array, rate, from, to)

    expect(recording).toMatchObject({ format: 'wav', ms: length, transcript: 'This is Bob Call me' })
    expect(channels).toHaveLength(1)
    expect(loudness(part(20, 1080))).toBeGreaterThan(0.03)
    expect(loudness(part(1101, 1500))).toBe(0)
    expect(keyOf(part(1505, 1595), rate)).toBe('5')
    expect(loudness(part(1601, 3000))).toBe(0)
    expect(loudness(part(3020, 3680))).toBeGreaterThan(0.03)
    expect(part(3000, 3700)).toHaveLength(5600)
  })

  test.each([
    [
      'cut off by a hangup',
      async (exchange: Exchange, caller: ReturnType<Exchange['call']>) => {
        caller.call.speak({ text: 'one two three four', ms: 1800, confidence: 1 })
        await exchange.clock.run<void>(done => exchange.clock.after(900, 'half', done), { name: 'half' })
        await caller.hangsUp()
      },
    ],
    [
      'begun during the beep',
      async (_: Exchange, caller: ReturnType<Exchange['call']>) => {
        await caller.says('one two three four')
        await caller.hangsUp()
      },
    ],
    [
      'typed, and never finished',
      async (exchange: Exchange, caller: ReturnType<Exchange['call']>) => {
        caller.call.beginSpeaking()
        await exchange.clock.run<void>(done => exchange.clock.after(900, 'typing', done), { name: 'typing' })
        await caller.hangsUp()
      },
    ],
  ])('speech that is %s', async (name, acts) => {
    const exchange = createExchange({ charactersPerSecond: 10 })
    open.push(exchange)
    const beep = name.includes('beep')
    exchange.mount(origin, () => new Response(`<Response><Record playBeep="${beep}" fileFormat="wav"/></Response>`))
    const caller = exchange.call({ answerUrl: `${origin}/answer` })
    await caller.waits(100)
    await acts(exchange, caller)
    const [recording] = (await caller.callEnds()).recordings
    const { rate, channels } = decoded((await recording?.bytes()) as Uint8Array)
    const all = channels[0] as Float32Array
    const ms = (all.length / rate) * 1000
    expect(ms).toBe(recording?.ms)
    expect(loudness(between(all, rate, 0, beep ? 50 : 99))).toBeGreaterThanOrEqual(beep ? 0.03 : 0)
    if (!beep) expect(loudness(between(all, rate, 0, 99))).toBe(0)
    expect(loudness(between(all, rate, ms - 300, ms))).toBeGreaterThan(0.02)
  })
})

describe('exchange.recording(id)', () => {
  it('has the bytes, the format, the length and the URL; the record of the call has the same', async () => {
    const { exchange, recording } = await voicemail('')
    const found = exchange.recording(recording.id)
    expect(found).toMatchObject({ format: 'mp3', ms: length, url: recording.url })
    expect(hash((await found?.bytes()) as Uint8Array)).toBe(hash(await recording.bytes()))
    expect(exchange.recording('somebody-else')).toBeUndefined()
  })

  it.each(['mp3', 'wav'])('the same seed and call give the same bytes: %s', async format => {
    const [one, two] = [await voicemail(`fileFormat="${format}"`), await voicemail(`fileFormat="${format}"`)]
    expect(one.trace).toBe(two.trace)
    expect(one.recording.url).toBe(two.recording.url)
    expect(hash(await one.recording.bytes())).toBe(hash(await two.recording.bytes()))
  })

  it('a call that is forgotten takes its recordings along', async () => {
    const { exchange, recording } = await voicemail()
    for (const call of exchange.calls) exchange.forget(call)
    expect(exchange.recording(recording.id)).toBeUndefined()
  })
})

describe('Play of a RecordUrl (D83)', () => {
  it.each([
    ['wav', length, length],
    ['mp3', length, length + 36],
  ])('plays the recording as long as it is, without a network: %s', async (format, least, most) => {
    const { exchange } = await voicemail(`fileFormat="${format}"`, {}, '<Play>URL</Play>')
    const [played] = exchange.calls[0]?.trace.of('prompt.finished').filter(({ sound }) => sound === 'audio') ?? []
    expect(played?.ms).toBeGreaterThanOrEqual(least)
    expect(played?.ms).toBeLessThanOrEqual(most)
    expect(exchange.calls[0]?.trace.of('problem.found')).toEqual([])
  })

  it('faults strike it as they strike any audio', async () => {
    const faults = [{ purpose: 'audio', fault: { status: 503 } }]
    const { exchange } = await voicemail('', { faults }, '<Play>URL</Play>')
    expect(exchange.calls[0]?.trace.of('problem.found')).toMatchObject([{ code: 'audio-unfetchable' }])
  })
})

describe('recordings.port: the door', () => {
  const served = async (attributes?: string, options: ExchangeOptions = {}, after?: string) => {
    const port = await freePort()
    return {
      port,
      ...(await voicemail(attributes, { ...options, recordings: { port, ...options.recordings } }, after)),
    }
  }

  it.each([
    ['mp3', 'audio/mpeg'],
    ['wav', 'audio/wav'],
  ])('RecordUrl leads to it: GET and HEAD of %s', async (format, type) => {
    const { port, recording } = await served(`fileFormat="${format}"`)
    expect(recording.url).toBe(
      `http://127.0.0.1:${port}/v1/Account/MAOFFHOOKOFFHOOKOFFH/Recording/${recording.id}.${format}`,
    )
    const response = await fetch(recording.url)
    const body = new Uint8Array(await response.arrayBuffer())
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect(hash(body)).toBe(hash(await recording.bytes()))
    const { ms } = (await mediaLength(body, type)) as { ms: number }
    expect(ms - length).toBeLessThanOrEqual(36)

    const head = await fetch(recording.url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(recording.size)])
    expect(await head.text()).toBe('')
  })

  it('parts (RFC 9110, 14.2)', async () => {
    const { recording } = await served()
    const whole = Buffer.from(await recording.bytes())
    const { size } = recording
    const ask = async (range: string) => {
      const response = await fetch(recording.url, { headers: { range } })
      return {
        status: response.status,
        of: response.headers.get('content-range'),
        body: Buffer.from(await response.arrayBuffer()),
      }
    }
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 0],
      ['bytes=40-20000', 40, 20_000],
      ['bytes=50000-', 50_000, size - 1],
      ['bytes=-10', size - 10, size - 1],
      ['bytes=5-99999999', 5, size - 1],
      ['bytes=-99999999', 0, size - 1],
    ] as const) {
      const { status, of, body } = await ask(range)
      expect({ range, status, of }).toEqual({ range, status: 206, of: `bytes ${from}-${to}/${size}` })
      expect(body.equals(whole.subarray(from, to + 1))).toBe(true)
    }
    for (const range of [`bytes=${size}-`, 'bytes=-0']) {
      expect(await ask(range)).toMatchObject({ status: 416, of: `bytes */${size}` })
    }
    for (const range of ['bytes=0-1,4-5', 'bytes=9-3', 'bytes=-', 'lines=1-2', 'bytes=x-y']) {
      expect((await ask(range)).status).toBe(200)
    }
  })

  it.each([
    ['/', 404],
    ['/v1/Account/MAOFFHOOKOFFHOOKOFFH/Recording/', 404],
    ['/v1/Account/MAOFFHOOKOFFHOOKOFFH/Recording/nobody.mp3', 404],
    ['/../../../../etc/passwd', 404],
    ['/v1/Account/MAOFFHOOKOFFHOOKOFFH/Recording/..%2f..%2fetc%2fpasswd', 404],
    ['/%', 404],
    ['/__proto__', 404],
  ])('nothing else can be had: %s is %i', async (path, status) => {
    const { port } = await served()
    expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(status)
  })

  it('another method is 405; a query changes nothing', async () => {
    const { recording } = await served()
    const response = await fetch(recording.url, { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await fetch(`${recording.url}?download=1`)).status).toBe(200)
  })

  it('is open when the application is told of the recording, closed after exchange.close(), and not open before', async () => {
    const port = await freePort()
    const fetched: number[] = []
    const exchange = createExchange({ recordings: { port } })
    exchange.mount(origin, async request => {
      const url = new URLSearchParams(await request.text()).get('RecordUrl')
      if (url) fetched.push((await fetch(url)).status)
      return new Response(url ? '<Response/>' : `<Response><Record maxLength="1" action="${origin}/a"/></Response>`)
    })
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    await exchange.call({ answerUrl: `${origin}/answer` }).callEnds()
    expect(fetched).toEqual([200])
    await exchange.close()
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  })

  it('what was asked for before is answered to its end', async () => {
    const { exchange, recording } = await served('')
    const response = await fetch(recording.url)
    const [body] = await Promise.all([response.arrayBuffer(), exchange.close()])
    expect(body.byteLength).toBe(recording.size)
  })

  it('a Play of it needs no socket', async () => {
    const { exchange } = await served('', {}, '<Play>URL</Play>')
    expect(exchange.calls[0]?.trace.of('problem.found')).toEqual([])
  })

  it('a port that is taken is a problem, and the call goes on', async () => {
    const server = createServer()
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as AddressInfo
    const { exchange } = await voicemail('', { recordings: { port } })
    const { trace } = exchange.calls[0] as Exchange['calls'][number]
    expect(trace.of('problem.found')).toMatchObject([
      { code: 'recording-unserved', message: expect.stringContaining(`127.0.0.1:${port}`) },
    ])
    expect(trace.of('recording.finished')).toHaveLength(1)
    server.close()
  })

  it('recordings.origin: RecordUrl begins with it, for a tunnel to the port', async () => {
    const { port, recording } = await served('', { recordings: { origin: 'https://tunnel.test/' } })
    expect(recording.url).toMatch(/^https:\/\/tunnel\.test\/v1\/Account\//)
    expect((await fetch(`http://127.0.0.1:${port}${new URL(recording.url).pathname}`)).status).toBe(200)
  })
})

describe('recordings.folder', () => {
  it('has every recording under its name, once the exchange is closed', async () => {
    const folder = join(temporaryFolder(), 'a', 'b')
    const { exchange, recording } = await voicemail('', { recordings: { folder } })
    await exchange.close()
    expect(readdirSync(folder)).toEqual([`${recording.id}.mp3`])
    expect(hash(readFileSync(join(folder, `${recording.id}.mp3`)))).toBe(hash(await recording.bytes()))
  })

  it('closing says that a file could not be written', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const { exchange } = await voicemail('', { recordings: { folder: file } })
    await expect(exchange.close()).rejects.toThrow(`recordings cannot be written to ${file}`)
  })
})

describe('options that make no sense', () => {
  test.each([
    [{ port: 0 }, 'recordings.port is 0; allowed is a whole number from 1 to 65535'],
    [{ port: 70_000 }, 'recordings.port is 70000'],
    [{ origin: 'tunnel.test' }, 'recordings.origin is "tunnel.test"; allowed is scheme, host and port'],
    [{ origin: 'https://tunnel.test/path' }, 'allowed is scheme, host and port'],
    [{ folder: '' }, 'recordings.folder is empty'],
    [{ dir: 'x' } as object, 'recordings has no option "dir"; it has port, origin, folder'],
  ])('%j', (recordings, message) => {
    expect(() => createExchange({ recordings })).toThrow(message)
  })
})
