import { beepLength } from './prompt.js'
import { toneLength } from './tones.js'

/** When something sounds; instants and lengths in ms of call time. */
interface Sounding {
  readonly at: number
  /** How long all of it takes, once; Infinity while nobody knows. */
  ms: number
  /** When it was over, or was broken off; at the end of it, unless said otherwise. */
  until?: number
  /** From when on it is heard, where that is later than it began: who is connected in the middle of a sentence. */
  readonly from?: number
  /** It begins anew every so many ms, until it is over. */
  readonly every?: number
}

export interface Speech extends Sounding {
  readonly kind: 'speech'
  text: string
  until: number
  /** Who speaks: everybody has a pitch of his own. */
  readonly speaker: string
}

/** Something that sounds on one side of a call. */
export type Sound =
  | Speech
  | (Sounding & { readonly kind: 'key'; readonly key: string })
  | (Sounding & { readonly kind: 'beep' })
  /** An audio file; `name` tells one from another. */
  | (Sounding & { readonly kind: 'music'; readonly name: string })

/**
 * What sounds on one side of a call, kept for as long as somebody records it: what a party says and presses, or what is
 * played to it. What sounds already when a recording begins, or still when it ends, is on it as well: how much of it can
 * be heard is known to whoever plays the tape.
 */
export class Tape {
  readonly #speaker: string
  /** By recordings; most calls have none. */
  #running: Map<string, Sound[]> | undefined
  /** What sounds now, each with those that are heard from a later instant on. */
  #open: Map<Sound, Sound[]> | undefined
  #speech: Speech | undefined

  /** @param speaker whom it records: a number, say. */
  constructor(speaker: string) {
    this.#speaker = speaker
  }

  /** Begins to keep what sounds, under the recording's id; with `from`, what sounds already is heard from then on. */
  begin(id: string, from?: number): void {
    const heard = [...(this.#open ?? [])].map(([sound, later]) => {
      if (from === undefined) return sound
      const rest = { ...sound, from }
      later.push(rest)
      return rest
    })
    this.#running ??= new Map()
    this.#running.set(id, heard)
  }

  /** What sounded since; what still does will know its end when it is over. */
  end(id: string): readonly Sound[] {
    const sounds = this.#running?.get(id) ?? []
    this.#running?.delete(id)
    return sounds
  }

  press(key: string, at: number): void {
    this.keep({ kind: 'key', at, ms: toneLength, key })
  }

  beep(at: number): void {
    this.keep({ kind: 'beep', at, ms: beepLength })
  }

  /** Somebody begins to speak; with an infinite `ms`, what is said will be known when it is over. */
  speak(text: string, ms: number, at: number): void {
    this.#speech = { kind: 'speech', at, ms, text, until: at + ms, speaker: this.#speaker }
    this.start(this.#speech)
  }

  /** The speech is over, or broken off; `text` is what it was. */
  silence(text: string, at: number): void {
    const speech = this.#speech
    if (!speech) return
    this.#speech = undefined
    for (const one of [speech, ...(this.#open?.get(speech) ?? [])] as Speech[]) {
      one.text = text
      if (one.ms === Number.POSITIVE_INFINITY) one.ms = at - one.at
    }
    this.stop(speech, at)
  }

  /** Something sounds that takes a moment. */
  keep(sound: Sound): void {
    if (this.#running) for (const sounds of this.#running.values()) sounds.push(sound)
  }

  /** Something begins to sound. */
  start(sound: Sound): void {
    this.#open ??= new Map()
    this.#open.set(sound, [])
    this.keep(sound)
  }

  /** It is over, or was broken off. */
  stop(sound: Sound, at: number): void {
    for (const one of [sound, ...(this.#open?.get(sound) ?? [])]) one.until = Math.min(endOf(one), at)
    this.#open?.delete(sound)
  }
}

/** The instant at which it is heard for the first time, and the one at which it is over. */
export const startOf = ({ at, from = at }: Sound): number => from
export const endOf = ({ at, ms, until = at + ms }: Sound): number => until
