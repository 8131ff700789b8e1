import fc from 'fast-check'
import { addresses } from './phones.js'
import type { WorldOutgoing } from './world.js'

const seconds = (...all: number[]) => fc.option(fc.constantFrom(...all), { nil: undefined, freq: 2 })
const machine = fc.record(
  {
    machineDetection: fc.constantFrom('true' as const, 'hangup' as const),
    machineDetectionUrl: fc.constantFrom('/callback', '/404'),
    machineDetectionTime: fc.constantFrom(2000, 5000),
    machineDetectionInitialSilence: fc.constantFrom(2000, 4500),
    machineDetectionInitialGreeting: fc.constantFrom(1000, 1500),
    machineDetectionMaximumWords: fc.constantFrom(2, 3),
  },
  { requiredKeys: ['machineDetection'] },
)
const digits = fc.record(
  { sendDigits: fc.constantFrom('1', 'w1W2@300'), sendOnPreanswer: fc.constant(true) },
  { requiredKeys: ['sendDigits'] },
)
const nothing = fc.constant({})

/** How a call is made that Plivo makes. */
export const outgoing: fc.Arbitrary<WorldOutgoing> = fc
  .tuple(
    fc.record({
      to: fc.constantFrom(...addresses),
      ringUrl: fc.option(fc.constantFrom('/callback', '/404#rc=2&rp=all'), { nil: undefined, freq: 2 }),
      ringTimeout: seconds(1, 10),
      hangupOnRing: seconds(0, 3),
      timeLimit: seconds(1, 5),
    }),
    fc.oneof({ withCrossShrink: true }, { arbitrary: nothing, weight: 2 }, { arbitrary: machine, weight: 1 }),
    fc.oneof({ withCrossShrink: true }, { arbitrary: nothing, weight: 2 }, { arbitrary: digits, weight: 1 }),
  )
  .map(parts => Object.assign({}, ...parts))
