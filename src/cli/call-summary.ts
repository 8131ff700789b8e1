import { describeFailure, type ScenarioResult } from '../scenario/run.js'
import type { EventOf, TraceEvent } from '../trace/events.js'
import { printable } from '../trace/printable.js'
import { redact } from '../trace/redact.js'
import { advise } from './advice.js'
import type { CallPlan } from './call-plan.js'
import { countProblems } from './check-report.js'
import type { Colours } from './colours.js'

export interface Summary {
  readonly text: string
  readonly failed: boolean
}

export interface CallCame {
  readonly result: ScenarioResult
  readonly plan: CallPlan
  readonly redacted: boolean
  readonly paint: Colours
}

/** Whether a call that ended so has failed: an error of the application (70xx, 80xx) or of the platform. */
export const isFailure = (cause: number): boolean => (cause >= 7000 && cause < 9000) || cause === 5010

/** How the call ended, why, what it took, and what to do about what failed. */
export function describeCall({ result, plan, redacted, paint }: CallCame): Summary {
  const events = (result.calls[0]?.trace.events ?? []).map(event => (redacted ? redact(event) : event))
  const of = <T extends TraceEvent['type']>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type)
  const end = of('call.ended')[0]
  const failed = !end || isFailure(end.cause) || result.failures.length > 0
  const requests = of('webhook.sent').length
  const lost = of('webhook.failed').length
  const missed = result.failures.map(failure => hidden(describeFailure({ ...failure, trace: '' }), redacted))
  const row = (label: string, text: string) => `  ${paint.dim(label.padEnd(10))}${text}\n`
  const text = [
    '\n',
    end
      ? row('ended', `${headline(end, paint)}${paint.dim(`, by ${end.source}: `)}${printable(end.because)}`)
      : row('ended', paint.red('never: the call could not be brought to an end')),
    end
      ? row('took', `${lengthOf(events)}${paint.dim(`, answered for ${end.duration} s, billed ${end.billDuration} s`)}`)
      : '',
    row('requests', `${requests}${lost ? paint.red(`, ${lost} failed`) : ''}`),
    row(
      'problems',
      countProblems(of('problem.found').map(({ severity }) => severity)).replace(/^no problems$/, 'none'),
    ),
    ...missed.map(one => `\n${block(one, paint)}`),
    ...advise(events, plan).map(line => `\n  ${paint.yellow('→')} ${printable(line)}\n`),
    '\n',
  ]
  return { text: text.join(''), failed }
}

function headline({ cause, name }: EventOf<'call.ended'>, paint: Colours): string {
  const words = `${cause} ${name}`
  return isFailure(cause) ? paint.bold(paint.red(`✗ ${words}`)) : paint.bold(paint.green(`✓ ${words}`))
}

function lengthOf(events: readonly TraceEvent[]): string {
  const ended = events.find(({ type }) => type === 'call.ended')?.at ?? 0
  return `${Number(((ended - (events[0]?.at ?? 0)) / 1000).toFixed(1))} s of call time`
}

function block(text: string, paint: Colours): string {
  const [first = '', ...rest] = text.split('\n').map(printable)
  return [`  ${paint.red('✗')} ${first}`, ...rest.map(line => `    ${line}`), ''].join('\n')
}

/** What a trace would hide, hidden in a sentence about it. */
function hidden(text: string, redacted: boolean): string {
  if (!redacted) return text
  const hide = (line: string) => {
    const event = redact({ seq: 0, at: 0, call: '', type: 'step.missed', step: line, because: '' })
    return event.type === 'step.missed' ? event.step : ''
  }
  return text.split('\n').map(hide).join('\n')
}
