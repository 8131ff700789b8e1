import { heardIn } from '../party/heard.js'
import type { TraceEvent } from '../trace/events.js'
import { unmistakable } from './saved-phrase.js'

/** What was heard to its end in a call, each text once. */
export const heardTexts = (events: readonly TraceEvent[]): string[] => [
  ...new Set(events.flatMap(event => heardIn(event) || [])),
]

/** What a text is recognized by among others. What has no piece that will be the same next time is recognized by nothing. */
export const patternPiece = (text: string, texts: readonly string[]): string | RegExp =>
  unmistakable(text, texts) ?? /./
