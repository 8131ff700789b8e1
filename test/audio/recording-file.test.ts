import { createHash } from 'node:crypto'
import { fc, test as property } from '@fast-check/vitest'
import { parseBuffer } from 'music-metadata'
import { describe, expect, it, test } from 'vitest'
import { mediaLength } from '../../src/audio/media.js'
import { RecordingFile, type RecordingParts } from '../../src/audio/recording-file.js'
import type { Sound } from '../../src/audio/tape.js'
import { amplitude, between, decoded, keyOf, loudness } from './decoded.js'

const file = (parts: Partial<RecordingParts>): RecordingFile =>
  new RecordingFile({
    id: 'a',
    url: 'https://media.plivo.com/a.wav',
    format: 'wav',
    ms: 2000,
    transcript: '',
    began: 0,
    channels: [[]],
    ...parts,
  })

const speech = (at: number, ms: number, text = 'please call me back', speaker = '+14155550100'): Sound => ({
  kind: 'speech',
  at,
  ms,
  text,
  until: at + ms,
  speaker,
})

const key = (name: string, at: number): Sound => ({ kind: 'key', at, ms: 100, key: name })

/** Its only channel. */
const heard = async (parts: Partial<RecordingParts>) => {
  const { rate, channels } = decoded(await file(parts).bytes())
  const samples = channels[0] as Float32Array
  return { samples, rate, from: (a: number, b: number) => between(samples, rate, a, b) }
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Of an MP3 frame at 16 kHz. */
const frame = 36

describe('"the right length": as music-metadata reads it', () => {
  test.each([0, 1, 36, 37, 500, 999, 1000, 1001, 3217, 15_000])('%i ms of WAV, to the sample', async ms => {
    const bytes = await file({ ms }).bytes()
    expect(bytes).toHaveLength(44 + ms * 16)
    expect(await mediaLength(bytes)).toEqual({ ms })
  })

  test.each([0, 1, 36, 37, 500, 999, 1000, 1001, 3217, 15_000])('%i ms of MP3, to the frame', async ms => {
    const bytes = await file({ ms, format: 'mp3' }).bytes()
    const { format } = await parseBuffer(bytes, undefined, { duration: true })
    expect(format).toMatchObject({ codec: 'MPEG 2 Layer 3', sampleRate: 16_000, numberOfChannels: 1, bitrate: 48_000 })
    const { ms: length } = (await mediaLength(bytes)) as { ms: number }
    if (ms > 4 * frame) expect(length).toBe(Math.round((format.duration ?? 0) * 1000))
    expect(length).toBeGreaterThanOrEqual(ms)
    expect(length).toBeLessThanOrEqual(Math.max(ms, 1) + frame)
  })

  const sounds = fc.array(
    fc.oneof(
      fc.record({
        at: fc.integer({ min: -2000, max: 4000 }),
        ms: fc.integer({ min: 0, max: 3000 }),
        text: fc.string(),
      }),
      fc.record({ at: fc.integer({ min: -100, max: 4000 }), key: fc.constantFrom(...'0123456789*#') }),
    ),
    { maxLength: 8 },
  )

  property.prop(
    [
      fc.constantFrom('mp3', 'wav'),
      fc.double({ min: 0, max: 3500, noNaN: true }),
      fc.array(sounds, { minLength: 1, maxLength: 2 }),
    ],
    { numRuns: 60 },
  )('whatever sounds in it, in one channel or two', async (format, ms, channels) => {
    const all = channels.map(some =>
      some.map(one => ('key' in one ? key(one.key, one.at) : speech(one.at, one.ms, one.text))),
    )
    const made = file({ format, ms, channels: all })
    const bytes = await made.bytes()
    expect(bytes).toHaveLength(made.size)
    const read = await parseBuffer(bytes, undefined, { duration: true })
    expect(read.format.numberOfChannels).toBe(channels.length)
    const { ms: length } = (await mediaLength(bytes)) as { ms: number }
    expect(length - ms).toBeGreaterThanOrEqual(-1)
    expect(length - ms).toBeLessThanOrEqual(frame + 1)
  })
})

describe('"the right format"', () => {
  it('WAV: PCM, 16 bits, 8 kHz, as a telephone carries it', async () => {
    const { format } = await parseBuffer(await file({}).bytes())
    expect(format).toMatchObject({ container: 'WAVE', codec: 'PCM', sampleRate: 8000, bitsPerSample: 16 })
  })

  it('MP3: frames that follow one another from the first byte to the last, none in need of another', async () => {
    const bytes = await file({ format: 'mp3', channels: [[speech(0, 1700), key('5', 1800)]] }).bytes()
    const size = 216
    expect(bytes.length % size).toBe(0)
    for (let at = 0; at < bytes.length; at += size) {
      expect([bytes[at], (bytes[at + 1] as number) & 0xfe]).toEqual([0xff, 0xf2])
      // main_data_begin: how far back in earlier frames its data begins.
      expect(bytes[at + 4]).toBe(0)
    }
  })

  it('stereo: each channel has its own sounds', async () => {
    const { rate, channels } = decoded(await file({ channels: [[key('1', 200)], [key('9', 1200)]] }).bytes())
    const [left, right] = channels as [Float32Array, Float32Array]
    expect(keyOf(between(left, rate, 210, 290), rate)).toBe('1')
    expect(loudness(between(left, rate, 1000, 2000))).toBe(0)
    expect(keyOf(between(right, rate, 1210, 1290), rate)).toBe('9')
    expect(loudness(between(right, rate, 0, 1000))).toBe(0)
  })
})

describe('what is heard', () => {
  test.each([...'1234567890*#'])('key %s: its two frequencies for 100 ms, and nothing beside them', async name => {
    const { rate, from } = await heard({ channels: [[key(name, 500)]] })
    expect(keyOf(from(505, 595), rate)).toBe(name)
    expect(loudness(from(0, 500))).toBe(0)
    expect(loudness(from(601, 2000))).toBe(0)
  })

  it('a beep', async () => {
    const { rate, from } = await heard({ channels: [[{ kind: 'beep', at: 100, ms: 500 }]] })
    expect(amplitude(from(110, 590), rate, 1000)).toBeCloseTo(0.4, 1)
    expect(loudness(from(601, 2000))).toBe(0)
  })

  it('"silence where there was silence": samples are 0', async () => {
    const { samples } = await heard({ ms: 5000 })
    expect(samples.every(sample => sample === 0)).toBe(true)
  })

  it('speech, from its first word to its last, and a pause between words', async () => {
    const { from } = await heard({ channels: [[speech(500, 1000, 'yes nobody')]] })
    expect(loudness(from(0, 500))).toBe(0)
    expect(loudness(from(520, 780))).toBeGreaterThan(0.03)
    expect(loudness(from(802, 868))).toBe(0)
    expect(loudness(from(920, 1480))).toBeGreaterThan(0.03)
    expect(loudness(from(1501, 2000))).toBe(0)
  })

  it('another text is another sound, and another speaker has another voice', async () => {
    const bytes = (sound: Sound) =>
      file({ channels: [[sound]] })
        .bytes()
        .then(hash)
    const all = [
      speech(0, 1000, 'yes please'),
      speech(0, 1000, 'not at all'),
      speech(0, 1000, 'yes please', '+14155550107'),
      speech(0, 1000, 'はい、お願いします'),
    ]
    expect(new Set(await Promise.all(all.map(bytes))).size).toBe(4)
  })

  it('speech of which nobody knows the words is heard all the same', async () => {
    const { from } = await heard({ channels: [[speech(0, 1000, '')]] })
    expect(loudness(from(0, 1000))).toBeGreaterThan(0.03)
  })

  it('of a speech that began before the recording, the rest; of one that was broken off, what was said', async () => {
    const whole = speech(0, 3000, 'one two three four five six')
    const { from } = await heard({ began: 1000, channels: [[{ ...whole, until: 2000 } as Sound]] })
    expect(loudness(from(0, 1000))).toBeGreaterThan(0.03)
    expect(loudness(from(1001, 2000))).toBe(0)
  })
})

describe('the bytes', () => {
  const parts = { channels: [[speech(100, 1500), key('5', 900)]], ms: 2500 }

  test.each(['mp3', 'wav'] as const)('of %s are the same every time', async format => {
    const made = file({ ...parts, format })
    const again = file({ ...parts, format })
    expect(hash(await made.bytes())).toBe(hash(await made.bytes()))
    expect(hash(await made.bytes())).toBe(hash(await again.bytes()))
  })

  property.prop([fc.constantFrom('mp3', 'wav'), fc.nat(20_000), fc.nat(20_000)], { numRuns: 30 })(
    'a part is what it is in the whole',
    async (format, from, length) => {
      const made = file({ ...parts, format })
      const chunks: Uint8Array[] = []
      for await (const chunk of made.chunks({ from, to: from + length })) chunks.push(chunk)
      const whole = Buffer.from(await made.bytes())
      expect(Buffer.concat(chunks).equals(whole.subarray(from, from + length + 1))).toBe(true)
    },
  )
})
