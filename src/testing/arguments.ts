import type { Amount } from '../scenario/amount.js'
import type { Pattern } from '../scenario/pattern.js'
import { inWords, isRecord } from '../trace/given.js'
import { nearest } from '../trace/nearest.js'
import { refuseUnknown } from '../trace/refuse-unknown.js'

/** So many, or bounds. */
export type Times = number | { readonly atLeast?: number; readonly atMost?: number }

export function timesOf(given: Times | undefined, who: string): { readonly times?: Amount } {
  if (given === undefined) return {}
  if (!isRecord(given)) return { times: whole(given, 1, 'times', who, '; for none, expect the opposite') }
  refuseUnknown(given, ['atLeast', 'atMost'], `${who}: times`)
  const { atLeast, atMost } = given
  if (atLeast !== undefined) whole(atLeast, 1, 'atLeast', who)
  if (atMost !== undefined) whole(atMost, 1, 'atMost', who)
  return { times: between(atLeast, atMost, `${who}: times`) }
}

/** Bounds that leave something between them. */
export function between(least: number | undefined, most: number | undefined, who: string): Amount {
  if (least === undefined && most === undefined) throw new TypeError(`${who} is empty; it has atLeast, atMost`)
  if (least !== undefined && most !== undefined && least > most) {
    throw new RangeError(`${who}: atLeast is more than atMost: nothing is between them`)
  }
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) }
}

export function patternOf(given: unknown, name: string, who: string): Pattern {
  if (given instanceof RegExp) return given
  if (typeof given === 'string' && given.trim() !== '') return given
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is a text, or a regular expression`)
}

export function textOf(given: unknown, name: string, who: string): string {
  if (typeof given === 'string' && given !== '') return given
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is a text`)
}

export function whole(given: unknown, least: number, name: string, who: string, more = ''): number {
  if (Number.isSafeInteger(given) && (given as number) >= least) return given as number
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; allowed is a whole number, ${least} or more${more}`)
}

export function oneOf<T extends string>(given: unknown, known: readonly T[], name: string, who: string): T {
  const found = known.find(one => one === given)
  if (found !== undefined) return found
  const near = typeof given === 'string' ? nearest(given, known) : undefined
  const hint = near ? `did you mean ${JSON.stringify(near)}?` : `allowed are ${known.join(', ')}`
  throw new TypeError(`${who}: ${name} is ${inWords(given)}; ${hint}`)
}
