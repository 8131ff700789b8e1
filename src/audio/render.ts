import { endOf, type Sound, startOf } from './tape.js'
import { numberOf, pitchOf, speaking } from './voice.js'

/** The two frequencies of each key, in Hz (ITU-T Q.23). */
const rows = [697, 770, 852, 941]
const columns = [1209, 1336, 1477]
const keypad = '123456789*0#'

/** Of the beep, in Hz. */
const beepFrequency = 1000

/** How loud each is; 1 is all there is. */
const speechLevel = 0.6
const keyLevel = 0.25
const beepLevel = 0.4
const musicLevel = 0.07

/** Seconds in which a tone begins and ends, so that it does not click. */
const fade = 0.003

/** The lowest notes of the chords that stand for audio files, in Hz, and the other notes of each, as parts of it. */
const roots = [220, 247, 262, 294, 330, 349, 392]
const chord = [1, 5 / 4, 3 / 2]

/**
 * Renders what sounds as samples of 16 bits, `into.length` of them from sample `first` on; sample 0 is at `began`.
 * What begins earlier is heard from there on. Where nothing sounds, samples are 0.
 */
export function render(sounds: readonly Sound[], began: number, rate: number, first: number, into: Int16Array): void {
  const mix = new Float32Array(into.length)
  for (const sound of sounds) {
    const sampleAt = (instant: number): number => ((instant - began) / 1000) * rate - first
    const start = sampleAt(sound.at)
    const heard = sampleAt(startOf(sound))
    const end = sampleAt(endOf(sound))
    if (end <= 0 || heard >= mix.length) continue
    const wave = waveOf(sound)
    const again = (sound.every ?? Number.POSITIVE_INFINITY) / 1000
    for (let index = Math.max(0, Math.ceil(heard)); index < Math.min(end, mix.length); index++) {
      mix[index] = (mix[index] as number) + wave(((index - start) / rate) % again)
    }
  }
  for (let index = 0; index < into.length; index++) {
    into[index] = Math.round(Math.max(-1, Math.min(1, mix[index] as number)) * 32_767)
  }
}

/** From -1 to 1, by the seconds since it began. */
function waveOf(sound: Sound): (at: number) => number {
  const seconds = sound.ms / 1000
  switch (sound.kind) {
    case 'speech': {
      const voice = speaking(sound.text, seconds, pitchOf(sound.speaker))
      return at => speechLevel * voice(at)
    }
    case 'key': {
      const [low, high] = keyFrequencies(sound.key)
      return at => keyLevel * (sine(low, at) + sine(high, at)) * faded(at, seconds)
    }
    case 'beep':
      return at => beepLevel * sine(beepFrequency, at) * faded(at, seconds)
    case 'music': {
      const root = roots[numberOf(sound.name) % roots.length] as number
      const notes = (at: number): number => chord.reduce((sum, part) => sum + sine(root * part, at), 0)
      return at => musicLevel * notes(at) * faded(at, seconds)
    }
  }
}

const keyFrequencies = (key: string): readonly [number, number] => {
  const place = keypad.indexOf(key)
  return [rows[Math.floor(place / 3)] ?? 0, columns[place % 3] ?? 0]
}

const sine = (frequency: number, at: number): number => Math.sin(2 * Math.PI * frequency * at)

const faded = (at: number, seconds: number): number => Math.max(0, Math.min(1, at / fade, (seconds - at) / fade))
