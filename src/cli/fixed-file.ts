import { readFile, writeFile } from 'node:fs/promises'
import type { DocumentCache } from '../xml/cache.js'
import { checkSettings } from './check-fragments.js'
import { type Checked, checkBody, type Unread, withFixes } from './check-source.js'
import { type Fix, type Found, fixed } from './fix.js'

/** A file that has more of them is no file with mistakes. */
const mostFixes = 1000

/**
 * Makes the safe fixes of a file, one after another, each on what the one before has left; a fix after which its problem is
 * still there is not made. The file is written only if something is different, with its byte order mark.
 */
export async function fixFile(
  source: Checked,
  documents: DocumentCache,
): Promise<{ source: Checked | Unread; fixed: number }> {
  const { name, of } = source
  const found = (text: string): readonly Found[] => {
    if (of === 'document') return withFixes(checkBody(documents, Buffer.from(text)), text)
    const settings = checkSettings(text, name)
    return Array.isArray(settings) ? settings : []
  }
  const refused = new Set<string>()
  let { text, found: left } = source
  let made = 0
  while (made < mostFixes) {
    const next = left.find(({ problem, fix }) => fix?.safe && !refused.has(keyOf(problem)))
    if (!next) break
    const better = fixed(text, next.fix as Fix)
    const then = found(better)
    if (then.some(({ problem }) => keyOf(problem) === keyOf(next.problem))) refused.add(keyOf(next.problem))
    else {
      made += left.length > then.length ? left.length - then.length : 1
      text = better
      left = then
    }
  }
  if (made === 0) return { source, fixed: 0 }
  try {
    const bytes = await readFile(name)
    const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark : Buffer.alloc(0)
    // What is no UTF-8 would not be written as it was read.
    if (!Buffer.concat([mark, Buffer.from(source.text)]).equals(bytes)) return { source, fixed: 0 }
    await writeFile(name, Buffer.concat([mark, Buffer.from(text)]))
    return { source: { ...source, text, found: left }, fixed: made }
  } catch (error) {
    return { source: { name, unread: `${name} cannot be corrected: ${(error as Error).message}` }, fixed: 0 }
  }
}

const byteOrderMark = Buffer.from('\ufeff')

const keyOf = ({ code, place }: Found['problem']): string => `${code} ${place?.line}:${place?.column}`
