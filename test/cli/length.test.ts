import { expect, test } from 'vitest'
import { lengthOf } from '../../src/cli/length.js'

test.each([
  [0, '0 s'],
  [14.929, '14.9 s'],
  [119.96, '2 min'],
  [90, '90 s'],
  [150, '2 min 30 s'],
  [605.5, '10 min 5.5 s'],
  [14400, '4 h'],
  [14460, '4 h 1 min'],
  [3601, '1 h 1 s'],
])('%d seconds are "%s"', (seconds, words) => {
  expect(lengthOf(seconds)).toBe(words)
})
