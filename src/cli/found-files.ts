import { type Dirent, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nearest } from '../trace/nearest.js'
import { UsageError } from './exit-code.js'

/**
 * The files that a command line names: files as they are, folders as the files in them and below whose names match.
 * Throws a UsageError for what is not there, and for a folder without any.
 */
export function findFiles(paths: readonly string[], name: RegExp, kind: string): string[] {
  return [...new Set(paths.flatMap(path => under(path, name, kind)))]
}

function under(path: string, name: RegExp, kind: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new UsageError(missing(path))
  if (!found.isDirectory()) return [path]
  const files = entriesOf(path)
    .filter(entry => entry.isFile() && name.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !/(^|[/\\])(node_modules|\.git)[/\\]/.test(file.slice(path.length)))
    .sort()
  if (files.length === 0) throw new UsageError(`there is no ${kind} in ${path}`)
  return files
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException
    throw new UsageError(`the folder ${folder} cannot be searched: ${path} cannot be read (${code})`)
  }
}

/** `there is no file or folder answr.xml; did you mean answer.xml?` */
export function missing(path: string, kind = 'file or folder'): string {
  const folder = dirname(path)
  const near = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? nearest(basename(path), readdirSync(folder))
    : undefined
  return `there is no ${kind} ${path}${near === undefined ? '' : `; did you mean ${join(folder, near)}?`}`
}
