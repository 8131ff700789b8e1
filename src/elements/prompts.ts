import type { PromptItem } from '../audio/prompt.js'
import type { Step } from '../xml/element-shape.js'
import { problem } from '../xml/problem.js'
import type { Ask, Element, TypedStep } from './element.js'
import type { Facts } from './facts.js'

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

const inSounds: ReadonlySet<string> = new Set(['Speak', 'Play', 'Wait'])

/** What a document of sounds plays (confirmSound, dialMusic): "only Play, Speak and Wait", others are ignored. */
export const soundItems = (steps: readonly Step[], facts: Facts, ask: (ask: Ask) => void): PromptItem[] => {
  const ignored = steps.filter(({ element }) => !inSounds.has(element.name))
  for (const { element, tag } of ignored) {
    const message = `<${element.name}> in a document of sounds is ignored: only Speak, Play and Wait count`
    ask({ type: 'report', problem: problem('sounds-element-ignored', message, { place: tag.place }) })
  }
  return promptItems(
    steps.filter(({ element }) => inSounds.has(element.name)),
    facts,
  )
}

/** D26: the finishing key came before any other. */
export const finishKeyFirst = ({
  element,
  attributes,
  tag,
}: Pick<TypedStep, 'element' | 'attributes' | 'tag'>): Ask => {
  const { finishOnKey } = attributes as { finishOnKey: string }
  const message = `finishOnKey "${finishOnKey}" was the first key: the attempt of <${element.name}> counts as one without input`
  return { type: 'report', problem: problem('finish-key-first', message, { place: tag.place }) }
}

/** What does not happen without input (D23), and why: there was none, or it was broken off before it was complete. */
export const noAction = (brokenOff: boolean): string =>
  `${brokenOff ? 'the input was broken off' : 'there was no input'}: action is not called (D23)`
