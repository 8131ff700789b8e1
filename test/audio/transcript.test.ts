import { expect, test } from 'vitest'
import type { Sound } from '../../src/audio/tape.js'
import { transcriptOf } from '../../src/audio/transcript.js'

const speech = (at: number, ms: number, text: string, more: object = {}): Sound => ({
  kind: 'speech',
  at,
  ms,
  until: at + ms,
  text,
  speaker: '',
  ...more,
})

const four = 'one two three four'

test.each<[string, Sound[][], string]>([
  ['all of it', [[speech(0, 1000, four)]], four],
  [
    'in the order in which it was begun, by whomever',
    [
      [speech(500, 400, 'b'), speech(900, 9, 'd')],
      [speech(0, 9, 'a'), speech(600, 9, 'c')],
    ],
    'a b c d',
  ],
  ['of what began before, the words that begin later', [[speech(-500, 1000, four)]], 'three four'],
  ['of what goes on, the words that are over', [[speech(9500, 1000, four)]], 'one two'],
  ['of what was broken off, the words that were said', [[speech(0, 1000, four, { until: 600 })]], 'one two'],
  ['of what is heard later, the rest', [[speech(0, 1000, four, { from: 300 })]], 'three four'],
  ['what takes a fraction of a ms more', [[speech(0.1, 1000 / 3, four)]], four],
  ['what is repeated, once', [[speech(0, 500, 'hold on', { every: 500, until: 9000 })]], 'hold on'],
  ['not what was over before, or began later', [[speech(-500, 500, 'a'), speech(10_000, 500, 'b')]], ''],
  [
    'nothing of what nobody knows',
    [[speech(0, Number.POSITIVE_INFINITY, '', { until: Number.POSITIVE_INFINITY })]],
    '',
  ],
  [
    'no keys, no files',
    [
      [
        { kind: 'key', at: 0, ms: 100, key: '1' },
        { kind: 'music', at: 0, ms: 900, name: 'a' },
      ],
    ],
    '',
  ],
])('D50: a transcript has %s', (_, channels, expected) => {
  expect(transcriptOf(channels, 0, 10_000)).toBe(expected)
})
