import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../src/xml/parse.js'
import { trees, write } from './documents.js'

/** Python's own expat: the parser of the open-source ancestor of Plivo's XML engine. */
const oracle = `
import json, sys, xml.parsers.expat as expat
def judge(text):
    try:
        expat.ParserCreate().Parse(text.encode('utf-8', 'surrogatepass'), True)
    except expat.ExpatError as error:
        return str(error)
json.dump([judge(text) for text in json.load(sys.stdin)], sys.stdout)
`
const askPython = (documents: readonly string[]): (string | null)[] => {
  const { stdout, error, stderr } = spawnSync('python3', ['-c', oracle], {
    input: JSON.stringify(documents),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  })
  if (error || !stdout) throw new Error(`python3 failed: ${error ?? stderr}`)
  return JSON.parse(stdout)
}

const hasPython = spawnSync('python3', ['-c', 'import xml.parsers.expat']).status === 0
if (!hasPython) console.warn('python3 is not there: its expat is not asked about the judge of documents')

const pieces = [
  '&', '<', '>', '"', "'", '/', '=', ' ', '\n', '\r\n', '\u00a0', '\u0000', '\u0001', '\u000b', '\ufffe', '\ufeff', '😀', '&amp;', '&foo;',
  '&#0;', '&#55296;', '&#x1F600;', '&#', ']]>', '<![CDATA[', '<!--', '-->', '--', '<?', '?>', '<?xml version="1.0"?>',
  '<?xml version="2.0"?>', '<a/>', '</a>', '<b', 'x', 'a="1"', 'a="<"', ' a="1" a="2"', 'a=1', ' a', '<-', '<1/>', 'xmlns:q="u"',
] // biome-ignore format: a list of pieces is read as one

/** Deletes, inserts, duplicates and moves bits of a document. */
const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('delete', 'insert', 'duplicate', 'append', 'prepend', 'cut'),
    piece: fc.constantFrom(...pieces),
    length: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 3 },
)

type Mutation = typeof mutations extends fc.Arbitrary<(infer M)[]> ? M : never

const mutate = (source: string, { at, how, piece, length }: Mutation): string => {
  const index = Math.floor(at * source.length)
  const [before, after] = [source.slice(0, index), source.slice(index)]
  if (how === 'delete') return before + after.slice(length)
  if (how === 'insert') return before + piece + after
  if (how === 'duplicate') return before + after.slice(0, length * 4) + after
  if (how === 'append') return source + piece
  return how === 'prepend' ? piece + source : before
}

const padding = fc.constantFrom(0, 0, 0, 0, 4080, 9000)
const documents = fc
  .tuple(trees, fc.array(fc.nat(30), { minLength: 1, maxLength: 30 }), mutations, padding)
  .map(([tree, choices, changes, pad]) => {
    const source = changes.reduce(mutate, write(tree, choices))
    // Lets the interesting part straddle the chunks in which a document is handed to WASM.
    return pad ? source.replace(/(?<=<\w+)(?=>)/, `>${'é\n'.repeat(pad / 3)}<x/`) : source
  })
  // Encodings other than UTF-8 are refused in words of our own, whatever expat makes of them.
  .filter(
    source =>
      !source.startsWith('\0<') &&
      !source.startsWith('<\0') &&
      !/<!DOCTYPE|encoding=(?!"utf-8")/i.test(source) &&
      !/[\ud800-\udfff]/u.test(source),
  )

describe.skipIf(!hasPython)('the judge of documents', () => {
  it("\"messages use expat's wording with line and column, as Plivo's log does\": the same as Python's expat", () => {
    const sources = fc.sample(documents, 4000)
    const verdicts = askPython(sources)
    let refused = 0
    sources.forEach((source, index) => {
      const result = parseDocument(source)
      const message = 'problem' in result ? result.problem.message : null
      if (message) refused++
      expect(message, JSON.stringify(source)).toBe(verdicts[index])
    })
    // Neither all good nor all bad, or nothing would be compared.
    expect(refused).toBeGreaterThan(500)
    expect(refused).toBeLessThan(3500)
  })
})
