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
  for (const glyph of glyphs(text)) total += EMPTY.test(glyph) ? 0 : WIDE.test(glyph) ? 2 : 1
  return total
}

/** The characters of a text, each with what is drawn over it: pieces that take columns of their own. */
export const glyphs = (text: string): string[] => text.match(GLYPH) ?? []

const NARROW = /^[ -\u02ff…•]*$/
/** Drawn over what is before it: marks, vowels and finals of Hangul, joiners, tags. */
const OVER = String.raw`[\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7ff\u200b-\u200d\u2060-\u2064\u{e0000}-\u{e007f}]`
const EMPTY = new RegExp(`^${OVER}`, 'u')
const GLYPH = new RegExp(`[^]${OVER}*`, 'gu')
/**
 * What is W or F in EastAsianWidth.txt (https://www.unicode.org/reports/tr11/), in blocks, with the room that is left in
 * them; and emoji, also those that are one only with the variation selector behind them. Half-width katakana are narrow.
 */
const WIDE =
  /^(?:(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}])/u

/** At most `limit` characters of a text; what is cut off is counted. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const chars = [...text]
  return chars.length <= limit ? text : `${chars.slice(0, limit).join('')}… (${chars.length - limit} more)`
}
