import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadScenario, readScenario } from '../../src/scenario/file.js'
import { runScenario, type ScenarioResult } from '../../src/scenario/run.js'
import { savedScenario } from '../../src/scenario/saved-scenario.js'
import { temporaryFolder } from '../temporary-folder.js'
import { writeWorld } from '../worlds/scenario-of.js'
import type { World, WorldCaller, WorldStep } from '../worlds/world.js'
import { worlds } from '../worlds/worlds.js'

/** By hand nobody does anything in the very millisecond in which something else happens. */
const byHand = (world: World): World => ({
  ...world,
  callers: world.callers.map(({ outgoing: _, ...caller }): WorldCaller => {
    const does = caller.does.flatMap((step, index): WorldStep[] => {
      if (step.verb === 'api' || step.verb === 'hears') return []
      if (step.verb === 'waits') return [{ verb: 'waits', ms: step.ms + 17 + 31 * index }]
      return step.verb === 'says' ? [{ verb: 'says', text: step.text }] : [step]
    })
    return { ...caller, does: [{ verb: 'waits', ms: 613 }, ...does] }
  }),
})

const outcome = ({ calls }: ScenarioResult) =>
  calls.map(({ trace }) => ({
    end: trace.of('call.ended').map(({ cause, source }) => ({ cause, source })),
    requests: trace
      .of('webhook.sent')
      .map(({ url, purpose, params }) => ({ url, purpose, digits: params.Digits, speech: params.Speech })),
    heard: trace.of('prompt.finished').map(({ text, heard }) => ({ text, heard })),
  }))

it('what was done by hand is saved as steps that come to the same end, ask for the same, and hear the same', async () => {
  await fc.assert(
    fc.asyncProperty(worlds.map(byHand), async world => {
      const folder = temporaryFolder()
      const file = writeWorld(world, folder)
      const loaded = loadScenario(file)
      if ('problems' in loaded) return expect.fail(loaded.problems.join('\n'))
      const { scenario } = loaded
      let unmetFaults: ReturnType<Awaited<ReturnType<typeof made>>['exchange']['unmetFaults']> = []
      const { result, exchange } = await made(scenario)
      unmetFaults = exchange.unmetFaults()
      const saved = savedScenario(
        {
          scenario: { ...scenario, callers: scenario.callers.map(caller => ({ ...caller, does: [] })) },
          calls: result.calls.map(({ name, trace, attempts, leg }) => ({
            name,
            events: trace.events,
            attempts,
            ...(leg ? { leg } : { noted: notedOf(world, name) }),
          })),
          unmetFaults,
        },
        join(folder, 'world', 'saved.yaml'),
      )
      const again = readScenario(saved, join(folder, 'world', 'saved.yaml'))
      if ('problems' in again) return expect.fail(`${again.problems.join('\n')}\n${saved}`)
      const replayed = await runScenario(again.scenario)
      expect(
        replayed.failures.map(({ expected, instead }) => [expected, ...instead].join('\n')).join('\n'),
        saved,
      ).toBe('')
      expect(outcome(replayed), saved).toEqual(outcome(result))
    }),
    { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? 20250101) },
  )
})

async function made(scenario: Parameters<typeof runScenario>[0]) {
  const { createExchange } = await import('../../src/exchange/exchange.js')
  let exchange = createExchange()
  const result = await runScenario(scenario, {
    createExchange: options => {
      exchange = createExchange(options)
      return exchange
    },
  })
  return { result, exchange }
}

const notedOf = ({ callers }: World, name: string) => {
  const does = callers.find(caller => caller.name === name)?.does ?? []
  return {
    keys: does.map(step => (step.verb === 'presses' ? step.keys : '')).join(''),
    said: does.flatMap(step => (step.verb === 'says' ? [step.text] : [])),
  }
}
