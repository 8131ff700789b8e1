import type { Field } from './field.js'
import { whole } from './plain-shapes.js'
import { eitherOf, record, type Shape } from './shape.js'
import { writeTime } from './time.js'

/** So many, or from `least` to `most`. */
export type Amount = number | Between

export interface Between {
  readonly least?: number | undefined
  readonly most?: number | undefined
}

/** `2`, or `{ at_least: 1, at_most: 3 }`. */
export const times = (least: number, allowed: string): Shape<Amount> => {
  const number = whole(least, allowed)
  const bounds = between(number)
  return {
    read: (field, scope) => (field.kind === 'record' ? bounds : number).read(field, scope),
    schema: eitherOf(number.schema, bounds.schema),
  }
}

/** `{ at_least: …, at_most: … }`, of one or both. */
export const between = (number: Shape<number>): Shape<Between> => {
  const both = record({
    at_least: { meaning: 'so much, or more', shape: number },
    at_most: { meaning: 'so much, or less', shape: number },
  })
  return {
    read: (field, scope) => {
      const problems = field.problems.length
      const bounds = both.read(field, scope)
      if (!bounds || field.problems.length > problems) return undefined
      return isRange(field, bounds.at_least, bounds.at_most)
    },
    schema: { ...both.schema, minProperties: 1 },
  }
}

/** Bounds that leave something between them. */
export function isRange(field: Field, least?: number, most?: number): Between | undefined {
  if (least === undefined && most === undefined) {
    return field.mistake(`${field.name} is empty`, { allowed: 'at_least, at_most' })
  }
  if (least !== undefined && most !== undefined && least > most) {
    return field.mistake('at_least is more than at_most: nothing is between them')
  }
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) }
}

export function isWithin(amount: Amount | undefined, given: number): boolean {
  if (amount === undefined) return true
  if (typeof amount === 'number') return given === amount
  return given >= (amount.least ?? Number.NEGATIVE_INFINITY) && given <= (amount.most ?? Number.POSITIVE_INFINITY)
}

/** ` once`, ` 3 times`, ` 1 to 3 times`, ` at least 2 times`; nothing if it does not matter. */
export function describeTimes(amount: Amount | undefined): string {
  if (amount === undefined) return ''
  if (typeof amount === 'number') return ` ${often(amount)}`
  const { least, most } = amount
  return ` ${least !== undefined && most !== undefined ? `${least} to ${most} times` : describeBetween(amount, often)}`
}

const often = (times: number): string => (times === 1 ? 'once' : `${times} times`)

export function describeBetween({ least, most }: Between, write: (bound: number) => string = writeTime): string {
  if (least === undefined) return `at most ${write(most ?? 0)}`
  return most === undefined ? `at least ${write(least)}` : `${write(least)} to ${write(most)}`
}

export const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`
