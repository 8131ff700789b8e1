import { test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { normalisedTrace } from '../../src/trace/normalised.js'
import { play } from '../worlds/play.js'
import type { World } from '../worlds/world.js'
import { worlds } from '../worlds/worlds.js'

/** Without faults that come by chance: another seed means another chance. */
const certain = (world: World): World => ({
  ...world,
  faults: world.faults.map(({ probability: _, ...rule }) => rule),
})

test.prop([worlds], { numRuns: 60 })('the same world under two seeds has the same normalised trace', async world => {
  const texts = await Promise.all(
    [world.seed, world.seed + 1].map(async seed => normalisedTrace((await play({ ...certain(world), seed })).events)),
  )
  expect(texts[1]).toBe(texts[0])
})
