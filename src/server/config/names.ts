import type { Field } from '../../scenario/field.js'
import { unknown } from '../../scenario/mistake.js'
import { type Shape, shaped } from '../../scenario/shape.js'

/** What the entries of a file may refer to; those with mistakes of their own are among them. */
export interface Names {
  readonly applications: readonly string[]
  readonly subaccounts: readonly string[]
}

export const noNames: Names = { applications: [], subaccounts: [] }

/** A name that stands elsewhere in the file. */
export const nameOf = (kind: 'application' | 'subaccount', { [`${kind}s` as const]: names }: Names): Shape<string> =>
  shaped({ type: 'string' }, field => {
    const name = field.text()
    if (name === undefined || names.includes(name)) return name
    return field.mistake(
      names.length > 0
        ? unknown(kind, name, names)
        : `there is no ${kind} ${JSON.stringify(name)}: the file describes none`,
    )
  })

/** The entries of a record whose keys are names; `example` is one of them. */
export function namedEntries(field: Field, example: string): { key: Field; value: Field }[] {
  if (field.kind === 'record' || field.kind === 'nothing') return field.entries() ?? []
  // What is there instead may be a secret, and is not told.
  const looks = field.kind === 'list' ? ', not a list' : ''
  return field.mistake(`${field.name} must be a record of keys and values${looks}`, { allowed: example }) ?? []
}
