import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from '../scenario/program.js'
import { hideUrlCredentials } from '../trace/credentials.js'
import { nearest } from '../trace/nearest.js'
import { UsageError } from './exit-code.js'

/** Who answers: an application behind a URL, a sample folder, or the program of a scenario, whose URLs are paths. */
export type CallTarget =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'sample'; readonly folder: string }
  | { readonly kind: 'program'; readonly program: Program }

/** The samples that come with offhook, so that they are found wherever it is installed. */
const ownSamples = fileURLToPath(new URL('../../xml-samples', import.meta.url))

/** Reads what a call is placed to; throws a UsageError that says what was probably meant. */
export function readTarget(written: string): CallTarget {
  if (/^https?:\/\//i.test(written)) {
    if (URL.canParse(written)) return { kind: 'url', url: written }
    throw new UsageError(
      `${hideUrlCredentials(written)} is not a URL that can be requested; it looks like http://localhost:3000/answer`,
    )
  }
  const found = statSync(written, { throwIfNoEntry: false })
  if (found?.isDirectory()) return sample(written)
  if (found) throw new UsageError(insteadOfFile(written))
  const own = join(ownSamples, written.replace(/^(\.\/)?xml-samples\//, ''))
  if (written && existsSync(join(own, 'app.yaml'))) return { kind: 'sample', folder: own }
  throw new UsageError(isNearUrl(written) ? withoutScheme(written) : notThere(written))
}

function sample(folder: string): CallTarget {
  if (existsSync(join(folder, 'app.yaml'))) return { kind: 'sample', folder }
  const samples = samplesIn(folder)
  if (samples.length > 0) {
    const shown = samples.slice(0, 12).map(found => `\n  offhook call ${found}`)
    const more = samples.length > 12 ? `\n  and ${samples.length - 12} more` : ''
    throw new UsageError(
      `${folder} is no sample (it has no app.yaml), but there are samples in it:${shown.join('')}${more}`,
    )
  }
  const files = readdirSync(folder).slice(0, 8).join(', ') || 'nothing'
  throw new UsageError(
    `${folder} is no sample: it has no app.yaml, only ${files}.
A sample's app.yaml says which file is answered at which path. An application that runs is called by its URL:
  offhook call http://localhost:3000/answer`,
  )
}

function samplesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.name === 'app.yaml' && !entry.parentPath.includes('node_modules'))
    .map(entry => entry.parentPath)
    .sort()
}

function insteadOfFile(file: string): string {
  if (basename(file) === 'app.yaml') return `a sample is its folder; did you mean "offhook call ${dirname(file)}"?`
  const folder = existsSync(join(dirname(file), 'app.yaml')) ? ` or "offhook call ${dirname(file)}"` : ''
  if (/\.ya?ml$/i.test(file)) {
    return `${file} is a file, and a call needs a URL or a sample folder; did you mean "offhook test ${file}"${folder}?`
  }
  return `${file} is a file, and a call needs a URL or a sample folder; did you mean "offhook check ${file}"${folder}?`
}

/** `localhost:3000/answer`, `:3000`, `3000`, `example.com/answer`. */
const isNearUrl = (written: string): boolean =>
  /^\d{2,5}(\/.*)?$/.test(written) ||
  /^(localhost|[\w.-]*):\d+(\/.*)?$/i.test(written) ||
  /^(localhost|[\w-]+(\.[\w-]+)*\.(com|net|org|dev|io|app|test|local|\d+))(\/.*)?$/i.test(written) ||
  /^[a-z]+:\/+/i.test(written)

function withoutScheme(written: string): string {
  const rest = written.replace(/^[a-z]+:\/+/i, '').replace(/^(?=\d{2,5}(\/|$))/, ':')
  const host = rest.startsWith(':') ? `localhost${rest}` : rest
  const near = hideUrlCredentials(`http://${host}${host.includes('/') ? '' : '/'}`)
  return `${hideUrlCredentials(written)} is not a whole URL; did you mean ${near}?`
}

function notThere(written: string): string {
  const shown = (folder: string) => (folder.startsWith('..') ? folder : relative('.', folder) || '.')
  const roots = [existsSync('xml-samples') ? 'xml-samples' : ownSamples]
  const known = roots.filter(existsSync).flatMap(samplesIn)
  const names = known.map(folder => relative(roots[0] ?? '', folder).replaceAll('\\', '/'))
  const wanted = written.replace(/^(\.\/)?xml-samples\//, '').replace(/\/$/, '')
  const near = nearest(wanted, names) ?? names.find(name => basename(name) === basename(wanted))
  const hint = near
    ? `; did you mean ${shown(join(roots[0] ?? '', near))}?`
    : '; a call needs the URL of an application (http://localhost:3000/answer) or a sample folder'
  return `there is no folder ${JSON.stringify(hideUrlCredentials(written))}${hint}`
}

/** A folder the way it is typed: one of offhook's own samples by its short path, wherever offhook is installed. */
export function writeFolder(folder: string): string {
  const path = relative('.', folder) || '.'
  return path.startsWith('..') && folder.startsWith(ownSamples) ? `xml-samples/${relative(ownSamples, folder)}` : path
}
