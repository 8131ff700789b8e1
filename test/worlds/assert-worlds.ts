import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rules, violations } from './invariants.js'
import { type Played, play } from './play.js'
import { textOf, writeWorld } from './scenario-of.js'
import type { World } from './world.js'
import { worlds } from './worlds.js'

/** How many worlds all the files play together; CI plays 10,000. */
const total = Number(process.env.OFFHOOK_WORLDS ?? 600)
const seed = Number(process.env.OFFHOOK_WORLDS_SEED ?? 20250101)

/** How many files there are, of which each plays its share: `worlds-1.test.ts` and so on. */
const files = 4

/** Every so many worlds one is played twice. */
const again = 20

/** Plays the share of one test file, and fails with a scenario that reproduces what was found. */
export function assertWorlds(part: number): void {
  const unhandled: unknown[] = []
  const note = (error: unknown) => unhandled.push(error)
  beforeAll(() => void process.on('unhandledRejection', note))
  afterAll(() => void process.off('unhandledRejection', note))

  const runs = Math.ceil(total / files)
  it(`${rules.length} rules are kept in ${runs} random worlds (seed ${seed + part})`, {
    timeout: 600_000,
  }, async () => {
    let count = 0
    const property = fc.asyncProperty(worlds, async world => {
      const broken = [...violations(await play(world)), ...unhandled.splice(0).map(String)]
      if (count++ % again === 0) broken.push(...(await differences(world)))
      if (broken.length > 0) throw new Error(broken.join('\n'))
    })
    const details = await fc.check(property, { numRuns: runs, seed: seed + part })
    if (details.failed) expect.fail(await report(details, part))
  })
}

/** "The same seed and application give the same trace, byte for byte". */
async function differences(world: World): Promise<string[]> {
  const [one, two] = [tracesOf(await play(world)), tracesOf(await play(world))]
  return one === two ? [] : ['the same world twice gives two traces']
}

const tracesOf = ({ calls }: Played): string => calls.map(({ trace }) => trace.jsonLines()).join('')

/** What broke, the shrunk world as files, how to play them, and how to find it anew. */
async function report(details: fc.RunDetails<[World]>, part: number): Promise<string> {
  const { counterexample, errorInstance, numRuns, numShrinks } = details
  const [found] = counterexample ?? []
  if (!found) return `no world could be made: ${errorInstance}`
  const { calls, requests } = await play(found)
  const world = lean(
    found,
    requests.map(({ path }) => path),
  )
  const file = writeWorld(world, mkdtempSync(join(tmpdir(), 'offhook-world-')))
  return `world ${numRuns} breaks a rule (seed ${details.seed}, path ${details.counterexamplePath}, shrunk ${numShrinks} times)

${(errorInstance as Error).message}

To play it: npm run build && node dist/cli/main.js test ${file} --json
To find it anew: OFFHOOK_WORLDS=${total} OFFHOOK_WORLDS_SEED=${seed} npx vitest run test/worlds/worlds-${part}.test.ts

${textOf(world)}
${calls.map(({ name, trace }) => `--- the call of ${name}\n${trace.text()}`).join('\n')}`
}

/** Without what nobody asked for, which changes nothing. */
function lean({ app, ...world }: World, asked: readonly string[]): World {
  const starts = [app.answer, app.fallback, app.hangup].map(path => path?.split(/[?#]/)[0])
  const routes = Object.entries(app.routes).filter(([path]) => asked.includes(path) || starts.includes(path))
  return { ...world, app: { ...app, routes: Object.fromEntries(routes) } }
}
