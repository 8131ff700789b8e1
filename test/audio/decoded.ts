/** The samples of a PCM file of 16 bits, by channel, from -1 to 1; and the samples a second. */
export function decoded(file: Uint8Array): { readonly rate: number; readonly channels: readonly Float32Array[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const count = view.getUint16(22, true)
  const length = (file.length - 44) / 2 / count
  const channels = Array.from({ length: count }, (_, channel) =>
    Float32Array.from({ length }, (_, index) => view.getInt16(44 + 2 * (index * count + channel), true) / 32_768),
  )
  return { rate: view.getUint32(24, true), channels }
}

/** The part of a channel between two instants in ms. */
export const between = (samples: Float32Array, rate: number, from: number, to: number): Float32Array =>
  samples.subarray(Math.round((from * rate) / 1000), Math.round((to * rate) / 1000))

/** The root of the mean square: 0 is silence. */
export const loudness = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

/** How much of a frequency is in it (Goertzel), as the amplitude of its sine. */
export function amplitude(samples: Float32Array, rate: number, frequency: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / rate)
  let [last, before] = [0, 0]
  for (const sample of samples) [last, before] = [sample + turn * last - before, last]
  return (2 * Math.sqrt(last ** 2 + before ** 2 - turn * last * before)) / samples.length
}

/** The frequencies of telephone keys that are in it (ITU-T Q.23), as the key. */
export function keyOf(samples: Float32Array, rate: number): string | undefined {
  const heard = (frequencies: number[]) => {
    const found = frequencies.map((one, index) => ({ index, loud: amplitude(samples, rate, one) }))
    return found.filter(({ loud }) => loud > 0.15).map(({ index }) => index)
  }
  const [rows, columns] = [heard([697, 770, 852, 941]), heard([1209, 1336, 1477, 1633])]
  if (rows.length !== 1 || columns.length !== 1) return undefined
  return ['123A', '456B', '789C', '*0#D'][rows[0] as number]?.[columns[0] as number]
}
