import { Call } from '../call/call.js'
import { Caller } from '../party/caller.js'
import { inWords } from '../trace/given.js'

/** The call that was given; else a TypeError that says where one can be had. */
export const callGiven = (given: unknown, of: string): Call => {
  if (given instanceof Call) return given
  const hint = given instanceof Caller ? '; did you mean caller.call?' : ''
  throw new TypeError(`${of} takes a call (caller.call, or one of exchange.calls), not ${inWords(given)}${hint}`)
}
