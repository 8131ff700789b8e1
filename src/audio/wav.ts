/** A telephone's samples a second. */
export const wavRate = 8_000

export const wavHeaderSize = 44

/** The sizes in a header have 32 bits; of a longer file (more than 37 hours) the rest is there, but not counted. */
const countable = 0xffff_ffff - wavHeaderSize

/** The header of a WAV file: PCM, 16 bits, 8 kHz; `bytes` of samples follow. */
export function wavHeader(channels: number, bytes: number): Uint8Array {
  const header = Buffer.alloc(wavHeaderSize)
  const counted = Math.min(bytes, countable)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(counted + wavHeaderSize - 8, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(wavRate, 24)
  header.writeUInt32LE(wavRate * channels * 2, 28)
  header.writeUInt16LE(channels * 2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(counted, 40)
  return header
}

/** Samples of the channels by turns, in little endian whatever this machine is. */
export function wavSamples(channels: readonly Int16Array[]): Uint8Array {
  const [{ length } = new Int16Array()] = channels
  const bytes = new Uint8Array(length * channels.length * 2)
  const view = new DataView(bytes.buffer)
  channels.forEach((samples, channel) => {
    for (let index = 0; index < length; index++) {
      view.setInt16((index * channels.length + channel) * 2, samples[index] as number, true)
    }
  })
  return bytes
}
