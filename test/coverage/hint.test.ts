import { expect, test } from 'vitest'
import { branchHint, useHint } from '../../src/coverage/hint.js'

const of = (...names: readonly (string | readonly [string, string])[]) =>
  names.map(name => {
    const [branch, what] = typeof name === 'string' ? [name] : name
    return { branch, ...(what && { what }), times: 0, by: [] }
  })

test.each([
  ['key 2', undefined, 'presses: "2"'],
  ['key *', undefined, 'presses: "*"'],
  ['invalid', undefined, 'presses: "7"'],
  ['no input', undefined, 'no step: the caller stays silent'],
  ['hangup', undefined, 'hangs up'],
  ['speech', undefined, 'says: …'],
  ['digits', undefined, 'presses: "1234"'],
  ['digits', 'any key', 'presses: "1"'],
  ['digits', 'up to 6', 'presses: "123456"'],
])('"a hint which scenario step would do it": %s (%s)', (branch, what, hint) => {
  const branches = of('key 9', 'key 8', 'invalid')
  expect(branchHint({ branch, ...(what && { what }), times: 0, by: [] }, { branches })).toBe(hint)
})

test('a URL that was never requested: what has it requested, or which element comes first', () => {
  const input = {
    name: 'GetDigits',
    line: 3,
    column: 5,
    times: 1,
    by: [],
    because: [],
    branches: of('key 3', 'no input'),
  }
  expect(useHint('GetDigits action', input)).toBe('presses: "3"')
  expect(useHint('GetDigits action', { ...input, times: 0 })).toBe('reach <GetDigits> 3:5')
  expect(useHint('fallback', undefined)).toBe('faults: [{ purpose: answer, fault: { status: 503 } }]')
  expect(useHint('machine detection', undefined)).toBe('phones: { default: voicemail }')
  expect(useHint('hangup', undefined)).toBeUndefined()
})
