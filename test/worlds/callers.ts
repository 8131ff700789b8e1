import fc from 'fast-check'
import { operation } from './operations.js'
import { outgoing } from './outgoing.js'
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
  { arbitrary: fc.constantFrom({ verb: 'beeps' } as const, { verb: 'hangs up' } as const), weight: 1 },
)

/** A step; one of the API comes when the call has come to something, for one that fails ends the script. */
const beat: fc.Arbitrary<WorldStep[]> = fc.oneof(
  { arbitrary: step.map(one => [one]), weight: 4 },
  {
    arbitrary: fc.tuple(fc.constantFrom(700, 2000, 3000), operation).map(([ms, operation]): WorldStep[] => [
      { verb: 'waits', ms },
      { verb: 'api', operation },
    ]),
    weight: 1,
  },
)

const names = ['ann', 'ben', 'cem'] as const

/** One to three people who call: mostly one, and in the same moment or one after another. */
export const callers: fc.Arbitrary<WorldCaller[]> = fc
  .array(
    fc.record({
      starts: fc.constantFrom(0, 0, 1, 1500, 20_000),
      outgoing: fc.oneof(
        { withCrossShrink: true },
        { arbitrary: fc.constant(undefined), weight: 5 },
        { arbitrary: outgoing, weight: 1 },
      ),
      does: fc.array(beat, { maxLength: 5 }).map(beats => beats.flat()),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map(all => all.map((one, index) => ({ name: names[index] ?? 'dan', ...one })))
