import type { EventType, TraceEvent } from '../../src/index.js'
import type { Rule } from './invariants.js'

/** What begins and ends, one at a time: for one line, which a call's own and that of each leg are. */
const inTurn = [
  ['element.started', 'element.finished', event => ('element' in event ? `<${event.element}>` : '')],
  ['speech.started', 'speech.heard', () => 'speech'],
] as const satisfies readonly [EventType, EventType, (event: TraceEvent) => string][]

/** What is heard of a prompt, by which its end is known. */
type Prompt = Extract<TraceEvent, { type: 'prompt.started' | 'prompt.finished' }>
const heard = ({ sound, text, pass }: Prompt): string => `${sound} "${text}", pass ${pass}`

/** What lasts is over when it says. */
const lasting: readonly (readonly [start: EventType, end: EventType])[] = [
  ['prompt.started', 'prompt.finished'],
  ['speech.started', 'speech.heard'],
]

/** What the API plays or says sounds beside what the document plays, and keys that are sent beside both. */
const besides = (event: TraceEvent): string =>
  `${'by' in event && event.by === 'API'} ${'sound' in event && event.sound === 'tones'}`

export const pairRules: readonly Rule[] = [
  {
    says: 'every prompt.started has its prompt.finished, and one plays at a time; besides, one may in a room, one by the API, and keys',
    broken: ({ events }) => {
      const playing = new Map<string, string[]>()
      const inside = new Set<string>()
      for (const event of events) {
        const line = `${event.call} ${event.leg ?? ''} ${besides(event)}`
        const open = playing.get(line) ?? []
        playing.set(line, open)
        if (event.type === 'room.entered') inside.add(event.call)
        if (event.type === 'room.left') inside.delete(event.call)
        if (event.type === 'prompt.started') {
          open.push(heard(event))
          if (open.length > (inside.has(event.call) || event.sound === 'tones' ? 2 : 1))
            return `${open.join(' and ')} at once`
        }
        if (event.type !== 'prompt.finished') continue
        const index = open.indexOf(heard(event))
        if (index < 0) return `${heard(event)} ends, and had not begun`
        open.splice(index, 1)
      }
      const [left] = [...playing.values()].flat()
      return left && `${left} never ends`
    },
  },
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
    says: 'what is heard lasts from its start to its end',
    broken: ({ events }) => {
      for (const [start, end] of lasting) {
        const began = new Set<string>()
        for (const event of events) {
          const line = `${event.call} ${event.leg ?? ''} ${besides(event)} ${'sound' in event ? heard(event as Prompt) : ''}`
          if (event.type === start) began.add(`${line} ${event.at}`)
          if (event.type !== end || !('ms' in event)) continue
          if (!began.has(`${line} ${event.at - event.ms}`)) return JSON.stringify(event)
        }
      }
    },
  },
]
