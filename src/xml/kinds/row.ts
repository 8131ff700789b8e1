import { hideCredentials } from '../../trace/credentials.js'
import type { Attribute } from '../document.js'
import type { AttributeKind, Reading } from '../element-shape.js'
import type { Provenance } from '../problem.js'
import { type ProblemDetails, problem } from '../problem.js'

/** What every row of an attribute table says, whatever its kind. */
export interface Row {
  readonly meaning: string
  /** How the row is known; `documented` unless said otherwise. */
  readonly provenance?: Provenance
  /** Its absence is a problem. */
  readonly required?: boolean
}

/** The columns of a table that a kind fills by itself. */
export const row = <T>(
  { meaning, provenance = 'documented', required }: Row,
  rest: Pick<AttributeKind<T>, 'allowed' | 'fallback' | 'read'> &
    Partial<Pick<AttributeKind<T>, 'default' | 'callbackConfig'>>,
): AttributeKind<T> => ({
  default: rest.fallback === undefined ? 'none' : String(rest.fallback),
  ...rest,
  meaning,
  provenance,
  ...(required && { required }),
})

/** A value that is not allowed counts as not given, so that the default applies (D3). */
export const notAllowed = (
  attribute: Attribute,
  { allowed, default: fallback }: { readonly allowed: string; readonly default: string },
  details: ProblemDetails = {},
): Reading<never> => {
  const { name, place } = attribute
  const message = `${written(attribute)} is not allowed: ${insteadOf(name, fallback)}.`
  return { problems: [problem('value-not-allowed', message, { place, allowed, ...details })] }
}

/** "timeout is 5 s instead", or that the attribute counts as not given. */
export const insteadOf = (name: string, fallback: string): string =>
  fallback === 'none' ? `${name} counts as not given` : `${name} is ${fallback} instead`

/** An attribute as it is quoted in a sentence; see {@link excerpt}. */
export const written = ({ name, value }: Pick<Attribute, 'name' | 'value'>): string => `${name}="${excerpt(value)}"`

/** A text as it is quoted in a sentence: cut when it is long, and first of all without credentials, whose `@` may be cut. */
export const excerpt = (text: string): string => {
  const shown = hideCredentials(text)
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown
}

/** "a, b or c". */
export const oneFrom = (values: readonly string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
