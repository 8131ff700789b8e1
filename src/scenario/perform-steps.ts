import type { Call } from '../call/call.js'
import { type Caller, StepError } from '../party/caller.js'
import type { ApiStep } from './api-step.js'
import type { Scene } from './scene.js'
import type { CallerStep } from './steps.js'

/** Why something did not come about. */
export interface Unmet {
  /** As a sentence that stands alone. */
  readonly reason: string
  /** What the call did instead, where the step is named already. */
  readonly because: string
}

/** Who does the steps, and where. */
export interface Performance {
  readonly line: Caller<Call>
  readonly scene: Scene
  /** Told of every step before it is done. */
  readonly begins?: (index: number) => void
}

/** Does steps one after another, up to the first that does not come about; how many came about, and why no more. */
export async function performSteps(
  steps: readonly (CallerStep | ApiStep)[],
  { line, scene, begins = () => {} }: Performance,
): Promise<{ readonly done: number; readonly problem?: Unmet }> {
  for (const [done, step] of steps.entries()) {
    begins(done)
    const problem = await attempted(() => perform(step, line, scene))
    if (problem) return { done, problem }
  }
  return { done: steps.length }
}

function perform(step: CallerStep | ApiStep, line: Caller<Call>, scene: Scene): Promise<unknown> {
  switch (step.verb) {
    case 'api':
      step.carryOut(scene)
      return Promise.resolve()
    case 'hears':
      return line.hears(step.pattern)
    case 'presses':
      return line.presses(step.keys)
    case 'says':
      return line.says(step.confidence === undefined ? step.text : { text: step.text, confidence: step.confidence })
    case 'waits':
      return line.waits(step.ms)
    case 'beeps':
      return line.beeps()
    case 'hangs up':
      return line.hangsUp()
  }
}

/** Why something did not work out, or undefined. */
export async function attempted(work: () => Promise<unknown>): Promise<Unmet | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    // Its message ends with lines of the trace, which follow wherever this is told.
    if (error instanceof StepError) return error
    const reason = error instanceof Error ? error.message : String(error)
    return { reason, because: reason }
  }
}
