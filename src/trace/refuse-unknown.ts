import { inWords, isRecord } from './given.js'
import { nearest } from './nearest.js'

/**
 * Throws a TypeError when what is given is no object of options, or has a key that nothing reads: with the nearest one
 * that is read, or all of them.
 */
export const refuseUnknown = (given: unknown, known: readonly string[], of: string): void => {
  if (given === undefined) throw new TypeError(`${of} needs an object with its options: ${known.join(', ')}`)
  if (!isRecord(given)) {
    throw new TypeError(`${of} takes an object with its options, not ${inWords(given)}; it has ${known.join(', ')}`)
  }
  const unknown = Object.keys(given).find(name => !known.includes(name))
  if (unknown === undefined) return
  const near = nearest(unknown, known)
  throw new TypeError(
    `${of} has no option "${unknown}"; ${near ? `did you mean ${near}?` : `it has ${known.join(', ')}`}`,
  )
}
