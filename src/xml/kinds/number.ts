import type { Attribute } from '../document.js'
import type { AttributeKind } from '../element-shape.js'
import { notAllowed, type Row, row } from './row.js'

/** A whole number and its range, in the unit that is written in the document. */
export interface NumberRow extends Row {
  readonly default?: number
  readonly min?: number
  readonly max?: number
}

/** With a default, there is always a value. */
interface WithDefault {
  readonly default: number
}

/** A whole number as such. */
export function integer(number: NumberRow & WithDefault): AttributeKind<number>
export function integer(number: NumberRow): AttributeKind<number | undefined>
export function integer(number: NumberRow): AttributeKind<number | undefined> {
  return whole(number, '', 1)
}

/** Whole seconds in the document, milliseconds as a value: they are converted here and nowhere else. */
export function seconds(number: NumberRow & WithDefault): AttributeKind<number>
export function seconds(number: NumberRow): AttributeKind<number | undefined>
export function seconds(number: NumberRow): AttributeKind<number | undefined> {
  return whole(number, 'seconds', 1000)
}

/** Whole milliseconds, in the document and as a value. */
export function milliseconds(number: NumberRow & WithDefault): AttributeKind<number>
export function milliseconds(number: NumberRow): AttributeKind<number | undefined>
export function milliseconds(number: NumberRow): AttributeKind<number | undefined> {
  return whole(number, 'milliseconds', 1)
}

/** Whole seconds or the word `auto` (the default); milliseconds as a value. `auto` is what the word stands for, in ms. */
export const secondsOrAuto = (
  number: Omit<NumberRow, 'default'> & { readonly default?: 'auto' | number; readonly auto: number },
): AttributeKind<number> => {
  const { default: given = 'auto', auto } = number
  const kind = seconds({ ...number, default: given === 'auto' ? auto / 1000 : given })
  const allowed = `${kind.allowed}, or auto`
  const words = given === 'auto' ? 'auto' : kind.default
  return {
    ...kind,
    allowed,
    default: words,
    read: attribute => {
      if (attribute.value === 'auto') return { value: auto }
      const reading = kind.read(attribute)
      if (!reading.problems) return reading
      const near = reading.problems[0]?.nearest
      return notAllowed(attribute, { allowed, default: words }, near === undefined ? {} : { nearest: near })
    },
  }
}

const whole = (number: NumberRow, unit: string, factor: number): AttributeKind<number | undefined> => {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = number
  const allowed = `a whole number${unit && ` of ${unit}`}${rangeOf(min, max)}`
  const fallback = number.default === undefined ? undefined : number.default * factor
  const words = number.default === undefined ? 'none' : [number.default, symbols[unit]].filter(Boolean).join(' ')
  return row(number, {
    allowed,
    fallback,
    default: words,
    read: attribute => {
      const value = /^\s*[-+]?\d+\s*$/.test(attribute.value) ? Number(attribute.value) : Number.NaN
      if (Number.isSafeInteger(value * factor) && value >= min && value <= max) return { value: value * factor }
      return notAllowed(attribute, { allowed, default: words }, nearestNumber(attribute, unit, min, max))
    },
  })
}

/** `8s`, `8.0` and `8000 ms` are 8 seconds; what is out of range is at its end. */
const nearestNumber = ({ name, value }: Attribute, unit: string, min: number, max: number): { nearest?: string } => {
  const [, digits, written = ''] =
    /^\s*([-+]?\d{1,9}(?:\.\d+)?)\s*(ms|s|sec|secs|seconds?|m|min|minutes?|)\s*$/i.exec(value) ?? []
  if (digits === undefined) return {}
  const given = lengths[written.toLowerCase().slice(0, 2)] ?? 1
  const of = unit === '' || written === '' ? 1 : given / (unit === 'seconds' ? 1000 : 1)
  return { nearest: `${name}="${Math.min(max, Math.max(min, Math.round(Number(digits) * of)))}"` }
}

/** In ms, by the first two letters of what they are called. */
const lengths: Readonly<Record<string, number>> = { ms: 1, s: 1000, se: 1000, m: 60_000, mi: 60_000 }

const symbols: Readonly<Record<string, string>> = { seconds: 's', milliseconds: 'ms' }

const rangeOf = (min: number, max: number): string => {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`
  if (Number.isFinite(min)) return `, ${min} or more`
  return Number.isFinite(max) ? `, ${max} or less` : ''
}
