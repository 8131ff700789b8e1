import type { Element, TypedStep } from '../elements/element.js'
import type { Step } from '../xml/element-shape.js'
import type { Branch } from './facts.js'
import { type Offer, offeredKeys } from './offered-keys.js'

/** The branches that every input has. */
export const branchNames = {
  digits: 'digits',
  speech: 'speech',
  none: 'no input',
  invalid: 'invalid',
  hangup: 'hangup',
}

export const keyBranch = (key: string): string => `key ${key}`

/** The key of such a branch. */
export const keyOf = (branch: string): string | undefined => /^key (.)$/.exec(branch)?.[1]

/** The ways in which the input of an element may go; undefined if it takes none that an application is told of. */
export function branchesOf(step: Step, siblings: readonly Step[], charactersPerSecond: number): Branch[] | undefined {
  const element = step.element as Element
  // What is asked for so many digits is an input; recordings and conferences only listen to keys.
  if (!('numDigits' in element.attributes)) return undefined
  const listens = element.hears?.(step) ?? []
  const speech = listens.includes('speech') ? [{ branch: branchNames.speech }] : []
  const keys = listens.includes('digits') ? keyBranches(step, siblings, charactersPerSecond) : []
  return [...keys, ...speech, { branch: branchNames.none }, { branch: branchNames.hangup }]
}

function keyBranches(step: Step, siblings: readonly Step[], charactersPerSecond: number): Branch[] {
  const { attributes, tag } = step
  const { finishOnKey, numDigits, validDigits, log } = attributes as Readonly<Record<string, string | number | boolean>>
  const restricted = tag.attributes.some(({ name }) => name === 'validDigits') && typeof validDigits === 'string'
  const invalid = [{ branch: branchNames.invalid }]
  const anything = [{ branch: branchNames.digits, ...countOf(Number(numDigits)) }, ...(restricted ? invalid : [])]
  // Which keys were pressed is a secret.
  if (log === false) return anything
  const inside = offerOf(step.children, charactersPerSecond)
  const offer = isNothing(inside) ? offerOf(soundsBefore(step, siblings), charactersPerSecond) : inside
  const offered = offer.keys.filter(({ key }) => key !== finishOnKey)
  const keys = offered.map(({ key, what }) => ({ branch: keyBranch(key), ...(what && { what }) }))
  if (keys.length > 0) return [...keys, ...(offer.digits ? anything : invalid)]
  if (!offer.digits && restricted && numDigits === 1) {
    return [...[...new Set(String(validDigits))].map(key => ({ branch: keyBranch(key) })), ...invalid]
  }
  return anything
}

/** `any key`, `up to 4`; what is more than anybody asks for is nobody's wish. */
const countOf = (most: number): Pick<Branch, 'what'> =>
  most === 1 ? { what: 'any key' } : most <= 20 ? { what: `up to ${most}` } : {}

const isNothing = ({ keys, digits }: Offer): boolean => keys.length === 0 && !digits

const offerOf = (steps: readonly Step[], charactersPerSecond: number): Offer =>
  offeredKeys(
    steps
      .flatMap(step => {
        const element = step.element as Element
        if (element.kind !== 'sounds') return []
        const { items } = element.sounds(step as unknown as TypedStep<never, never>, { charactersPerSecond } as never)
        return items.flatMap(item => (item.sound === 'speech' ? item.text : []))
      })
      .join(' . '),
  )

/** What is said right before, for a menu whose prompt stands in front of it. */
function soundsBefore(step: Step, siblings: readonly Step[]): readonly Step[] {
  const before = siblings.slice(0, Math.max(0, siblings.indexOf(step)))
  const other = before.findLastIndex(({ element }) => (element as Element).kind !== 'sounds')
  return before.slice(other + 1)
}

/** Which of its branches an entry, or a sentence, is. */
export function branchTaken(branches: readonly Branch[], input: 'digits' | 'speech', value: string): string {
  if (input === 'speech') return branchNames.speech
  const key = keyBranch(value)
  if (branches.some(({ branch }) => branch === key)) return key
  return branches.some(({ branch }) => branch === branchNames.digits) ? branchNames.digits : branchNames.invalid
}
