import type { TObject } from 'typebox'

interface Schema {
  readonly type?: string
  readonly minLength?: number
}

/**
 * The parameters of a request that an operation knows, as its schema is to judge them: others are ignored, as SDKs send the
 * ids of the path once more. What is null or an empty text counts as not given, unless a schema says that it may be empty
 * (`minLength: 0`); truth may be written with a capital.
 */
export const known = (given: unknown, { properties }: TObject): unknown => {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object' || Array.isArray(given)) return given
  const entries = Object.entries(given).flatMap(([name, value]) => {
    const schema = Object.hasOwn(properties, name) ? (properties[name] as Schema) : undefined
    if (!schema) return []
    if (value === null || value === '') return schema.minLength === 0 ? [[name, '']] : []
    return [[name, schema.type === 'boolean' && typeof value === 'string' ? value.toLowerCase() : value]]
  })
  return Object.fromEntries(entries)
}
