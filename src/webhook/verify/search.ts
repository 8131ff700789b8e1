import type { Change, Hypothesis, Known } from './hypothesis.js'
import { matchingText, type Reading, type SignatureHeader } from './reading.js'

export interface Found {
  /** One, or two that come together. */
  readonly steps: readonly { readonly hypothesis: Hypothesis; readonly change: Change }[]
  readonly header: SignatureHeader
  readonly text: string
}

/** In a pair, of a hypothesis with many variants only the likeliest are tried. */
const inPairs = 24

/**
 * The simplest explanation under which one of the headers matches: the first hypothesis of the list that does, or
 * else the first pair. A signature that matches is proof, not a guess: it fits nothing but the signed text.
 */
export function explain(
  reading: Reading,
  targets: readonly SignatureHeader[],
  hypotheses: readonly Hypothesis[],
  known: Known,
): Found | undefined {
  if (targets.length === 0) return undefined
  const match = (change: Change) => {
    for (const header of targets) {
      const text = matchingText(change.reading, header)
      if (text !== undefined) return { header, text }
    }
    return undefined
  }
  for (const hypothesis of hypotheses) {
    for (const change of hypothesis.changes(reading, known)) {
      const matched = match(change)
      if (matched) return { steps: [{ hypothesis, change }], ...matched }
    }
  }
  for (const [first, second] of pairs(hypotheses)) {
    for (const before of atMost(inPairs, first.changes(reading, known))) {
      for (const change of atMost(inPairs, second.changes(before.reading, known))) {
        const matched = match(change)
        const steps = [
          { hypothesis: first, change: before },
          { hypothesis: second, change },
        ]
        if (matched) return { steps, ...matched }
      }
    }
  }
  return undefined
}

/** Every pair, in the order of the list, those that come early in it first. */
function pairs(hypotheses: readonly Hypothesis[]): [Hypothesis, Hypothesis][] {
  const found: [Hypothesis, Hypothesis][] = []
  for (let sum = 1; sum < 2 * hypotheses.length; sum++) {
    for (let one = 0; one < sum - one; one++) {
      const [first, second] = [hypotheses[one], hypotheses[sum - one]]
      if (first && second) found.push([first, second])
    }
  }
  return found
}

function* atMost<T>(count: number, all: Iterable<T>): Iterable<T> {
  let left = count
  for (const one of all) {
    if (left-- <= 0) return
    yield one
  }
}
