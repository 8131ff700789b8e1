import { oneOf, seconds } from '../xml/kinds.js'
import { type Problem, problem } from '../xml/problem.js'
import { type Decision, defineElement } from './element.js'

/** Before the call is answered, a reason gives the caller its tone and the call its code (observed). */
const unanswered = { rejected: 3020, busy: 3010 } as const
const normal = 4000

/** Ends the call, now or by a timer that outlives the document (D40). */
export const hangup = defineElement({
  name: 'Hangup',
  docs: 'https://plivo.com/docs/voice/xml/routing',
  attributes: {
    reason: oneOf(['rejected', 'busy'], { meaning: 'what an unanswered caller is told' }),
    schedule: seconds({ min: 1, meaning: 'hangs up so much later; the next elements run meanwhile' }),
  },
  children: {},
  answers: 'no',
  check({ attributes, tag }) {
    const problems: Problem[] = []
    if (attributes.schedule && attributes.reason) {
      const message = 'reason has no effect together with schedule: the call ends with 6000 Scheduled Hangup'
      problems.push(problem('hangup-reason-ignored', message, { place: tag.place }))
    }
    return problems
  },
  kind: 'decides',
  decides({ attributes, tag }, { answered, last }): Decision {
    const { reason, schedule } = attributes
    if (schedule !== undefined && !last) {
      const because = `the call will be hung up in ${schedule / 1000} s`
      return { asks: [{ type: 'scheduleHangup', ms: schedule }], outcome: { to: 'next', because } }
    }
    const found: Problem[] = []
    if (schedule !== undefined) {
      const message = 'nothing follows <Hangup schedule>: the call is hung up at once'
      found.push(problem('hangup-schedule-last', message, { place: tag.place }))
    }
    if (reason && answered) {
      const message = `reason="${reason}" has no effect: the call is answered already`
      found.push(problem('hangup-reason-after-answer', message, { place: tag.place }))
    }
    const cause = reason && !answered ? unanswered[reason] : normal
    return {
      asks: found.map(problem => ({ type: 'report', problem })),
      outcome: { to: 'hangUp', cause, source: 'Answer XML', because: '<Hangup> was reached' },
    }
  },
})
