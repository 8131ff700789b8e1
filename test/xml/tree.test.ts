import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { isTag, type Place, type Tag } from '../../src/xml/document.js'
import { parseDocument } from '../../src/xml/parse.js'
import { treeOf, trees, write } from './documents.js'

const choices = fc.array(fc.nat(30), { minLength: 1, maxLength: 30 })

const parsed = (source: string): Tag => {
  const result = parseDocument(source)
  if ('problem' in result) throw new Error(`${result.problem.message} in ${JSON.stringify(source)}`)
  return result.document
}

describe('the tree of a document', () => {
  test.prop([trees, choices], { numRuns: 600 })(
    'whatever way it is written: the same names, attribute values and texts come back',
    (tree, ways) => {
      const source = write(tree, ways)
      expect(treeOf(parsed(source)), JSON.stringify(source)).toEqual(tree)
    },
  )

  test.prop([trees, choices], { numRuns: 400 })(
    'every place leads to the tag, the attribute or the text in the source, past CRLF, byte order mark and astral letters',
    (tree, ways) => {
      const source = write(tree, ways)
      const lines = source.replace(/^\ufeff/, '').split(/\r\n?|\n/)
      const at = ({ line, column }: Place) => lines[line - 1]?.slice(column - 1) ?? ''
      const visit = (tag: Tag) => {
        expect(at(tag.place)).toSatisfy((rest: string) => rest.startsWith(`<${tag.name}`))
        for (const { name, place } of tag.attributes) {
          expect(at(place)).toMatch(new RegExp(`^${name}\\s*(=|$)`))
        }
        for (const child of tag.children) {
          if (isTag(child)) visit(child)
          else if (/[^ \t\r\n]/.test(child.text)) {
            const first = child.text.replace(/^[ \t\r\n]+/, '').slice(0, 1)
            // A character may be written as itself, as a reference, or in a CDATA section.
            expect(at(child.place)).toSatisfy((rest: string) => rest.startsWith(first) || /^(&|<!\[CDATA\[)/.test(rest))
          }
        }
      }
      visit(parsed(source))
    },
  )
})
