/** Samples a second: the lowest rate that every player knows. */
export const mp3Rate = 16_000

/** The bit rate by the number of channels, in kbit/s. */
const kilobits = (channels: number): number => 48 * channels

/** Samples of a frame (36 ms), and its bytes, which at this rate are always the same. */
export const mp3FrameSamples = 576
export const mp3FrameSize = (channels: number): number => (72_000 * kilobits(channels)) / mp3Rate

/** What the encoder and every decoder are late by, in samples: so much silence more, and it is two frames. */
const delay = 576 + 529
const skippedFrames = 2

/** Encodes what it is given bit by bit. */
export interface Mp3Encoder {
  /** The frames that are complete. */
  encode(channels: readonly Int16Array[]): Uint8Array
  /** The frames that are missing, up to so many in all. */
  finish(frames: number): Uint8Array
}

/**
 * An encoder of 1 or 2 channels at {@link mp3Rate}. Frames do not depend on each other, so that the first two, which are
 * late sound only, are left out: the file has exactly the frames of its sound, and begins with it.
 */
export async function createMp3Encoder(channels: number): Promise<Mp3Encoder> {
  const { Mp3Encoder } = await import('@breezystack/lamejs')
  const lame = new Mp3Encoder(channels, mp3Rate, kilobits(channels))
  const size = mp3FrameSize(channels)
  let bytes = -skippedFrames * size
  const taken = (encoded: Uint8Array): Uint8Array => {
    const skipped = Math.min(encoded.length, Math.max(0, -bytes))
    bytes += encoded.length
    return Uint8Array.from(encoded.subarray(skipped))
  }
  const encode = ([left, right]: readonly Int16Array[]) => taken(lame.encodeBuffer(left as Int16Array, right))
  const silence = (samples: number) => Array.from({ length: channels }, () => new Int16Array(samples))
  const early = encode(silence(skippedFrames * mp3FrameSamples - delay))
  if (early.length > 0) throw new Error('the encoder is earlier than it can be')
  return {
    encode,
    finish(frames) {
      const parts: Uint8Array[] = []
      while (bytes < frames * size) parts.push(encode(silence(mp3FrameSamples)))
      const all = Buffer.concat(parts)
      return all.subarray(0, all.length - (bytes - frames * size))
    },
  }
}
