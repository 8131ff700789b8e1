import { deadline } from '../clock/deadline.js'
import { createMp3Encoder, mp3FrameSamples, mp3FrameSize, mp3Rate } from './mp3.js'
import { render } from './render.js'
import type { Sound } from './tape.js'
import { wavHeader, wavHeaderSize, wavRate, wavSamples } from './wav.js'

export const contentTypeOf = (format: 'mp3' | 'wav'): string => (format === 'wav' ? 'audio/wav' : 'audio/mpeg')

/** What a recording is made of. */
export interface RecordingParts {
  readonly id: string
  readonly url: string
  readonly format: 'mp3' | 'wav'
  /** Its length, in ms. */
  readonly ms: number
  readonly transcript: string
  /** The name of the room, if it is of a conference. */
  readonly conference?: string
  /** The instant of call time it began at. */
  readonly began: number
  /** What sounded in each of its channels: one, or two for stereo. */
  readonly channels: readonly (readonly Sound[])[]
}

/** Ends included; at most as many bytes as there are. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/**
 * A recording, and the file of it: mono, or stereo; MP3 or WAV (D82). It is rendered and encoded when somebody asks for
 * its bytes, second by second, and the same recording always gives the same bytes. Its size is known before.
 */
export class RecordingFile {
  readonly id: string
  readonly url: string
  readonly format: 'mp3' | 'wav'
  readonly ms: number
  readonly transcript: string
  readonly conference: string | undefined
  readonly #began: number
  readonly #channels: readonly (readonly Sound[])[]

  constructor({ id, url, format, ms, transcript, conference, began, channels }: RecordingParts) {
    this.id = id
    this.url = url
    this.format = format
    this.ms = ms
    this.transcript = transcript
    this.conference = conference
    this.#began = began
    this.#channels = channels
  }

  get contentType(): string {
    return contentTypeOf(this.format)
  }

  /** `<id>.mp3`, as the end of its URL. */
  get name(): string {
    return `${this.id}.${this.format}`
  }

  /** In bytes. */
  get size(): number {
    const channels = this.#channels.length
    if (this.format === 'wav') return wavHeaderSize + this.#samples * channels * 2
    return this.#frames * mp3FrameSize(channels)
  }

  /** The file, whole. */
  async bytes(): Promise<Uint8Array> {
    const file = new Uint8Array(this.size)
    let at = 0
    for await (const chunk of this.chunks()) {
      file.set(chunk, at)
      at += chunk.length
    }
    return file
  }

  /** The file, or a part of it, as it is made: nothing is kept, and other work goes on meanwhile. */
  async *chunks({ from, to }: ByteRange = { from: 0, to: this.size - 1 }): AsyncGenerator<Uint8Array> {
    let at = 0
    for await (const chunk of this.format === 'wav' ? this.#wav() : this.#mp3()) {
      const wanted = chunk.subarray(Math.max(0, from - at), Math.max(0, to + 1 - at))
      at += chunk.length
      if (wanted.length > 0) yield wanted
      if (at > to) return
    }
  }

  /** To the nearest sample. */
  get #samples(): number {
    return Math.round((this.ms / 1000) * (this.format === 'wav' ? wavRate : mp3Rate))
  }

  /** The last one is filled up with silence; there is always one, for a file without any plays nowhere. */
  get #frames(): number {
    return Math.max(1, Math.ceil(this.#samples / mp3FrameSamples))
  }

  async *#wav(): AsyncGenerator<Uint8Array> {
    yield wavHeader(this.#channels.length, this.size - wavHeaderSize)
    for await (const second of this.#seconds(wavRate)) yield wavSamples(second)
  }

  async *#mp3(): AsyncGenerator<Uint8Array> {
    const encoder = await createMp3Encoder(this.#channels.length)
    for await (const second of this.#seconds(mp3Rate)) yield encoder.encode(second)
    yield encoder.finish(this.#frames)
  }

  /** A second of each channel after the other; the last one may be shorter. */
  async *#seconds(rate: number): AsyncGenerator<Int16Array[]> {
    for (let first = 0; first < this.#samples; first += rate) {
      // A long file takes seconds to make: others have their turn.
      if (first > 0) await new Promise<void>(resolve => deadline(0, resolve))
      const length = Math.min(rate, this.#samples - first)
      yield this.#channels.map(sounds => {
        const samples = new Int16Array(length)
        render(sounds, this.#began, rate, first, samples)
        return samples
      })
    }
  }
}
