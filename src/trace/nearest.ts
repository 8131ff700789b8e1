import { distance } from 'fastest-levenshtein'

/**
 * The candidate that was probably meant: the same but for case and separators (`callback_url`), or the one with the
 * fewest typing mistakes, about one in three letters at most. Nothing when none is near.
 */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  const written = plain(name)
  const mistakes = Math.max(1, Math.round(written.length / 3))
  let best: { candidate: string; mistakes: number } | undefined
  for (const candidate of candidates) {
    const meant = plain(candidate)
    // Lengths alone rule most candidates out, which keeps documents full of nonsense cheap.
    if (Math.abs(meant.length - written.length) > mistakes) continue
    const found = mistakesBetween(written, meant)
    if (found <= mistakes && found < (best?.mistakes ?? Number.POSITIVE_INFINITY)) best = { candidate, mistakes: found }
  }
  return best?.candidate
}

/** Letters that are wrong, missing or too many; two that have changed places are one mistake. */
export const mistakesBetween = (one: string, other: string): number => {
  const letters = distance(one, other)
  return letters === 2 && one.length === other.length && isSwap(one, other) ? 1 : letters
}

const isSwap = (one: string, other: string): boolean => {
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2)
}

/** Whether two names differ in case and separators only. */
export const sameLetters = (one: string, other: string): boolean => plain(one) === plain(other)

const plain = (name: string): string => name.toLowerCase().replace(/[-_\s]/g, '')
