/** Something the caller says, from the instant it begins; `ms` is how long the whole of it takes. */
export interface Hearing {
  readonly text: string
  readonly ms: number
  readonly confidence: number
  readonly began: number
}

export const heardWhole = (hearing: Hearing): string => hearing.text

/** The words that were said until `now`: words are taken to be equally long. */
export const wordsUntil = ({ text, ms, began }: Hearing, now: number): string => {
  const words = text.split(/\s+/).filter(Boolean)
  const share = ms === 0 ? 1 : Math.min(1, (now - began) / ms)
  return words.slice(0, Math.floor(words.length * share)).join(' ')
}

/** "Masks all but the first letter." Which words are profane is the exchange's option `profanities`. */
export const maskProfanity = (text: string, profanities: readonly string[]): string => {
  if (profanities.length === 0) return text
  const words = profanities.map(word => word.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('|')
  return text.replace(new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'giu'), word => {
    const [first = '', ...rest] = word
    return first + '*'.repeat(rest.length)
  })
}

/** Speech recognition is billed by started 15 s, at the captured rate. */
export const speechCharge = (ms: number): string => (Math.ceil(ms / 15_000) * 0.02).toFixed(5)
