import type { Params } from './element.js'
import type { Facts } from './facts.js'

/** Something the caller says, from the instant it begins; `ms` is how long the whole of it takes. */
export interface Hearing {
  readonly text: string
  readonly ms: number
  readonly confidence: number
  readonly began: number
}

const heardWhole = (hearing: Hearing): string => hearing.text

/** The words that were said until `now`: words are taken to be equally long. */
export const wordsUntil = ({ text, ms, began }: Hearing, now: number): string => {
  const words = text.split(/\s+/).filter(Boolean)
  const share = ms === 0 ? 1 : Math.min(1, (now - began) / ms)
  return words.slice(0, Math.floor(words.length * share)).join(' ')
}

/** "Masks all but the first letter." Which words are profane is the exchange's option `profanities`. */
const maskProfanity = (text: string, profanities: readonly string[]): string => {
  if (profanities.length === 0) return text
  const words = profanities.map(word => word.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('|')
  return text.replace(new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'giu'), word => {
    const [first = '', ...rest] = word
    return first + '*'.repeat(rest.length)
  })
}

/** Speech recognition is billed by started 15 s, at the captured rate; keys cost nothing (D48). */
export const speechCharge = (ms: number): string => (Math.ceil(ms / 15_000) * 0.02).toFixed(5)

/** What an element that listens to speech has heard. */
export interface Listening {
  readonly facts: Facts
  readonly step: { readonly attributes: { readonly profanityFilter: boolean } }
  /** What was said, utterance by utterance. */
  readonly said: readonly Hearing[]
  readonly hearing: Hearing | undefined
  /** How many interim results were sent. */
  readonly interims: number
}

/** What was said, and of what is being said, the part so far. */
export const speechOf = ({ said, hearing, facts, step }: Listening): string => {
  const words = hearing ? [...said.map(heardWhole), wordsUntil(hearing, facts.now())] : said.map(heardWhole)
  const speech = words.filter(Boolean).join(' ')
  return step.attributes.profanityFilter ? maskProfanity(speech, facts.profanities) : speech
}

/** How long the caller was listened to: of what is being said, the part so far. */
export const heardFor = ({ said, hearing, facts }: Listening): number =>
  said.reduce((sum, { ms }) => sum + ms, hearing ? Math.min(hearing.ms, facts.now() - hearing.began) : 0)

/** What is understood so far, the last word still unsure; nothing before the first word (D49). */
export const interimResult = (context: Listening): Params | undefined => {
  const words = speechOf(context).split(' ').filter(Boolean)
  if (words.length === 0) return undefined
  const unstable = context.hearing ? (words.pop() ?? '') : ''
  return {
    StableSpeech: words.join(' '),
    UnstableSpeech: unstable,
    Stability: unstable ? '0.9' : '1.0',
    SequenceNumber: String(context.interims),
  }
}
