import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/trace/nearest.js'
import { catalogue, problem } from '../../src/xml/problem.js'

describe('the nearest name', () => {
  const names = ['callbackUrl', 'callbackMethod', 'timeout', 'timeLimit', 'action', 'loop']
  it.each([
    ['callback_url', 'callbackUrl'],
    ['CallbackURL', 'callbackUrl'],
    ['timout', 'timeout'],
    ['time-limit', 'timeLimit'],
    ['acton', 'action'],
    ['lopo', 'loop'],
    ['poop', 'loop'],
    ['olpo', undefined],
    ['colour', undefined],
    ['x', undefined],
    ['', undefined],
    ['a'.repeat(50_000), undefined],
  ])('of %j', (written, meant) => {
    expect(nearest(written, names)).toBe(meant)
  })
})

describe('the catalogue of problems', () => {
  it('a problem has its severity, provenance and rule from there, unless it knows better', () => {
    expect(problem('unknown-attribute', 'Because.')).toEqual({
      code: 'unknown-attribute',
      message: 'Because.',
      severity: 'risky',
      provenance: 'decided',
      rule: 'D2',
    })
    expect(problem('unknown-attribute', 'Because.', { severity: 'note', nearest: 'x' })).toMatchObject({
      severity: 'note',
      nearest: 'x',
    })
  })

  it.each(Object.entries(catalogue))(
    '%s has a title of its own and a rule that can be looked up',
    (code, { title, rule }) => {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(rule).toMatch(/^(D\d+|https:\/\/\S+|not simulated)$/)
      expect(Object.values(catalogue).filter(entry => entry.title === title)).toHaveLength(1)
    },
  )
})
