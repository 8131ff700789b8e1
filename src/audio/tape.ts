import { beepLength } from './prompt.js'
import { toneLength } from './tones.js'

/** Something that sounds on one side of a call; instants and lengths in ms of call time. */
export type Sound =
  | {
      readonly kind: 'speech'
      readonly at: number
      /** How long all of it takes; Infinity while nobody knows. */
      ms: number
      text: string
      /** When it was over, or was broken off. */
      until: number
      /** Who speaks: everybody has a pitch of his own. */
      readonly speaker: string
    }
  | { readonly kind: 'key'; readonly at: number; readonly ms: number; readonly key: string }
  | { readonly kind: 'beep'; readonly at: number; readonly ms: number }

/**
 * What one party of a call says and presses, kept for as long as somebody records it. What is being said when a recording
 * begins or ends is on it as well: how much of it can be heard is known to whoever plays the tape.
 */
export class Tape {
  readonly #speaker: string
  readonly #running = new Map<string, Sound[]>()
  #speech: Extract<Sound, { kind: 'speech' }> | undefined

  /** @param speaker whom it records: a number, say. */
  constructor(speaker: string) {
    this.#speaker = speaker
  }

  /** Begins to keep what sounds, under the recording's id. */
  begin(id: string): void {
    this.#running.set(id, this.#speech ? [this.#speech] : [])
  }

  /** What sounded since; a speech that still goes on will know its end when it is over. */
  end(id: string): readonly Sound[] {
    const sounds = this.#running.get(id) ?? []
    this.#running.delete(id)
    return sounds
  }

  press(key: string, at: number): void {
    this.#keep({ kind: 'key', at, ms: toneLength, key })
  }

  beep(at: number): void {
    this.#keep({ kind: 'beep', at, ms: beepLength })
  }

  /** Somebody begins to speak; with an infinite `ms`, what is said will be known when it is over. */
  speak(text: string, ms: number, at: number): void {
    this.#speech = { kind: 'speech', at, ms, text, until: at + ms, speaker: this.#speaker }
    this.#keep(this.#speech)
  }

  /** The speech is over, or broken off; `text` is what it was. */
  silence(text: string, at: number): void {
    const speech = this.#speech
    if (!speech) return
    this.#speech = undefined
    speech.text = text
    speech.until = at
    if (speech.ms === Number.POSITIVE_INFINITY) speech.ms = at - speech.at
  }

  #keep(sound: Sound): void {
    for (const sounds of this.#running.values()) sounds.push(sound)
  }
}
