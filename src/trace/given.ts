/** What was given, as a sentence names it: `"x"`, `5`, `null`, `a list`, `an object`. */
export const inWords = (given: unknown): string => {
  if (typeof given === 'string') return JSON.stringify(given)
  if (Array.isArray(given)) return given.length > 0 ? 'a list' : 'an empty list'
  if (typeof given === 'object' && given !== null) return 'an object'
  return typeof given === 'function' ? 'a function' : String(given)
}

/** The same, with a text as it was written: where nothing else has quotes. */
export const plainly = (given: unknown): string => (typeof given === 'string' ? given : inWords(given))

/** The text that was given; else a TypeError with what is allowed. */
export const textGiven = (given: unknown, option: string, allowed = 'a text'): string => {
  if (typeof given === 'string') return given
  throw new TypeError(`${option} is ${inWords(given)}; allowed is ${allowed}`)
}

/** The object that was given; else a TypeError with what is allowed. */
export const recordGiven = <T extends object>(given: T, option: string, allowed = 'an object'): T => {
  if (isRecord(given)) return given
  throw new TypeError(`${option} is ${inWords(given)}; allowed is ${allowed}`)
}

/** Throws a TypeError unless it is a function; says when that is called. */
export const refuseNoFunction = (given: unknown, of: string, called: string): void => {
  if (typeof given === 'function') return
  throw new TypeError(`${of} takes a function, not ${inWords(given)}: it is called for every ${called}`)
}

/** Throws a TypeError unless what was given, if anything was, is true or false. */
export const refuseNoFlag = (given: unknown, option: string): void => {
  if (given === undefined || typeof given === 'boolean') return
  throw new TypeError(`${option} is ${inWords(given)}; allowed are true and false`)
}

/** Whether it may have options: neither a list, nor a function, nor nothing. */
export const isRecord = (given: unknown): given is object =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
