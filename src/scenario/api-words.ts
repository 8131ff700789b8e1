import type { Field } from './field.js'
import { unknown } from './mistake.js'
import { type TimeBounds, timeWithin } from './time.js'

/** How what is written after a key is read; what is wrong with it is noted at its place. */
export type Read = (field: Field, names: readonly string[]) => unknown

/** A URL that may be a path of the sample app. */
export class Address {
  constructor(readonly written: string) {}
}

export const text: Read = field => field.text()

/** A time, which the API takes in seconds. */
export const seconds =
  (bounds: TimeBounds): Read =>
  field => {
    const ms = field.time()
    const wrong = ms === undefined ? undefined : timeWithin(field.name, ms, bounds)
    return wrong ? field.mistake(wrong) : ms && ms / 1000
  }

export const flag: Read = field => {
  const source = field.source()
  if (source === 'true' || source === 'false') return source === 'true'
  return field.mistake(`${field.name} must be true or false`)
}

export const oneOf =
  (...values: string[]): Read =>
  field =>
    field.oneOf(values)

/** A path of the sample app, or anything else: what is no URL fails as it does at Plivo. */
export const url: Read = field => address(field.text())

export const urls: Read = field => texts(field)?.map(address)

/** `all`, names of callers, numbers of legs, or ids of members, as a list or with commas. */
export const members: Read = (field, names) => {
  const known = ['all', ...names]
  const items = field.kind === 'list' ? (field.items() ?? []) : [field]
  return items.flatMap(item =>
    (texts(item) ?? []).map(name => {
      if (name === undefined || known.includes(name) || /^\+?\d+$/.test(name)) return name
      const { message, nearest, allowed } = unknown('member', name, known)
      return item.mistake(message, {
        nearest,
        allowed: `${allowed}, numbers of legs that were transferred, ids of members`,
      })
    }),
  )
}

const texts = (field: Field): (string | undefined)[] | undefined =>
  field.kind === 'list'
    ? field.items()?.map(item => item.text())
    : field
        .text()
        ?.split(',')
        .map(one => one.trim())

const address = (written: string | undefined) => (written === undefined ? undefined : new Address(written))

/** Addresses as URLs. */
export const absolute = (read: unknown, base: (url: string) => string): unknown => {
  if (Array.isArray(read)) return read.map(one => absolute(one, base))
  return read instanceof Address ? base(read.written) : read
}

/** As a person wrote it. */
export const shown = (read: unknown): string => {
  if (Array.isArray(read)) return `[${read.map(shown).join(', ')}]`
  return read instanceof Address ? read.written : typeof read === 'string' ? JSON.stringify(read) : String(read)
}
