import type { Call } from '../../call/call.js'
import type { Caller } from '../../party/caller.js'
import { type Performance, performSteps } from '../../scenario/perform-steps.js'
import { sceneOf } from '../../scenario/scene.js'
import { describeAnyStep } from '../../scenario/steps.js'
import type { Switchboard } from '../switchboard.js'

type Steps = Parameters<typeof performSteps>[0]

/** How far a caller has come with the steps he was given. */
export interface Progress {
  readonly done: number
  readonly of: number
  /** The step that did not come about, and why. */
  readonly missed?: { readonly step: string; readonly because: string }
}

/** Of how many calls that are over the progress is known. */
const remembered = 1000

/** What the far ends of calls were told to do: by the steps of their callers, and one thing after another. */
export class Conductor {
  readonly #board: Switchboard
  readonly #progress = new Map<string, Progress>()
  /** What the far end of a call is doing, by the call's id; the last of it. */
  readonly #busy = new Map<string, Promise<void>>()
  readonly #scripts = new Map<string, Promise<void>>()

  constructor(board: Switchboard) {
    this.#board = board
  }

  /** Begins to do the steps of a caller. */
  begin(line: Caller<Call>, steps: Steps): void {
    const { uuid } = line.call
    const of = steps.length
    this.#progress.set(uuid, { done: 0, of })
    const begins = (done: number) => this.#progress.set(uuid, { done, of })
    const script = this.#perform(line, steps, begins).then(({ done, missed }) => {
      this.#scripts.delete(uuid)
      this.#progress.set(uuid, { done, of, ...(missed && { missed }) })
      this.#forget()
    })
    this.#scripts.set(uuid, script)
  }

  /** Does steps of the far end after those it was told before; the first of them at once if there are none. */
  goOn(call: Call, steps: Steps): void {
    const { uuid } = call
    const line = this.#board.exchange.farEnd(call)
    const work = async () => void (await this.#perform(line, steps))
    const before = this.#busy.get(uuid)
    const doing = (before ? before.then(work) : work()).finally(() => {
      if (this.#busy.get(uuid) === doing) this.#busy.delete(uuid)
    })
    this.#busy.set(uuid, doing)
  }

  /** Undefined of a call whose caller was given no steps. */
  progress(uuid: string): Progress | undefined {
    return this.#progress.get(uuid)
  }

  /** When nothing of what the far end of a call was told is still to be told in its trace. */
  async settled(uuid: string): Promise<void> {
    await Promise.all([this.#busy.get(uuid), this.#scripts.get(uuid)])
  }

  async #perform(line: Caller<Call>, steps: Steps, begins?: (index: number) => void) {
    const { call } = line
    const performance: Performance = {
      line,
      scene: sceneOf(call, new Map([['caller', call]]), this.#board.exchange),
      ...(begins && { begins }),
    }
    const { done, problem } = await performSteps(steps, performance)
    const unmet = steps[done]
    if (!problem || !unmet) return { done }
    const missed = { step: describeAnyStep(unmet), because: problem.because }
    call.miss(missed.step, missed.because)
    return { done, missed }
  }

  #forget(): void {
    for (const uuid of this.#progress.keys()) {
      if (this.#progress.size <= remembered) return
      if (!this.#scripts.has(uuid)) this.#progress.delete(uuid)
    }
  }
}
