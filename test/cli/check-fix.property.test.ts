import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkBody, withFixes } from '../../src/cli/check-source.js'
import { fixedText } from '../../src/cli/fixed-file.js'
import { createDocumentCache } from '../../src/exchange/document-cache.js'
import { build, newResponse, planOf } from '../xml/plivo-documents.js'

const documents = createDocumentCache({ notSimulated: 'note' })
const check = (text: string) => withFixes(checkBody(documents, Buffer.from(text)), text)

const nestables: Readonly<Record<string, readonly string[]>> = {
  Dial: ['Number', 'User'],
  GetDigits: ['Speak', 'Play'],
  PreAnswer: ['Speak', 'Wait', 'Redirect'],
}
const names = [
  'Speak',
  'Play',
  'GetDigits',
  'GetInput',
  'Record',
  'Dial',
  'Redirect',
  'Hangup',
  'Conference',
  'PreAnswer',
  'DTMF',
]
const correct = fc
  .array(
    fc.constantFrom(...names).chain(name => planOf(name, of => nestables[of] ?? [])),
    { minLength: 1, maxLength: 4 },
  )
  .map(plans => {
    const document = newResponse()
    for (const plan of plans) build(document, plan)
    return document.toXML()
  })

/** Ways of writing a word wrong. */
const slips: readonly ((word: string, at: number) => string)[] = [
  (word, at) => word.slice(0, at) + word.slice(at + 1),
  (word, at) => word.slice(0, at) + word.charAt(at) + word.slice(at),
  (word, at) => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  word => word.toLowerCase(),
  word => word.toUpperCase(),
  word => word.replace(/(?=[A-Z])/, '_'),
]
const slip = fc.record({ word: fc.nat(), at: fc.nat(), how: fc.constantFrom(...slips) })

/** The document with some of its words written wrong, and some of its references, too. */
const mistaken = fc.tuple(correct, fc.array(slip, { maxLength: 4 }), fc.boolean()).map(([text, all, loose]) => {
  const wrong = all.reduce((written, { word, at, how }) => {
    const words = [...written.matchAll(/[A-Za-z]{4,}/g)]
    const found = words[word % words.length]
    if (!found) return written
    return (
      written.slice(0, found.index) + how(found[0], at % found[0].length) + written.slice(found.index + found[0].length)
    )
  }, text)
  return loose ? wrong.replace('&amp;', '&') : wrong
})

it('corrected once is corrected: a second time changes nothing, and no safe fix is left that would help', () => {
  fc.assert(
    fc.property(mistaken, text => {
      const once = fixedText(text, check)
      const twice = fixedText(once.text, check)
      expect(twice.text).toBe(once.text)
      expect(twice.made).toBe(0)
      expect(once.found).toEqual(check(once.text))
    }),
    { numRuns: 1000 },
  )
})

it('what is right is not touched, and what is a document stays one', () => {
  fc.assert(
    fc.property(correct, text => {
      fc.pre(!text.includes('min_silence')) // which the package writes, and Plivo does not know
      expect(fixedText(text, check)).toMatchObject({ text, made: 0 })
    }),
  )
  const isDocument = (text: string) => documents.load(text).document !== undefined
  fc.assert(
    fc.property(mistaken, text => {
      if (isDocument(text)) expect(isDocument(fixedText(text, check).text)).toBe(true)
    }),
  )
})

it('one letter that is wrong in an attribute or an element is put right', () => {
  const pairs = [
    ['timeout', '<GetDigits timeout="8"/>'],
    ['finishOnKey', '<Record finishOnKey="#"/>'],
    ['Redirect', '<Redirect>http://a.test/</Redirect>'],
    ['Conference', '<Conference>room</Conference>'],
  ] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...pairs),
      fc.nat(),
      fc.constantFrom(...slips.slice(0, 3)),
      ([word, written], at, how) => {
        const right = `<Response>${written}</Response>`
        const wrong = right.replaceAll(word, how(word, at % word.length))
        expect(fixedText(wrong, check).text).toBe(right)
      },
    ),
  )
})
