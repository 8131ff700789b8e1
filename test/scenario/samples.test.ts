import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadScenario } from '../../src/scenario/file.js'
import { describeFailure, runScenario } from '../../src/scenario/run.js'

const samples = readdirSync('xml-samples', { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(topic => readdirSync(join('xml-samples', topic.name)).map(name => join('xml-samples', topic.name, name)))

test.each(samples)('%s', async sample => {
  const read = loadScenario(join(sample, 'scenario.yaml'))
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { passed, failures } = await runScenario(read.scenario)
  expect(failures.map(describeFailure).join('\n')).toBe('')
  expect(passed).toBe(true)
})
