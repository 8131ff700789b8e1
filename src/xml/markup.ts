import { offsetsIn, type Place } from './document.js'

/** A piece of a text: offsets in UTF-16 units, the end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What is written at a place: a tag with its attributes and the name that ends it, an attribute, or text. */
export type Written =
  | ({ readonly kind: 'tag' } & WrittenTag)
  | ({ readonly kind: 'attribute'; readonly tag: WrittenTag } & WrittenAttribute)
  | ({ readonly kind: 'text' } & Span)

export interface WrittenTag extends Span {
  /** Without the `<`. */
  readonly name: Span
  readonly attributes: readonly WrittenAttribute[]
  /** In the end tag, where there is one. */
  readonly endName?: Span
}

export interface WrittenAttribute extends Span {
  readonly name: Span
  /** Without the quotes. */
  readonly value: Span
}

/** Comments, CDATA, instructions; end tags; start tags with their attributes, in whose values `>` may stand. */
const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<\/(?<ended>[^\s>]+)\s*>|<(?<begun>[^\s<>/!?]+)(?<rest>(?:"[^"]*"|'[^']*'|[^"'<>])*)>/g
const attribute = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** Makes a function from places to what is written there, in a document that is well-formed: what is not may take long. */
export function writtenIn(source: string): (place: Place) => Written | undefined {
  const offsetOf = offsetsIn(source)
  const tags: { -readonly [K in keyof WrittenTag]: WrittenTag[K] }[] = []
  const open: typeof tags = []
  const texts: Span[] = []
  let end = 0
  for (const { index, 0: whole, groups = {} } of source.matchAll(token)) {
    if (index > end) texts.push({ start: end, end: index })
    end = index + whole.length
    if (whole.startsWith('<![CDATA[')) texts.push({ start: index, end })
    if (groups.ended !== undefined) {
      const begun = open.pop()
      if (begun) begun.endName = { start: index + 2, end: index + 2 + groups.ended.length }
    }
    if (groups.begun === undefined) continue
    const name = { start: index + 1, end: index + 1 + groups.begun.length }
    const tag = { start: index, end, name, attributes: attributesOf(groups.rest ?? '', name.end) }
    tags.push(tag)
    if (!whole.endsWith('/>')) open.push(tag)
  }
  return place => {
    const offset = offsetOf(place)
    const tag = tags.find(({ start, end: tagEnd }) => start <= offset && offset < tagEnd)
    if (tag?.start === offset) return { kind: 'tag', ...tag }
    const named = tag?.attributes.find(({ start }) => start === offset)
    if (tag) return named && { kind: 'attribute', tag, ...named }
    const text = texts.find(({ start, end: textEnd }) => start <= offset && offset < textEnd)
    return text && { kind: 'text', ...trimmed(source, text) }
  }
}

const attributesOf = (written: string, from: number): WrittenAttribute[] =>
  [...written.matchAll(attribute)].map(({ index, 0: whole, 1: name = '', 2: double, 3: single }) => {
    const start = from + index
    const end = start + whole.length
    const length = (double ?? single ?? '').length
    return {
      start,
      end,
      name: { start, end: start + name.length },
      value: { start: end - 1 - length, end: end - 1 },
    }
  })

/** Without the white space around it. */
const trimmed = (source: string, { start, end }: Span): Span => {
  const text = source.slice(start, end)
  return { start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length }
}
