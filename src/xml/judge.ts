import { hideCredentials } from '../trace/credentials.js'
import { type Place, placesIn } from './document.js'
import { type Problem, type ProblemCode, problem } from './problem.js'

/** Deeper nesting is refused: no document of any use comes near it. */
export const maxDepth = 64

const { XmlParseError, XmlParser } = await withoutNewGlobals(() => import('expat-wasm'))

/**
 * Judges with libexpat itself (as WASM), because its words and positions are those of Plivo's log:
 * "not well-formed (invalid token): line 1, column 271". Nothing is expanded and nothing is fetched:
 * judging ends where a DOCTYPE begins, before its first declaration. Namespaces are not judged.
 *
 * @returns why `bytes` are no acceptable document; nothing if they are one. Never throws.
 */
export const judge = (bytes: Uint8Array): Problem | undefined => {
  if (isUtf16(bytes)) return unsupportedEncoding('UTF-16', { line: 1, column: 1 })
  trial = { bytes, depth: 0 }
  try {
    expat.parse(bytes, 1)
    return undefined
  } catch (error) {
    if (trial.refusal) return trial.refusal
    if (error instanceof XmlParseError) {
      const { xmlMessage, line, column, byteOffset } = error
      const message = `${xmlMessage}: line ${line}, column ${column}`
      return problem('not-well-formed', message, { place: placeOfByte(bytes, byteOffset), ...hint(bytes, byteOffset) })
    }
    // WASM ran out of memory or trapped: its state is lost, so the next document gets a new parser.
    expat = openExpat()
    return problem('document-unreadable', `The document cannot be judged (${error}): it is rejected.`)
  } finally {
    trial = noTrial
  }
}

interface Trial {
  readonly bytes: Uint8Array
  depth: number
  refusal?: Problem
}

const noTrial: Trial = { bytes: new Uint8Array(), depth: 0 }
let trial = noTrial

/** One parser serves all documents: it is reset after each, which is cheaper than making a new one. */
let expat = openExpat()

function openExpat() {
  const parser = new XmlParser({ encoding: null, separator: XmlParser.NO_NAMESPACES } as never)
  const refuse = (refusal: (place: Place) => Problem) => {
    if (trial.refusal) return
    const offset = XmlParser.XML_GetCurrentByteIndex((parser as unknown as { parser: number }).parser)
    trial.refusal = refusal(placeOfByte(trial.bytes, offset))
    parser.stop()
  }
  parser.on('xmlDecl', (_version: string, encoding: string) => {
    if (!/^(utf-8|us-ascii)?$/i.test(encoding)) refuse(place => unsupportedEncoding(encoding, place))
  })
  parser.on('startDoctypeDecl', () =>
    refuse(
      refusal(
        'doctype-refused',
        'DOCTYPE is refused: a document has no DTD, no entities are expanded, and nothing external is fetched.',
        trial.bytes,
      ),
    ),
  )
  parser.on('startElement', () => {
    if (++trial.depth > maxDepth) {
      refuse(refusal('nested-too-deep', `Tags are nested deeper than ${maxDepth}: the document is rejected.`))
    }
  })
  parser.on('endElement', () => {
    trial.depth--
  })
  return parser
}

function refusal(code: ProblemCode, message: string, bytes?: Uint8Array) {
  return (place: Place) => problem(code, message, { place, ...(bytes && hint(bytes, 0)) })
}

/** What the body is instead of a document, or what a lone `&` should be: most mistakes are one of these. */
function hint(bytes: Uint8Array, offset: number): { allowed?: string; nearest?: string } {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trim()
  const not = (what: string) => ({ allowed: `a document: <Response>…</Response>. ${what}` })
  if (start === '') return not('The body is empty.')
  if (/^[{[]/.test(start)) return not('This looks like JSON.')
  if (/^<(!doctype )?html/i.test(start)) return not('This looks like a web page, perhaps an error page.')
  if (!start.startsWith('<')) return not(`This is no XML: it begins with "${beginning(bytes)}".`)
  const around = new TextDecoder().decode(bytes.subarray(Math.max(0, offset - longestName), offset + 1))
  return loneAmpersand.test(around) ? { nearest: '&amp;' } : {}
}

/** The parser complains of what follows it: of the `=` in `?a=1&b=2`. */
const loneAmpersand = /&[\w.-]*.?$/s
const longestName = 64

/** The credentials of a URL are not shown, however long they are. */
const beginning = (bytes: Uint8Array): string => hideCredentials(new TextDecoder().decode(bytes).trim()).slice(0, 30)

function unsupportedEncoding(encoding: string, place: Place): Problem {
  const message = `The document says it is ${encoding}: only UTF-8 and US-ASCII are accepted.`
  return problem('encoding-unsupported', message, { place, allowed: 'UTF-8 or US-ASCII', nearest: 'UTF-8' })
}

/** Expat recognises UTF-16 by a byte order mark, or by a first `<` of two bytes. */
function isUtf16([first, second]: Uint8Array): boolean {
  return [0xfeff, 0xfffe, 0x003c, 0x3c00].includes(((first ?? 1) << 8) | (second ?? 1))
}

/** As an editor shows it: a byte order mark takes no column. */
function placeOfByte(bytes: Uint8Array, offset: number): Place {
  const before = new TextDecoder().decode(bytes.subarray(0, Math.max(0, offset)))
  return placesIn(before)(before.length)
}

/** Emscripten leaves some 150 warning getters on `globalThis`; a program that is tested with offhook must not meet them. */
async function withoutNewGlobals<T>(load: () => Promise<T>): Promise<T> {
  const before = new Set(Object.getOwnPropertyNames(globalThis))
  const loaded = await load()
  for (const [name, { get, configurable }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
    if (get && configurable && !before.has(name)) Reflect.deleteProperty(globalThis, name)
  }
  return loaded
}
