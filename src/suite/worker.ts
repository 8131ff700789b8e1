import { parentPort, workerData } from 'node:worker_threads'
import { loadScenarios, type Scenario } from '../scenario/file.js'
import type { Case, CaseSettings } from './case.js'
import { playCase } from './played-case.js'

// The other side of createWorkerPlayer: plays one case after another.
const settings = workerData as CaseSettings
const files = new Map<string, readonly Scenario[]>()

parentPort?.on('message', async (one: Case) => {
  const scenario = scenariosOf(one.file)[one.index]
  if (!scenario) throw new Error(`${one.file} has changed since it was read`)
  parentPort?.postMessage(await playCase(scenario, one, settings))
})

function scenariosOf(file: string): readonly Scenario[] {
  const known = files.get(file)
  if (known) return known
  const read = loadScenarios(file)
  const scenarios = 'problems' in read ? [] : read.scenarios
  files.set(file, scenarios)
  return scenarios
}
