import { expectationKind, of } from '../expectation-kind.js'
import { text, whole } from '../plain-shapes.js'
import { type Keys, readKeys, recordSchema, type Shape, type ValuesOf } from '../shape.js'

const keys = {
  cause: { meaning: 'hangup cause code, such as 4000', shape: whole(0, 'a hangup cause code, such as 4000') },
  name: { meaning: 'hangup cause name, such as Normal Hangup', shape: text },
  source: { meaning: 'who hung up: Caller, Callee, Plivo, API Request, Error …', shape: text },
  status: { meaning: 'CallStatus: completed, busy, no-answer, timeout, cancel, failed', shape: text },
} satisfies Keys

const names = Object.keys(keys) as (keyof typeof keys)[]
const allowed = names.join(', ')

const end: Shape<ValuesOf<typeof keys>> = {
  read: (field, scope) => {
    const written = field.source()
    if (/^\d+$/.test(written)) {
      return field.mistake(`"ended" must say what ${written} is`, { nearest: `ended: { cause: ${written} }`, allowed })
    }
    const fields = field.record(names)
    if (!fields) return undefined
    return Object.keys(fields).length > 0
      ? readKeys(keys, fields, scope)
      : field.mistake('"ended" is empty', { allowed })
  },
  schema: recordSchema(keys, { minProperties: 1 }),
}

export const ended = expectationKind({
  meaning: 'the call ended so; any of the four',
  written: 'ended: { cause: 4000, name: Normal Hangup, source: Caller, status: completed }',
  subject: end,
  beside: {},
  ofOneCall: true,
  describe: expected =>
    `the call ends with ${names.flatMap(key => (expected[key] === undefined ? [] : `${key} ${expected[key]}`)).join(', ')}`,
  check: (expected, { own }) => {
    const last = of(
      own.flatMap(({ trace }) => trace.events).sort((a, b) => a.seq - b.seq),
      'call.ended',
    ).at(-1)
    if (!last) return ['the call has not ended']
    const wrong = names.filter(key => expected[key] !== undefined && expected[key] !== last[key])
    if (wrong.length === 0) return undefined
    return [
      ...wrong.map(key => `${key}: expected ${expected[key]}, was ${last[key]}`),
      `it ended with ${last.cause} ${last.name}, source ${last.source}: ${last.because}`,
    ]
  },
})
