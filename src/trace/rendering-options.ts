import { refuseUnknown } from './refuse-unknown.js'

/** What an option of a rendering may be. */
type Allowed = 'boolean' | 'columns' | 'names'

/**
 * Throws a TypeError for options that no rendering of this name has, with the nearest right one, and for values of another
 * kind; a RangeError for a width that is too small.
 */
export function checkOptions(given: unknown, allowed: Readonly<Record<string, Allowed>>, of: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`the options of ${of} are ${String(given)}; allowed is { ${Object.keys(allowed).join(', ')} }`)
  }
  refuseUnknown(given, Object.keys(allowed), of)
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) checkValue(name, value, allowed[name])
  }
}

/** Narrower than this, nothing can be read. */
const NARROWEST = 60

function checkValue(name: string, value: unknown, allowed: Allowed | undefined): void {
  if (allowed === 'boolean' && typeof value !== 'boolean')
    throw new TypeError(`${name} is ${String(value)}; allowed are true and false`)
  if (allowed === 'names' && !(value instanceof Map))
    throw new TypeError(`${name} is ${String(value)}; allowed is a Map of ids of calls to names`)
  if (allowed === 'columns' && !(Number.isSafeInteger(value) && (value as number) >= NARROWEST))
    throw new RangeError(`${name} is ${String(value)}; allowed is a whole number of columns, ${NARROWEST} or more`)
}

const diagram = { redact: 'boolean', names: 'names' } as const

/** The options of each rendering of a trace. */
export const renderings = {
  text: {
    ...diagram,
    colors: 'boolean',
    width: 'columns',
    call: 'boolean',
    params: 'boolean',
    times: 'boolean',
    sizes: 'boolean',
  },
  ladder: { ...diagram, colors: 'boolean', width: 'columns' },
  mermaid: diagram,
  svg: diagram,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Allowed>>>>
