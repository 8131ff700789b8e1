import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { lockFolder } from '../../../src/server/store/folder-lock.js'
import { Journal } from '../../../src/server/store/journal.js'
import { TraceFiles } from '../../../src/server/store/trace-files.js'
import type { TraceEvent } from '../../../src/trace/events.js'
import { temporaryFolder } from '../../temporary-folder.js'
import { uuidOf } from './stored-calls.js'

/** What happens instead of the next append, and before the next rename. */
const disk = vi.hoisted(() => ({ full: false, rename: (): void => {} }))

vi.mock('node:fs', async original => {
  const fs = await original<typeof import('node:fs')>()
  return {
    ...fs,
    appendFileSync: (file: number | string, text: string, options?: object) => {
      if (!disk.full) return fs.appendFileSync(file, text, options)
      fs.appendFileSync(file, text.slice(0, text.length / 2), options)
      throw new Error('ENOSPC: no space left on device, write')
    },
    renameSync: (from: string, to: string) => {
      disk.rename()
      fs.renameSync(from, to)
    },
  }
})

let troubles: string[]
const onTrouble = (message: string) => troubles.push(message)
beforeEach(() => {
  troubles = []
})

describe('a disk that is full for a while', () => {
  it('costs a journal what could not be written then, and nothing after; it is told once', () => {
    const file = join(temporaryFolder(), 'journal.jsonl')
    const entries: unknown[] = []
    const open = () => new Journal<object>(file, { accept: value => entries.push(value) > 0, onTrouble })
    const journal = open()
    for (const n of [1, 2, 3, 4, 5, 6]) {
      disk.full = n === 2 || n === 3 || n === 5
      journal.append({ n })
    }
    journal.close()
    expect(open().damaged).toBe(3)
    expect(entries).toEqual([{ n: 1 }, { n: 4 }, { n: 6 }])
    expect(troubles).toEqual([
      `${file} cannot be written, and lacks what happens from now on: ENOSPC: no space left on device, write`,
    ])
  })

  it('costs a trace what could not be written then, and nothing after; it is told once', () => {
    const traces = new TraceFiles(temporaryFolder(), onTrouble)
    for (const seq of [1, 2, 3, 4, 5, 6]) {
      disk.full = seq === 2 || seq === 3 || seq === 5
      traces.append({ seq, at: 0, call: uuidOf(1), type: 'call.rang' } as TraceEvent)
      traces.flush()
    }
    expect(traces.read(uuidOf(1))?.map(({ seq }) => seq)).toEqual([1, 4, 6])
    expect(troubles).toHaveLength(1)
  })
})

describe('a stale lock', () => {
  it('that another process has replaced by its own meanwhile is put back', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'serve.lock')
    const living = `{"pid":${process.ppid}}\n`
    writeFileSync(file, '{"pid":4194305}\n')
    disk.rename = () => writeFileSync(file, living)
    expect(lockFolder(folder)).toBe(process.ppid)
    expect(readFileSync(file, 'utf8')).toBe(living)
  })
})
