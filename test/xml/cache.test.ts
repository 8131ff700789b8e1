import { describe, expect, it } from 'vitest'
import { DocumentCache } from '../../src/xml/cache.js'
import type { ElementShape } from '../../src/xml/element-shape.js'
import { maxBytes } from '../../src/xml/parse.js'

const hangup: ElementShape = { name: 'Hangup', docs: '', attributes: {}, children: {} }
const registry = new Map([['Hangup', hangup]])
const numbered = (n: number) => `<Response><!-- ${n} --><Hangup/></Response>`

describe('the cache of documents', () => {
  it('gives the same result for the same bytes, whether text or not', () => {
    const cache = new DocumentCache(registry)
    const first = cache.load(numbered(1))
    expect(first).toMatchObject({ document: { name: 'Response' }, steps: [{ element: hangup }], problems: [] })
    expect(cache.load(numbered(1))).toBe(first)
    expect(cache.load(Buffer.from(`??${numbered(1)}`).subarray(2))).toBe(first)
  })

  it('a text and bytes of other letters are not the same body', () => {
    const cache = new DocumentCache(registry)
    const text = '<Response><!-- é --></Response>'
    expect(cache.load(text).rejected).toBeUndefined()
    expect(cache.load(Buffer.from(text, 'latin1')).rejected?.code).toBe('not-well-formed')
  })

  it('a body that is no document is rejected with its problem', () => {
    const { document, steps, problems, rejected } = new DocumentCache(registry).load('OK')
    expect({ document, steps }).toEqual({ document: undefined, steps: [] })
    expect(problems).toEqual([rejected])
    expect(rejected?.message).toBe('syntax error: line 1, column 0')
  })

  it('forgets the document that was used longest ago', () => {
    const cache = new DocumentCache(registry, { capacity: 2 })
    const [one, two] = [cache.load(numbered(1)), cache.load(numbered(2))]
    expect(cache.load(numbered(1))).toBe(one)
    cache.load(numbered(3))
    expect(cache.size).toBe(2)
    expect(cache.load(numbered(1))).toBe(one)
    expect(cache.load(numbered(2))).not.toBe(two)
  })

  it('is bounded in bytes, too: large documents push each other out', () => {
    const cache = new DocumentCache(registry, { capacityBytes: 1_000 })
    for (let n = 0; n < 5; n++) cache.load(`${numbered(n)}${' '.repeat(400)}`)
    expect(cache.size).toBe(2)
  })

  it('remembers no body that is too large to be one', () => {
    const cache = new DocumentCache(registry)
    expect(cache.load(' '.repeat(maxBytes + 1)).rejected?.code).toBe('document-too-large')
    expect(cache.size).toBe(0)
  })

  it('checks as it is told', () => {
    expect(new DocumentCache(registry).load('<Response><Say/></Response>').rejected).toBeDefined()
    expect(
      new DocumentCache(registry, { unknownElements: 'ignore' }).load('<Response><Say/></Response>').rejected,
    ).toBeUndefined()
  })
})
