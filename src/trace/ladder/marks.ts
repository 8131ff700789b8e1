import type { Style } from '../layout.js'
import type { Lane } from './lanes.js'

/** An arrow from one lane to another, or a note beside one. */
export interface Mark {
  readonly text: string
  readonly tone: Style
  readonly from: Lane
  /** Where an arrow points; a note has none. */
  readonly to?: Lane
  /** An answer is dashed; what did not come about is broken: it never gets to where it points. */
  readonly line?: 'dashed' | 'broken'
  /** What is appended if the mark before was of the same event type, at most a second ago, with such a text. */
  readonly continues?: string
}

export const arrow = (from: Lane, to: Lane, text: string, tone: Style, line?: 'dashed' | 'broken'): Mark => ({
  from,
  to,
  text,
  tone,
  ...(line && { line }),
})

export const note = (beside: Lane, text: string, tone: Style): Mark => ({ from: beside, text, tone })
