import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadScenario } from '../../src/scenario/file.js'
import { runScenario } from '../../src/scenario/run.js'
import { offhook } from '../cli/memory-io.js'
import { temporaryFolder } from '../temporary-folder.js'
import { play } from './play.js'
import { writeWorld } from './scenario-of.js'
import { worlds } from './worlds.js'

it('"each failure printed with its seed and a shrunk scenario file that reproduces it": files give the same trace', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async world => {
      const file = writeWorld(world, temporaryFolder())
      const loaded = loadScenario(file)
      if ('problems' in loaded) return expect.fail(`${loaded.problems.join('\n')}\n${readFileSync(file, 'utf8')}`)
      const { calls, failures } = await runScenario(loaded.scenario)
      const inMemory = await play(world)
      expect(calls.map(({ trace }) => trace.jsonLines()).join('')).toBe(
        inMemory.calls.map(({ trace }) => trace.jsonLines()).join(''),
      )
      expect(failures).toHaveLength(inMemory.missed.length)
    }),
    { numRuns: 60, seed: 20250101 },
  )
})

it('`offhook test <folder>/scenario.yaml` plays them', async () => {
  const [world] = fc.sample(worlds, { numRuns: 1, seed: 7 })
  if (!world) return expect.fail('no world')
  const { out } = await offhook(['test', writeWorld(world, temporaryFolder()), '--json'])
  const { events } = await play(world)
  const lines = out.split('\n').filter(line => line.includes('"seq"'))
  expect(lines.map(line => JSON.parse(line))).toEqual(events.map(event => ({ scenario: expect.any(String), ...event })))
})
