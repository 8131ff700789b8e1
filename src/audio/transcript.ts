import { endOf, type Sound, type Speech, startOf } from './tape.js'

/** What is said in all channels of a recording between two instants of call time, in the order in which it was begun. */
export const transcriptOf = (channels: readonly (readonly Sound[])[], began: number, ended: number): string =>
  channels
    .flat()
    .filter((sound): sound is Speech => sound.kind === 'speech')
    .sort((one, other) => startOf(one) - startOf(other))
    .map(speech => wordsBetween(speech, Math.max(began, startOf(speech)), Math.min(ended, endOf(speech))))
    .filter(Boolean)
    .join(' ')

/** Words are taken to be equally long; what is repeated counts as said once. */
function wordsBetween({ at, ms, text, every }: Speech, from: number, to: number): string {
  if (to < from || (to === from && ms > 0)) return ''
  const words = text.split(/\s+/).filter(Boolean)
  if (every !== undefined || ms === 0) return words.join(' ')
  const wordAt = (instant: number): number => (words.length * (instant - at)) / ms
  // Instants may be fractions of a ms, and sums of them a bit less than they should be.
  return words.slice(Math.ceil(wordAt(from) - nearly), Math.floor(wordAt(to) + nearly)).join(' ')
}

const nearly = 1e-6
