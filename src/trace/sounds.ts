import type { EventOf, Sound } from './events.js'
import type { Span } from './layout.js'
import { length } from './length.js'
import { shortened } from './printable.js'
import { aside, LONGEST, plain, strong } from './row.js'

/** What sounds, in words. */
export const sound = (kind: Sound, text: string): Span[] => SOUNDS[kind](shortened(text, LONGEST))

const SOUNDS: Readonly<Record<Sound, (text: string) => Span[]>> = {
  speech: text => [strong(`"${text}"`)],
  audio: text => [plain('audio '), strong(text)],
  silence: text => [plain(text)],
  beep: () => [plain('a beep')],
  tones: text => [plain('tones '), strong(text)],
}

/** How long it sounds, in whose voice, and how often. */
export function howLong({ ms, pass, endless, voice, language, by, muted }: EventOf<'prompt.started'>): Span {
  const how = [voice, language].filter(Boolean).join(' ')
  return aside(
    length(ms),
    how,
    by && 'by the API',
    muted ? 'muted' : '',
    pass > 1 ? `pass ${pass}` : '',
    endless ? 'and again without end' : '',
  )
}

/** Knows which prompts sound again and again, until they are cut off. */
export class Repeating {
  readonly #prompts = new Set<string>()

  /** A prompt begins. */
  begins(prompt: EventOf<'prompt.started'>): void {
    if (prompt.endless) this.#prompts.add(known(prompt))
    else this.#prompts.delete(known(prompt))
  }

  /** How much of a prompt sounded: `300 ms`, `300 ms of pass 2`, `19.5 s of repeating`. */
  sounded(prompt: EventOf<'prompt.finished'>): string {
    const { ms, pass } = prompt
    if (this.#prompts.has(known(prompt))) return `${length(ms)} of repeating`
    return `${length(ms)}${pass > 1 ? ` of pass ${pass}` : ''}`
  }
}

/** Of one party, the same text in the same pass is the same prompt. */
const known = ({ call, leg, by, sound, text, pass }: EventOf<'prompt.started' | 'prompt.finished'>): string =>
  JSON.stringify([call, leg, by, sound, text, pass])
