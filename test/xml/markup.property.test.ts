import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isTag, offsetsIn, placesIn, type Tag } from '../../src/xml/document.js'
import { type Span, writtenIn } from '../../src/xml/markup.js'
import { parseDocument } from '../../src/xml/parse.js'
import { trees, write } from './documents.js'

const documents = fc
  .tuple(trees, fc.array(fc.nat(9), { minLength: 1, maxLength: 30 }))
  .map(([tree, choices]) => write(tree, choices))

it('what is found at the place of a tag, an attribute or a text is that tag, attribute or text, as it is written', () => {
  fc.assert(
    fc.property(documents, written => {
      const source = written.replace(/^\ufeff/, '')
      const parsed = parseDocument(written)
      if (!('document' in parsed)) return
      const writtenAt = writtenIn(source)
      const textOf = ({ start, end }: Span) => source.slice(start, end)
      const visit = (tag: Tag) => {
        const found = writtenAt(tag.place)
        if (found?.kind !== 'tag') return expect.fail(`no tag at ${JSON.stringify(tag.place)} of ${source}`)
        expect(textOf(found.name)).toBe(tag.name)
        expect(textOf(found)).toMatch(/^<[\s\S]*>$/)
        if (found.endName) expect(textOf(found.endName)).toBe(tag.name)
        expect(found.attributes).toHaveLength(tag.attributes.length)
        for (const { name, value, place } of tag.attributes) {
          const attribute = writtenAt(place)
          if (attribute?.kind !== 'attribute') return expect.fail(`no attribute ${name} in ${source}`)
          expect(textOf(attribute.name)).toBe(name)
          expect([`"${textOf(attribute.value)}"`, `'${textOf(attribute.value)}'`]).toContain(
            textOf({ ...attribute, start: attribute.value.start - 1 }),
          )
          if (!/[&\s]/.test(textOf(attribute.value))) expect(textOf(attribute.value)).toBe(value)
        }
        for (const child of tag.children) {
          if (isTag(child)) visit(child)
          else if (child.text.trim() !== '') expect(writtenAt(child.place)?.kind).toBe('text')
        }
      }
      visit(parsed.document)
    }),
    { numRuns: 500 },
  )
})

it('places and offsets lead to one another', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', 'é', '👋') }), fc.nat(20), (source, at) => {
      const offset = Math.min(at, source.length)
      // Between a CR and its LF is no place of its own.
      if (source[offset - 1] === '\r' && source[offset] === '\n') return
      expect(offsetsIn(source)(placesIn(source)(offset))).toBe(offset)
    }),
  )
})
