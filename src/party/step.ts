import { writeTime } from '../clock/duration.js'
import { matches } from './bounded-match.js'

/** One thing that a scripted party does. Steps follow each other in call time. */
export type PartyStep =
  /** Waits until something that matches has been heard to its end: a prompt, or what the other side says. */
  | { readonly verb: 'hears'; readonly pattern: string | RegExp }
  | { readonly verb: 'presses'; readonly keys: string }
  | { readonly verb: 'says'; readonly text: string; readonly confidence?: number }
  /** Waits, in milliseconds of call time. */
  | { readonly verb: 'waits'; readonly ms: number }
  /** The tone after which an answering machine records. */
  | { readonly verb: 'beeps' }
  | { readonly verb: 'hangs up' }

/** A step the way a script spells it: `hears /press 1/i`, `says my balance (confidence 0.4)`. */
export function describeStep(step: PartyStep): string {
  switch (step.verb) {
    case 'hears':
      return `hears ${typeof step.pattern === 'string' ? describeText(step.pattern) : step.pattern}`
    case 'presses':
      return `presses ${step.keys}`
    case 'says':
      return `says ${describeText(step.text)}${step.confidence === undefined ? '' : ` (confidence ${step.confidence})`}`
    case 'waits':
      return `waits ${writeTime(step.ms)}`
    case 'beeps':
    case 'hangs up':
      return step.verb
  }
}

const describeText = (text: string): string =>
  /^[^\s"'/;()][^;\n\r()]*$/.test(text) && text === text.trim() ? text : JSON.stringify(text)

/** Whether what was heard is what a party listens for: a text is contained, upper and lower case do not matter. */
export const isHeard = (what: string | RegExp, text: string): boolean =>
  what instanceof RegExp ? matches(what, text) : text.toLowerCase().includes(what.toLowerCase())
