import type { Field } from './field.js'
import { unknown } from './mistake.js'
import { text, time } from './plain-shapes.js'
import { eitherOf, type JsonSchema, mapped, type Shape, shaped } from './shape.js'
import type { TimeBounds } from './time.js'

/** A URL that may be a path of the sample app. */
export class Address {
  constructor(readonly written: string) {}
}

/** A time, which the API takes in seconds. */
export const seconds = (bounds: TimeBounds): Shape<number> => mapped(time(bounds), ms => ms / 1000)

/** A path of the sample app, or anything else: what is no URL fails as it does at Plivo. */
export const url: Shape<Address> = mapped(text, address)

export const urls: Shape<readonly Address[]> = shaped(listed({ type: 'string' }), field =>
  texts(field)?.flatMap(one => (one === undefined ? [] : [address(one)])),
)

/** `all`, names of callers, numbers of legs, or ids of members, as a list or with commas. */
export const members: Shape<readonly string[]> = shaped(listed({ type: 'string' }), (field, { callers }) => {
  const known = ['all', ...callers]
  const items = field.kind === 'list' ? (field.items() ?? []) : [field]
  return items.flatMap(item =>
    (texts(item) ?? []).flatMap(name => {
      if (name === undefined) return []
      if (known.includes(name) || /^\+?\d+$/.test(name)) return [name]
      const { message, nearest, allowed } = unknown('member', name, known)
      const others = 'numbers of legs that were transferred, ids of members'
      return item.mistake(message, { nearest, allowed: `${allowed}, ${others}` }) ?? []
    }),
  )
})

const texts = (field: Field): (string | undefined)[] | undefined =>
  field.kind === 'list'
    ? field.items()?.map(item => item.text())
    : field
        .text()
        ?.split(',')
        .map(one => one.trim())

function address(written: string): Address {
  return new Address(written)
}

/** A list, or one text with commas. */
function listed(item: JsonSchema): JsonSchema {
  return eitherOf(item, { type: 'array', items: item })
}

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
