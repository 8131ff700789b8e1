import { readPolicy } from './fragment.js'
import { nearestPairs } from './nearest-fragment.js'

/**
 * A fragment as it was probably meant, ready to be written: right pairs as they are, others as the nearest right ones, of a
 * key that is given twice the first. Undefined if nothing is wrong with it, or nothing of it can be told.
 */
export function correctedFragment(fragment: string): string | undefined {
  if (problemsOf(fragment).length === 0) return undefined
  const written = fragment.split('&')
  const right = new Set(written.filter(pair => pair !== '' && problemsOf(pair).length === 0).map(keyOf))
  const pairs = new Map<string, string>()
  for (const pair of written.flatMap(one => correctedPairs(one).filter(it => it === one || !right.has(keyOf(it))))) {
    if (!pairs.has(keyOf(pair))) pairs.set(keyOf(pair), pair)
  }
  const corrected = [...pairs.values()].join('&')
  return corrected === '' || problemsOf(corrected).length > 0 ? undefined : corrected
}

const keyOf = (pair: string): string => pair.split('=')[0] ?? ''

const problemsOf = (fragment: string) => readPolicy(`http://a.test/#${fragment}`, true).problems

function correctedPairs(pair: string): string[] {
  const [first] = problemsOf(pair)
  if (!first) return pair === '' ? [] : [pair]
  // "none" is no word of rp: it is said by another key.
  const meant = first.nearest === 'rc=0' ? first.nearest : (nearestPairs(decoded(pair)) ?? first.nearest)
  return meant === undefined ? [] : meant.split('&').filter(one => problemsOf(one).length === 0)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
