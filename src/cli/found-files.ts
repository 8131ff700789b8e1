import { type Dirent, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import picomatch from 'picomatch'
import { nearest } from '../trace/nearest.js'
import { UsageError } from './exit-code.js'

/**
 * The files that a command line names: files as they are, folders as the files in them and below whose names match, and
 * what a pattern matches that no shell has expanded (in quotes). Below a folder, `node_modules` and `.git` count for nothing.
 * Throws a UsageError for what is not there, and for a folder or pattern without any.
 */
export function findFiles(paths: readonly string[], name: RegExp, kind: string): string[] {
  return [...new Set(paths.flatMap(path => named(path, name, kind)))]
}

function named(path: string, name: RegExp, kind: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found && isPattern(path)) return matching(path, name, kind)
  if (!found) throw new UsageError(missing(path))
  if (!found.isDirectory()) return [path]
  const files = filesBelow(path, path).filter(file => name.test(basename(file)))
  if (files.length === 0) throw new UsageError(`there is no ${kind} in ${path}`)
  return files
}

/** A backslash separates folders where the system says so, and nowhere keeps a star from being one. */
const slashed = (path: string): string => (sep === '\\' ? path.replaceAll(sep, '/') : path)

const isPattern = (path: string): boolean => picomatch.scan(slashed(path)).isGlob === true

function matching(pattern: string, name: RegExp, kind: string): string[] {
  const { base } = picomatch.scan(slashed(pattern))
  const folder = base || '.'
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`nothing matches ${pattern}: ${missing(folder, 'folder')}`)
  }
  const isMatch = picomatch(slashed(pattern).replace(/^(\.\/)+/, ''))
  const all = filesBelow(folder, folder)
  const files = all.filter(file => isMatch(slashed(file).replace(/^(\.\/)+/, '')))
  if (files.length > 0) return files
  const near = all.find(file => name.test(basename(file)))
  const hint =
    near === undefined ? `, and there is no ${kind} in ${folder}` : `; in ${folder} there is ${near}, for one`
  throw new UsageError(`no file matches ${pattern}${hint}`)
}

/** Sorted by path; what is behind symbolic links to folders is somewhere else. */
function filesBelow(folder: string, asked: string): string[] {
  const entries = entriesOf(folder, asked).filter(({ name }) => name !== 'node_modules' && name !== '.git')
  return entries
    .flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesBelow(path, asked)
      return isFile(entry, path) ? [path] : []
    })
    .sort()
}

const isFile = (entry: Dirent, path: string): boolean =>
  entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true)

function entriesOf(folder: string, asked: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`the folder ${asked} cannot be searched: ${folder} cannot be read (${code})`)
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
