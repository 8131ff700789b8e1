import { type Field, readYaml } from '../scenario/field.js'
import type { FileMistake } from '../scenario/mistake.js'
import { offsetsIn } from '../xml/document.js'
import type { Span } from '../xml/markup.js'

/** A URL with a fragment that stands in a file of settings. */
export interface ConfiguredUrl {
  /** What it is the value of: `hangup_url`, `PLIVO_ANSWER_URL`; of an item of a list, what the list is. */
  readonly key: string
  readonly url: string
  /** Where it is written, as long as it is written to the letter. */
  readonly span: Span
  /** Whether readers of the file take the fragment for a comment. */
  readonly commented?: true
}

/** The names of files of settings. */
export const settingsFile = /(?:^|[/\\])\.env(?:\.[^/\\]*)?$|\.(?:env|jsonc?|ya?ml)$/i

const isEnv = (name: string): boolean => /(?:^|[/\\])\.env(?:\.[^/\\]*)?$|\.env$/i.test(name)

/** The URLs with fragments in a file of settings, or why it cannot be read. JSON is YAML, too. */
export function configuredUrls(text: string, name: string): readonly ConfiguredUrl[] | FileMistake {
  if (!withFragment.test(text)) return []
  if (isEnv(name) || (!settingsFile.test(name) && looksLikeEnv(text))) return envUrls(text)
  const offsetOf = offsetsIn(text)
  const found: ConfiguredUrl[] = []
  for (const part of partsOf(text)) {
    const read = readYaml(part, name)
    if ('problems' in read) return read.problems[0] as FileMistake
    visit(read.root, '', (key, field) => {
      const url = field.source().trim()
      if (urlWithFragment.test(url)) found.push({ key, url, span: spanOf(url, text, offsetOf(field.place)) })
    })
  }
  return found
}

/** Most files have none, and need not be parsed. */
const withFragment = /https?:[^\s"'<>#]*#[^\s"'<>]*[=:%]/i
const urlWithFragment = /^https?:\/\/[^\s#]*#\S/i

/** Where a value is written: behind a quote, perhaps, or on the next line; one with escapes only begins there. */
function spanOf(url: string, text: string, from: number): Span {
  const offset = text.slice(from).search(/https?:/i)
  const start = from + Math.max(0, offset)
  return { start, end: text.startsWith(url, start) ? start + url.length : start }
}

/** The documents of a YAML file, each with so many empty lines before it that every place is that of the file. */
function partsOf(text: string): string[] {
  const lines = text.split('\n')
  const starts = new Set([0, ...lines.flatMap((line, index) => (/^---(\s|$)/.test(line) ? [index] : []))])
  return [...starts].map((start, index, all) => '\n'.repeat(start) + lines.slice(start, all[index + 1]).join('\n'))
}

/** All scalars, with the key that they are the value of. */
function visit(field: Field, key: string, take: (key: string, field: Field) => void): void {
  if (field.kind === 'scalar') take(key, field)
  else if (field.kind === 'list') for (const item of field.items() ?? []) visit(item, key, take)
  else if (field.kind === 'record') for (const { key: of, value } of field.entries() ?? []) visit(value, of.name, take)
}

const assignment =
  /^([ \t]*(?:export[ \t]+)?)([\w.-]+)([ \t]*=[ \t]*)(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([^\r\n]*))/gm

const looksLikeEnv = (text: string): boolean => /^\s*(?:export\s+)?\w+=/m.test(text)

function envUrls(text: string): ConfiguredUrl[] {
  return [...text.matchAll(assignment)].flatMap(
    ({ index, 0: whole, 1: lead = '', 2: key = '', 3: equals = '', ...values }) => {
      const quoted = values[4] ?? values[5] ?? values[6]
      const value = quoted ?? (values[7] ?? '').replace(/\s+#.*$/, '')
      const url = value.trim()
      if (!urlWithFragment.test(url)) return []
      const start = index + whole.indexOf(url, lead.length + key.length + equals.length)
      const span = { start, end: start + url.length }
      return [{ key, url, span, ...(quoted === undefined && { commented: true as const }) }]
    },
  )
}
