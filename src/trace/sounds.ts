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

/** How long it sounds (unless not `timed`), in whose voice, and how often. */
export function howLong(prompt: EventOf<'prompt.started'>, times: number, timed = true): Span {
  const { ms, pass, endless, voice, language, by, muted } = prompt
  const how = [voice, language].filter(Boolean).join(' ')
  return aside(
    timed ? length(ms) : '',
    how,
    by && 'by the API',
    muted ? 'muted' : '',
    pass > 1 ? `pass ${pass}` : '',
    endless ? 'and again without end' : '',
    times > 1 ? AGAIN : '',
  )
}

/** Knows which prompts sound again and again, be it as one that repeats, or as one that follows itself at once. */
export class Repeating {
  readonly #endless = new Set<string>()
  /** What sounded last in each call and leg, until when, and how often in a row. */
  readonly #last = new Map<string, { prompt: string; until: number; times: number }>()

  /** A prompt begins; how often it has sounded in a row, this time included. */
  begins(prompt: EventOf<'prompt.started'>): number {
    if (prompt.endless) this.#endless.add(known(prompt))
    else this.#endless.delete(known(prompt))
    const party = JSON.stringify([prompt.call, prompt.leg, prompt.by])
    const last = this.#last.get(party)
    const isAgain = last?.prompt === known(prompt) && last.until === prompt.at && prompt.ms > 0
    const times = isAgain ? last.times + 1 : 1
    this.#last.set(party, { prompt: known(prompt), until: prompt.at + prompt.ms, times })
    return times
  }

  /** Another element runs, or a document came: what sounds next is its own. */
  interrupted({ call, leg }: EventOf<'element.started' | 'document.loaded'>): void {
    this.#last.delete(JSON.stringify([call, leg, undefined]))
  }

  /** How much of a prompt sounded: `300 ms`, `300 ms of pass 2`, `19.5 s of repeating`. */
  sounded(prompt: EventOf<'prompt.finished'>): string {
    const { ms, pass } = prompt
    if (this.#endless.has(known(prompt))) return `${length(ms)} of repeating`
    return `${length(ms)}${pass > 1 ? ` of pass ${pass}` : ''}`
  }
}

/** What is said of the second time in a row; nothing is said of more. */
export const AGAIN = 'and again'

/** Of one party, the same text in the same pass is the same prompt. */
const known = ({ call, leg, by, sound, text, pass }: EventOf<'prompt.started' | 'prompt.finished'>): string =>
  JSON.stringify([call, leg, by, sound, text, pass])
