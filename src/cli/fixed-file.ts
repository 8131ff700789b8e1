import { readFile, writeFile } from 'node:fs/promises'
import type { DocumentCache } from '../xml/cache.js'
import { checkSettings } from './check-fragments.js'
import { type Checked, checkBody, noDocument, type Unread, withFixes } from './check-source.js'
import { type Found, fixed } from './fix.js'

/** A text that has more of them has more than mistakes. */
const mostFixes = 1000

/**
 * A text with its safe fixes made, one after another, each on what the one before has left; a fix after which its problem is
 * still there, or the document is none any more, is not made. `made` is how many problems that has corrected.
 */
export function fixedText(
  given: string,
  check: (text: string) => readonly Found[],
): { readonly text: string; readonly found: readonly Found[]; readonly made: number } {
  const refused = new Set<string>()
  let text = given
  let found = check(text)
  let made = 0
  while (made < mostFixes) {
    const next = found.find(({ problem, fix }) => fix?.safe && !refused.has(keyOf(problem)))
    if (!next?.fix) break
    const better = fixed(text, next.fix)
    const left = check(better)
    const isWorse = left.some(isNoDocument) && !found.some(isNoDocument)
    if (isWorse || left.some(({ problem }) => keyOf(problem) === keyOf(next.problem))) refused.add(keyOf(next.problem))
    else {
      // A URL's problems go together; one that hid others counts all the same.
      made += Math.max(1, found.length - left.length)
      text = better
      found = left
    }
  }
  return { text, found, made }
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
