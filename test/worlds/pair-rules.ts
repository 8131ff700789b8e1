import type { EventType, TraceEvent } from '../../src/index.js'
import type { Rule } from './invariants.js'

/** What begins and ends, one at a time: for one line, which a call's own and that of each leg are. */
const inTurn = [
  ['element.started', 'element.finished', event => ('element' in event ? `<${event.element}>` : '')],
  [
    'prompt.started',
    'prompt.finished',
    event => ('sound' in event ? `${event.sound} ${event.text}, pass ${event.pass}` : ''),
  ],
  ['speech.started', 'speech.heard', () => 'speech'],
] as const satisfies readonly [EventType, EventType, (event: TraceEvent) => string][]

export const pairRules: readonly Rule[] = [
  ...inTurn.map(
    ([start, end, what]): Rule => ({
      says: `every ${start} has its ${end}, and one is over before the next begins`,
      broken: ({ events }) => {
        const open = new Map<string, string>()
        for (const event of events) {
          const line = `${event.call} ${event.leg ?? ''}`
          const still = open.get(line)
          if (event.type === start) {
            if (still !== undefined) return `${still} is not over when ${what(event)} begins`
            open.set(line, what(event))
          }
          if (event.type === end) {
            if (still !== what(event)) return `${what(event)} ends, but what had begun is ${still}`
            open.delete(line)
          }
        }
        // Whoever was speaking when a call or leg ended was not heard to the end.
        const left = start === 'speech.started' ? undefined : [...open.values()][0]
        return left && `${left} never ends`
      },
    }),
  ),
  {
    says: 'every recording.started has its recording.finished',
    broken: ({ events }) => {
      const open = new Set<string>()
      for (const event of events) {
        if (event.type === 'recording.started') open.add(event.recording)
        if (event.type === 'recording.finished' && !open.delete(event.recording))
          return `${event.recording} never began`
      }
      const [left] = open
      return left && `${left} never ends`
    },
  },
]
