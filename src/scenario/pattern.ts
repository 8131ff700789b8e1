import { Mistake } from './mistake.js'

/** A text that must be contained, or a regular expression. */
export type Pattern = string | RegExp

const SPELLING = /^\/(.*)\/([A-Za-z]*)$/s

/** Reads `/regex/flags` or plain text; what starts with `/` must be a regular expression. */
export function readPattern(written: string): Pattern | Mistake {
  if (!written.trim()) return new Mistake('an empty text matches anything; write the words or a /regex/')
  if (!written.startsWith('/')) return written
  const parts = SPELLING.exec(written)
  if (!parts?.[1]) return new Mistake(`the regular expression ${written} is never closed: end it with / and its flags`)
  return readRegex(parts[1], parts[2] ?? '')
}

/** Reads a path (`/menu`), a URL, or `/regex/flags`; only what has the whole form of a regular expression is one. */
export function readUrlPattern(written: string): Pattern | Mistake {
  if (!written.trim()) return new Mistake('an empty URL matches anything; write a path, a URL or a /regex/')
  const parts = SPELLING.exec(written)
  if (parts?.[1] && /^[imsu]*$/.test(parts[2] ?? '')) return readRegex(parts[1], parts[2] ?? '')
  if (written.startsWith('/') || /^https?:\/\//i.test(written)) return written
  return new Mistake(`${JSON.stringify(written)} is neither a path nor a URL`, {
    allowed: 'a path from the root (/menu), an absolute URL, or a /regex/',
    nearest: /^[\w-][\w\-/.]*$/.test(written) ? `/${written}` : undefined,
  })
}

/** Reads any part of a URL, or `/regex/flags`. */
export function readUrlPart(written: string): Pattern | Mistake {
  if (!written.trim()) return new Mistake('an empty URL matches anything; write a part of it, or a /regex/')
  const parts = SPELLING.exec(written)
  return parts?.[1] && /^[imsu]*$/.test(parts[2] ?? '') ? readRegex(parts[1], parts[2] ?? '') : written
}

export function readRegex(source: string, flags: string): RegExp | Mistake {
  const stateful = /[^imsu]/.exec(flags)
  if (stateful)
    return new Mistake(`the flag ${stateful[0]} has no use in /${source}/${flags}`, { allowed: 'i, m, s, u' })
  try {
    return new RegExp(source, flags)
  } catch (error) {
    return new Mistake(error instanceof Error ? error.message : String(error))
  }
}

/** Plain text is found whatever its case and spacing: nobody hears a capital letter. */
export function matches(pattern: Pattern, text: string): boolean {
  return typeof pattern === 'string' ? fold(text).includes(fold(pattern)) : isFound(pattern, text)
}

/** For parameters: plain text is the whole value, to the letter. */
export function equals(pattern: Pattern, value: string): boolean {
  return typeof pattern === 'string' ? value === pattern : isFound(pattern, value)
}

/** Whatever its flags: with `g` or `y`, a regular expression would remember where it was. */
export const isFound = (pattern: RegExp, text: string): boolean =>
  pattern.global || pattern.sticky
    ? new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text)
    : pattern.test(text)

export const describePattern = (pattern: Pattern): string =>
  typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)

const fold = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase()
