import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import { inWords } from '../../trace/given.js'
import { nearest } from '../../trace/nearest.js'

interface Schema {
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** What is wrong with a parameter, as the `error` of a 400: which one, what it is, what is allowed, and the nearest right thing. */
export const shortcoming = (
  found: FastifySchemaValidationError & { data?: unknown; parentSchema?: object },
): string => {
  const { keyword, params, instancePath, data } = found
  const schema = (found.parentSchema ?? {}) as Schema & { properties?: Record<string, Schema> }
  if (keyword === 'required') {
    const name = String(params.missingProperty)
    const meaning = schema.properties?.[name]?.description
    return `${name} parameter is missing${meaning ? `: ${meaning}` : ''}`
  }
  const name = instancePath.slice(1).replaceAll('/', '.')
  if (name === '') return 'the body must be an object of parameters, as JSON or as a form'
  return `${name} parameter is ${inWords(data)}; ${allowed(keyword, params, schema, data)}`
}

const allowed = (keyword: string, params: Record<string, unknown>, schema: Schema, data: unknown): string => {
  if (keyword === 'enum') {
    const words = (params.allowedValues as string[]).filter(word => word !== '')
    const near = typeof data === 'string' ? nearest(data, words) : undefined
    return `allowed are ${inList(words)}${near ? `; did you mean ${near}?` : ''}`
  }
  if (keyword === 'type' && params.type === 'boolean') return 'allowed are true and false'
  if (keyword === 'type' && params.type === 'string') return `allowed is a text: ${schema.description}`
  return `allowed is ${params.type === 'number' || keyword.startsWith('exclusive') ? 'a number' : 'a whole number'}${between(schema)}`
}

const between = ({ minimum, maximum }: Schema): string => {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  return minimum === undefined ? '' : `, ${minimum} or more`
}

const inList = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '')
