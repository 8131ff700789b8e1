import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Journal } from '../../../src/server/store/journal.js'
import { temporaryFolder } from '../../temporary-folder.js'

const file = join(temporaryFolder(), 'journal.jsonl')

const open = () => {
  const entries: unknown[] = []
  const journal = new Journal<object>(file, {
    accept: value => {
      if (typeof value !== 'object' || value === null || !('text' in value)) return false
      entries.push(value)
      return true
    },
    onTrouble: message => expect.fail(message),
  })
  return { journal, entries }
}

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('€\u2028\n', '\\"}', '𝄞\r\n'))
const entry = fc.record({ text, more: fc.oneof(fc.integer(), fc.constant(null), fc.array(text, { maxLength: 2 })) })
const some = fc.array(entry, { minLength: 1, maxLength: 4 })

const written = (entries: readonly object[]): Buffer => {
  writeFileSync(file, '')
  const { journal } = open()
  for (const one of entries) journal.append(one)
  journal.close()
  return readFileSync(file)
}

/** How many lines are whole in so many bytes: a line that lacks nothing but its break is. */
const wholeIn = (bytes: Buffer, size: number): number => {
  let count = 0
  for (const [at, byte] of bytes.entries()) if (byte === 0x0a && at <= size) count++
  return count
}

describe('a journal', () => {
  test.prop([some, entry], { numRuns: 25 })(
    '"survives kill -9 in mid-write": cut off at any byte, it has all whole lines before, and what is appended then is read',
    (entries, next) => {
      const bytes = written(entries)
      for (let size = 0; size <= bytes.length; size++) {
        writeFileSync(file, bytes.subarray(0, size))
        const whole = entries.slice(0, wholeIn(bytes, size))
        const cut = open()
        expect(cut.entries).toEqual(whole)
        expect(cut.journal.damaged).toBe(0)
        cut.journal.append(next)
        cut.journal.append(next)
        cut.journal.close()
        const again = open()
        expect(again.entries).toEqual([...whole, next, next])
        again.journal.close()
      }
    },
  )

  test.prop([some, some, fc.uint8Array({ minLength: 1, maxLength: 20 })])(
    '"damaged lines in the middle are skipped and counted, never fatal", whatever bytes they are of',
    (before, after, bytes) => {
      const damage = bytes.map(byte => (byte === 0x0a ? 0 : byte))
      written(before)
      appendFileSync(file, Buffer.concat([damage, Buffer.from('\n')]))
      const { journal, entries } = open()
      expect(entries).toEqual(before)
      expect(journal.damaged).toBe(1)
      for (const one of after) journal.append(one)
      journal.close()
      const again = open()
      expect(again.entries).toEqual([...before, ...after])
      again.journal.close()
    },
  )
})
