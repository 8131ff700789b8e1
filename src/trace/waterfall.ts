import type { EventOf } from './events.js'
import type { Span, Style } from './layout.js'
import { length } from './length.js'

type Attempted = EventOf<'webhook.attempted'>

/** How a phase is drawn, and in which colour; two phases next to each other differ without colours, too. */
const LOOKS = [
  { phase: 'connect', verb: 'connect', mark: '·', style: 'warning' },
  { phase: 'tls', verb: 'TLS', mark: '≈', style: 'call' },
  { phase: 'wait', verb: 'wait', mark: '░', style: 'faint' },
  { phase: 'receive', verb: 'receive', mark: '█', style: 'web' },
] as const satisfies readonly {
  phase: keyof NonNullable<Attempted['phases']>
  verb: string
  mark: string
  style: Style
}[]

const WIDTH = 20
const INSTANT = '▏'
/** Ms from which on a single attempt is worth drawing. */
const LONG = 100

/**
 * One line per attempt, on a common scale: where the time of a webhook went.
 * ```
 * 1 ░░░░░░░░░░░░░░░░░░            rt: ░ wait 1 s
 * 2                   ··░░░░░░██  ok: · connect 100 ms ░ wait 300 ms █ receive 100 ms
 * ```
 * Nothing where no time passed, or hardly any in a single attempt.
 */
export function waterfall(attempts: readonly Attempted[]): Span[][] {
  const total = attempts.reduce((sum, { cost }) => sum + cost, 0)
  if (total === 0 || (attempts.length < 2 && total < LONG)) return []
  const column = (ms: number) => Math.round((ms / total) * WIDTH)
  let at = 0
  return attempts.map(attempt => {
    const line: Span[] = [{ text: `${attempt.attempt} `, style: 'faint' }]
    let drawn = column(at)
    if (drawn > 0) line.push({ text: ' '.repeat(drawn), style: 'plain' })
    for (const { phase, mark, style } of LOOKS) {
      const ms = attempt.phases?.[phase] ?? 0
      at += ms
      if (ms === 0) continue
      // A phase that took any time is to be seen, while there is room.
      const marks = Math.min(Math.max(column(at) - drawn, 1), WIDTH - drawn)
      line.push({ text: mark.repeat(marks), style })
      drawn += marks
    }
    if (attempt.cost === 0) {
      line.push({ text: INSTANT, style: 'plain' })
      drawn++
    }
    const words = phasesWithMarks(attempt)
    line.push({ text: ' '.repeat(WIDTH - drawn + 3), style: 'plain' })
    line.push({ text: words ? `${attempt.outcome}: ${words}` : attempt.outcome, style: 'faint' })
    return line
  })
}

/** `connect 2 ms, wait 1 s`; nothing if no time passed. */
export const phasesInWords = ({ phases = {} }: Attempted): string =>
  LOOKS.filter(({ phase }) => (phases[phase] ?? 0) > 0)
    .map(({ phase, verb }) => `${verb} ${length(tidy(phases[phase] as number))}`)
    .join(', ')

/** The same as the legend of the drawing; a phase and its time stay on one line. */
const phasesWithMarks = ({ phases = {} }: Attempted): string =>
  LOOKS.filter(({ phase }) => (phases[phase] ?? 0) > 0)
    .map(({ phase, verb, mark }) =>
      `${mark} ${verb} ${length(tidy(phases[phase] as number))}`.replaceAll(' ', '\u00a0'),
    )
    .join(' ')

/** Tenths matter below ten milliseconds only. */
const tidy = (ms: number): number => (ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms))
