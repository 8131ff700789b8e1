import { legStatuses } from '../../elements/leg-status.js'
import type { EventOf, TraceEvent } from '../../trace/events.js'
import { nearest } from '../../trace/nearest.js'
import { describeTimes, isWithin, times } from '../amount.js'
import { expectationKind, of } from '../expectation-kind.js'
import { oneOf, text, whole } from '../plain-shapes.js'
import { mapped } from '../shape.js'
import { indented } from './request.js'

const whom = mapped(text, to => ({ to }))

export const dialed = expectationKind({
  meaning: 'that number or SIP address was dialled',
  written: 'dialed: "+14155550111"',
  subject: whom,
  beside: {
    status: { meaning: 'how it ended', shape: oneOf(...legStatuses) },
    cause: { meaning: 'its hangup cause code', shape: whole(0, 'a hangup cause code, such as 3010') },
    times: {
      meaning: 'how often: 2, or { at_least: 1, at_most: 3 }',
      shape: times(1, 'a whole number, 1 or more; use not_dialed for none'),
    },
  },
  describe: expected => {
    const { to, status, cause } = expected
    const end = [...(status ? [status] : []), ...(cause === undefined ? [] : [`cause ${cause}`])].join(', ')
    return `${to} is dialled${describeTimes(expected.times)}${end ? `, which ends ${end}` : ''}`
  },
  check: (expected, { events }) => {
    const { to, status, cause } = expected
    const ends = legEnds(events)
    const all = of(events, 'leg.dialed')
    const same = all.filter(leg => digits(leg.to) === digits(to))
    const found = same.filter(({ leg }) => {
      const end = ends.get(leg)
      return (status === undefined || end?.status === status) && (cause === undefined || end?.cause === cause)
    })
    if (expected.times === undefined ? found.length > 0 : isWithin(expected.times, found.length)) return undefined
    if (all.length === 0) return ['nobody was dialled']
    const told = (same.length > 0 ? same : all).map(leg => indented(outcome(leg, ends.get(leg.leg))))
    const near =
      same.length > 0
        ? undefined
        : nearest(
            to,
            all.map(leg => leg.to),
          )
    return [
      same.length > 0 ? 'it was dialled otherwise:' : 'these were dialled:',
      ...told,
      ...(near ? [`the nearest is ${near}`] : []),
    ]
  },
})

export const notDialed = expectationKind({
  meaning: 'that number or SIP address was never dialled',
  written: 'not_dialed: "+14155550111"',
  subject: whom,
  beside: {},
  describe: ({ to }) => `${to} is never dialled`,
  check: ({ to }, { events }) => {
    const ends = legEnds(events)
    const found = of(events, 'leg.dialed').filter(leg => digits(leg.to) === digits(to))
    return found.length > 0 ? found.map(leg => `it was: ${outcome(leg, ends.get(leg.leg))}`) : undefined
  },
})

type LegEnd = Pick<EventOf<'leg.ended'>, 'leg' | 'status' | 'cause' | 'name' | 'because'>

/** What became of who was dialled; a leg that was transferred was connected. */
const legEnds = (events: readonly TraceEvent[]): ReadonlyMap<string, LegEnd> => {
  const transferred = of(events, 'leg.transferred').map(({ leg }): LegEnd => {
    const because = 'it was transferred, and goes on as a call of its own'
    return { leg, status: 'completed', cause: 4000, name: 'Normal Hangup', because }
  })
  return new Map([...of(events, 'leg.ended'), ...transferred].map(end => [end.leg, end]))
}

const outcome = ({ to }: EventOf<'leg.dialed'>, end: LegEnd | undefined): string =>
  end ? `${to}: ${end.status}, ${end.cause} ${end.name}: ${end.because}` : to

/** Numbers are the same with their plus and without it. */
export const digits = (number: string): string => number.replace(/^\+/, '')
