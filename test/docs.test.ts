import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { registry } from '../src/elements/index.js'
import { catalogue } from '../src/xml/catalogue.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')

const textsBelow = (folder: string): string =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.ts$/.test(entry.name))
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')

const firstCells = (text: string, cell: RegExp) => [...text.matchAll(cell)].map(([, name = '']) => name)

describe('"all error and problem codes are in one catalogue; a test ties the catalogue to the docs, both ways"', () => {
  it('every code has its row, and every row its code', () => {
    expect(firstCells(page('problems.md'), /^\| `([a-z0-9-]+)` \|/gm)).toEqual(Object.keys(catalogue))
  })

  it('every code is found somewhere in the code', () => {
    const code = textsBelow('src')
    const unused = Object.keys(catalogue).filter(name => code.split(`'${name}'`).length < 3)
    expect(unused).toEqual([])
  })

  it('every element and every attribute has its row', () => {
    const text = page('elements.md')
    expect(firstCells(text, /^## (\w+)$/gm)).toEqual([...registry.keys()])
    for (const { name, attributes } of registry.values()) {
      const section = text.split(`## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
      expect(firstCells(section, /^\| `(\w+)` \|/gm)).toEqual(Object.keys(attributes))
    }
  })

  it('every decision that the code cites is written down, and every decision is cited in code or proved by a test', () => {
    const decided = firstCells(page('decisions.md'), /^\| (D\d+) \|/gm)
    const cite = /\bD\d{1,3}\b/g
    const inCode = new Set(textsBelow('src').match(cite))
    const inTests = new Set(textsBelow('test').match(cite))
    expect([...inCode].filter(id => !decided.includes(id))).toEqual([])
    expect(decided.filter(id => !inCode.has(id) && !inTests.has(id))).toEqual([])
  })
})
