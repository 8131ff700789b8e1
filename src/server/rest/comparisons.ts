import type { TOptional, TSchema, TString } from 'typebox'
import { optional, text } from './fields.js'
import { badRequest } from './rest-error.js'

const operators = ['', '__gt', '__gte', '__lt', '__lte'] as const
type Operator = (typeof operators)[number]

const compares: Readonly<Record<Operator, (one: number, other: number) => boolean>> = {
  '': (one, other) => one === other,
  __gt: (one, other) => one > other,
  __gte: (one, other) => one >= other,
  __lt: (one, other) => one < other,
  __lte: (one, other) => one <= other,
}

/** `end_time`, `end_time__gt`, … : the parameters by which a value may be compared. */
export const comparable = <N extends string>(name: N, description: string) =>
  Object.fromEntries(operators.map(operator => [name + operator, optional(text(describe(description, operator)))])) as {
    readonly [K in `${N}${Operator}`]: TOptional<TString>
  } & Record<string, TSchema>

const describe = (description: string, operator: Operator): string =>
  ({
    '': description,
    __gt: `${description}: more than`,
    __gte: `${description}: at least`,
    __lt: `${description}: less than`,
    __lte: `${description}: at most`,
  })[operator]

/** What a value must be by the parameters that were given; `read` makes a number of one. */
const tests = (name: string, query: object, read: (written: string, name: string) => number) =>
  operators.flatMap(operator => {
    const written = (query as Record<string, string | undefined>)[name + operator]
    return written === undefined ? [] : [{ operator, value: read(written, name + operator) }]
  })

/** Whether a query says anything of it. */
export const isCompared = (name: string, query: object): boolean =>
  operators.some(operator => (query as Record<string, unknown>)[name + operator] !== undefined)

/** Whether a number passes the comparisons of a query. Throws a RestError for one that is none. */
export const passesNumber = (name: string, query: object): ((value: number) => boolean) => {
  const all = tests(name, query, (written, parameter) => {
    const number = Number(written)
    if (written.trim() !== '' && Number.isFinite(number)) return number
    throw badRequest(`${parameter} parameter is "${written}"; allowed is a number`)
  })
  return value => all.every(({ operator, value: other }) => compares[operator](value, other))
}

const day = 24 * 3600 * 1000

/**
 * Whether an instant (epoch ms) passes the comparisons of a query. Without any, it must be in the last 7 days; one that is
 * open at one side reaches 30 days, and more than 30 days cannot be asked for, as documented.
 */
export const passesTime = (name: string, query: object, now: number): ((value: number) => boolean) => {
  const all = tests(name, query, timeOf)
  if (all.length === 0) return value => value > now - 7 * day
  const from = Math.max(...all.flatMap(({ operator, value }) => (/^__gt|^$/.test(operator) ? [value] : [])))
  const to = Math.min(...all.flatMap(({ operator, value }) => (/^__lt|^$/.test(operator) ? [value] : [])))
  if (Number.isFinite(from) && Number.isFinite(to) && to - from > 30 * day) {
    throw badRequest(`${name} parameters are ${Math.ceil((to - from) / day)} days apart; allowed are 30 days at most`)
  }
  const least = Number.isFinite(from) ? from : to - 30 * day
  const most = Number.isFinite(to) ? to : from + 30 * day
  return value =>
    value >= least &&
    value <= most &&
    all.every(({ operator, value: other }) => compares[operator](Math.floor(value / 1000) * 1000, other))
}

/** `2025-01-31 09:30[:00[.000000]]`, UTC, as epoch ms. */
const timeOf = (written: string, name: string): number => {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(\.\d{1,6})?$/.exec(written.trim())
  const [, date, minutes, seconds = ':00', part = ''] = found ?? []
  const at = found ? Date.parse(`${date}T${minutes}${seconds}${part.slice(0, 4)}Z`) : Number.NaN
  if (!Number.isNaN(at)) return at
  throw badRequest(`${name} parameter is "${written}"; allowed is a time in UTC, such as 2025-01-31 09:30:00`)
}
