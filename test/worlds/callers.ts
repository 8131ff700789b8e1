import fc from 'fast-check'
import { operation } from './operations.js'
import type { WorldCaller, WorldStep } from './world.js'

const step: fc.Arbitrary<WorldStep> = fc.oneof(
  {
    arbitrary: fc.record({
      verb: fc.constant('waits' as const),
      ms: fc.constantFrom(0, 1, 499, 500, 1000, 2000, 3000, 7000, 30_000),
    }),
    weight: 6,
  },
  {
    arbitrary: fc.record({
      verb: fc.constant('presses' as const),
      keys: fc.constantFrom('1', '12', '3#', '#', '*9', '123456'),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record(
      {
        verb: fc.constant('says' as const),
        text: fc.constantFrom('Yes', 'opening hours', 'damn it, I would like to speak to somebody'),
        confidence: fc.constantFrom(0, 0.3),
      },
      { requiredKeys: ['verb', 'text'] },
    ),
    weight: 2,
  },
  {
    arbitrary: fc.record({ verb: fc.constant('hears' as const), pattern: fc.constantFrom('press', 'hello', /o/) }),
    weight: 1,
  },
  { arbitrary: operation.map(operation => ({ verb: 'api' as const, operation })), weight: 3 },
  { arbitrary: fc.constantFrom({ verb: 'beeps' } as const, { verb: 'hangs up' } as const), weight: 1 },
)

const names = ['ann', 'ben', 'cem'] as const

/** One to three people who call: mostly one, and in the same moment or one after another. */
export const callers: fc.Arbitrary<WorldCaller[]> = fc
  .array(
    fc.record({
      starts: fc.constantFrom(0, 0, 1, 1500, 20_000),
      does: fc.array(step, { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3, size: 'xsmall' },
  )
  .map(all => all.map((one, index) => ({ name: names[index] ?? 'dan', ...one })))
