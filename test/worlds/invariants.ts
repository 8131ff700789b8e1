import { callRules } from './call-rules.js'
import { legRules } from './leg-rules.js'
import { pairRules } from './pair-rules.js'
import type { Played } from './play.js'
import { recordingRules } from './recording-rules.js'
import { roomRules } from './room-rules.js'
import { traceRules } from './trace-rules.js'
import { webhookRules } from './webhook-rules.js'

/** Something that is true of every world, and how it is not of one: a sentence, or undefined. */
export interface Rule {
  readonly says: string
  readonly broken: (played: Played) => string | undefined
}

export const rules: readonly Rule[] = [
  ...callRules,
  ...legRules,
  ...pairRules,
  ...roomRules,
  ...recordingRules,
  ...webhookRules,
  ...traceRules,
]

/** The rules that a world breaks, and how. */
export const violations = (played: Played): string[] =>
  rules.flatMap(({ says, broken }) => {
    const how = broken(played)
    return how === undefined ? [] : [`${says}: ${how}`]
  })
