import { describe, expect, test } from 'vitest'
import { failures, mistakes, play, type Routes, readOne, sentences } from '../play.js'

const routes: Routes = {
  '/answer': '<GetDigits action="http://app.test/menu" numDigits="1"><Speak>Press a key</Speak></GetDigits>',
  '/menu': '<Redirect>http://app.test/bye</Redirect>',
  '/bye': '<Speak>Goodbye</Speak>',
}

const instead = async (expectation: string): Promise<string[]> => {
  const text = `caller: [{ hears: press a key }, { presses: "1" }]\nexpect:\n  - ${expectation}\n`
  return failures(await play(text, routes)).flatMap(one => one.split('\n').slice(1))
}

describe('"order": requests came one after another; others may have come between', () => {
  test.each([
    'requested_in_order: [/answer, /bye]',
    'requested_in_order: [/answer, { requested: /menu, with: { Digits: "1" }, method: POST }, /hangup]',
    'requested_in_order: [/answer, /menu, /bye, /hangup]\n    exactly: true',
    'requested_in_order: [/answer, /bye]\n    exactly: false',
  ])('holds: %j', async expectation => expect(await instead(expectation)).toEqual([]))

  test('a failure shows the order that happened, with marks', async () => {
    expect(await instead('requested_in_order: [/answer, /bye, { requested: /menu, with: { Digits: "1" } }]')).toEqual([
      'this is the order in which they came:',
      '  ✓ POST http://app.test/answer (answer)',
      '    POST http://app.test/menu (GetDigits action) Digits="1"',
      '  ✓ POST http://app.test/bye (Redirect)',
      '  ✗ /menu with Digits="1" did not come after that; it came before, as number 2',
      '    POST http://app.test/hangup (hangup)',
    ])
  })

  test('the nearest is the same URL with other parameters', async () => {
    const lines = await instead('requested_in_order: [/answer, { requested: /menu, with: { Digits: "2" } }]')
    expect(lines.slice(2, 4)).toEqual([
      '  ✗ /menu with Digits="2" did not come after that',
      '      Digits: expected "2", was "1"',
    ])
  })

  test('with exactly, what came besides is marked', async () => {
    expect(await instead('requested_in_order: [/answer, /menu, /hangup]\n    exactly: true')).toEqual([
      'this is the order in which they came:',
      '  ✓ POST http://app.test/answer (answer)',
      '  ✓ POST http://app.test/menu (GetDigits action)',
      '  ✗ POST http://app.test/bye (Redirect), which is not expected',
      '  ✓ POST http://app.test/hangup (hangup)',
    ])
  })

  test('it is a sentence', () => {
    const { expect: read } = readOne(
      'expect: [{ requested_in_order: [/a, { requested: /b, method: GET }], exactly: true }]',
    )
    expect(sentences(read)).toEqual(['requested is /a, then GET /b, and nothing else'])
  })
})

describe('every mistake has its place, what is allowed, and the nearest key', () => {
  test.each([
    ['requested_in_order: /answer', 'requested_in_order must be a list'],
    ['requested_in_order: []', 'requested_in_order names no request'],
    ['requested_in_order: [answer]', 'menu.yaml:3:26  "answer" is neither a path nor a URL; did you mean "/answer"?'],
    ['requested_in_order: [{ request: /a }]', 'unknown key "request"; did you mean "requested"?'],
    ['requested_in_order: [{ with: {} }]', 'needs "requested"'],
    ['requested_in_order: [/a]\n    exactly: yes', 'exactly is "yes". Allowed: true or false'],
    ['requests_in_order: [/a]', 'unknown expectation "requests_in_order"; did you mean "requested_in_order"?'],
  ])('%j', (expectation, sentence) => expect(mistakes(expectation).join('\n')).toContain(sentence))
})
