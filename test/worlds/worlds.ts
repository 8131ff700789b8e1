import fc from 'fast-check'
import { application } from './applications.js'
import { callers } from './callers.js'
import { faults } from './faults.js'
import { phones } from './phones.js'
import type { World } from './world.js'

/** Any world: of each ingredient something. */
export const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.nat({ max: 1_000_000 }),
  timeLimit: fc.constantFrom(60, 5, 20, 120),
  app: application,
  callers,
  phones,
  faults,
})
