import type { ObservedAttempt } from '../../webhook/engine.js'
import { isWireFault, readFault } from '../../webhook/fault.js'
import { time } from '../plain-shapes.js'
import { type Shape, shaped } from '../shape.js'

/** A time in which applications answer: a number without a unit was meant in ms. */
export const budget: Shape<number> = shaped(time().schema, (field, scope) => {
  const written = field.source()
  if (!/^\d+$/.test(written)) return time().read(field, scope)
  return field.mistake(`${JSON.stringify(written)} is not a time`, {
    nearest: `${written}ms`,
    allowed: 'a number with its unit, such as 200ms or 1s',
  })
})

/** An attempt that came to the application, and how long that took to answer. */
export interface Answer {
  readonly attempt: ObservedAttempt
  /** Real time; endless if no whole answer came. */
  readonly ms: number
}

/** What the application answered, the slowest first: what an injected fault kept from it is not its doing. */
export const answersOf = (attempts: readonly ObservedAttempt[]): Answer[] =>
  attempts
    .filter(({ result }) => result.fault === undefined || !isWireFault(readFault(result.fault)))
    .map(attempt => ({ attempt, ms: isAnswer(attempt) ? attempt.ms : Number.POSITIVE_INFINITY }))
    .sort((one, other) => other.ms - one.ms)

/** Whatever its status. */
const isAnswer = ({ result: { outcome, fault } }: ObservedAttempt): boolean =>
  fault !== undefined || outcome === 'ok' || /^[345]xx$/.test(outcome)

/** `312 ms  POST http://127.0.0.1:3000/menu (GetDigits action)`, and which attempt, if it was no first. */
export function describeAnswer({ attempt: { webhook, request, result }, ms }: Answer): string {
  const which = request.attempt > 1 ? `, attempt ${request.attempt}` : ''
  const took = ms === Number.POSITIVE_INFINITY ? `no answer (${result.reason})` : inMs(ms)
  return `${took}  ${request.method} ${webhook.url} (${webhook.purpose}${which})`
}

export const inMs = (ms: number): string => `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`

/** What must be said with every figure. */
export const realTime = 'real time, as the application took it; call time is another matter'
