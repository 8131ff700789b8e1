/** What is said about a key is what a menu is known by. */
const aboutKeys =
  /\bpress(?:ing)?\s+(?:the\s+)?(?:[0-9*#]|star|pound|hash|one|two|three|four|five|six|seven|eight|nine|zero)\b(?:\s+(?:for|to)(?:\s+[\p{L}\p{N}'’-]+){1,3})?/giu
const mostWords = 8

/**
 * The shortest piece of a text that is in none of the others and says something: the words around "press 1", the last part
 * of a URL, a few words from the beginning, or all of it. Undefined where no piece of it is sure to be the same next time.
 */
export function unmistakable(text: string, others: readonly string[]): string | undefined {
  const rest = others.filter(other => other !== text).map(other => other.toLowerCase())
  const isAlone = (piece: string) => !rest.some(other => other.includes(piece.toLowerCase()))
  const candidates = pieces(text).filter(piece => piece.trim() && !hasId(piece))
  return candidates.find(isAlone) ?? candidates.at(-1)
}

const hasId = (text: string): boolean => /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i.test(text)

function pieces(text: string): string[] {
  if (/^https?:\/\/\S+$/i.test(text)) {
    const [, path = ''] = /^https?:\/\/[^/?#]*(\/[^?#]*)/i.exec(text) ?? []
    const file = /[^/]+$/.exec(path)?.[0]
    return [...(file ? [file] : []), path.slice(1), text.replace(/^https?:\/\/[^@/]*@/i, '')]
  }
  const about = [...text.matchAll(aboutKeys)].map(([found]) => found)
  const words = [...text.matchAll(/\S+/g)].slice(0, 60)
  const from = (first: number, count: number): string => {
    const start = words[first]?.index ?? 0
    const last = words[first + count - 1]
    return last ? text.slice(start, last.index + last[0].length) : ''
  }
  const windows: string[] = []
  for (let count = 3; count <= mostWords; count++) {
    for (let first = 0; first + count <= words.length; first++) windows.push(from(first, count))
  }
  const whole = text.trim()
  return [...about, ...(whole.length <= 30 ? [whole] : []), ...windows.map(withoutStop), whole]
}

const withoutStop = (piece: string): string => piece.replace(/[\s.,;:!?]+$/, '') || piece

/** A text as `hears` and `heard` read it back: what begins with a slash would be a regular expression. */
export const patternText = (piece: string): string =>
  piece.startsWith('/') ? `/${piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}/i` : piece
