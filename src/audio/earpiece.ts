import type { Happening } from '../trace/events.js'
import { endOf, type Sound, Tape } from './tape.js'
import { readTones, toneLength } from './tones.js'

type Prompt = Extract<Happening, { type: 'prompt.started' | 'prompt.finished' }>

/** Somebody who can be heard, or several. */
export type Heard = Pick<Tape, 'begin' | 'end'>

/** A prompt that sounds, and what a recording has of it; nothing, as long as nobody records. */
interface Open {
  readonly prompt: Extract<Prompt, { type: 'prompt.started' }>
  readonly at: number
  /** How long it takes once. */
  readonly once: number
  on?: { readonly tape: Tape; readonly sounds: readonly Sound[] }
}

/** What one party hears: what is played to it, and what those say and press who are connected to it. */
export class Earpiece {
  /** What the player has begun and not finished. */
  #open: Open[] = []
  #others: Set<Heard> | undefined
  /** As long as somebody records: what is played, and of each recording what was heard of those who have left. */
  #recorded: { readonly played: Tape; readonly running: Map<string, Sound[]> } | undefined
  /** How long the latest prompt takes once, which one that stands for many passes of it does not say. */
  #once = 0

  /** Begins to keep what is heard, under the recording's id. */
  begin(id: string): void {
    if (!this.#recorded) {
      this.#recorded = { played: new Tape(''), running: new Map() }
      for (const open of this.#open) this.#sound(open)
    }
    const { played, running } = this.#recorded
    for (const tape of [played, ...(this.#others ?? [])]) tape.begin(id)
    running.set(id, [])
  }

  /** What was heard since. */
  end(id: string): readonly Sound[] {
    if (!this.#recorded) return []
    const { played, running } = this.#recorded
    const gone = running.get(id) ?? []
    running.delete(id)
    const heard = [...gone, ...[played, ...(this.#others ?? [])].flatMap(tape => tape.end(id))]
    if (running.size === 0) this.#recorded = undefined
    return heard
  }

  /** From now on somebody else is heard, too. */
  connect(other: Heard, at: number): void {
    this.#others ??= new Set()
    this.#others.add(other)
    for (const id of this.#recorded?.running.keys() ?? []) other.begin(id, at)
  }

  /** From now on he is not heard any more; what he is saying is cut off. */
  disconnect(other: Heard, at: number): void {
    if (!this.#others?.delete(other)) return
    for (const [id, gone] of this.#recorded?.running ?? []) {
      gone.push(...other.end(id).map(sound => (endOf(sound) > at ? { ...sound, until: at } : sound)))
    }
  }

  /** Keeps what is said to be played: a recording has what the trace has. */
  take(happening: Happening, at: number): void {
    if (happening.type === 'prompt.started') {
      const { ms, pass, endless } = happening
      this.#once = endless || pass === 1 ? ms : Math.min(ms, this.#once)
      const open = { prompt: happening, at, once: this.#once }
      this.#open.push(open)
      this.#sound(open)
    } else if (happening.type === 'prompt.finished') {
      const index = this.#open.findIndex(({ prompt }) => isSame(prompt, happening))
      // Who has recorded the beginning learns of the end, too.
      for (const { on } of index < 0 ? [] : this.#open.splice(index, 1)) {
        for (const sound of on?.sounds ?? []) on?.tape.stop(sound, at)
      }
    } else if (happening.type === 'tones.sent') {
      for (const key of keysOf(happening.digits, at)) this.#recorded?.played.keep(key)
    }
  }

  #sound(open: Open): void {
    // What is muted from its beginning on is not heard.
    if (!this.#recorded || open.prompt.muted) return
    const { played: tape } = this.#recorded
    open.on = { tape, sounds: soundsOf(open) }
    for (const sound of open.on.sounds) tape.start(sound)
  }
}

function soundsOf({ prompt, at, once: ms }: Open): Sound[] {
  const { sound, text, endless, voice = 'Plivo' } = prompt
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
