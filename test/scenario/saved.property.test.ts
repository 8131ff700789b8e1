import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'
import { loadScenario } from '../../src/scenario/file.js'
import { runScenario, type ScenarioCall } from '../../src/scenario/run.js'
import { Disguise } from '../../src/scenario/saved-disguise.js'
import { writeWhole } from '../../src/scenario/saved-file.js'
import { savedScenario } from '../../src/scenario/saved-scenario.js'
import { temporaryFolder } from '../temporary-folder.js'
import { writeWorld } from '../worlds/scenario-of.js'
import type { World } from '../worlds/world.js'
import { worlds } from '../worlds/worlds.js'

const runs = Number(process.env.SAVED_RUNS ?? 60)
const seed = Number(process.env.SAVED_SEED ?? 20250101)

/** A person does not use the API, and does not listen for what never comes. */
const byHand = (world: World): World => ({
  ...world,
  callers: world.callers.map(caller => ({
    ...caller,
    does: caller.does.filter(({ verb }) => verb !== 'api' && verb !== 'hears'),
  })),
})

/** What each call asked its application, in order, with what matters. */
const asked = (calls: readonly ScenarioCall[]) =>
  calls.map(({ trace }) =>
    trace.of('webhook.sent').map(({ method, url, purpose, params: { Digits, Speech, DialStatus } }) => {
      return [method, url, purpose, Digits, Speech, DialStatus]
    }),
  )

async function playAndSave(world: World, redact: boolean, folder: string) {
  const file = writeWorld(byHand(world), folder)
  const loaded = loadScenario(file)
  if ('problems' in loaded) return expect.fail(loaded.problems.join('\n'))
  let exchange: ReturnType<typeof createExchange> | undefined
  const { scenario } = loaded
  const played = await runScenario(scenario, {
    leaveOpen: true,
    createExchange: options => {
      exchange = createExchange(options)
      return exchange
    },
  })
  const saved = join(folder, 'world', 'saved.yaml')
  const neverMet = new Set(exchange?.unmetFaults().map(({ rule }) => rule))
  const { text } = savedScenario(
    {
      scenario: {
        ...scenario,
        faults: (scenario.faults ?? []).map(({ place: _, ...fault }) => fault),
      },
      calls: played.calls,
      faults: [],
      unmet: exchange?.unmetPhones() ?? [],
      byHand: true,
      missed: false,
    },
    saved,
    new Disguise(redact),
  )
  await exchange?.close()
  writeWhole(saved, text)
  const missed = played.failures.some(({ instead }) => instead.some(line => /never came to this step/.test(line)))
  return { saved, neverMet, missed, text, file, calls: played.calls }
}

it('"It must replay in virtual time against the same application with the same outcome": random calls, saved, played, pass', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async world => {
      const { saved, text, neverMet, file, missed, calls } = await playAndSave(world, false, temporaryFolder())
      // A fault that nobody met has no place in a test.
      fc.pre(neverMet.size === 0)
      // Nor a step that came too late: where phones do things by themselves, it stays one.
      fc.pre(!missed || !world.callers.some(({ outgoing }) => outgoing))
      const read = loadScenario(saved)
      if ('problems' in read) return expect.fail(`${read.problems.join('\n')}\n${text}`)
      const again = await runScenario({ ...read.scenario, seed: world.seed })
      if (!again.passed)
        expect.fail(
          `${again.failures.map(({ expected, instead }) => `${expected}\n  ${instead.join('\n  ')}`).join('\n')}\n${text}\n${readFileSync(file, 'utf8')}\n${again.calls.map(({ trace }) => trace.text()).join('\n')}`,
        )
      expect(asked(again.calls), `${text}\n${readFileSync(file, 'utf8')}`).toEqual(asked(calls))
    }),
    { numRuns: runs, seed },
  )
}, 120_000)
