import { shownUrl } from '../webhook/request-url.js'

/** A piece of a request as an error may quote it: with dots for whatever stands before an `@`. */
export const masked = (text: string): string =>
  shownUrl(text.slice(0, longestQuote)).replace(/[^\s/?#\\"'@]*@/g, '•••@')

/** Errors quote less than that; a longer text would only take long. */
const longestQuote = 1000

/** A text in which none of the secrets is left. What is shorter than a token ever is would hide words. */
export const withoutSecrets = (text: string, secrets: readonly (string | undefined)[]): string =>
  secrets.reduce<string>((hidden, secret) => {
    const bare = secret?.trim() ?? ''
    return bare.length < shortestToken ? hidden : hidden.replaceAll(bare, '•••')
  }, text)

const shortestToken = 8
