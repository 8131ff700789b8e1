import { Document, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'

/** A value with a comment above it. */
export class Noted {
  constructor(
    readonly comment: string,
    readonly value: unknown,
  ) {}
}

/** A record or a list that is written in one line. */
export class InOneLine {
  constructor(readonly value: Readonly<Record<string, unknown>> | readonly unknown[]) {}
}

/** A text of several lines, as a block. */
export class Block {
  constructor(readonly text: string) {}
}

/**
 * Writes plain values as YAML that `readYaml` reads back, below a comment. Texts that YAML would read as something else are
 * quoted, those that older versions of YAML would (`no`) as well. What is undefined is left out.
 */
export function writeYaml(value: unknown, heading = ''): string {
  const document = new Document(nodeOf(value), { compat: 'yaml-1.1', version: '1.2' })
  const head = heading && `${comment(heading).replace(/^/gm, '#')}\n\n`
  return head + document.toString({ lineWidth: 0 })
}

function nodeOf(value: unknown): Node {
  if (value instanceof Noted) {
    const node = nodeOf(value.value)
    node.commentBefore = comment(value.comment)
    return node
  }
  if (value instanceof InOneLine) {
    const node = nodeOf(value.value) as YAMLMap | YAMLSeq
    node.flow = true
    return node
  }
  if (value instanceof Block) return textOf(value.text, Scalar.BLOCK_LITERAL)
  if (typeof value === 'string') return textOf(value)
  if (Array.isArray(value)) {
    const list = new YAMLSeq()
    list.items = value.map(nodeOf)
    return list
  }
  if (typeof value !== 'object' || value === null) return new Scalar(value)
  const record = new YAMLMap()
  record.items = Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [pairOf(name, item)]))
  return record
}

function pairOf(name: string, item: unknown): Pair {
  const key = textOf(name)
  if (!(item instanceof Noted)) return new Pair(key, nodeOf(item))
  key.commentBefore = comment(item.comment)
  return new Pair(key, nodeOf(item.value))
}

/** A text that a block or a plain line would not give back, character by character, is in double quotes. */
function textOf(text: string, type?: Scalar.Type): Scalar {
  const node = new Scalar(text)
  if (needsQuotes(text)) node.type = Scalar.QUOTE_DOUBLE
  else if (type && text.trim()) node.type = type
  else if ((/^[\d+.:-]/.test(text) && !time.test(text)) || text.includes('\n')) node.type = Scalar.QUOTE_DOUBLE
  return node
}

/** `1m30s` is nothing but text to YAML, and a time to a reader. */
const time = /^(\d+m)?(\d+s)?(\d+ms)?$/

const needsQuotes = (text: string): boolean =>
  /[^\P{C}\n\t]|[\u2028\u2029]/u.test(text) || /^[\s]*\n|^ |[ \t]$|[ \t]\n/.test(text) || text.startsWith('\t')

/** Every line after a `#` that the library writes; a line end inside a line would end the comment. */
const comment = (text: string): string =>
  text
    .split('\n')
    .map(line => ` ${line.replace(/[^\P{C}]|[\u2028\u2029]/gu, ' ')}`.trimEnd())
    .join('\n')
