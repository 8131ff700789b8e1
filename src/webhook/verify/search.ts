import { type Effort, priceOf, priceOfChanges } from './effort.js'
import type { Change, Hypothesis, Known } from './hypothesis.js'
import { matchingText, type Reading, type SignatureHeader, signedText } from './reading.js'

export interface Found {
  /** One, or two that come together. */
  readonly steps: readonly Step[]
  readonly header: SignatureHeader
  readonly text: string
}

interface Step {
  readonly hypothesis: Hypothesis
  readonly change: Change
}

/** In a pair, of a hypothesis with many variants only the likeliest are tried. */
const inPairs = 24

/**
 * The simplest explanation under which one of the headers matches: the first hypothesis of the list that does, or
 * else the first pair. A signature that matches is proof, not a guess: it fits nothing but the signed text. Nothing,
 * too, if the effort is spent before.
 */
export function explain(
  reading: Reading,
  targets: readonly SignatureHeader[],
  hypotheses: readonly Hypothesis[],
  known: Known,
  effort: Effort,
): Found | undefined {
  if (targets.length === 0) return undefined
  for (const steps of candidates(reading, hypotheses, known, effort)) {
    const right = (steps.at(-1) as Step).change.reading
    for (const header of targets) {
      const text = signedText(right, header)
      if (text === undefined) continue
      if (!effort.spend(priceOf(text, right))) return undefined
      if (matchingText(right, header, text) !== undefined) return { steps, header, text }
    }
  }
  return undefined
}

/** Each hypothesis alone, then every pair. */
function* candidates(
  reading: Reading,
  hypotheses: readonly Hypothesis[],
  known: Known,
  effort: Effort,
): Iterable<readonly Step[]> {
  const price = priceOfChanges(reading, known)
  const changesOf = (hypothesis: Hypothesis, from: Reading) =>
    effort.spend(price) ? hypothesis.changes(from, known) : []
  for (const hypothesis of hypotheses) {
    for (const change of changesOf(hypothesis, reading)) yield [{ hypothesis, change }]
  }
  for (const [first, second] of pairs(hypotheses)) {
    for (const before of atMost(inPairs, changesOf(first, reading))) {
      for (const change of atMost(inPairs, changesOf(second, before.reading))) {
        yield [
          { hypothesis: first, change: before },
          { hypothesis: second, change },
        ]
      }
    }
  }
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
