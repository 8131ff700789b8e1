import type { Happening } from '../trace/events.js'
import { endOf, type Sound, Tape } from './tape.js'
import { readTones, toneLength } from './tones.js'

type Prompt = Extract<Happening, { type: 'prompt.started' | 'prompt.finished' }>

/** Somebody who can be heard, or several. */
export type Heard = Pick<Tape, 'begin' | 'end'>

/** What one party hears: what is played to it, and what those say and press who are connected to it. */
export class Earpiece {
  readonly #played = new Tape('')
  readonly #others = new Set<Heard>()
  /** Of each recording, what was heard of those who are not connected any more. */
  readonly #running = new Map<string, Sound[]>()
  /** What the player has begun and not finished. */
  readonly #open: { readonly prompt: Prompt; readonly sounds: readonly Sound[] }[] = []
  /** How long the latest prompt takes once, which one that stands for many passes of it does not say. */
  #once = 0

  /** Begins to keep what is heard, under the recording's id. */
  begin(id: string): void {
    for (const tape of [this.#played, ...this.#others]) tape.begin(id)
    this.#running.set(id, [])
  }

  /** What was heard since. */
  end(id: string): readonly Sound[] {
    const gone = this.#running.get(id) ?? []
    this.#running.delete(id)
    return [...gone, ...[this.#played, ...this.#others].flatMap(tape => tape.end(id))]
  }

  /** From now on somebody else is heard, too. */
  connect(other: Heard, at: number): void {
    this.#others.add(other)
    for (const id of this.#running.keys()) other.begin(id, at)
  }

  /** From now on he is not heard any more; what he is saying is cut off. */
  disconnect(other: Heard, at: number): void {
    if (!this.#others.delete(other)) return
    for (const [id, gone] of this.#running) {
      gone.push(...other.end(id).map(sound => (endOf(sound) > at ? { ...sound, until: at } : sound)))
    }
  }

  /** Keeps what is said to be played: a recording has what the trace has. */
  take(happening: Happening, at: number): void {
    if (happening.type === 'prompt.started') {
      const sounds = this.#soundsOf(happening, at)
      for (const sound of sounds) this.#played.start(sound)
      this.#open.push({ prompt: happening, sounds })
    } else if (happening.type === 'prompt.finished') {
      const index = this.#open.findIndex(({ prompt }) => isSame(prompt, happening))
      for (const { sounds } of index < 0 ? [] : this.#open.splice(index, 1)) {
        for (const sound of sounds) this.#played.stop(sound, at)
      }
    } else if (happening.type === 'tones.sent') {
      for (const key of keysOf(happening.digits, at)) this.#played.keep(key)
    }
  }

  #soundsOf(prompt: Extract<Prompt, { type: 'prompt.started' }>, at: number): Sound[] {
    const { sound, text, pass, endless, voice = 'Plivo' } = prompt
    const ms = endless || pass === 1 ? prompt.ms : Math.min(prompt.ms, this.#once)
    this.#once = ms
    const until = endless ? Number.POSITIVE_INFINITY : at + prompt.ms
    const timing = { at, ms, until, ...((endless || ms < prompt.ms) && { every: ms }) }
    switch (sound) {
      case 'speech':
        return [{ kind: 'speech', ...timing, text, speaker: voice }]
      case 'audio':
        return [{ kind: 'music', ...timing, name: text }]
      case 'beep':
        return [{ kind: 'beep', ...timing }]
      case 'tones':
        return keysOf(text, at)
      case 'silence':
        return []
    }
  }
}

const isSame = (one: Prompt, other: Prompt): boolean =>
  one.sound === other.sound && one.text === other.text && one.pass === other.pass && one.by === other.by

/** Keys and pauses, one after another. */
function keysOf(digits: string, at: number): Sound[] {
  let next = at
  const keys: Sound[] = []
  for (const { digit, ms } of readTones(digits).items) {
    if (digit !== undefined) keys.push({ kind: 'key', at: next, ms: toneLength, key: digit })
    next += ms
  }
  return keys
}
