import { Document, isMap, isScalar, isSeq, Scalar, visit } from 'yaml'

export interface YamlStyle {
  /** Keys whose texts are written as they are, line by line. */
  readonly blocks?: readonly string[]
  /** Keys whose records and lists stand in one line. */
  readonly inline?: readonly string[]
}

/**
 * Writes one key of a file with its value. Texts that any reader of YAML could take for something else (`no`, `1e3`,
 * `0123`, `12:30`) are in quotes.
 */
export function yamlOf(key: string, value: unknown, { blocks = [], inline = [] }: YamlStyle = {}): string {
  const document = new Document({ [key]: value }, { compat: 'yaml-1.1', aliasDuplicateObjects: false })
  visit(document, {
    Pair: (_, { key: name, value: node }) => {
      const named = isScalar(name) ? String(name.value) : ''
      if (isScalar(node) && blocks.includes(named)) node.type = blockOf(String(node.value))
      if ((isMap(node) || isSeq(node)) && inline.includes(named)) node.flow = isShort(node.toJSON())
    },
    Scalar: (_, node) => {
      if (typeof node.value !== 'string' || node.type) return
      if (isFragile(node.value) || node.value.includes('\n')) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

/** What does not fit in a line reads better as several. */
const isShort = (value: object): boolean => Object.keys(value).length > 0 && JSON.stringify(value).length < 60

/** Control characters, ends of lines of other systems, marks of direction and of byte order: only an escape keeps them. */
const fragile = /[^\P{Cc}\n\t]|[\p{Cs}\u0085\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

const isFragile = (text: string): boolean => fragile.test(text)

/** A block keeps a text letter by letter, but for one that begins with a blank, or ends with several lines of them. */
const blockOf = (text: string): Scalar.Type =>
  isFragile(text) || !text.trim() || /^\s|[ \t\n]\n$|[ \t]$/.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL
