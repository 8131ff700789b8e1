import { describe, expect, it } from 'vitest'
import { isRefusedOption } from '../../src/server/refused-option.js'

const thrown = (does: () => unknown): unknown => {
  try {
    does()
  } catch (error) {
    return error
  }
  return undefined
}

// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tried.
const nothing = undefined as any

describe('"the program that is wrong, and nobody\'s input"', () => {
  it.each<[string, () => unknown]>([
    ['a property of nothing', () => nothing.a],
    ['a change of nothing', () => (nothing.a = 1)],
    ['a call of nothing', () => nothing()],
    ['a call of no function', () => (1 as never as () => void)()],
    ['a list of nothing', () => [...nothing]],
    ['parts of nothing', () => (({ a }) => a)(nothing)],
    ['an instance of nothing', () => new nothing()],
    [
      'a stack that is full',
      () =>
        (function again(): unknown {
          return again()
        })(),
    ],
    ['a list of such length', () => new Array(-1)],
    ['a text that long', () => 'x'.repeat(-1)],
    ['a time that is none', () => new Date(Number.NaN).toISOString()],
    [
      'JSON of a ring',
      () => {
        const ring: Record<string, unknown> = {}
        ring.ring = ring
        return JSON.stringify(ring)
      },
    ],
    ['a BigInt as a number', () => (1n as never as number) + 1],
    ['an argument that Node does not take', () => Buffer.from(nothing)],
    ['bytes that are not there', () => Buffer.alloc(1).readUInt8(5)],
    [
      'what is frozen',
      () => {
        ;(Object.freeze({ a: 1 }) as { a: number }).a = 2
      },
    ],
    ['a symbol as a text', () => `${Symbol('a') as never as string}`],
  ])('%s', (_, does) => {
    const error = thrown(does)
    expect(error).toBeInstanceOf(Error)
    expect(isRefusedOption(error), (error as Error).message).toBe(false)
  })

  it('a sentence about an option is a refusal', () => {
    expect(isRefusedOption(new TypeError('answerUrl is "x"; it must be a URL'))).toBe(true)
    expect(isRefusedOption(new RangeError('timeLimit is 0; allowed are 1 to 86400'))).toBe(true)
    expect(isRefusedOption(new TypeError('uuid is "x is not a function"; allowed is a UUID'))).toBe(true)
    expect(isRefusedOption(new Error('answerUrl'))).toBe(false)
  })
})
