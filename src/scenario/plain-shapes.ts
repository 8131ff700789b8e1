import { hideUrlCredentials } from '../trace/credentials.js'
import type { Field } from './field.js'
import { unknown } from './mistake.js'
import { type Pattern, readPattern, readUrlPart, readUrlPattern } from './pattern.js'
import { type JsonSchema, type Shape, shaped, wordsSchema } from './shape.js'
import { longestTime, type TimeBounds, timeWithin } from './time.js'

export const text: Shape<string> = { read: field => field.text(), schema: { type: 'string' } }

export const flag: Shape<boolean> = shaped({ type: 'boolean' }, field => {
  const source = field.source()
  if (source === 'true' || source === 'false') return source === 'true'
  return field.mistake(`${field.name} is ${JSON.stringify(source)}`, { allowed: 'true or false' })
})

export const oneOf = <T extends string>(...values: readonly T[]): Shape<T> => ({
  read: field => field.oneOf(values),
  schema: { type: 'string', enum: values },
})

/** One of some words, each with its meaning. */
export const wordOf = <T extends string>(words: Readonly<Record<T, string>>): Shape<T> => ({
  read: field => field.oneOf(Object.keys(words) as T[]),
  schema: wordsSchema(words),
})

export const method: Shape<'GET' | 'POST'> = oneOf('GET', 'POST')

/** A whole number; `allowed` says which, in words. */
export const whole = (
  least: number,
  allowed = `a whole number, ${least} or more`,
  most = Number.MAX_SAFE_INTEGER,
): Shape<number> => ({
  read: field => {
    const value = field.whole(least, allowed)
    return value === undefined || value <= most ? value : field.mistake(`${field.name} is ${value}`, { allowed })
  },
  schema: { type: 'integer', minimum: least, ...(most < Number.MAX_SAFE_INTEGER && { maximum: most }) },
})

/** `4s`, `250ms`, `2m` or `1m30s`, as milliseconds; a day at most. */
export const time = (bounds: TimeBounds = { least: 0, most: longestTime }): Shape<number> => ({
  read: field => {
    const ms = field.time()
    const wrong = ms === undefined ? undefined : timeWithin(field.name, ms, bounds)
    return wrong ? field.mistake(wrong) : ms
  },
  schema: timeSchema,
})

export const timeSchema: JsonSchema = {
  type: 'string',
  pattern: '^(?=.)([0-9]+m)?([0-9]+s)?([0-9]+ms)?$',
  examples: ['250ms', '4s', '1m30s'],
}

/** Text that is not empty, and closed if it begins as a regular expression. */
const patternSchema: JsonSchema = { type: 'string', pattern: '^(?!/)[\\s\\S]*\\S|^/[\\s\\S]+/[imsu]*$' }

/** Text that must be contained, or `/regex/`. */
export const pattern: Shape<Pattern> = shaped(patternSchema, patternBy(readPattern))

/** A path from the root, a URL, or `/regex/`. */
export const urlPattern: Shape<Pattern> = shaped(
  { type: 'string', pattern: '^(/|[hH][tT][tT][pP][sS]?://)' },
  patternBy(readUrlPattern),
)

/** A URL; paths are allowed when an app is there to answer them. */
export const appUrl: Shape<string> = shaped(
  { type: 'string', pattern: '^(/|[hH][tT][tT][pP][sS]?://.)' },
  (field, { app }) => {
    const written = field.text()
    if (written === undefined || (app && written.startsWith('/'))) return written
    if (/^https?:\/\//i.test(written) && URL.canParse(written)) return written
    const allowed = app
      ? 'a path of the app (/answer) or an absolute URL'
      : 'an absolute URL that begins with http:// or https://; a path where there is an app'
    return field.mistake(
      `${field.name} is not a URL that can be requested: ${JSON.stringify(hideUrlCredentials(written))}`,
      { allowed },
    )
  },
)

/** Any part of a URL, or `/regex/`. */
export const urlPart: Shape<Pattern> = shaped({ type: 'string', pattern: '\\S' }, patternBy(readUrlPart))

/** Text to the letter, or `/regex/`; it may be empty. */
export const value: Shape<Pattern> = shaped({ type: 'string' }, field => {
  const written = field.text()
  return written !== undefined && /^\/.+\/[a-z]*$/s.test(written) ? field.read(readPattern(written)) : written
})

/** Names with the values that they must have. */
export const values: Shape<Readonly<Record<string, Pattern>>> = shaped(
  { type: 'object', additionalProperties: value.schema },
  (field, scope) => {
    const entries = field.entries()?.flatMap(({ key, value: written }): [string, Pattern][] => {
      const read = value.read(written, scope)
      return read === undefined ? [] : [[key.name, read]]
    })
    return entries && Object.fromEntries(entries)
  },
)

/** The name of a caller, or of a phone whose leg has become a call of its own. */
export const callerName: Shape<string> = shaped({ type: 'string' }, (field, { callers, phones }) => {
  const name = field.text()
  if (name === undefined || callers.includes(name) || phones.includes(name)) return name
  const { nearest, allowed } = unknown('caller', name, callers)
  return field.mistake(`there is no caller ${JSON.stringify(name)}`, { nearest, allowed })
})

function patternBy(read: typeof readPattern): (field: Field) => Pattern | undefined {
  return field => {
    const written = field.text()
    return written === undefined ? undefined : field.read(read(written))
  }
}
