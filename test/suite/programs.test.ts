import { expect, test } from 'vitest'
import { readScenario, type Scenario } from '../../src/scenario/file.js'
import { Programs } from '../../src/suite/programs.js'
import { menuFolder, menuHead } from '../scenario/menu-server.js'

const scenarioIn = (folder: string, more = ''): Scenario => {
  const read = readScenario(menuHead + more, `${folder}/menu.scenario.yaml`)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.scenario
}

const portOf = (origin = '') => new URL(origin).port

test('"one for all scenarios that name the same command": those that ask at once, too', async () => {
  const programs = new Programs({})
  const folder = menuFolder()
  const [one, two] = await Promise.all([programs.of(scenarioIn(folder)), programs.of(scenarioIn(folder))])
  expect(two).toBe(one)
  expect(await programs.of(scenarioIn(folder))).toBe(one)
  const other = await programs.of(scenarioIn(folder, 'account: { auth_token: another }'))
  expect(portOf(other?.origin)).not.toBe(portOf(one?.origin))
  await programs.stop()
  await expect(fetch(`${one?.origin}/answer`)).rejects.toThrow()
  await expect(fetch(`${other?.origin}/answer`)).rejects.toThrow()
})

test('one that has ended is started anew, once for all who ask', async () => {
  const programs = new Programs({})
  const folder = menuFolder()
  const first = await programs.of(scenarioIn(folder))
  await fetch(`${first?.origin}/crash`).catch(() => {})
  while (await first?.isThere());
  const [one, two] = await Promise.all([programs.of(scenarioIn(folder)), programs.of(scenarioIn(folder))])
  expect(one).not.toBe(first)
  expect(two).toBe(one)
  expect(await one?.isThere()).toBe(true)
  await programs.stop()
})
