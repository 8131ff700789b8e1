import { createReadStream } from 'node:fs'
import { requestAnswer } from '../exchange/requested-answer.js'
import { FileMistake } from '../scenario/mistake.js'
import { shownUrl } from '../webhook/request-url.js'
import type { CheckedDocument, DocumentCache } from '../xml/cache.js'
import { writtenIn } from '../xml/markup.js'
import { maxBytes } from '../xml/parse.js'
import { type Problem, problem } from '../xml/problem.js'
import { accountFrom } from './account.js'
import type { CheckFlags } from './check-flags.js'
import { checkSettings } from './check-fragments.js'
import { settingsFile } from './configured-urls.js'
import { escapedAmpersand, type Found, fixOf } from './fix.js'
import type { Io } from './io.js'

/** Something that was checked. */
export interface Checked {
  /** As it is shown: a path as it was given, a URL without credentials, `-` for standard input. */
  readonly name: string
  readonly is: 'file' | 'url' | 'standard input'
  readonly of: 'document' | 'settings'
  /** What places are counted in: without a byte order mark. */
  readonly text: string
  /** In the order of the text. */
  readonly found: readonly Found[]
}

/** Something that could not be checked, and why. */
export interface Unread {
  readonly name: string
  readonly unread: string
}

/** More is not read of a file or a pipe that goes on. */
const mostBytes = 16 * 2 ** 20

/** Reads a file, standard input (`-`) or a URL, and finds what is wrong with it. */
export async function checkSource(
  name: string,
  documents: DocumentCache,
  flags: CheckFlags,
  io: Io,
): Promise<Checked | Unread> {
  if (isUrl(name)) return checkUrl(name, documents, flags, io)
  const read = await bytesOf(name === '-' ? io.stdin : createReadStream(name)).catch((error: Error) => error)
  if (read instanceof Error) return { name, unread: `${name} cannot be read: ${read.message}` }
  const { bytes, whole } = read
  const is = name === '-' ? 'standard input' : 'file'
  const text = new TextDecoder().decode(bytes)
  if (flags.fragments && (name === '-' ? !/^\s*</.test(text) : settingsFile.test(name))) {
    const found = whole ? checkSettings(text, name) : `it has more than ${mostBytes} bytes`
    if (typeof found === 'string') return { name, unread: `${name} is not read: ${found}` }
    if (found instanceof FileMistake) return { name, unread: `${found}` }
    return { name, is, of: 'settings', text, found: inOrder(found) }
  }
  const problems = whole ? checkBody(documents, bytes) : [endless]
  return { name, is, of: 'document', text, found: withFixes(problems, text) }
}

export const isUrl = (name: string): boolean => /^https?:\/\//i.test(name)

async function checkUrl(
  url: string,
  documents: DocumentCache,
  { method = 'GET', param: params = {} }: CheckFlags,
  { env }: Io,
): Promise<Checked | Unread> {
  const name = shownUrl(url)
  const { body, problems, unreachable } = await requestAnswer(
    { url, method, params, account: accountFrom(env) },
    documents,
  )
  if (unreachable !== undefined) return { name, unread: `${name} cannot be asked: ${unreachable}` }
  const text = new TextDecoder().decode(body)
  return { name, is: 'url', of: 'document', text, found: withFixes(problems, text) }
}

async function bytesOf(stream: AsyncIterable<string | Buffer>): Promise<{ bytes: Buffer; whole: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer)
    chunks.push(bytes)
    size += bytes.length
    if (size > mostBytes) return { bytes: Buffer.alloc(0), whole: false }
  }
  return { bytes: Buffer.concat(chunks), whole: true }
}

const endless = problem(
  'document-too-large',
  `The body has more than ${mostBytes} bytes: more than ${maxBytes} (100 KB) are not read, the document is rejected.`,
  { allowed: `${maxBytes} bytes at most` },
)

/** What is wrong with a document, in the words of its text. */
export function checkBody(documents: DocumentCache, bytes: Buffer): readonly Problem[] {
  const { problems }: CheckedDocument = documents.load(withoutTemplate(bytes))
  return bytes.includes(base.template) ? problems.map(asWritten) : problems
}

/**
 * The documents of sample folders say `{{base}}` for where the sample is served. It is read as a URL that is just as
 * long, so that every column stays that of the file.
 */
const base = { template: '{{base}}', url: 'http://b' } as const

function withoutTemplate(body: Buffer): Buffer {
  if (!body.includes(base.template)) return body
  return Buffer.from(body.toString('latin1').replaceAll(base.template, base.url), 'latin1')
}

/** The problem in the words of the file. */
function asWritten(found: Problem): Problem {
  const restore = (text: string) => text.replace(/http:\/\/b(?![\w.:-])/g, base.template)
  return {
    ...found,
    message: restore(found.message),
    ...(found.nearest !== undefined && { nearest: restore(found.nearest) }),
  }
}

/** The problems of a document with what they are about: a tag up to its name, an attribute, or words. */
export function withFixes(problems: readonly Problem[], text: string): readonly Found[] {
  if (problems.length === 0) return []
  const writtenAt = problems.some(({ code }) => noDocument.has(code)) ? undefined : writtenIn(text)
  const found = problems.map((one): Found => {
    const written = one.place && writtenAt?.(one.place)
    if (!written) return { problem: one, ...optional('fix', escapedAmpersand(one, text)) }
    const span = { start: written.start, end: written.kind === 'tag' ? written.name.end : written.end }
    return { problem: one, span, ...optional('fix', fixOf(one, text, written)) }
  })
  return inOrder(found)
}

/** What has one of these has no tags to point at. */
export const noDocument: ReadonlySet<Problem['code']> = new Set([
  'not-well-formed',
  'encoding-unsupported',
  'doctype-refused',
  'nested-too-deep',
  'document-too-large',
  'document-unreadable',
  'no-document',
])

const optional = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [N in K]?: T }

/** As they stand in the text; what has no place is about all of it, and comes first. */
const inOrder = (found: readonly Found[]): readonly Found[] =>
  found.toSorted(
    ({ problem: { place: a } }, { problem: { place: b } }) =>
      (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  )
