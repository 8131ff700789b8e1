import type { Call } from '../call/call.js'
import type { CallRecord } from '../call/record.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Caller } from '../party/caller.js'
import type { ObservedAttempt } from '../webhook/engine.js'
import type { ScenarioCaller } from './callers.js'
import type { Failure } from './failure.js'
import { writePlace } from './mistake.js'
import { attempted, performSteps } from './perform-steps.js'
import { type Answering, placeCall } from './placed-call.js'
import type { PlacedStep } from './placed-steps.js'
import type { RunOptions, ScenarioCall } from './run.js'
import { sceneOf } from './scene.js'
import { describeAnyStep } from './steps.js'

/** One call, and what did not come about in it. */
export interface Played {
  readonly call: ScenarioCall
  readonly missed?: Missed
}

/** A failure, whose call it is about, and the numbers of the events since and up to which it matters what happened. */
export type Missed = Failure & { readonly call?: ScenarioCall; readonly since?: number; readonly until?: number }

/** What the callers of a scenario share. */
export interface Stage {
  readonly exchange: Exchange
  readonly app: Answering | undefined
  readonly placed: Map<string, Call>
  readonly attempts: readonly ObservedAttempt[]
  readonly options: Pick<RunOptions, 'onCalling' | 'onCall'>
}

export async function play(caller: ScenarioCaller, stage: Stage): Promise<Played> {
  const { exchange, app, placed, options } = stage
  if (caller.starts) await pause(exchange, caller)
  options.onCalling?.(caller.name)
  const line = placeCall(caller.call, exchange, app)
  placed.set(caller.name, line.call)
  options.onCall?.(caller.name, line)
  const scene = sceneOf(line.call, placed, exchange, app)
  let since = 0
  const begins = () => {
    since = (line.call.trace.events.at(-1)?.seq ?? 0) + 1
  }
  const steps = caller.does.map(({ step }) => step)
  const { done, problem: unmet } = await performSteps(steps, { line, scene, begins })
  let missed: Missed | undefined = unmet && {
    ...stepFailure(caller, done, unmet.reason),
    since,
    ...momentOf(line.call, exchange),
  }
  const { record, problem } = await ending(line)
  if (problem) missed ??= { expected: 'the call ends', instead: [problem] }
  const call = { name: caller.name, ...cameTo(line.call, stage), record }
  return { call, missed: missed && { ...missed, call } }
}

const cameTo = ({ trace, uuid }: Call, { attempts }: Stage) => ({
  uuid,
  trace,
  attempts: attempts.filter(({ webhook }) => webhook.call === uuid),
})

/** Where a call that goes on stands; nothing of one that is over. */
const momentOf = ({ over, trace }: Call, { clock }: Exchange) =>
  over ? {} : { at: clock.now, until: trace.events.at(-1)?.seq ?? 0 }

/** Legs that became calls of their own: whoever is at the far end of one goes on by himself. */
export const transferred = (stage: Stage, played: readonly Played[]): Promise<Played[]> => {
  const { exchange } = stage
  const legs = exchange.calls.filter(({ trace }) => !played.some(({ call }) => call.trace === trace))
  return Promise.all(
    legs.map(async leg => {
      const { record, problem } = await ending(exchange.farEnd(leg))
      const call = { name: leg.arrival.to, ...cameTo(leg, stage), record, leg: true } as const
      return { call, missed: problem ? { expected: 'the call ends', instead: [problem], call } : undefined }
    }),
  )
}

const pause = ({ clock }: Exchange, { name, starts }: ScenarioCaller): Promise<void> =>
  clock.run<void>(done => clock.after(starts, `${name} calls`, done), { name: `${name} calls` })

/** Stays on the line until the call ends; a call that would never end is hung up, so that its record is final. */
async function ending(line: Caller<Call>): Promise<{ record?: CallRecord; problem?: string }> {
  let record: CallRecord | undefined
  const end = async () => {
    record = await line.callEnds()
  }
  const problem = (await attempted(end))?.reason
  if (problem !== undefined) await attempted(() => line.hangsUp().then(end))
  return { record, problem }
}

function stepFailure(caller: ScenarioCaller, index: number, problem: string): Failure {
  const { step, place } = caller.does[index] as PlacedStep
  const rest = caller.does.slice(index + 1)
  const unreached = rest.map(later => `  ${writePlace(later.place)}  ${describeAnyStep(later.step)}`)
  return {
    place,
    expected: `${caller.name} ${describeAnyStep(step)}`,
    instead: [problem, ...(rest.length ? ['never reached:', ...unreached] : [])],
  }
}
