/**
 * A voice that says letters: nobody would take it for a person, but words, pauses, and who speaks can be told by ear.
 * Each vowel has its formants, each other letter a hum or a hiss; a phone is a table of one period of its wave.
 */

/** What a letter sounds like; `level` 1 is a vowel's. */
interface Phone {
  readonly level: number
  /** One period, from -1 to 1; a hiss has none. */
  readonly wave: Float32Array | undefined
}

type Formants = readonly [frequency: number, frequency: number, frequency: number]

/** In Hz (Peterson and Barney 1952, rounded; men). */
const vowels: Readonly<Record<string, Formants>> = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
}
const hums: Readonly<Record<string, Formants>> = {
  m: [250, 1100, 2200],
  n: [250, 1400, 2300],
  l: [360, 1300, 2600],
  r: [420, 1100, 1600],
  w: [290, 610, 2150],
  b: [200, 900, 2100],
  d: [200, 1500, 2600],
  g: [200, 1900, 2500],
  v: [220, 1100, 2100],
  z: [220, 1600, 2500],
  j: [260, 1800, 2600],
}
const hisses = 'cfhkpqstx'

/** How wide a formant is, and what a telephone carries, in Hz. */
const bandwidth = 110
const highest = 3400

/** Points of a period. */
const period = 256

const silence: Phone = { level: 0, wave: undefined }
const hiss: Phone = { level: 0.2, wave: undefined }

/** In Hz; there are so many voices. */
const pitches = [96, 108, 121, 166, 187, 210]

/** The pitch of a speaker, in Hz: always the same for the same number or name. */
export const pitchOf = (speaker: string): number => pitches[numberOf(speaker) % pitches.length] as number

/** A number that is always the same for the same name, and mostly another one for another. */
export function numberOf(name: string): number {
  let hash = 7
  for (const char of name) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  return hash
}

/** How fast letters come where nobody knows the text, a second. */
const pace = 14
/** The part of a letter in which it turns into the next. */
const glide = 0.3
/** Seconds in which a voice begins and ends. */
const fade = 0.015

/**
 * What `text` sounds like, said evenly within so many seconds: a function of the seconds since it began, from -1 to 1.
 * Of an unknown text ('') it is known only that somebody speaks.
 */
export function speaking(text: string, seconds: number, pitch: number): (at: number) => number {
  const phones = phonesOf(text || 'somebody says something ', pitch)
  const perSecond = text && Number.isFinite(seconds) ? phones.length / seconds : pace
  // The pitch falls from beginning to end, as it does in a statement.
  const falls = Number.isFinite(seconds) && seconds > 0 ? 0.1 / seconds : 0
  return at => {
    const place = at * perSecond
    const index = Math.floor(place)
    const phase = pitch * at * (1.1 - falls * at)
    const noise = noiseAt(at)
    const phone = phones[index % phones.length] ?? silence
    const next = phones[(index + 1) % phones.length] ?? silence
    const turned = Math.max(0, (place - index - 1 + glide) / glide)
    const sound = heard(phone, phase, noise) * (1 - turned) + heard(next, phase, noise) * turned
    return sound * Math.min(1, at / fade, Math.max(0, seconds - at) / fade)
  }
}

const heard = ({ level, wave }: Phone, phase: number, noise: number): number =>
  level === 0 ? 0 : level * (wave ? (wave[Math.floor((phase % 1) * period)] as number) : noise)

/** The same noise every time. */
function noiseAt(seconds: number): number {
  let hash = Math.imul(Math.round(seconds * 48_000) ^ 0x5bd1e995, 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1
}

function phonesOf(text: string, pitch: number): Phone[] {
  const letters = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return [...letters].map(letter => phoneOf(letter, pitch))
}

function phoneOf(letter: string, pitch: number): Phone {
  if (!/[\p{L}\p{N}]/u.test(letter)) return silence
  if (hisses.includes(letter)) return hiss
  const hum = hums[letter]
  if (hum) return { level: 0.45, wave: waveOf(letter, hum, pitch) }
  // Digits and the letters of other scripts have a vowel each.
  const vowel = letter in vowels ? letter : ('aeiou'[(letter.codePointAt(0) ?? 0) % 5] as string)
  return { level: 1, wave: waveOf(vowel, vowels[vowel] as Formants, pitch) }
}

const waves = new Map<string, Float32Array>()

/** One period of a letter at a pitch: overtones, each as loud as the formants near it let it be. */
function waveOf(letter: string, formants: Formants, pitch: number): Float32Array {
  const name = `${letter}${pitch}`
  const known = waves.get(name)
  if (known) return known
  const wave = new Float32Array(period)
  for (let overtone = 1; overtone * pitch <= highest; overtone++) {
    const loud = formants.reduce((sum, formant, rank) => {
      const off = (overtone * pitch - formant) / bandwidth
      return sum + 1 / (1 + off * off) / (rank + 1)
    }, 0.02)
    for (let point = 0; point < period; point++) {
      wave[point] = (wave[point] as number) + loud * Math.sin((2 * Math.PI * overtone * point) / period)
    }
  }
  const peak = wave.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  waves.set(
    name,
    wave.map(value => value / peak),
  )
  return waves.get(name) as Float32Array
}
