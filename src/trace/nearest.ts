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
    const found = distance(written, meant)
    if (found <= mistakes && found < (best?.mistakes ?? Number.POSITIVE_INFINITY)) best = { candidate, mistakes: found }
  }
  return best?.candidate
}

/** Whether two names differ in case and separators only. */
export const sameLetters = (one: string, other: string): boolean => plain(one) === plain(other)

const plain = (name: string): string => name.toLowerCase().replace(/[-_\s]/g, '')
