import { nearest } from './nearest.js'

/** Throws a TypeError when an object has a key that nothing reads, with the nearest one that is. */
export const refuseUnknown = (given: object, known: readonly string[], of: string): void => {
  const unknown = Object.keys(given).find(name => !known.includes(name))
  if (unknown === undefined) return
  const near = nearest(unknown, known)
  throw new TypeError(
    `${of} has no option "${unknown}"; ${near ? `did you mean ${near}?` : `it has ${known.join(', ')}`}`,
  )
}
