import { createHash } from 'node:crypto'
import { parseBuffer } from 'music-metadata'
import { describe, expect, it } from 'vitest'
import type { PhoneBehaviour } from '../../src/index.js'
import { amplitude, between, decoded, keyOf, loudness } from '../audio/decoded.js'
import { alice } from './dial-call.js'
import { document, type Played, playCall, type Reply, type Script, wav } from './play-call.js'

/** A call whose only recording is a WAV file, unless `attributes` say otherwise. */
const recorded = (
  elements: string,
  script?: Script,
  {
    attributes = '',
    phones = {},
    routes = {},
  }: {
    attributes?: string
    phones?: Record<string, PhoneBehaviour>
    routes?: Record<string, Reply>
  } = {},
): Promise<Played> =>
  playCall(
    {
      '/answer': document(`<Record recordSession="true" maxLength="600" fileFormat="wav" ${attributes}/>${elements}`),
      ...routes,
    },
    script,
    { phones },
  )

/** How loud each channel is between two instants: a dot is silence. */
const channelsOf = async ({ record }: Played) => {
  const [recording] = record.recordings
  const { rate, channels } = decoded((await recording?.bytes()) as Uint8Array)
  return {
    rate,
    count: channels.length,
    ms: ((channels[0]?.length ?? 0) / rate) * 1000,
    part: (channel: number, from: number, to: number) => between(channels[channel] as Float32Array, rate, from, to),
    sounds: (from: number, to: number) =>
      channels.map(all => (loudness(between(all, rate, from, to)) > 0.01 ? 'x' : '.')).join(''),
  }
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('recordChannelType="stereo": "each party its own channel"; the caller on the left (D86)', () => {
  it('what Plivo plays is on the right, what the caller says and presses on the left', async () => {
    const played = await recorded(
      '<Speak>Hello</Speak><Wait length="2"/><Play>http://app.test/long.wav</Play><DTMF async="false">5</DTMF>' +
        '<Wait/><DTMF>7</DTMF><Wait/>',
      async caller => {
        await caller.waits(1000)
        await caller.says('Hi there')
        await caller.waits(200)
        await caller.presses('1')
      },
      { routes: { '/long.wav': wav(1000) } },
    )
    const { sounds, part, rate, count, ms } = await channelsOf(played)

    expect([count, ms]).toEqual([2, played.record.recordings[0]?.ms])
    expect(sounds(20, 480)).toBe('.x')
    expect(sounds(501, 999)).toBe('..')
    expect(sounds(1020, 1780)).toBe('x.')
    expect(keyOf(part(0, 2005, 2095), rate)).toBe('1')
    expect(sounds(2101, 2499)).toBe('..')
    expect(sounds(2520, 3480)).toBe('.x')
    expect(keyOf(part(1, 3505, 3595), rate)).toBe('5')
    // After the gap of the tone and a second of Wait, one that is sent meanwhile.
    expect(keyOf(part(1, 4705, 4795), rate)).toBe('7')
    expect(sounds(4801, 5600)).toBe('..')
  })

  it('across a bridge: the callee, her words and keys, is on the right, from the bridge on', async () => {
    const phone = {
      answers: '1s',
      does: [{ says: 'This is Alice' }, { waits: '1s' }, { presses: '9' }, { waits: '1s' }, 'hangs up'],
    } as const
    const played = await recorded(
      `<Speak>Hello</Speak><Dial><Number>${alice}</Number></Dial><Speak>Bye bye</Speak>`,
      caller => caller.waits(3000).then(() => caller.says('Fine')),
      { phones: { [alice]: phone } },
    )
    const { sounds, part, rate } = await channelsOf(played)

    expect(sounds(20, 480)).toBe('.x')
    expect(sounds(501, 1499)).toBe('..')
    expect(sounds(1520, 2780)).toBe('.x')
    expect(sounds(2801, 2999)).toBe('..')
    expect(sounds(3020, 3480)).toBe('x.')
    expect(keyOf(part(1, 3805, 3895), rate)).toBe('9')
    expect(sounds(3901, 4799)).toBe('..')
    expect(sounds(4820, 5480)).toBe('.x')
    expect(played.record.recordings[0]?.transcript).toBe('Hello This is Alice Fine Bye bye')
  })

  it('who is in the middle of a sentence when she is connected is heard from there on; what she was asked is not', async () => {
    const phone = { answers: '1s', says: 'one two three four five six', does: [{ waits: '3s' }, 'hangs up'] } as const
    const played = await recorded(
      `<Dial confirmSound="http://app.test/whisper"><Number>${alice}</Number></Dial>`,
      undefined,
      { phones: { [alice]: phone }, routes: { '/whisper': document('<Speak>You are called</Speak>') } },
    )
    const { sounds } = await channelsOf(played)

    // The whisper lasts from 1000 to 2400, her sentence from 1000 to 3700.
    expect(played.trace.of('leg.bridged')).toMatchObject([{ at: 2400 }])
    expect(sounds(0, 2399)).toBe('..')
    expect(sounds(2420, 3680)).toBe('.x')
    expect(sounds(3701, 4500)).toBe('..')
    expect(played.record.recordings[0]?.transcript).toBe('five six')
  })

  it('who hangs up in the middle of a sentence is silent from then on', async () => {
    const phone = { answers: '1s', says: 'one two three four five six', hangsUp: '1s' } as const
    const played = await recorded(`<Dial><Number>${alice}</Number></Dial><Wait/>`, undefined, {
      phones: { [alice]: phone },
    })
    const { sounds } = await channelsOf(played)

    expect(sounds(1020, 1980)).toBe('.x')
    expect(sounds(2001, 3000)).toBe('..')
    expect(played.record.recordings[0]?.transcript).toBe('one two')
  })

  it('dialMusic and early media are heard; plain ringing is in no recording (D58)', async () => {
    const phone = { answers: '3s', early: 'Please hold', hangsUp: '1s' } as const
    const played = await recorded(`<Dial dialMusic="real"><Number>${alice}</Number></Dial>`, undefined, {
      phones: { [alice]: phone },
    })
    const { sounds } = await channelsOf(played)

    expect([sounds(20, 1080), sounds(2220, 2980), sounds(3001, 4000)]).toEqual(['.x', '.x', '..'])
  })

  it('a prompt that is cut off is silent from then on, and one that repeats without end goes on and on', async () => {
    const played = await recorded(
      `<GetDigits numDigits="1" action="http://app.test/next"><Speak>Press a key now</Speak></GetDigits>`,
      async caller => {
        await caller.waits(600)
        await caller.presses('1')
        await caller.waits(60_400)
        await caller.hangsUp()
      },
      { routes: { '/next': document('<Wait/><Speak loop="0">Hello</Speak>') } },
    )
    const { sounds, part } = await channelsOf(played)

    expect([sounds(20, 590), sounds(701, 1600)]).toEqual(['.x', '..'])
    for (const at of [1600, 2100, 2600, 30_600, 60_100]) expect(sounds(at + 20, at + 480)).toBe('.x')
    expect(loudness(part(1, 30_620, 31_080))).toBeCloseTo(loudness(part(1, 45_620, 46_080)), 2)
    expect(played.record.recordings[0]?.transcript).toBe('Press Hello Hello')
  })

  it('a file is a soft chord as long as it is, each file one of its own', async () => {
    const played = await recorded(
      '<Play>http://app.test/a.wav</Play><Wait/><Play>http://app.test/b.wav</Play>',
      undefined,
      {
        routes: { '/a.wav': wav(1000), '/b.wav': wav(1000) },
      },
    )
    const { part, rate } = await channelsOf(played)
    const notes = (from: number, to: number) =>
      [220, 247, 262, 294, 330, 349, 392].filter(note => amplitude(part(1, from, to), rate, note) > 0.05)

    expect(notes(0, 1000).length).toBeGreaterThan(0)
    expect(loudness(part(1, 0, 1000))).toBeLessThan(0.15)
    expect(loudness(part(1, 1001, 2000))).toBe(0)
    expect(notes(2000, 3000)).not.toEqual(notes(0, 1000))
  })
})

it('recordChannelType="mono": one channel with both', async () => {
  const script: Script = caller => caller.waits(1000).then(() => caller.says('Hi there'))
  const played = await recorded('<Speak>Hello</Speak><Wait length="2"/>', script, {
    attributes: 'recordChannelType="mono"',
  })
  const { sounds, count } = await channelsOf(played)

  expect(count).toBe(1)
  expect([sounds(20, 480), sounds(501, 999), sounds(1020, 1780), sounds(1801, 2500)]).toEqual(['x', '.', 'x', '.'])
})

it('in the foreground the caller alone is recorded, in mono, whatever recordChannelType says (D86)', async () => {
  const played = await playCall({
    '/answer': document(
      '<DTMF>1234567890</DTMF><Record playBeep="false" maxLength="3" recordChannelType="stereo" fileFormat="wav"/>',
    ),
  })
  const { count, sounds } = await channelsOf(played)

  expect([count, sounds(0, 3000)]).toEqual([1, '.'])
})

describe('the file', () => {
  it.each(['mp3', 'wav'])('%s has two channels and the length that RecordingDurationMs says', async format => {
    const played = await playCall({
      '/answer': document(
        `<Record recordSession="true" maxLength="60" fileFormat="${format}" callbackUrl="http://app.test/callback"/>` +
          '<Speak>Hello</Speak><Wait length="3"/>',
      ),
    })
    const bytes = (await played.record.recordings[0]?.bytes()) as Uint8Array
    const { format: read } = await parseBuffer(bytes, undefined, { duration: true })
    const ms = Number(played.request('/callback').params.RecordingDurationMs)

    expect(ms).toBe(3500)
    expect(read.numberOfChannels).toBe(2)
    expect((read.duration ?? 0) * 1000).toBeGreaterThanOrEqual(ms)
    // The last frame of an MP3 is filled up (D82).
    expect((read.duration ?? 0) * 1000).toBeLessThanOrEqual(ms + (format === 'mp3' ? 36 : 0))
  })

  it('is the same, byte by byte, for the same seed and call, and every time', async () => {
    const phones = { [alice]: { answers: '1s', says: 'This is Alice', hangsUp: '4s' } }
    const once = async () => {
      const played = await recorded(`<Speak>Hello</Speak><Dial><Number>${alice}</Number></Dial>`, undefined, {
        phones,
      })
      const [recording] = played.record.recordings
      return [sha((await recording?.bytes()) as Uint8Array), sha((await recording?.bytes()) as Uint8Array)]
    }
    const [first, second] = [await once(), await once()]

    expect(new Set([...first, ...second]).size).toBe(1)
  })
})
