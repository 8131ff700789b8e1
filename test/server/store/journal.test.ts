import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/server/store/journal.js'
import { readJsonLines } from '../../../src/server/store/json-lines.js'
import { temporaryFolder } from '../../temporary-folder.js'

const folder = temporaryFolder()
let count = 0
const newFile = () => join(folder, `${++count}.jsonl`)

const open = (file: string) => {
  const entries: unknown[] = []
  const troubles: string[] = []
  const accept = (value: unknown) => typeof value === 'object' && value !== null && entries.push(value) > 0
  const journal = new Journal<object>(file, { accept, onTrouble: message => troubles.push(message) })
  return { journal, entries, troubles }
}

describe('a journal', () => {
  it('is JSON Lines, append-only, in order, and open to its owner only', () => {
    const file = newFile()
    const { journal } = open(file)
    journal.append({ a: 1 })
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n')
    journal.append({ b: 'two\nlines' })
    journal.close()
    const again = open(file)
    again.journal.append({ c: 3 })
    again.journal.close()
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"b":"two\\nlines"}\n{"c":3}\n')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('"is safe to look at in a terminal": what one would act on is escaped', () => {
    const file = newFile()
    const { journal } = open(file)
    journal.append({ text: 'red \u009b31m, turned \u202e' })
    journal.close()
    expect(readFileSync(file, 'utf8')).toBe('{"text":"red \\u009b31m, turned \\u202e"}\n')
    expect(open(file).entries).toEqual([{ text: 'red \u009b31m, turned \u202e' }])
  })

  it('"big files are read in chunks": lines and characters that go over the end of one are whole', () => {
    const file = newFile()
    const { journal } = open(file)
    const entries = [1, 500_000, 3, 350_000, 349_000, 5].map((length, n) => ({ n, text: '€'.repeat(length) }))
    for (const entry of entries) journal.append(entry)
    journal.close()
    expect(open(file).entries).toEqual(entries)
  })

  it('a line of more than 64 MB counts as damaged, and fills no memory', () => {
    const file = newFile()
    // Its end would be an entry.
    writeFileSync(file, `${'b'.repeat(65 << 20)}{"b":2}\n{"a":1}\n{"c":3}\n`)
    const { journal, entries } = open(file)
    expect(entries).toEqual([{ a: 1 }, { c: 3 }])
    expect(journal.damaged).toBe(1)
  })

  it('what is JSON, but not what is expected, is damage: never fatal', () => {
    const file = newFile()
    writeFileSync(file, 'null\n12\n"text"\n{"a":1}\n\n\0\0\0\n{"__proto__":{"x":1}}\n')
    const { journal, entries } = open(file)
    expect(entries).toHaveLength(2)
    expect(journal.damaged).toBe(4)
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('a folder in its place is an Error with the place', () => {
    const file = newFile()
    mkdirSync(file)
    expect(() => open(file)).toThrow(/EISDIR/)
  })

  it('after close, nothing is written and nothing thrown', () => {
    const file = newFile()
    const { journal, troubles } = open(file)
    journal.close()
    journal.append({ a: 1 })
    journal.close()
    expect(readFileSync(file, 'utf8')).toBe('')
    expect(troubles).toEqual([])
  })
})

describe('JSON Lines', () => {
  it('that end without a line break are told from those that are whole', () => {
    const file = newFile()
    const read = (text: string) => {
      writeFileSync(file, text)
      return readJsonLines(file, () => true)
    }
    expect(read('')).toEqual({ damaged: 0, whole: true })
    expect(read('{"a":1}\n')).toEqual({ damaged: 0, whole: true })
    expect(read('{"a":1}\n{"b"')).toEqual({ damaged: 0, whole: false })
  })
})
