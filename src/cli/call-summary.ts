import {
  describeFailure,
  describeUnmet,
  type Failure,
  type ScenarioCall,
  type ScenarioResult,
} from '../scenario/run.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { paint, type Span, type Style, wrap } from '../trace/layout.js'
import { printable } from '../trace/printable.js'
import { redact } from '../trace/redact.js'
import { advise } from './advice.js'
import type { CallPlan } from './call-plan.js'
import { countSeverities } from './check-report.js'
import { lengthOf } from './length.js'

export interface SummaryOptions {
  readonly colored: boolean
  readonly redacted: boolean
  /** Whether problems that break are named, because no trace has named them. */
  readonly named: boolean
  readonly width: number
}

export interface Summary {
  readonly text: string
  readonly failed: boolean
}

/** Whether a call that ended so has failed: an error of the application (70xx, 80xx) or of the platform. */
export const isFailure = (cause: number): boolean => (cause >= 7000 && cause < 9000) || cause === 5010

/** Nobody answered, and no expectation of the scenario is about how that call ends. */
const isUnanswered = (name: string, { status }: EventOf<'call.ended'>, { scenario }: CallPlan): boolean =>
  status !== 'completed' &&
  !scenario.expect.some(({ kind, caller }) => kind === 'ended' && (caller === undefined || caller === name))

/** How the call ended, why, what it took, and what to do about what failed. */
export function describeCall(result: ScenarioResult, plan: CallPlan, options: SummaryOptions): Summary {
  const shown = (call?: ScenarioCall) =>
    (call?.trace.events ?? []).map(event => (options.redacted ? redact(event) : event))
  const of = <T extends TraceEvent['type']>(type: T, among: readonly TraceEvent[]) =>
    among.filter((event): event is EventOf<T> => event.type === type)
  const calls = result.calls.map(call => ({ call, events: shown(call), end: of('call.ended', shown(call))[0] }))
  const callers = calls.filter(({ call }) => !call.leg)
  const legs = calls.filter(({ call }) => call.leg)
  const events = calls.flatMap(call => call.events)
  const isBad = ({ call, end }: (typeof calls)[number]) =>
    !end || isFailure(end.cause) || isUnanswered(call.name, end, plan)
  const failed = calls.some(isBad) || calls.length === 0 || result.failures.length > 0
  const row = rows(options)
  const lost = of('webhook.failed', events).length
  const waiting = of('webhook.sent', events).length - of('webhook.delivered', events).length - lost
  const problems = of('problem.found', events)
  const [only, another] = callers
  const text = [
    '\n',
    ...(another === undefined
      ? [
          row('ended', ...ending(only?.end, !only || isBad(only))),
          ...(only?.end ? [row('took', ...times(only.events, only.end))] : []),
        ]
      : callers.map(one => row(printable(one.call.name).slice(0, labelWidth - 1), ...ending(one.end, isBad(one))))),
    // Legs that went on as calls of their own.
    ...legs.map(leg => {
      const whose = of('call.arrived', leg.events).map(({ to }) => span(`${to} `))
      return row('leg', ...whose, ...ending(leg.end, isBad(leg)))
    }),
    row(
      'requests',
      span(`${of('webhook.sent', events).length}`),
      span(lost > 0 ? `, ${lost} failed` : '', 'failure'),
      span(waiting > 0 ? `, ${waiting} on the way` : '', 'faint'),
    ),
    row('problems', span(countSeverities(problems.map(({ severity }) => severity)))),
    ...(options.named ? breaking(problems).map(line => row('', span(' '.repeat(labelWidth) + line))) : []),
    ...result.failures.map(
      failure =>
        `\n${missed(failure, options)
          .map(line => row('', line))
          .join('')}`,
    ),
    ...(result.unmet ?? []).map(fault => `\n${row('', span(printable(describeUnmet(fault)), 'warning'))}`),
    ...advise(events, plan).map(line => `\n${row('', span('→ ', 'warning'), span(line))}`),
    '\n',
  ]
  return { text: text.join(''), failed }
}

const span = (text: string, style: Style = 'plain'): Span => ({ text, style })

const neverEnded = span('never: the call could not be brought to an end', 'failure')

function ending(end: EventOf<'call.ended'> | undefined, bad: boolean): Span[] {
  if (!end) return [neverEnded]
  const { cause, name, source, because } = end
  const [sign, style] = bad ? (['✗', 'failure'] as const) : (['✓', 'good'] as const)
  return [span(`${sign} ${cause} ${name}`, style), span(`, by ${source}: `, 'faint'), span(because)]
}

function times(events: readonly TraceEvent[], { at, duration, billDuration }: EventOf<'call.ended'>): Span[] {
  const length = (at - (events[0]?.at ?? at)) / 1000
  return [
    span(`${lengthOf(length)} of call time`),
    span(`, answered for ${lengthOf(duration)}, billed ${lengthOf(billDuration)}`, 'faint'),
  ]
}

/** Every problem that breaks, once: `3:5  Plivo has no element <Dail>: …`. */
const breaking = (problems: readonly EventOf<'problem.found'>[]): string[] => [
  ...new Set(
    problems
      .filter(({ severity }) => severity === 'breaks')
      .map(({ line, column, message, allowed }) => {
        const where = line === undefined ? '' : `${line}:${column ?? 1}  `
        return `${where}${message}${allowed === undefined ? '' : ` (allowed: ${allowed})`}`
      }),
  ),
]

/** The lines of a step or an expectation that was missed; the trace has just been shown. */
function missed(failure: Failure, { redacted }: SummaryOptions): Span[] {
  const [first = '', ...rest] = describeFailure({ ...failure, evidence: undefined }).split('\n')
  const shown = (line: string) => (redacted ? hiddenIn(line) : line)
  return [span(`✗ ${shown(first)}`, 'failure'), ...rest.map(line => span(shown(line)))]
}

/** What a trace would hide, hidden in a sentence about it. */
export function hiddenIn(line: string): string {
  const event = redact({ seq: 0, at: 0, call: '', type: 'step.missed', step: line, because: '' })
  return event.type === 'step.missed' ? event.step : ''
}

export const labelWidth = 10

/** Writes rows: two blanks, a label (an empty one takes no room), and text wrapped beside it. */
function rows({ colored, width }: SummaryOptions): (label: string, ...body: Span[]) => string {
  const colours = paint(colored)
  return (label, ...body) => {
    const indent = `${body[0]?.text.match(/^ */)?.[0] ?? ''}  ${' '.repeat(label === '' ? 0 : labelWidth)}`
    const hanging = label === '' ? `${indent}  ` : indent
    const safe = body.map(({ text, style }) => span(printable(text), style))
    const [first = '', ...rest] = wrap(safe, Math.max(width, 60) - hanging.length, colours)
    const head = label === '' ? indent : `  ${colours.faint(label.padEnd(labelWidth))}`
    return [head + first, ...rest.map(line => hanging + line), ''].join('\n')
  }
}
