import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { type FileMistake, Mistake, wholeFile } from './mistake.js'

/** Why files cannot be read, in words of the person who named them. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'it may not be read',
}

/** The text of a file, or why it cannot be read. */
export function readText(file: string): string | FileMistake {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    return new Mistake(reasons[code] ?? `cannot be read: ${message}`).at(wholeFile(file))
  }
}

export type Inside = { readonly file: string } | 'missing' | 'outside' | 'no file'

/** A file of a folder by its path in there; links are followed, but not to where they lead out of the folder. */
export function insideOf(folder: string, name: string): Inside {
  try {
    const root = realpathSync(folder)
    const file = realpathSync(join(root, name))
    if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) return 'outside'
    return statSync(file).isFile() ? { file } : 'no file'
  } catch {
    return 'missing'
  }
}
