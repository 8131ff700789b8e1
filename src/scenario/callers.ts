import { type CallFields, readCall } from './call-fields.js'
import type { Field } from './field.js'
import { type PlacedStep, readCallerSteps } from './placed-steps.js'
import { time } from './plain-shapes.js'
import { type JsonSchema, recordSchema, reference, type ToldKeys } from './shape.js'
import { verbs } from './steps.js'

/** How the steps of a caller are written. */
export const stepsSchema: JsonSchema = { type: 'array', items: reference('step') }

export interface ScenarioCaller {
  readonly name: string
  /** Milliseconds of call time before the call is placed. */
  readonly starts: number
  readonly call: CallFields
  readonly does: readonly PlacedStep[]
}

/** Steps that lost their indentation, and where they belong. */
export const stepsUnder = (place: string): [string, string][] =>
  Object.entries({ ...verbs, api: 'an operation' }).map(([verb, takes]) => [
    verb,
    `unknown key "${verb}"; it belongs under ${place}, as - ${verb}${takes && ': …'}`,
  ])

/** Who calls: `caller` (one) or `callers` (several), with what is called by all of them. */
export interface CallersFields {
  readonly call: CallFields
  readonly caller?: Field
  readonly callers?: Field
  /** Whether paths are URLs: an application is there to answer them. */
  readonly app: boolean
  /** Addresses of phones: a leg that is transferred may be in a conference, too. */
  readonly phones: readonly string[]
}

export function readCallers({ call, caller, callers, app, phones }: CallersFields): ScenarioCaller[] {
  if (caller && callers) callers.mistake('either "caller" (one) or "callers" (several), not both')
  const entries = callers?.entries() ?? []
  const names = [
    ...(callers ? entries.map(({ key }) => key.name) : ['caller']),
    ...phones.filter(address => address !== 'default'),
  ]
  if (!callers) return [{ name: 'caller', starts: 0, call, does: caller ? readCallerSteps(caller, names) : [] }]
  if (!entries.length) callers.mistake('"callers" names no caller')
  return entries.map(({ key, value }) => readCaller(key.name, value, call, app, names))
}

const keys = {
  starts: { meaning: 'call time before the call is placed', shape: time() },
  call: { meaning: 'what of the call is its own', shape: { schema: reference('call') } },
  does: { meaning: 'the steps of this caller, one after another', shape: { schema: stepsSchema } },
} satisfies ToldKeys

/** How one of several callers is written. */
export const callerSchema = (): JsonSchema => recordSchema(keys)

function readCaller(
  name: string,
  field: Field,
  shared: CallFields,
  app: boolean,
  names: readonly string[],
): ScenarioCaller {
  const fields = field.record(Object.keys(keys), new Map(stepsUnder('does')))
  return {
    name,
    starts: fields?.starts?.time() ?? 0,
    call: overridden(shared, fields?.call, app),
    does: fields?.does ? readCallerSteps(fields.does, names) : [],
  }
}

/** What all have in common, and what one of them says otherwise. */
export function overridden(shared: CallFields, field: Field | undefined, app: boolean): CallFields {
  const own = Object.entries((field && readCall(field, app, shared)) ?? {}).filter(([, value]) => value !== undefined)
  return { ...shared, ...Object.fromEntries(own) }
}
