/**
 * Characters that would move the cursor, start a terminal sequence, or reorder what a person reads: the control
 * characters C0, DEL and C1, line and paragraph separators, directional marks, and halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Text from a call, safe to print: whatever a terminal would act on is written as an escape (`\x1b`, `\u202e`). */
export const printable = (text: string): string => text.replace(UNPRINTABLE, char => NAMED[char] ?? escaped(char))

function escaped(char: string): string {
  const code = char.charCodeAt(0)
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** A copy of a value with every string in it changed, names of properties included; `key` is the name it stands under. */
export function withStrings<T>(value: T, change: (text: string, key: string) => string, key = ''): T {
  if (typeof value === 'string') return change(value, key) as T
  if (Array.isArray(value)) return value.map(item => withStrings(item, change, key)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [change(name, ''), withStrings(item, change, name)])
  return Object.fromEntries(entries) as T
}

/** How many terminal columns a text takes: East Asian wide characters and emoji take two, combining marks none. */
export function columns(text: string): number {
  if (NARROW.test(text)) return text.length
  let total = 0
  for (const char of text) total += COMBINING.test(char) ? 0 : WIDE.test(char) ? 2 : 1
  return total
}

const NARROW = /^[ -\u02ff…•]*$/
const COMBINING = /^[\p{M}\u200b-\u200d]$/u
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]$/u

/** At most `limit` characters of a text; what is cut off is counted. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const chars = [...text]
  return chars.length <= limit ? text : `${chars.slice(0, limit).join('')}… (${chars.length - limit} more)`
}
