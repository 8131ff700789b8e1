import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as assert from '../../src/testing/assert.js'
import { matchers } from '../../src/testing/matchers.js'
import { projectWith, run, vitest } from './project.js'

const page = readFileSync('docs/testing.md', 'utf8')

/** The files that the page shows, by the names in their first lines. */
const files = Object.fromEntries(
  [...page.matchAll(/^```js\n\/\/ (\S+)\n((?:.*\n)*?)```/gm)].map(([, name = '', text = '']) => [name, text]),
)

describe('docs/testing.md', () => {
  it('"every matcher in a table": and every function of offhook/assert', () => {
    const rows = page.split('\n').filter(line => line.startsWith('| `'))
    const matchersOf = (cell = '') => [...cell.matchAll(/\bto[A-Z]\w+/g)].map(([name]) => name)
    const inTable = new Set(rows.flatMap(row => matchersOf(row.split(' | ')[0])))
    expect([...inTable].sort()).toEqual([...Object.keys(matchers), 'toMatchTrace'].sort())
    const functions = Object.keys(assert).filter(name => name.startsWith('assert'))
    expect(functions.filter(name => !rows.some(row => row.includes(`\`${name}\``)))).toEqual([])
  })

  it('its examples run as they are', { timeout: 60_000 }, async () => {
    expect(Object.keys(files)).toEqual(['app.js', 'sales.test.js', 'sales.node.js'])
    const folder = await projectWith(files)
    const [ofVitest, ofNode] = await Promise.all([
      run(folder, vitest, 'run', '--no-color'),
      run(folder, '--test', 'sales.node.js'),
    ])
    expect(ofVitest.code, ofVitest.output).toBe(0)
    expect(ofVitest.output).toContain('1 passed')
    expect(ofNode.code, ofNode.output).toBe(0)
  })
})
