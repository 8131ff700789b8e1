import type { Step } from '../xml/element-shape.js'

interface Frame {
  readonly steps: readonly Step[]
  index: number
  /** Inside PreAnswer nothing answers the call. */
  readonly early: boolean
}

/** Where a call is in its document. */
export class Cursor {
  #frames: Frame[] = []
  step: Step | undefined

  open(steps: readonly Step[]): void {
    this.#frames = [{ steps, index: 0, early: false }]
    this.step = undefined
  }

  /** The children of the present step are run next, then its siblings. */
  enter(): void {
    if (this.step) this.#frames.push({ steps: this.step.children, index: 0, early: true })
  }

  /** Moves to the next step; undefined at the end of the document. */
  advance(): Step | undefined {
    let frame = this.#frames.at(-1)
    while (frame && frame.index >= frame.steps.length) {
      this.#frames.pop()
      frame = this.#frames.at(-1)
    }
    this.step = frame?.steps[frame.index++]
    return this.step
  }

  get early(): boolean {
    return this.#frames.at(-1)?.early ?? false
  }

  /** Whether nothing stands after the present step. */
  get atLast(): boolean {
    return this.#frames.every(frame => frame.index >= frame.steps.length)
  }

  /** What stands after the present step. */
  get rest(): readonly Step[] {
    return this.#frames.flatMap(frame => frame.steps.slice(frame.index))
  }
}
