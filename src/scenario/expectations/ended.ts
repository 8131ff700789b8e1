import { hangupCauses, hangupSources } from '../../call/hangup-causes.js'
import { legStatuses } from '../../elements/leg-status.js'
import { nearest } from '../../trace/nearest.js'
import { expectationKind, of } from '../expectation-kind.js'
import { oneOf } from '../plain-shapes.js'
import { type Keys, readKeys, recordSchema, type Shape, shaped, type ValuesOf } from '../shape.js'

const codes = hangupCauses.map(({ code }) => code)

/** A code that no call ends with would never be met. */
const code: Shape<number> = shaped({ type: 'integer', enum: codes }, field => {
  const written = field.whole(0, 'a hangup cause code, such as 4000')
  if (written === undefined || codes.includes(written)) return written
  return field.mistake(`there is no hangup cause ${written}`, {
    nearest: nearest(String(written), codes.map(String)),
    allowed: codes.join(', '),
  })
})

const keys = {
  cause: { meaning: 'hangup cause code, such as 4000', shape: code },
  name: { meaning: 'hangup cause name, such as Normal Hangup', shape: oneOf(...hangupCauses.map(({ name }) => name)) },
  source: { meaning: 'who hung up', shape: oneOf(...hangupSources) },
  status: { meaning: 'CallStatus', shape: oneOf(...legStatuses) },
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
