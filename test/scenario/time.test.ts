import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { Mistake } from '../../src/scenario/mistake.js'
import { readTime, writeTime } from '../../src/scenario/time.js'

describe('a time is a number with its unit', () => {
  test.each([
    ['4s', 4000],
    ['250ms', 250],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1m30s500ms', 90_500],
    ['0s', 0],
  ])('%s is %d ms', (written, ms) => expect(readTime(written)).toBe(ms))

  test.each([
    ['5', 'did you mean "5s"?'],
    ['1.5', 'did you mean "1s500ms"?'],
    ['5 seconds', 'did you mean "5s"?'],
    ['10 ms', 'did you mean "10ms"?'],
    ['3min', 'did you mean "3m"?'],
    ['30s1m', 'Allowed: a number with its unit, such as 250ms, 4s, 2m or 1m30s'],
    ['', '"" is not a time'],
    ['-1s', '"-1s" is not a time'],
    ['25000m', 'longer than any call lasts'],
  ])('%j is refused', (written, sentence) => {
    const mistake = readTime(written)
    expect(mistake).toBeInstanceOf(Mistake)
    expect((mistake as Mistake).sentence).toContain(sentence)
  })

  property.prop([fc.integer({ min: 0, max: 86_400_000 })])('what is written is read back', ms => {
    expect(readTime(writeTime(ms))).toBe(ms)
  })

  property.prop([fc.string()])('anything may be written', text => {
    const time = readTime(text)
    expect(time instanceof Mistake || Number.isSafeInteger(time)).toBe(true)
  })
})
