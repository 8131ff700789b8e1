import { inWords, isRecord, textGiven } from '../trace/given.js'
import { defaultConfidence } from './line.js'

/** What somebody says; `confidence` is how sure the recognizer is, 0 to 1 (0.95 by default). */
export interface Saying {
  readonly text: string
  readonly confidence?: number
}

/** Reads what a party is to say; throws a TypeError that says what is allowed. */
export const readSpeech = (given: string | Saying): Required<Saying> => {
  if (typeof given !== 'string' && !isRecord(given)) {
    throw new TypeError(`cannot say ${inWords(given)}; allowed is a text, or { text, confidence }`)
  }
  const { text, confidence = defaultConfidence } = typeof given === 'string' ? { text: given } : given
  if (text === undefined || !textGiven(text, 'text').trim()) throw new TypeError('cannot say nothing; give a text')
  if (typeof confidence === 'number' && confidence >= 0 && confidence <= 1) return { text, confidence }
  throw new TypeError(`confidence is ${inWords(confidence)}; allowed is 0 to 1`)
}

/** What a party may listen for; throws a TypeError that says what is allowed. */
export const readPattern = (given: string | RegExp): string | RegExp => {
  if (typeof given === 'string' || given instanceof RegExp) return given
  throw new TypeError(`cannot listen for ${inWords(given)}; allowed is a text or a regular expression`)
}
