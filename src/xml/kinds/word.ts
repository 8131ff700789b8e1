import { nearest } from '../../trace/nearest.js'
import type { AttributeKind } from '../element-shape.js'
import { problem } from '../problem.js'
import { excerpt, insteadOf, notAllowed, oneFrom, type Row, row, written } from './row.js'

/** `true` or `false`. Only the literal `true` is true: everything else counts as false (D6). */
export const boolean = (flag: Row & { readonly default: boolean }): AttributeKind<boolean> => {
  const allowed = 'true or false'
  return row(flag, {
    allowed,
    fallback: flag.default,
    read: attribute => {
      const { value, name, place } = attribute
      if (value === 'true' || value === 'false') return { value: value === 'true' }
      const nearest = meaningOf(value)
      const message = `${written(attribute)} counts as false: only the literal true is true.`
      return {
        value: false,
        problems: [problem('boolean-not-true', message, { place, allowed, ...nearestOf(name, nearest) })],
      }
    },
  })
}

/** What somebody who writes `True`, `1` or `no` means. */
const meaningOf = (value: string): string | undefined => {
  if (/^\s*(true|1|yes|on|y|t)\s*$/i.test(value)) return 'true'
  return /^\s*(false|0|no|off|n|f)?\s*$/i.test(value) ? 'false' : undefined
}

/** One of several words; upper and lower case differ. */
export function oneOf<const W extends string>(
  words: readonly W[],
  choice: Row & { readonly default: NoInfer<W> },
): AttributeKind<W>
export function oneOf<const W extends string>(words: readonly W[], choice: Row): AttributeKind<W | undefined>
export function oneOf<const W extends string>(
  words: readonly W[],
  choice: Row & { readonly default?: W },
): AttributeKind<W | undefined> {
  const allowed = oneFrom(words)
  return row<W | undefined>(choice, {
    allowed,
    fallback: choice.default,
    read: attribute => {
      const value = words.find(word => word === attribute.value)
      if (value !== undefined) return { value }
      const near = nearestOf(attribute.name, nearest(attribute.value, words))
      return notAllowed(attribute, { allowed, default: choice.default ?? 'none' }, near)
    },
  })
}

export interface TextRow extends Row {
  readonly default?: string
  /** What the whole value has to look like; goes with `allowed`. */
  readonly pattern?: RegExp
  /** What is allowed, in words. */
  readonly allowed?: string
  /** In characters (UTF-16 units). */
  readonly maxLength?: number
  /** A password, say: no problem shows it. */
  readonly secret?: boolean
}

/** Any text, or one of a certain look. */
export function text(free: TextRow & { readonly default: string }): AttributeKind<string>
export function text(free: TextRow): AttributeKind<string | undefined>
export function text(free: TextRow): AttributeKind<string | undefined> {
  const { pattern, maxLength = Number.POSITIVE_INFINITY } = free
  const allowed = free.allowed ?? (Number.isFinite(maxLength) ? `up to ${maxLength} characters` : 'any text')
  return row(free, {
    allowed,
    fallback: free.default,
    default: free.default === '' ? 'empty' : (free.default ?? 'none'),
    read: attribute => {
      const { value } = attribute
      if (value.length <= maxLength && (!pattern || matches(pattern, value))) return { value }
      const shown = free.secret ? { ...attribute, value: '•'.repeat(8) } : attribute
      return notAllowed(shown, { allowed, default: free.default || 'none' })
    },
  })
}

/**
 * A key of the telephone. With a default it may also be switched off, by an empty value or `none` (finishOnKey):
 * its value is then ''. Without a default it is a key or nothing (confirmKey).
 */
export function key(button: Row & { readonly default: string }): AttributeKind<string>
export function key(button: Row): AttributeKind<string | undefined>
export function key(button: Row & { readonly default?: string }): AttributeKind<string | undefined> {
  const allowed = `one of 0-9, * and #${button.default === undefined ? '' : ', or empty or none for no key'}`
  return row(button, {
    allowed,
    fallback: button.default,
    default: button.default === '' ? 'no key' : (button.default ?? 'none'),
    read: attribute => {
      const { value } = attribute
      if (/^[0-9*#]$/.test(value)) return { value }
      if (button.default !== undefined && (value === '' || value === 'none')) return { value: '' }
      return notAllowed(attribute, { allowed, default: button.default || 'none' })
    },
  })
}

/** A set of keys, written together: `123*`. With `none`, an empty value or `none` means no key: its value is then ''. */
export const keys = (buttons: Row & { readonly default: string; readonly none?: boolean }): AttributeKind<string> => {
  const allowed = `one or more of 0-9, * and #${buttons.none ? ', or empty or none for no key' : ''}`
  return row(buttons, {
    allowed,
    fallback: buttons.default,
    default: buttons.default || 'no key',
    read: attribute => {
      const { value } = attribute
      if (/^[0-9*#]+$/.test(value)) return { value }
      if (buttons.none && (value === '' || value === 'none')) return { value: '' }
      return notAllowed(attribute, { allowed, default: buttons.default || 'none' })
    },
  })
}

export interface ListRow extends Row {
  readonly default?: readonly string[]
  /** What each item has to look like; goes with `allowed`. */
  readonly item?: RegExp
  /** What is allowed, in words. */
  readonly allowed?: string
  /** `,` unless said otherwise. */
  readonly separator?: string
}

/** Items separated by commas, blanks around them dropped. Items that are not allowed are left out, the others count. */
export const list = (items: ListRow): AttributeKind<readonly string[]> => {
  const { separator = ',', item, allowed = `a list separated by ${separator}` } = items
  const fallback = items.default ?? []
  return row(items, {
    allowed,
    fallback,
    default: fallback.length ? fallback.join(separator) : 'none',
    read: ({ name, value, place }) => {
      const given = value
        .split(separator)
        .map(part => part.trim())
        .filter(Boolean)
      const wrong = item ? given.filter(part => !matches(item, part)) : []
      if (!item || wrong.length === 0) return { value: given }
      const right = given.filter(part => matches(item, part))
      const instead = right.length ? 'left out, the others count' : `left out: ${insteadOf(name, 'none')}`
      const message = `${excerpt(wrong.join(', '))} in ${name} is not allowed: it is ${instead}.`
      const problems = [problem('value-not-allowed', message, { place, allowed })]
      return right.length ? { value: right, problems } : { problems }
    },
  })
}

/** Whether `pattern` matches the whole of `value`, whatever its flags and anchors. */
const matches = (pattern: RegExp, value: string): boolean =>
  new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')).test(value)

const nearestOf = (name: string, value: string | undefined) =>
  value === undefined ? {} : { nearest: `${name}="${value}"` }
