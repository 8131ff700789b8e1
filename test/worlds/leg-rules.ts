import type { TraceEvent } from '../../src/index.js'
import type { Rule } from './invariants.js'
import { ofType } from './of-type.js'

const order = ['leg.dialed', 'leg.rang', 'leg.answered', 'leg.confirmed', 'leg.bridged', 'leg.ended', 'leg.transferred']

export const legRules: readonly Rule[] = [
  {
    says: 'every leg that was dialled ends, once, with a cause, or becomes a call of its own, not after its call',
    broken: ({ calls }) => {
      for (const { name, trace } of calls) {
        const dialed = trace.of('leg.dialed').map(({ leg }) => leg)
        const ended = [...trace.of('leg.ended'), ...trace.of('leg.transferred')]
        const over = trace.of('call.ended').at(0)?.seq ?? 0
        if (new Set(dialed).size !== dialed.length) return `${name} dialled a leg twice`
        if ([...dialed].sort().join() !== [...ended.map(({ leg }) => leg)].sort().join())
          return `${name} dialled ${dialed}, of which ended ${ended.map(({ leg }) => leg)}`
        const late = ended.find(
          event => event.seq > over || ('cause' in event && (event.cause <= 0 || event.name === 'Unknown')),
        )
        if (late) return JSON.stringify(late)
      }
    },
  },
  {
    says: 'a leg is dialled, rings, is answered, confirms, is bridged and ends (or goes on by itself), each once at most and in this order',
    broken: ({ events }) => {
      for (const [leg, its] of byLeg(events)) {
        const stages = its.map(({ type }) => order.indexOf(type)).filter(stage => stage >= 0)
        const sorted = [...new Set(stages)].sort((a, b) => a - b)
        if (stages.join() !== sorted.join()) return `${leg}: ${its.map(({ type }) => type).join(' ')}`
        const last = its.filter(({ type }) => type !== 'step.missed').at(-1)?.type
        if (last !== 'leg.ended' && last !== 'leg.transferred') return `${leg}: ${last} after its end`
      }
    },
  },
  {
    says: 'a leg that goes on by itself is a call from then on, and nothing else is',
    broken: ({ calls, events }) => {
      const gone = ofType(events, 'leg.transferred').map(({ leg }) => leg)
      const on = calls.flatMap(({ leg, record }) => (leg && record ? [record.uuid] : []))
      if (gone.sort().join() !== on.sort().join()) return `${gone} are not ${on}`
    },
  },
  {
    says: 'the record of a leg agrees with its trace',
    broken: ({ calls }) => {
      for (const { trace, record } of calls) {
        const ended = new Map(trace.of('leg.ended').map(event => [event.leg, event]))
        const answered = new Map(trace.of('leg.answered').map(event => [event.leg, event]))
        const dialed = trace.of('leg.dialed').map(({ leg }) => leg)
        const kept = record?.legs.map(({ uuid }) => uuid) ?? []
        if (dialed.join() !== kept.join()) return `${dialed} are not ${kept}`
        for (const { uuid, hangup, status, duration, transferred } of record?.legs ?? []) {
          if (transferred) continue
          const end = ended.get(uuid)
          const from = answered.get(uuid)?.at
          if (!end || end.cause !== hangup.code || end.status !== status) return `${uuid}: ${status} ${hangup.code}`
          const lasted = from === undefined ? 0 : end.at - from
          if (duration !== Math.ceil(lasted / 1000) || end.duration !== duration)
            return `${uuid} lasted ${lasted} ms, and has a duration of ${duration} s`
        }
      }
    },
  },
  {
    says: 'a call is bridged to one leg at most at a time',
    broken: ({ calls }) => {
      for (const { name, trace } of calls) {
        const together = new Set<string>()
        for (const event of trace.events) {
          if (event.type === 'leg.bridged') together.add(event.leg)
          if (event.type === 'leg.ended' || event.type === 'leg.transferred') together.delete(event.leg)
          if (together.size > 1) return `${name} to ${[...together].join(' and ')}`
        }
      }
    },
  },
  {
    says: 'a leg rings while a Dial runs, and is over when that is',
    broken: ({ calls }) => {
      for (const { trace } of calls) {
        const running = new Set<string>()
        let dial = false
        for (const event of trace.events) {
          if (event.type === 'element.started') dial = event.element === 'Dial'
          if (event.type === 'leg.dialed' && !dial) return `${event.leg} is dialled without a Dial`
          if (event.type === 'leg.dialed') running.add(event.leg)
          if (event.type === 'leg.ended' || event.type === 'leg.transferred') running.delete(event.leg)
          if (event.type === 'element.finished' && running.size > 0)
            return `${[...running]} at the end of ${event.element} ${event.line}:${event.column}`
        }
      }
    },
  },
]

function byLeg(events: readonly TraceEvent[]): Map<string, TraceEvent[]> {
  const legs = new Map<string, TraceEvent[]>(ofType(events, 'leg.dialed').map(({ leg }) => [leg, []]))
  for (const event of events) if (event.leg !== undefined) legs.get(event.leg)?.push(event)
  return legs
}
