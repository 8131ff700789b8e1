import type { IAudioMetadata } from 'music-metadata'
import { type Problem, problem } from '../xml/problem.js'

/** Plivo plays files up to 10 MB (documented). */
export const largestMedia = 10 * 1024 * 1024

/**
 * How long an audio file plays, in ms. MP3 and WAV are known by their content, whatever `contentType` or name say;
 * anything else is a problem that says what it looks like. Never throws.
 */
export async function mediaLength(
  body: Uint8Array,
  contentType?: string,
): Promise<{ readonly ms: number } | { readonly problem: Problem }> {
  if (body.length > largestMedia) {
    const message = `the file has ${(body.length / 1024 / 1024).toFixed(1)} MB: Plivo plays up to 10 MB`
    return { problem: problem('audio-too-large', message, { allowed: 'at most 10 MB' }) }
  }
  const seconds = isWav(body) ? wavSeconds(body) : await mp3Seconds(body)
  if (seconds !== undefined && Number.isFinite(seconds) && seconds >= 0) return { ms: Math.round(seconds * 1000) }
  const served = contentType ? `, served as ${contentType}` : ''
  const message = `the file is no MP3 or WAV audio but ${looksLike(body)}${served}: nothing is heard`
  return { problem: problem('audio-not-audio', message, { allowed: 'MP3 or WAV' }) }
}

const isWav = (body: Uint8Array): boolean => ascii(body, 0, 4) === 'RIFF' && ascii(body, 8, 4) === 'WAVE'

/**
 * By the bytes that are there: servers that stream a WAV write 0 or 0xFFFFFFFF for a length they do not know yet.
 * Exact for PCM, A-law and u-law, which all have a constant byte rate.
 */
function wavSeconds(body: Uint8Array): number | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  let bytesPerSecond = 0
  for (let at = 12; at + 8 <= body.length; ) {
    const name = ascii(body, at, 4)
    const declared = view.getUint32(at + 4, true)
    const there = body.length - (at + 8)
    if (name === 'fmt ' && there >= 16) bytesPerSecond = view.getUint32(at + 16, true)
    if (name === 'data') {
      const bytes = declared === 0 ? there : Math.min(declared, there)
      return bytesPerSecond > 0 ? bytes / bytesPerSecond : undefined
    }
    // Chunks begin at even offsets.
    at += 8 + declared + (declared % 2)
  }
  return undefined
}

async function mp3Seconds(body: Uint8Array): Promise<number | undefined> {
  if (body.length === 0) return undefined
  const { parseBuffer } = await import('music-metadata')
  let format: IAudioMetadata['format']
  try {
    format = (await parseBuffer(body, undefined, { duration: true, skipCovers: true })).format
  } catch {
    // It says so of everything that it does not know.
    return undefined
  }
  const mp3 = format.container === 'MPEG' && /Layer 3$/.test(format.codec ?? '')
  if (mp3 && format.duration) return format.duration
  // It counts from the fourth frame on, and whatever has fewer is this short.
  const short = body.length < 4 * largestFrame && body[0] === 0xff && (body[1] ?? 0) >= 0xe0
  // Without a single frame it only looked like one.
  return mp3 && short && format.bitrate ? (body.length * 8) / format.bitrate : undefined
}

/** Of any MP3 file, in bytes. */
const largestFrame = 1441

const BINARIES: readonly (readonly [start: string, name: string])[] = [
  ['RIFF', 'a RIFF file without WAV sound'],
  ['OggS', 'an Ogg file'],
  ['fLaC', 'a FLAC file'],
  ['FORM', 'an AIFF file'],
  ['%PDF', 'a PDF file'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['\x1f\x8b', 'gzip-compressed data'],
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
]

/** For a person who wonders what was fetched instead of sound. */
function looksLike(body: Uint8Array): string {
  if (body.length === 0) return 'empty'
  const start = ascii(body, 0, 512)
  const binary = BINARIES.find(([magic]) => start.startsWith(magic))
  if (binary) return binary[1]
  if (start.slice(4, 8) === 'ftyp') return 'an MP4 file'
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (/^(?:<!doctype html|<html|<head|<body)/i.test(text)) return 'an HTML page'
  if (text.startsWith('<')) return 'an XML document'
  if (/^[[{]/.test(text)) return 'JSON'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data from text.
  if (!/[\x00-\x08\x0e-\x1f]/.test(start)) return 'text'
  return 'unknown binary data'
}

/** Bytes as characters, one by one. */
const ascii = (body: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...body.subarray(from, from + length))
