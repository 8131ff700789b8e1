import type { TObject } from 'typebox'

/**
 * The parameters of a request that an operation knows, as its schema is to judge them: others are ignored, as SDKs send the
 * ids of the path once more. What is null or an empty text counts as not given, and truth may be written with a capital.
 */
export const known = (given: unknown, { properties }: TObject): unknown => {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object' || Array.isArray(given)) return given
  const entries = Object.entries(given).flatMap(([name, value]) => {
    const schema = Object.hasOwn(properties, name) ? (properties[name] as { type?: string }) : undefined
    if (!schema || value === null || value === '') return []
    return [[name, schema.type === 'boolean' && typeof value === 'string' ? value.toLowerCase() : value]]
  })
  return Object.fromEntries(entries)
}
