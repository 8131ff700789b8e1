import type { TraceEvent } from '../trace/events.js'
import type { Expectation, ExpectationOf } from './expectation.js'
import type { CheckedCall } from './expectation-kind.js'
import { traceText } from './expectations/trace.js'

/** A file that a scenario expects its trace in, and what that is now. */
export interface TraceSnapshot {
  /** As it is named in the scenario. */
  readonly file: string
  /** Where it is. */
  readonly path: string
  readonly text: string
}

interface Expecting {
  readonly expect: readonly Expectation[]
}

const isSnapshot = (one: Expectation): one is ExpectationOf<'trace'> => one.kind === 'trace'

/** What `offhook test --update` writes: the traces that a scenario expects, as they are now. */
export const traceSnapshots = ({ expect }: Expecting, calls: readonly CheckedCall[]): TraceSnapshot[] =>
  expect.filter(isSnapshot).map(expected => {
    const chosen = calls.filter(({ name }) => expected.caller === undefined || name === expected.caller)
    const events = chosen.flatMap(({ trace }): TraceEvent[] => trace.events).sort((a, b) => a.seq - b.seq)
    return { file: expected.file, path: expected.path, text: traceText(expected, { events }) }
  })

/** The same scenario without what is to be written anew. */
export const withoutSnapshots = <S extends Expecting>(scenario: S): S => ({
  ...scenario,
  expect: scenario.expect.filter(one => !isSnapshot(one)),
})
