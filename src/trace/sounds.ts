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
