import type { CallRecord } from '../call/record.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import type { Trace } from '../trace/trace.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import type { SigningTokens } from '../webhook/headers.js'
import type { Keys, Shape, ValuesOf } from './shape.js'

/**
 * One kind of expectation: how it is written, told and checked, all in one place. A new one is a file, and a row in
 * expectation.ts.
 */
export interface ExpectationKind<Subject extends object, Beside extends Keys> {
  /** It is true when … */
  readonly meaning: string
  /** How it is written, for the table of the docs. */
  readonly written: string
  /** What stands after its name. */
  readonly subject: Shape<Subject>
  /** It may stand alone, or with `true`; `subject` is then this. */
  readonly alone?: Subject
  /** What may stand beside it; `caller` may beside all but those of rooms. */
  readonly beside: Beside
  /** It is about one call: with several callers it must say whose. */
  readonly ofOneCall?: true
  /** It is about all calls, and `caller` means nothing. */
  readonly ofAllCalls?: true
  /** As a sentence: `/menu is requested with Digits="1"`. */
  describe(expected: Subject & ValuesOf<Beside>): string
  /** Undefined if it holds, otherwise what happened instead, line by line. */
  check(expected: Subject & ValuesOf<Beside>, happened: Happened): string[] | undefined
}

/** What one caller's call came to. */
export interface CheckedCall {
  readonly name: string
  readonly trace: Trace
  /** Its requests as they went over the wire. */
  readonly attempts: readonly ObservedAttempt[]
  /** Absent if it could not be brought to an end. */
  readonly record?: CallRecord | undefined
  /** It was a leg before it was transferred, named by its number: it counts, too, but how it ended only where it is named. */
  readonly leg?: boolean
}

/** What happened in the calls that an expectation is about. */
export interface Happened {
  readonly calls: readonly CheckedCall[]
  /** Those whose end it may be about: legs only where they are named. */
  readonly own: readonly CheckedCall[]
  /** Of all of `calls`, in order. */
  readonly events: readonly TraceEvent[]
  /** Whose signatures their requests should have. */
  readonly tokens: SigningTokens
}

/** Keeps the types of one kind together. */
export const expectationKind = <Subject extends object, Beside extends Keys>(
  kind: ExpectationKind<Subject, Beside>,
): ExpectationKind<Subject, Beside> => kind

export function of<T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type)
}
