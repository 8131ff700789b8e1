import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCassette, writeCassette } from '../../src/scenario/cassette/cassette-file.js'
import type { CassetteEntry } from '../../src/scenario/cassette/entry.js'
import { type CassetteOptions, openCassette } from '../../src/scenario/cassette/open-cassette.js'
import { loadScenario, type Scenario } from '../../src/scenario/file.js'
import { runScenario } from '../../src/scenario/run.js'
import { temporaryFolder } from '../temporary-folder.js'
import { writeWorld } from '../worlds/scenario-of.js'
import { worlds } from '../worlds/worlds.js'

async function played(scenario: Scenario, file: string, options: CassetteOptions = {}, seed?: number) {
  const cassette = openCassette(file, options)
  const { calls } = await runScenario(scenario, {
    interceptors: [cassette.interceptor],
    ...(seed !== undefined && { seed }),
  })
  return { calls, report: cassette.close(), traces: calls.map(({ trace }) => trace.jsonLines()).join('') }
}

const outcome = ({ calls }: Awaited<ReturnType<typeof played>>) =>
  calls.map(({ trace }) => [
    trace.of('call.ended').map(({ at, cause, source }) => ({ at, cause, source })),
    trace.of('webhook.attempted').map(({ at, outcome, status, cost }) => ({ at, outcome, status, cost })),
    trace.of('element.started').map(({ element, at }) => ({ element, at })),
  ])

it('a cassette gives the trace that the application gave, byte for byte; with other ids the same course', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async world => {
      const folder = temporaryFolder()
      const loaded = loadScenario(writeWorld(world, folder))
      if ('problems' in loaded) return expect.fail(loaded.problems.join('\n'))
      const { scenario } = loaded
      const file = join(folder, 'c.yaml')
      const recorded = await played(scenario, file, { mode: 'record' })
      if (!recorded.report.written) return
      const replayed = await played(scenario, file, { mode: 'replay' })
      expect(replayed.report).toMatchObject({ missing: [], unused: [] })
      expect(replayed.traces).toBe(recorded.traces)
      const compared = await played(scenario, file, { mode: 'compare' })
      expect(compared.report.differences).toEqual([])
      // Chance comes from the seed.
      if (scenario.faults?.some(({ rule }) => rule.probability !== undefined)) return
      const others = await played(scenario, file, { mode: 'replay' }, scenario.seed === 7 ? 8 : 7)
      expect(others.report).toMatchObject({ missing: [], unused: [] })
      expect(outcome(others)).toEqual(outcome(recorded))
    }),
    { numRuns: Number(process.env.RUNS ?? 100), seed: Number(process.env.SEED ?? 20250101) },
  )
})

const traps = [
  'no',
  '1e3',
  '0123',
  '~',
  '',
  ' ',
  'a: b',
  '# c',
  '- d',
  '"q"',
  "it's",
  '\\',
  '/x',
  '/x/i',
  '{{a}}',
  '😀',
  '\u202e',
  '\ufeff',
  '\r\n',
  '\t',
  '  x\n',
  'a\n\n',
  'a\n b \n',
  '\u0085',
  '\u2028',
  '\ud800',
  '|',
  '>-',
  '%TAG',
  '&a',
  '*a',
  '!!str',
  '12:30',
  '0x1F',
  '.inf',
  'null',
  'Yes',
]
const text = fc.oneof(
  fc.constantFrom(...traps),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom(...traps), { maxLength: 4 }).map(all => all.join('')),
)
const name = fc.oneof(
  fc.constantFrom('From', 'X-PH-no', 'a b', '0123'),
  fc.string({ minLength: 1, maxLength: 8 }).filter(one => one.trim() !== ''),
)

const entries: fc.Arbitrary<CassetteEntry> = fc.record({
  request: fc.record({
    purpose: text,
    method: fc.constantFrom('GET' as const, 'POST' as const),
    url: fc.webUrl({ withQueryParameters: true }),
    params: fc
      .dictionary(name, text, { maxKeys: 4, noNullPrototype: true })
      .filter(one => !Object.hasOwn(one, '__proto__')),
  }),
  result: fc.oneof(
    fc.record({
      status: fc.integer({ min: 100, max: 999 }),
      body: fc.oneof(
        text,
        fc.uint8Array({ maxLength: 20 }).map(bytes => Buffer.from(bytes)),
      ),
    }),
    fc.record({
      outcome: fc.constantFrom('ct' as const, 'rt' as const),
      reason: text,
      took: fc.constant({ wait: 3000 }),
    }),
  ),
})

it('whatever texts and bytes a cassette is to keep, it gives them back', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 4 }), fc.boolean(), (given, redacted) => {
      const written = writeCassette({ redacted, entries: given })
      expect(readCassette(written, 'c.yaml'), written).toEqual({ redacted, entries: given })
    }),
    { numRuns: 500, seed: 20250101 },
  )
})
