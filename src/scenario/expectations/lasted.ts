import { type Amount, between, describeBetween, isWithin } from '../amount.js'
import { type CheckedCall, expectationKind, of } from '../expectation-kind.js'
import { time, wordOf } from '../plain-shapes.js'
import { eitherOf, type Shape, shaped } from '../shape.js'
import { writeTime } from '../time.js'

const range = between(time())

/** `12s`, or `{ at_least: 5s, at_most: 30s }`. */
const length: Shape<{ readonly length: Amount }> = shaped(eitherOf(time().schema, range.schema), (field, scope) => {
  const length = (field.kind === 'record' ? range : time()).read(field, scope)
  return length === undefined ? undefined : { length }
})

export const lasted = expectationKind({
  meaning:
    'the call took so long from its arrival to its end, in call time: `12s` is 12 seconds and less than 13, `12300ms` is exact',
  written: 'lasted: { at_least: 5s, at_most: 30s }',
  subject: length,
  beside: {
    since: {
      meaning: 'from when',
      shape: wordOf({ arrival: 'since the call arrived, or was made (unless given)', answer: 'since it was answered' }),
    },
  },
  ofOneCall: true,
  describe: ({ length, since }) =>
    `the call lasts ${describeLength(length)}${since === 'answer' ? ' from its answer' : ''}`,
  check: ({ length, since = 'arrival' }, { own }) => {
    const { first, answer, end } = momentsOf(own)
    if (!end || !first) return ['the call has not ended']
    const from = since === 'answer' ? answer : first
    if (!from) return [`it was never answered; it ended with ${end.cause} ${end.name}: ${end.because}`]
    const ms = end.at - from.at
    if (isWithin(length, to(length, ms))) return undefined
    const others = since === 'arrival' && answer ? `, ${writeTime(end.at - answer.at)} of it answered` : ''
    return [`it lasted ${writeTime(ms)}${others}: ${end.because}`]
  },
})

export const billed = expectationKind({
  meaning: 'so much is billed, as `BillDuration` tells the application',
  written: 'billed: 60s',
  subject: length,
  beside: {},
  ofOneCall: true,
  describe: ({ length }) => `${describeLength(length)} are billed`,
  check: ({ length }, { own }) => {
    const { answer, end } = momentsOf(own)
    if (!end) return ['the call has not ended']
    if (isWithin(length, end.billDuration * 1000)) return undefined
    const why = answer ? `of ${end.duration} s from the answer to the end` : 'it was never answered'
    return [`${end.billDuration} s are: ${why}`]
  },
})

function momentsOf(own: readonly CheckedCall[]) {
  const events = own.at(-1)?.trace.events ?? []
  return {
    first: of(events, 'call.arrived')[0],
    answer: of(events, 'call.answered')[0],
    end: of(events, 'call.ended').at(-1),
  }
}

/** What is written in whole seconds means seconds that have passed. */
const to = (length: Amount, ms: number): number =>
  typeof length === 'number' && length % 1000 === 0 ? ms - (ms % 1000) : ms

const describeLength = (length: Amount): string =>
  typeof length === 'number' ? writeTime(length) : describeBetween(length)
