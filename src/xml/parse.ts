import { XMLParser } from 'fast-xml-parser'
import { type Attribute, placesIn, type Tag, type Text } from './document.js'
import { judge, maxDepth } from './judge.js'
import { type Problem, problem } from './problem.js'

/** The largest body that is read, in bytes. */
export const maxBytes = 100 * 1024

/**
 * Reads a body as a document: judges it first, then builds its tree. Never throws.
 *
 * Accepted is well-formed XML in UTF-8 or US-ASCII, without a DOCTYPE, of at most {@link maxBytes} and {@link maxDepth}.
 * Everything else ends in a problem that breaks the call (80xx of the document's origin).
 */
export const parseDocument = (body: Uint8Array | string): { document: Tag } | { problem: Problem } => {
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  if (size > maxBytes) {
    const message = `The body has ${size} bytes: more than ${maxBytes} (100 KB) are not read, the document is rejected.`
    return { problem: problem('document-too-large', message, { allowed: `${maxBytes} bytes at most` }) }
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const verdict = judge(bytes)
  if (verdict) return { problem: verdict }
  try {
    // Drops a byte order mark, so that places are those that an editor shows.
    return { document: build(new TextDecoder().decode(bytes)) }
  } catch (error) {
    const message = `The document is well-formed, but its tree cannot be built (${error}): it is rejected.`
    return { problem: problem('document-unreadable', message) }
  }
}

// Names get a prefix that no XML name has: `constructor` and `__proto__` are names like any others.
const prefix = '<'
const marked = (name: string) => (name.startsWith(prefix) ? name : prefix + name)

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: prefix,
  transformTagName: marked,
  cdataPropName: '#cdata',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  maxNestedTags: maxDepth,
  jPath: false,
})

/** What fast-xml-parser makes of a tag, a text or a CDATA section: its content under its name, and its attributes. */
interface Raw {
  readonly [name: string]: unknown
  readonly ':@'?: Readonly<Record<string, string>>
}

/** Where a tag begins and ends: offsets in the source, line endings as they are there. */
interface Span {
  readonly startIndex: number
  readonly endIndex: number
}

const metaData = XMLParser.getMetaDataSymbol() as symbol
const spanOf = (raw: Raw): Span => (raw as unknown as Record<symbol, Span>)[metaData] ?? { startIndex: 0, endIndex: 0 }

const build = (source: string): Tag => {
  const placeAt = placesIn(source)

  const tag = (raw: Raw): Tag => {
    const name = nameOf(raw).slice(prefix.length)
    const { startIndex } = spanOf(raw)
    const { attributes, end } = readAttributes(startIndex + 1 + name.length, raw[':@'])
    return { name, attributes, children: children(raw[prefix + name] as Raw[], end), place: placeAt(startIndex) }
  }

  const readAttributes = (from: number, values: Raw[':@'] = {}) => {
    const attributes: Attribute[] = []
    const token = /\s*(?:([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')|\/?>)/y
    token.lastIndex = from
    for (let match = token.exec(source); match?.[1]; match = token.exec(source)) {
      const [whole, name] = match
      const place = placeAt(match.index + whole.length - whole.trimStart().length)
      attributes.push({ name, value: decode((values[prefix + name] ?? '').replace(/[\t\n]/g, ' ')), place })
    }
    return { attributes, end: token.lastIndex }
  }

  const children = (raws: readonly Raw[], from: number): (Tag | Text)[] => {
    const result: (Tag | Text)[] = []
    let end = from
    let text = ''
    const finishText = () => {
      if (text) result.push({ text, place: placeAt(firstCharacter(source, end)) })
      text = ''
    }
    for (const raw of raws) {
      const kind = nameOf(raw)
      if (kind === '#text') text += decode((raw['#text'] as string).replaceAll(blank, ''))
      else if (kind === '#cdata') text += (raw['#cdata'] as Raw[])[0]?.['#text'] ?? ''
      else {
        finishText()
        result.push(tag(raw))
        end = spanOf(raw).endIndex
      }
    }
    finishText()
    return result
  }

  const roots = parser.parse(withoutInstructions(source)) as Raw[]
  const root = roots.find(raw => nameOf(raw).startsWith(prefix))
  if (!root) throw new Error('there is no root element')
  return tag(root)
}

const nameOf = (raw: Raw): string => Object.keys(raw).find(key => key !== ':@') ?? ''

// fast-xml-parser looks for quotes in processing instructions (`<?x it's?>`), where they mean nothing. Blanking them
// out keeps every offset; NUL is a character that a well-formed document cannot have.
const blank = '\0'
const withoutInstructions = (source: string): string =>
  source.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, found =>
    found.startsWith('<?') ? blank.repeat(found.length) : found,
  )

/** The offset of the first character after `from` that is neither white space, comment nor processing instruction. */
const firstCharacter = (source: string, from: number): number => {
  const skipped = /(?:[ \t\r\n]|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)*/y
  skipped.lastIndex = from
  skipped.exec(source)
  const opensTag = source[skipped.lastIndex] === '<' && !source.startsWith('<![CDATA[', skipped.lastIndex)
  return opensTag ? from : skipped.lastIndex
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Replaces the five entities and numeric references, once: the judge has made sure that there are no others. */
const decode = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hexadecimal, decimal, name) => {
        if (name) return Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole
        return String.fromCodePoint(hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal))
      })
    : text
