import type { Step } from '../xml/element-shape.js'
import { type Problem, problem } from '../xml/problem.js'
import type { Element } from './element.js'

export const isEndless = (step: Step): boolean => (step.element as Element).endless?.(step) ?? false

/** What stands after something that is repeated until the call ends: "loop 0: until the call ends". */
export const neverReached = (steps: readonly Step[]): Problem[] => {
  const index = steps.findIndex(isEndless)
  const [endless, next] = index < 0 ? [] : steps.slice(index)
  if (!endless || !next) return []
  const message = `<${endless.element.name}> never ends by itself: what follows it, from <${next.element.name}> on, is never reached`
  return [problem('unreachable-after-endless-loop', message, { place: next.tag.place })]
}
