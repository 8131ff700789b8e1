import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { largestMedia, mediaLength } from '../../src/audio/media.js'

const text = (content: string) => new TextEncoder().encode(content)

interface Wav {
  readonly seconds: number
  readonly rate?: number
  /** What the header says the samples are long, where that is not true. */
  readonly declared?: number
  /** A chunk of an odd length before the samples. */
  readonly extra?: boolean
}

/** Silence, 16 bits mono. */
function wav({ seconds, rate = 8000, declared, extra = false }: Wav): Uint8Array {
  const samples = Math.round(seconds * rate) * 2
  const note = extra ? 12 : 0
  const bytes = new Uint8Array(44 + note + samples)
  const view = new DataView(bytes.buffer)
  bytes.set(text('RIFF'), 0)
  view.setUint32(4, declared ?? 36 + note + samples, true)
  bytes.set(text('WAVEfmt '), 8)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  if (extra) {
    bytes.set(text('LIST'), 36)
    view.setUint32(40, 3, true)
  }
  bytes.set(text('data'), 36 + note)
  view.setUint32(40 + note, declared ?? samples, true)
  return bytes
}

/** MPEG 1 layer 3, 128 kbit/s, 44.1 kHz, mono: every frame has 417 bytes and 1152 samples; all zero is silence. */
function mp3(frames: number): Uint8Array {
  const bytes = new Uint8Array(frames * 417)
  for (let frame = 0; frame < frames; frame++) bytes.set([0xff, 0xfb, 0x90, 0xc4], frame * 417)
  return bytes
}

describe('WAV', () => {
  it.each([
    [{ seconds: 1 }, 1000],
    [{ seconds: 2.5, rate: 16_000 }, 2500],
    [{ seconds: 0 }, 0],
    [{ seconds: 0.125, extra: true }, 125],
    [{ seconds: 3, declared: 0xffffffff }, 3000],
    [{ seconds: 3, declared: 0 }, 3000],
    [{ seconds: 3, declared: 16_000 }, 1000],
  ] as [Wav, number][])('%j plays %i ms', async (shape, ms) => {
    expect(await mediaLength(wav(shape))).toEqual({ ms })
  })

  it('is known by its content, not by its type, and from the middle of a larger buffer', async () => {
    const body = new Uint8Array([...text('before'), ...wav({ seconds: 1 })]).subarray(6)
    expect(await mediaLength(body, 'text/html')).toEqual({ ms: 1000 })
  })

  it('is nothing without samples', async () => {
    expect(await mediaLength(wav({ seconds: 1 }).subarray(0, 30))).toMatchObject({
      problem: { code: 'audio-not-audio' },
    })
  })
})

describe('MP3', () => {
  it('lasts as long as its frames: 1152 samples each', async () => {
    const { ms } = (await mediaLength(mp3(100))) as { ms: number }
    expect(ms).toBeCloseTo((100 * 1152_000) / 44_100, -1)
  })

  it.each([1, 2, 3, 4, 5])('however few: %i', async frames => {
    const { ms } = (await mediaLength(mp3(frames))) as { ms: number }
    expect(Math.abs(ms - (frames * 1152_000) / 44_100)).toBeLessThan(1)
  })
})

describe('"mp3/wav, ≤10 MB"', () => {
  it('refuses more', async () => {
    const { problem } = (await mediaLength(new Uint8Array(largestMedia + 1))) as { problem: object }
    expect(problem).toMatchObject({
      code: 'audio-too-large',
      severity: 'breaks',
      message: expect.stringContaining('10.0 MB'),
    })
  })

  it.each([
    ['<!DOCTYPE html><html></html>', 'an HTML page'],
    ['\ufeff\n<html>', 'an HTML page'],
    ['<?xml version="1.0"?><Error/>', 'an XML document'],
    ['{"error": "not found"}', 'JSON'],
    ['404 page not found', 'text'],
    ['', 'empty'],
    ['OggS\0\0', 'an Ogg file'],
    ['\0\x01\x02', 'unknown binary data'],
  ])('says what %j looks like', async (content, kind) => {
    const { problem } = (await mediaLength(text(content), 'audio/mpeg')) as { problem: { message: string } }
    expect(problem).toMatchObject({
      code: 'audio-not-audio',
      message: expect.stringContaining(`but ${kind}, served as audio/mpeg`),
    })
  })
})

test.prop([
  fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.uint8Array({ maxLength: 60 }).map(bytes => new Uint8Array([...text('RIFF0000WAVE'), ...bytes])),
    fc.uint8Array({ maxLength: 400 }).map(bytes => new Uint8Array([0xff, 0xfb, 0x90, 0xc4, ...bytes])),
    fc.uint8Array({ maxLength: 100 }).map(bytes => new Uint8Array([...text('ID3\x04'), ...bytes])),
  ),
])('never throws on garbage', async body => {
  const found = await mediaLength(body)
  if ('ms' in found) expect(found.ms).toBeGreaterThanOrEqual(0)
  else expect(found.problem.message).toMatch(/no MP3 or WAV/)
})
