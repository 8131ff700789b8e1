import { mistakesBetween, sameLetters } from '../trace/nearest.js'
import { correctedFragment } from '../webhook/corrected-fragment.js'
import { offsetsIn } from '../xml/document.js'
import type { Span, Written, WrittenTag } from '../xml/markup.js'
import type { Problem } from '../xml/problem.js'

/** A piece of a text, and what is to stand in its place. */
export interface Edit extends Span {
  readonly text: string
}

/** How a problem can be corrected where it is written. */
export interface Fix {
  /** Whether nothing else can have been meant: a typing mistake, a spelling of another SDK, a character that is to be escaped. */
  readonly safe: boolean
  /** In the order of the text; none overlaps another. */
  readonly edits: readonly Edit[]
}

/** A problem, what of the text it is about, and how that can be corrected. */
export interface Found {
  readonly problem: Problem
  readonly span?: Span
  readonly fix?: Fix
}

/** What is written where a problem of a document is, corrected; undefined where there is no telling. */
export function fixOf(found: Problem, source: string, written: Written): Fix | undefined {
  const { code, nearest } = found
  if (code.startsWith('fragment-')) {
    if (written.kind === 'tag' || !isWhole(source, written)) return undefined
    return fixFragment(source, written.kind === 'attribute' ? written.value : written, xml)
  }
  // What is shown with dots must not be written.
  if (nearest === undefined || nearest.includes('•')) return undefined
  return written.kind === 'text' ? fixText(found, nearest, source, written) : fixTag(found, nearest, source, written)
}

/** Whether the text is all that an element says, without comments and CDATA sections in it. */
const isWhole = (source: string, { kind, start, end }: Written): boolean => {
  if (kind !== 'text') return true
  const before = source.slice(0, start).trimEnd()
  return source[start] !== '<' && !/(?:--|\]\]|\?)>$/.test(before) && /^\s*<\//.test(source.slice(end))
}

function fixText({ code }: Problem, nearest: string, source: string, text: Written): Fix | undefined {
  return code === 'url-invalid' && isWhole(source, text) ? replaced(source, text, escaped(nearest), false) : undefined
}

/** Of a tag or an attribute, what the nearest right thing is to stand for: the name of the tag, of the attribute, or a value. */
function fixTag(
  { code }: Problem,
  nearest: string,
  source: string,
  written: Exclude<Written, { kind: 'text' }>,
): Fix | undefined {
  const tag = written.kind === 'tag' ? written : written.tag
  const textOf = ({ start, end }: Span) => source.slice(start, end)
  const attributeCalled = (name: string) => tag.attributes.find(one => textOf(one.name) === name)
  const [, element] = /^<?([\w-]+)>?$/.exec(nearest) ?? []
  if (renamesTag.has(code)) return element && written.kind === 'tag' ? renamed(source, tag, element, code) : undefined
  if (code === 'unknown-attribute' || code === 'sdk-spelling') {
    if (written.kind !== 'attribute' || attributeCalled(nearest)) return undefined
    return replaced(source, written.name, nearest, code === 'sdk-spelling' || isTypo(textOf(written.name), nearest))
  }
  if (!ofValues.has(code)) return undefined
  const [, name = bareValues.get(code), value = nearest] = /^([\w:.-]+)="([\s\S]*)"$/.exec(nearest) ?? []
  const attribute = written.kind === 'attribute' ? written : name === undefined ? undefined : attributeCalled(name)
  if (attribute) {
    const safe = meantByCase.has(code) || isTypo(textOf(attribute.value), value)
    return replaced(source, attribute.value, escaped(value), safe)
  }
  // A language asks for a voice: the default of that attribute is what is wrong.
  if (code !== 'speak-language' || name === undefined) return undefined
  return { safe: false, edits: [{ start: tag.name.end, end: tag.name.end, text: ` ${name}="${escaped(value)}"` }] }
}

const renamesTag: ReadonlySet<string> = new Set([
  'unknown-element',
  'foreign-element',
  'root-not-response',
  'ssml-unknown-tag',
])

const ofValues: ReadonlySet<string> = new Set([
  'value-not-allowed',
  'boolean-not-true',
  'method-invalid',
  'url-invalid',
  'speak-voice',
  'speak-language',
])

/** The attribute whose value the nearest right thing is, where it is a problem of the tag and says no name. */
const bareValues: ReadonlyMap<string, string> = new Map([
  ['speak-voice', 'voice'],
  ['speak-language', 'language'],
])

/** What is nearest to these is another way to write the same: `True`, `1`, `get`. */
const meantByCase: ReadonlySet<string> = new Set(['boolean-not-true', 'method-invalid'])

function renamed(source: string, tag: WrittenTag, name: string, code: string): Fix | undefined {
  const given = source.slice(tag.name.start, tag.name.end)
  // A web page is no document that was misspelt.
  if (code === 'root-not-response' && !isTypo(given, name)) return undefined
  const spans = tag.endName ? [tag.name, tag.endName] : [tag.name]
  return {
    safe: code !== 'foreign-element' && isTypo(given, name),
    edits: spans.map(span => ({ ...span, text: name })),
  }
}

/** What is no document because of a lone `&`, which is before the name that ends where the problem is, or there. */
export function escapedAmpersand({ code, place, nearest }: Problem, source: string): Fix | undefined {
  if (code !== 'not-well-formed' || !place || nearest !== '&amp;') return undefined
  const offset = offsetsIn(source)(place)
  const before = /&[\w.-]*$/.exec(source.slice(Math.max(0, offset - longestName), offset))?.[0]
  const start = before === undefined ? offset : offset - before.length
  if (source[start] !== '&') return undefined
  const isReference = /^&[\w.-]+;/.test(source.slice(start, start + longestName))
  return { safe: !isReference, edits: [{ start, end: start + 1, text: '&amp;' }] }
}

const longestName = 80

/** How characters are written that mean something else where they stand. */
export interface Notation {
  read(written: string): string
  write(text: string): string
}

export const plain: Notation = { read: text => text, write: text => text }

/** The fragment of a URL that is written in a text. */
export function fixFragment(source: string, url: Span, { read, write }: Notation): Fix | undefined {
  const text = source.slice(url.start, url.end)
  const hash = /(?<!&)#/.exec(text)
  if (!hash) return undefined
  const given = text.slice(hash.index + 1).trimEnd()
  const corrected = correctedFragment(read(given))
  if (corrected === undefined) return undefined
  const span = { start: url.start + hash.index + 1, end: url.start + hash.index + 1 + given.length }
  return replaced(source, span, write(corrected), isSameText(read(given), corrected))
}

function replaced(source: string, { start, end }: Span, text: string, safe: boolean): Fix | undefined {
  return source.slice(start, end) === text ? undefined : { safe, edits: [{ start, end, text }] }
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')

const xml: Notation = { read: text => text.replaceAll('&amp;', '&'), write: escaped }

/** One letter is wrong, missing, too many, or two have changed places; case and separators count for nothing. */
function isTypo(written: string, meant: string): boolean {
  if (sameLetters(written, meant)) return true
  return meant.length >= shortest && mistakesBetween(written.toLowerCase(), meant.toLowerCase()) === 1
}

/** A shorter word has too many neighbours. */
const shortest = 4

/** Whether two texts have the same letters and digits in the same order. */
const isSameText = (one: string, other: string): boolean => letters(one) === letters(other)
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** A text with a fix made. */
export const fixed = (source: string, { edits }: Fix): string =>
  edits.toReversed().reduce((text, { start, end, text: into }) => text.slice(0, start) + into + text.slice(end), source)
