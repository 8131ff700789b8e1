import type { Field } from './field.js'

/** A part of a JSON Schema (draft-07). */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** What the words of a file may refer to. */
export interface Scope {
  /** Names of callers. */
  readonly callers: readonly string[]
  /** Addresses of phones: a leg may become a call of its own. */
  readonly phones: readonly string[]
  /** Whether an app is there, whose paths may stand for URLs. */
  readonly app?: boolean
}

/** How something is written in a file: how it is read, and what an editor is told of it. */
export interface Shape<T> {
  /** Undefined if it is not what it should be; that is noted at its place then. */
  read(field: Field, scope: Scope): T | undefined
  readonly schema: JsonSchema
}

/** What an editor is told of a key of a record: what it means, in a few words, and what stands after it. */
export interface ToldKey {
  readonly meaning: string
  readonly shape: Pick<Shape<unknown>, 'schema'>
  /** It must be given. */
  readonly needed?: true
}

/** A key that is read by its shape. */
export interface Key<T = unknown> extends ToldKey {
  readonly shape: Shape<T>
}

export type ToldKeys = Readonly<Record<string, ToldKey>>

export type Keys = Readonly<Record<string, Key>>

/** What is read of a record with these keys. */
export type ValuesOf<K extends Keys> = { readonly [N in keyof K]?: K[N] extends Key<infer T> ? T : never }

export const nobody: Scope = { callers: [], phones: [] }

/** Reads those of the fields that the table has; what is not given is not there. */
export function readKeys<K extends Keys>(
  keys: K,
  fields: Partial<Record<string, Field>>,
  scope: Scope = nobody,
): ValuesOf<K> {
  const values = Object.entries(keys).flatMap(([name, { shape }]) => {
    const field = fields[name]
    const value = field && shape.read(field, scope)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(values)
}

/** A record with known keys. */
export const record = <K extends Keys>(keys: K): Shape<ValuesOf<K>> => ({
  read: (field, scope) => {
    const fields = field.record(Object.keys(keys))
    if (!fields) return undefined
    const missing = Object.keys(keys).find(name => keys[name]?.needed && !fields[name])
    return missing ? field.mistake(`${field.name} needs "${missing}"`) : readKeys(keys, fields, scope)
  },
  schema: recordSchema(keys),
})

/** A list of what has that shape; an item that has not is left out. */
export const listOf = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  read: (field, scope) => field.items()?.flatMap(one => item.read(one, scope) ?? []),
  schema: { type: 'array', items: item.schema },
})

/** The same, read into something else. */
export const mapped = <T, U>(shape: Shape<T>, map: (value: T) => U): Shape<U> => ({
  read: (field, scope) => {
    const value = shape.read(field, scope)
    return value === undefined ? undefined : map(value)
  },
  schema: shape.schema,
})

/** A shape that is read by hand. */
export const shaped = <T>(schema: JsonSchema, read: Shape<T>['read']): Shape<T> => ({ schema, read })

/** The schema of a record; `more` are keywords besides. */
export const recordSchema = (keys: ToldKeys, more: JsonSchema = {}): JsonSchema => {
  const needed = Object.keys(keys).filter(name => keys[name]?.needed)
  return {
    type: 'object',
    properties: propertiesOf(keys),
    additionalProperties: false,
    ...(needed.length > 0 && { required: needed }),
    ...more,
  }
}

export const propertiesOf = (keys: ToldKeys): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(keys).map(([name, { meaning, shape }]) => [name, described(shape.schema, meaning)]))

/**
 * A record of which one key is given, as steps and faults are. It is one schema, not one for each key: so an editor says of
 * a key that is misspelt that it is not allowed.
 */
export const oneOfKeys = (keys: ToldKeys, more: JsonSchema = {}): JsonSchema =>
  recordSchema(keys, { minProperties: 1, maxProperties: 1, ...more })

/**
 * Values of several types, such as text or a list. It is one schema, not one for each of them: what is said of one type is
 * nothing to the others, and an editor complains of what is wrong with the one that is there.
 */
export const eitherOf = (...schemas: readonly JsonSchema[]): JsonSchema =>
  Object.assign({}, ...schemas, { type: [...new Set(schemas.flatMap(({ type }) => type as string | string[]))] })

/** A word, or something of another type. */
export const wordOr = (words: JsonSchema, other: JsonSchema): JsonSchema => ({
  ...eitherOf({ type: 'string' }, other),
  oneOf: [words, { type: other.type }],
})

/** The same, or `true` or nothing: it may stand alone. */
export const orAlone = (schema: JsonSchema): JsonSchema => ({
  ...eitherOf(schema, { type: ['boolean', 'null'] }),
  not: { const: false },
})

/** What stands under `definitions`. */
export const reference = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` })

/** One of some words, each with its meaning. */
export const wordsSchema = (words: Readonly<Record<string, string>>): JsonSchema => ({
  type: 'string',
  oneOf: Object.entries(words).map(([word, description]) => ({ const: word, description })),
})

/** What stands beside a `$ref` is ignored in draft-07. */
export const described = (schema: JsonSchema, description: string): JsonSchema =>
  '$ref' in schema ? { description, allOf: [schema] } : { ...schema, description }
