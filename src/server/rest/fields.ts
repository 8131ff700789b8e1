import { type TOptional, type TSchema, Type } from 'typebox'

/** How parameters are written. What is sent as a text may be a number or a flag, as in form bodies and queries. */

export const text = (description: string, more: object = {}) => Type.String({ description, ...more })

/** A text that takes something away when it is empty, or null. */
export const emptiable = (description: string) => text(`${description}; empty or null for none`, { minLength: 0 })

export const flag = (description: string, fallback?: boolean) =>
  Type.Boolean({ description, ...(fallback !== undefined && { default: fallback }) })

export const whole = (description: string, least: number, most?: number, fallback?: number) =>
  Type.Integer({
    description,
    minimum: least,
    ...(most !== undefined && { maximum: most }),
    ...(fallback !== undefined && { default: fallback }),
  })

export const oneOf = <T extends string>(description: string, words: readonly T[], fallback?: T) =>
  Type.Unsafe<T>({ type: 'string', enum: words, description, ...(fallback !== undefined && { default: fallback }) })

/** `GET` or `POST`, in capitals or not. */
export const method = (of: string) =>
  Type.Optional(text(`how ${of} is requested`, { examples: ['GET', 'POST'], default: 'POST' }))

export const optional = <T extends TSchema>(schema: T): TOptional<T> => Type.Optional(schema) as TOptional<T>

/** A URL whose fragment configures its request. */
export const url = (description: string, fragment: 'fragment' | 'no fragment' = 'fragment') =>
  text(
    `${description}; an absolute http or https URL${fragment === 'fragment' ? ', whose fragment (#ct=…) configures the request' : ''}`,
  )

/** Of lists: how many at most, and from which one on. */
export const page = {
  limit: optional(whole('how many at most', 1, 20, 20)),
  offset: optional(whole('how many are passed over', 0, undefined, 0)),
}
