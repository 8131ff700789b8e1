import type { Step } from '../xml/element-shape.js'
import { type Problem, problem } from '../xml/problem.js'
import type { Element } from './element.js'

export const isEndless = (step: Step): boolean => (step.element as Element).endless?.(step) ?? false

const leaves = (step: Step): boolean => (step.element as Element).leaves?.(step) ?? false

/** What stands after something that goes on until the call ends, or that always leads to another document (D21). */
export const neverReached = (steps: readonly Step[]): Problem[] => {
  const index = steps.findIndex(step => isEndless(step) || leaves(step))
  const [endless, next] = index < 0 ? [] : steps.slice(index)
  if (!endless || !next) return []
  if (leaves(endless)) {
    const message = `the document of action replaces this one: what follows <${endless.element.name}>, from <${next.element.name}> on, never runs`
    return [problem('siblings-replaced', message, { place: next.tag.place, nearest: 'redirect="false"' })]
  }
  const message = `<${endless.element.name}> never ends by itself: what follows it, from <${next.element.name}> on, is never reached`
  return [problem('unreachable-after-endless-loop', message, { place: next.tag.place })]
}
