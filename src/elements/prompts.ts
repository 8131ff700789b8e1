import type { PromptItem } from '../audio/prompt.js'
import type { Step } from '../xml/element-shape.js'
import type { Element, Facts, TypedStep } from './element.js'

/**
 * The prompts inside GetDigits and GetInput, one after another.
 * What follows an endless item is never reached and left out.
 */
export const promptItems = (children: readonly Step[], facts: Facts): PromptItem[] => {
  const items: PromptItem[] = []
  for (const child of children) {
    const element = child.element as Element
    if (element.kind !== 'sounds') continue
    items.push(...element.sounds(child as TypedStep<never, never>, facts).items)
  }
  const endless = items.findIndex(item => 'loop' in item && item.loop === 0)
  return endless < 0 ? items : items.slice(0, endless + 1)
}
