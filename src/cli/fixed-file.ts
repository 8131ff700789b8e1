import { readFile, writeFile } from 'node:fs/promises'
import type { DocumentCache } from '../xml/cache.js'
import { checkSettings } from './check-fragments.js'
import { type Checked, checkBody, noDocument, type Unread, withFixes } from './check-source.js'
import { type Fix, type Found, fixed } from './fix.js'

/** A text that needs more rounds has more than mistakes; so has one in which more fixes do not help. */
const mostRounds = 20_000
const mostRefused = 50

/**
 * A text with its safe fixes made: as many at once as are in different tags, fewer where that does not go well, each round on
 * what the one before has left. A fix that by itself does not help, or leaves no document, is not made. `made` is how many
 * problems that has corrected.
 */
export function fixedText(
  given: string,
  check: (text: string) => readonly Found[],
): { readonly text: string; readonly found: readonly Found[]; readonly made: number } {
  const refused = new Set<string>()
  let text = given
  let found = check(text)
  let made = 0
  let most = Number.POSITIVE_INFINITY
  for (let round = 0; round < mostRounds && refused.size < mostRefused; round++) {
    const safe = found.filter(({ problem, fix }) => fix?.safe && !refused.has(keyOf(problem)))
    const fixes = apart(safe, text, most)
    if (!safe[0] || fixes.length === 0) break
    const better = fixed(text, { safe: true, edits: fixes.flatMap(({ edits }) => edits) })
    const left = check(better)
    const isWorse = left.some(isNoDocument) && !found.some(isNoDocument)
    if (isWorse || areSame(left, found)) {
      if (fixes.length === 1) refused.add(keyOf(safe[0].problem))
      most = Math.ceil(fixes.length / 2)
      continue
    }
    // A URL's problems go together; those that hid others count all the same.
    made += Math.max(fixes.length, found.length - left.length)
    text = better
    found = left
  }
  return { text, found, made }
}

const areSame = (some: readonly Found[], others: readonly Found[]): boolean =>
  some.length === others.length &&
  some.every(({ problem }, index) => sentenceOf(problem) === sentenceOf((others[index] as Found).problem))

const sentenceOf = ({ code, message }: Found['problem']): string => `${code} ${message}`

/** The first of the fixes, so many at most, that are in different tags. */
function apart(safe: readonly Found[], text: string, most: number): Fix[] {
  const chosen: Fix[] = []
  let end = 0
  for (const { fix } of safe) {
    if (chosen.length >= most) break
    const [first, last] = [fix?.edits[0], fix?.edits.at(-1)]
    if (!fix || !first || !last || first.start < end) continue
    if (chosen.length > 0 && !text.slice(end, first.start).includes('>')) continue
    chosen.push(fix)
    end = last.end
  }
  return chosen
}

const isNoDocument = ({ problem }: Found): boolean => noDocument.has(problem.code)

const keyOf = ({ code, place }: Found['problem']): string => `${code} ${place?.line}:${place?.column}`

/** Corrects a file; it is written only if something is different, with its byte order mark. */
export async function fixFile(
  source: Checked,
  documents: DocumentCache,
): Promise<{ readonly source: Checked | Unread; readonly fixed: number }> {
  const { name, of } = source
  const { text, found, made } = fixedText(source.text, words => {
    if (of === 'document') return withFixes(checkBody(documents, Buffer.from(words)), words)
    const settings = checkSettings(words, name)
    return Array.isArray(settings) ? settings : []
  })
  if (made === 0) return { source, fixed: 0 }
  try {
    const bytes = await readFile(name)
    const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark : Buffer.alloc(0)
    // What is no UTF-8 would not be written as it was read.
    if (!Buffer.concat([mark, Buffer.from(source.text)]).equals(bytes)) return { source, fixed: 0 }
    await writeFile(name, Buffer.concat([mark, Buffer.from(text)]))
    return { source: { ...source, text, found }, fixed: made }
  } catch (error) {
    return { source: { name, unread: `${name} cannot be corrected: ${(error as Error).message}` }, fixed: 0 }
  }
}

const byteOrderMark = Buffer.from('\ufeff')
