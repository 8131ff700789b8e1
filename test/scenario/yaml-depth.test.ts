import { expect, test } from 'vitest'
import { readYaml } from '../../src/scenario/field.js'

const nested = {
  brackets: (deep: number) => `${'['.repeat(deep)}${']'.repeat(deep)}`,
  braces: (deep: number) => `${'{a: '.repeat(deep)}1${'}'.repeat(deep)}`,
  dashes: (deep: number) => `${'- '.repeat(deep)}a`,
  questions: (deep: number) => `${'? '.repeat(deep)}a`,
  indentation: (deep: number) => Array.from({ length: deep }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
}

test.each(Object.entries(nested))('values nested by %s: 150 are read, 250 and 5,000 refused', (_, write) => {
  expect(readYaml(write(150), 'a.yaml')).toHaveProperty('root')
  for (const deep of [250, 5_000]) {
    const read = readYaml(write(deep), 'a.yaml')
    expect('problems' in read && read.problems.map(String)).toEqual([
      'a.yaml:1:1  not read: its values are nested deeper than 200',
    ])
  }
})

test('what is long, and not deep, is read: brackets in texts, many items, lines that go back', () => {
  const texts = [
    `a: "${'['.repeat(500)}"\nb: |\n  ${'{'.repeat(500)}\nc: x${'['.repeat(500)}`,
    `[${'{"a": [1]}, '.repeat(500)}1]`,
    '- a:\n    b: 1\n'.repeat(500),
    Array.from({ length: 500 }, (_, at) => `k${at}: {a: x}`).join('\r\n'),
    `# ${'- '.repeat(500)}\na: x`,
  ]
  for (const text of texts) expect(readYaml(text, 'a.yaml')).toHaveProperty('root')
})
