import fc from 'fast-check'
import { expect, test } from 'vitest'
import { offeredKeys } from '../../src/coverage/offered-keys.js'

const word = fc.constantFrom(
  ...'press dial enter the key 1 2 12 * # , . - or for to digit star pound of one any your not oprima la para ñ ’ 🔑'.split(
    ' ',
  ),
)
const prompt = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(word, { maxLength: 60 }).map(words => words.join(' ')),
)

test('"it never throws", and every key is one of a telephone, offered once', () => {
  fc.assert(
    fc.property(prompt, text => {
      const keys = offeredKeys(text).keys.map(({ key }) => key)
      for (const key of keys) expect(key).toMatch(/^[0-9*#]$/)
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})

test('a long prompt takes no longer than its length', () => {
  for (const text of ['press ', 'for ', '1 , ', 'press the the the ', '1 or ']) {
    expect(offeredKeys(text.repeat(200_000)).keys.length).toBeLessThanOrEqual(12)
  }
})

test('whatever stands around it, "press 7 for x" offers 7', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), words => {
      const offered = offeredKeys(`${words.join(' ')} . Press 7 for help.`)
      expect(offered.keys.map(({ key }) => key)).toContain('7')
    }),
  )
})
