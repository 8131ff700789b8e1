import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.js'
import { CharacterLine } from '../../src/trace/ladder/character-line.js'
import { paint } from '../../src/trace/layout.js'
import { columns, withStrings } from '../../src/trace/printable.js'
import { Trace } from '../../src/trace/trace.js'
import { everyEvent } from './every-event.js'

/** Samples of EastAsianWidth.txt: W and F take two columns, H, Na, N and A one; marks over another take none. */
const WIDTHS = new Map<string, number>([
  ...[...' aé—│•✈'].map(char => [char, 1] as const),
  // Katakana, the long vowel mark, hiragana, the iteration mark, an ideographic comma and space.
  ...[...'ハーひ々、\u3000'].map(char => [char, 2] as const),
  // Half-width katakana, their marks, half-width Hangul and brackets.
  ...[...'ﾊｶｰ\uff9e\uffa1｢'].map(char => [char, 1] as const),
  // Full-width Latin and signs, Han of two planes, Hangul, an initial of it, bopomofo, Yi, enclosed and upright forms.
  ...[...'Ａ￥字𠮷한\u1100ㄅꀀ㊀︙〈'].map(char => [char, 2] as const),
  ...[...'😀🈁⌚', '✈\ufe0f'].map(char => [char, 2] as const),
  // Marks, joiners, a vowel inside of a Hangul syllable, vowel signs of Devanagari and Thai that take no space.
  ...[...'\u0301\u200d\u1161\u0941\u0e47'].map(char => [char, 0] as const),
  // And one that does.
  ...[...'\u093e\u0e01'].map(char => [char, 1] as const),
])

const measured = (text: string): number => {
  let total = 0
  for (let rest = text; rest !== ''; ) {
    const glyph = rest.startsWith('✈\ufe0f') ? '✈\ufe0f' : String.fromCodePoint(rest.codePointAt(0) as number)
    total += WIDTHS.get(glyph) ?? 1
    rest = rest.slice(glyph.length)
  }
  return total
}

describe('"East Asian wide characters and emoji take two, combining marks none"', () => {
  it.each([...WIDTHS])('%s takes %i', (glyph, width) => {
    expect(columns(glyph)).toBe(width)
    expect(columns(`a${glyph}a`)).toBe(width + 2)
  })

  const texts = fc.string({ unit: fc.constantFrom(...WIDTHS.keys()), maxLength: 120 })

  test.prop([texts, texts, texts])('"No line is wider than `width`", whatever is said', (one, two, three) => {
    const events = everyEvent.flatMap((event, index) => {
      const text = [one, two, three][index % 3] as string
      const changed = withStrings(event, (was, key) => (/text|because|message|reason|judgement/.test(key) ? text : was))
      return [changed as TraceEvent]
    })
    const trace = Trace.from(events)
    for (const line of trace.ladder().split('\n')) expect(measured(line)).toBeLessThanOrEqual(100)
    for (const line of trace.text().split('\n')) expect(measured(line)).toBeLessThanOrEqual(100)
  })

  it('what covers a half of a wide character takes it away whole', () => {
    const line = new CharacterLine()
    line.put(0, '字字字', 'plain')
    line.put(1, '|', 'plain')
    line.put(4, '|', 'plain')
    expect(line.painted(paint(false))).toBe(' |字|')
    expect(columns(line.painted(paint(false)))).toBe(5)
  })
})
