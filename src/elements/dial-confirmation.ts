import type { PromptItem } from '../audio/prompt.js'
import type { Dial, DialLegs, DialledLeg } from './dial-legs.js'
import { legParams } from './dial-parameters.js'

/** What a Dial keeps while it runs. */
export interface Dialling extends Dial {
  readonly legs: DialLegs
  music: readonly PromptItem[]
  /** When the music began the last time. */
  musicAt: number
  because: string
}

/** Someone has answered: keys are sent, then the confirmation begins; who has done all of it is connected. */
export const advance = (context: Dialling, leg: DialledLeg): void => {
  const { ask, facts, step, legs } = context
  const { confirmSound } = step.attributes
  const id = leg.plan.leg
  if (leg.tones) {
    leg.phase = 'sending'
    sendDigits(context, leg)
  } else if (!confirmSound) {
    legs.connect(leg)
  } else if (confirmSound.href === undefined) {
    confirm(context, leg, [])
  } else {
    leg.phase = 'fetching'
    const params = legParams(leg, facts)
    ask({ type: 'fetchSounds', purpose: 'Dial confirmSound', url: confirmSound, params, leg: id })
  }
}

/** Its keys are sent, once. */
export const sendDigits = ({ ask }: Dialling, leg: DialledLeg): void => {
  if (!leg.tones) return
  const { digits, ms } = leg.tones
  leg.tones = undefined
  ask({ type: 'playToLeg', leg: leg.plan.leg, items: [{ sound: 'tones', digits, ms }] })
}

/** Its sounds are played to it (none, where they cannot be had: D53), and its key is awaited. */
export const confirm = (context: Dialling, leg: DialledLeg, items: readonly PromptItem[]): void => {
  leg.phase = 'confirming'
  if (leg.key !== undefined) return judgeKey(context, leg, leg.key)
  context.ask({ type: 'playToLeg', leg: leg.plan.leg, items })
}

/** What the caller hears while it rings, again and again (D58). */
export const playMusic = (context: Dialling, items: readonly PromptItem[]): void => {
  const { ask, facts } = context
  context.music = items
  context.musicAt = facts.now()
  if (items.length === 0) return
  if (!facts.answered) ask({ type: 'openEarlyMedia' })
  ask({ type: 'play', items })
}

/** The key, or anything else, of somebody who is asked to confirm: the wrong one is fatal. The first before that is kept (D36). */
export const judgeKey = ({ step, legs, ask }: Dialling, leg: DialledLeg, digit: string): void => {
  const { confirmKey, confirmSound } = step.attributes
  if (!confirmKey || !confirmSound) return
  if (leg.phase !== 'confirming') {
    leg.key ??= digit
    return
  }
  if (digit !== confirmKey) return legs.hangUp(leg, 9110, 'Plivo', `it pressed ${digit}, not ${confirmKey}`)
  ask({ type: 'tell', happening: { type: 'leg.confirmed', leg: leg.plan.leg, because: `it pressed ${digit}` } })
  legs.connect(leg)
}
