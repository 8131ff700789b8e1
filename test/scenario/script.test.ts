import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { parseScript } from '../../src/scenario/script.js'
import { type CallerStep, describeSteps } from '../../src/scenario/steps.js'

const steps = (text: string): CallerStep[] => {
  const script = parseScript(text)
  if ('problems' in script) throw new Error(script.problems.join('\n'))
  return script.steps
}

const problems = (text: string): string[] => {
  const script = parseScript(text)
  return 'problems' in script ? script.problems.map(String) : []
}

describe('a script is a conversation in one line', () => {
  test('semicolons separate steps, but not inside a regular expression', () => {
    expect(steps('hears sales; presses 1; hears /connect; please/i; hangs up')).toEqual([
      { verb: 'hears', pattern: 'sales' },
      { verb: 'presses', keys: '1' },
      { verb: 'hears', pattern: /connect; please/i },
      { verb: 'hangs up' },
    ])
  })

  test('nor inside quotes', () => {
    expect(steps(`hears "one; two"; says 'three; four'; says "a \\"b\\""`)).toEqual([
      { verb: 'hears', pattern: 'one; two' },
      { verb: 'says', text: 'three; four' },
      { verb: 'says', text: 'a "b"' },
    ])
  })

  test('quotes and slashes inside a text are text', () => {
    expect(steps("says I don't know; hears and/or; hears press [/]")).toEqual([
      { verb: 'says', text: "I don't know" },
      { verb: 'hears', pattern: 'and/or' },
      { verb: 'hears', pattern: 'press [/]' },
    ])
  })

  test('a slash in a class or after a backslash does not end a regular expression', () => {
    expect(steps('hears /[/;]x\\/y/')).toEqual([{ verb: 'hears', pattern: /[/;]x\/y/ }])
  })

  test('times, confidence, and verbs that stand alone', () => {
    expect(steps('waits 1m30s; says my balance (confidence 0.4); beeps; hangs  up;')).toEqual([
      { verb: 'waits', ms: 90_000 },
      { verb: 'says', text: 'my balance', confidence: 0.4 },
      { verb: 'beeps' },
      { verb: 'hangs up' },
    ])
  })
})

describe('what is wrong is said with its column and the nearest verb', () => {
  test.each([
    ['press 1', '--script:1:1  unknown step "press 1"; did you mean "presses 1"? Allowed: hears, presses, says, waits'],
    ['presses 1; hangup', '--script:1:12  unknown step "hangup"; did you mean "hangs up"?'],
    ['hang up', 'did you mean "hangs up"?'],
    ['hangs', 'did you mean "hangs up"?'],
    ['sleep 5s', 'did you mean "waits 5s"?'],
    ['dance', 'unknown step "dance". Allowed:'],
    ['waits 5', '"5" is not a time; did you mean "5s"?'],
    ['presses A', 'the key "A" is on no telephone, and Plivo collects no A-D. Allowed: 0-9, * and #'],
    ['presses 1w2', 'a pause is a step of its own: presses 1, waits 1s, presses 2'],
    ['presses', 'no keys to press'],
    ['hears', 'an empty text matches anything'],
    ['says ""', 'nothing to say'],
    ['says hello (confidence 2)', '2 is not a confidence. Allowed: a number from 0 to 1'],
    ['hears /sales', 'the regular expression is never closed'],
    ['hears /(/', 'Invalid regular expression'],
    ['hears /sales/g', 'the flag g has no use in /sales/g. Allowed: i, m, s, u'],
    ['hears "sales', 'the quote " is never closed'],
    ['hears "sales" please', '"please" after the end of "hears"; a semicolon separates steps'],
    ['presses /1/', 'only "hears" takes a regular expression'],
    ['hangs up now', '"hangs up" stands alone, without "now"'],
    ['says "\\x"', 'escapes as in JSON'],
    ['presses 1;\nwait 5s', '--script:2:1  unknown step'],
    ['', 'the script has no steps; for example: hears sales'],
    [' ; ;', 'the script has no steps'],
  ])('%j', (text, sentence) => expect(problems(text).join('\n')).toContain(sentence))

  test('every mistake of a script is found at once', () => {
    expect(problems('press 1; waits 5; hangs up; says hi; hagns up')).toHaveLength(3)
  })
})

const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter(value => value.trim() !== '')
const regex = fc
  .tuple(
    fc.constantFrom('press', 'a;b', 'x/y', '[/;]', '^1$', '"', "it's", '\\d+', '(confidence 1)'),
    fc.constantFrom('', 'i', 'su'),
  )
  .map(([source, flags]) => new RegExp(source, flags))
const step: fc.Arbitrary<CallerStep> = fc.oneof(
  fc.record({ verb: fc.constant('hears' as const), pattern: fc.oneof(text, regex) }),
  fc.record({ verb: fc.constant('presses' as const), keys: fc.stringMatching(/^[0-9*#]+$/) }),
  fc.record({ verb: fc.constant('says' as const), text }),
  fc.record({
    verb: fc.constant('says' as const),
    text,
    confidence: fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
  }),
  fc.record({ verb: fc.constant('waits' as const), ms: fc.integer({ min: 0, max: 86_400_000 }) }),
  fc.constantFrom<CallerStep>({ verb: 'beeps' }, { verb: 'hangs up' }),
)

property.prop([fc.array(step, { minLength: 1 })])('what is described is parsed back', conversation => {
  expect(steps(describeSteps(conversation))).toEqual(conversation)
})

property.prop([fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'hears says "\'/;\\[]()1'.split('')) }))])(
  'no script throws, and every one gives steps or mistakes',
  script => {
    const parsed = parseScript(script)
    expect('steps' in parsed ? parsed.steps.length : parsed.problems.length).toBeGreaterThan(0)
  },
)
