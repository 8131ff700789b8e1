import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../src/scenario/file.js'
import { describeFailure, runScenario } from '../../src/scenario/run.js'
import { renderText } from '../../src/trace/text.js'

const samples = readdirSync('xml-samples', { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(topic => readdirSync(join('xml-samples', topic.name)).map(name => join('xml-samples', topic.name, name)))

describe.each(samples)('%s', sample => {
  test.each(['README.md', 'app.yaml', 'scenario.yaml', 'trace.expected.txt'])('has a %s', name => {
    expect(existsSync(join(sample, name))).toBe(true)
  })

  test('its scenario passes, with the trace that is expected', async () => {
    const read = loadScenario(join(sample, 'scenario.yaml'))
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const { passed, failures, calls } = await runScenario(read.scenario)
    expect(failures.map(describeFailure).join('\n')).toBe('')
    expect(passed).toBe(true)
    const events = calls.flatMap(({ trace }) => trace.events).sort((a, b) => a.seq - b.seq)
    const expected = readFileSync(join(sample, 'trace.expected.txt'), 'utf8').replaceAll('\r\n', '\n')
    expect(
      renderText(events),
      'the trace differs; if it is right, `npx offhook test xml-samples --update` writes all of them anew',
    ).toBe(expected)
  })

  const others = readdirSync(sample).filter(name => name.endsWith('.scenario.yaml'))
  test.each(others)('%s passes', async name => {
    const read = loadScenario(join(sample, name))
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const { passed, failures } = await runScenario(read.scenario)
    expect(failures.map(describeFailure).join('\n')).toBe('')
    expect(passed).toBe(true)
  })
})
