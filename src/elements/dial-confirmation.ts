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
  if (leg.phase === 'ringing' && leg.tones && !leg.tones.early) {
    leg.phase = 'sending'
    ask({ type: 'playToLeg', leg: id, items: [{ sound: 'tones', digits: leg.tones.digits, ms: leg.tones.ms }] })
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

/** Its sounds are played to it (none, where they cannot be had: D53), and its key is awaited. */
export const confirm = ({ ask }: Dialling, leg: DialledLeg, items: readonly PromptItem[]): void => {
  leg.phase = 'confirming'
  ask({ type: 'playToLeg', leg: leg.plan.leg, items })
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

/** The key, or anything else, of somebody who is asked to confirm: the wrong one is fatal (D36). */
export const judgeKey = ({ step, legs, ask }: Dialling, leg: DialledLeg, digit: string): void => {
  const { confirmKey } = step.attributes
  if (!confirmKey || leg.phase !== 'confirming') return
  if (digit !== confirmKey) return legs.hangUp(leg, 9110, 'Plivo', `it pressed ${digit}, not ${confirmKey}`)
  ask({ type: 'tell', happening: { type: 'leg.confirmed', leg: leg.plan.leg, because: `it pressed ${digit}` } })
  legs.connect(leg)
}
