import { type Operation, operationNames, operations } from './api-operations.js'
import { absolute, shown } from './api-words.js'
import type { Field } from './field.js'
import { unknown } from './mistake.js'
import type { Scene } from './scene.js'
import { nobody } from './shape.js'
import { inSnakeCase } from './snake-case.js'

export { operationNames }

/** What the application does by the API at this moment. */
export interface ApiStep {
  readonly verb: 'api'
  /** As it is written: `transfer { legs: both, aleg_url: /a }`. */
  readonly words: string
  /** The same as plain data: `{ transfer: { … } }`. */
  readonly written: unknown
  carryOut(scene: Scene): void
}

/**
 * Reads what stands after `api:`: `hang_up`, `{ hang_up: true }`, or `{ transfer: { … } }`; `names` are those whom a member
 * of a conference may be.
 */
export function readApiStep(field: Field, names: readonly string[]): ApiStep | undefined {
  if (field.kind === 'scalar') {
    const name = field.oneOf(operationNames)
    return name === undefined ? undefined : readOperation(name, field, undefined, names)
  }
  if (field.kind === 'nothing') return field.mistake('"api" needs an operation', { allowed: operationNames.join(', ') })
  const [pair, second] = field.entries() ?? []
  if (!pair) return undefined
  if (second) return second.key.mistake(`"${second.key.name}" is an operation of its own; begin it with "- api:"`)
  if (!operationNames.includes(pair.key.name))
    return pair.key.mistake(unknown('operation', pair.key.name, operationNames))
  return readOperation(pair.key.name, pair.key, pair.value, names)
}

function readOperation(
  name: string,
  place: Field,
  value: Field | undefined,
  names: readonly string[],
): ApiStep | undefined {
  const { keys, needs = [], alone, check, carryOut } = operations[name] as Operation
  const known = Object.keys(keys)
  const isAlone = value === undefined || value.kind === 'nothing' || value.source() === 'true'
  if (isAlone && (known.length === 0 || alone)) {
    return { verb: 'api', words: name, written: name, carryOut: scene => carryOut(scene, {} as never) }
  }
  if (known.length === 0) return value?.mistake(`"${name}" stands alone`, { nearest: `api: ${name}` })
  if (!value) return place.mistake(`"${name}" needs a record`, { allowed: known.join(', ') })
  const before = value.problems.length
  const scope = { ...nobody, callers: names }
  const fields = value.record(known) ?? {}
  const missing = needs.find(key => !fields[key])
  if (missing && value.problems.length === before) value.mistake(`"${name}" needs "${missing}"`)
  const given = Object.entries(fields).map(([key, one]) => [key, one && keys[key]?.shape.read(one, scope)] as const)
  const options = (base: (url: string) => string) =>
    Object.fromEntries(given.map(([key, read]) => [keys[key]?.option, absolute(read, base)])) as never
  if (value.problems.length > before) return undefined
  try {
    check?.(options(written => (written.startsWith('/') ? `http://app.sample${written}` : written)))
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    return value.mistake(inSnakeCase(error.message))
  }
  const words = given.map(([key, read]) => `${key}: ${shown(read)}`).join(', ')
  const written = { [name]: value.plain }
  return {
    verb: 'api',
    words: `${name} { ${words} }`,
    written,
    carryOut: scene => carryOut(scene, options(scene.absolute)),
  }
}
