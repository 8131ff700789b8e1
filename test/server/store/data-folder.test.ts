import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type DataFolder, openDataFolder } from '../../../src/server/store/data-folder.js'
import { temporaryFolder } from '../../temporary-folder.js'
import { begun, record, uuidOf } from './stored-calls.js'

let folder: string
const open = (path = folder) => openDataFolder(path, message => expect.fail(message))
const using = (work: (data: DataFolder) => void): void => {
  const data = open()
  work(data)
  data.close()
}

beforeEach(() => {
  folder = join(temporaryFolder(), 'some', 'data')
})

describe('a data folder', () => {
  it('is made, for its owner only, and has everything again after a restart', () => {
    const event = { seq: 1, at: 0, call: uuidOf(1), type: 'call.rang' } as const
    using(({ calls, traces, notes }) => {
      calls.begin(begun(1))
      traces.append(event)
      calls.end(record(1))
      expect(notes).toEqual([])
    })
    using(({ calls, traces, recordings, notes }) => {
      expect(calls.ended()).toHaveLength(1)
      expect(traces.read(uuidOf(1))).toEqual([event])
      expect(recordings.all()).toEqual([])
      expect(notes).toEqual([])
    })
    expect(readdirSync(folder).sort()).toEqual([
      '.gitignore',
      'calls.jsonl',
      'directory.jsonl',
      'recordings',
      'recordings.jsonl',
      'traces',
    ])
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('is hidden from git: tokens, and the key of the certificate authority, are in it', () => {
    open().close()
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  })

  it('says how much of it is damaged, and where', () => {
    using(() => {})
    writeFileSync(join(folder, 'calls.jsonl'), 'x\ny\n')
    writeFileSync(join(folder, 'recordings.jsonl'), 'z\n')
    using(({ path, notes }) => {
      expect(notes).toEqual([
        `${join(path, 'calls.jsonl')}: 2 damaged lines skipped`,
        `${join(path, 'recordings.jsonl')}: 1 damaged line skipped`,
      ])
    })
  })

  it('that is a file, or in one, or not to be made, is an error in one sentence', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(() => open(file)).toThrow(`the data folder ${file} cannot be used: ${file} is a file, not a folder`)
    expect(() => open(join(file, 'x'))).toThrow(`cannot be used: ${file} is a file, not a folder`)
  })

  it('in which a folder has the name of a file is an error, and is not locked by it', () => {
    mkdirSync(join(folder, 'calls.jsonl'), { recursive: true })
    expect(() => open()).toThrow(/cannot be used: EISDIR/)
    expect(readdirSync(folder)).not.toContain('serve.lock')
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('that is read-only is an error', () => {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o500)
    expect(() => open()).toThrow(/cannot be used: EACCES/)
  })

  it('is one, whichever way leads there: it cannot be opened twice', () => {
    const data = open()
    const link = join(temporaryFolder(), 'link')
    symlinkSync(folder, link)
    expect(() => open(link)).toThrow(
      `the data folder ${link} is in use by another offhook serve (process ${process.pid}): stop that one, or give this one a folder of its own`,
    )
    data.close()
    open(link).close()
  })

  it.each(['', 'garbage', '{}', '{"pid":-1}', '{"pid":"1"}', 'null', '{"pid":4194305}'])(
    'has a stale lock, if nobody lives whom it names: %j',
    text => {
      using(() => {})
      writeFileSync(join(folder, 'serve.lock'), text)
      using(() => {
        expect(JSON.parse(readFileSync(join(folder, 'serve.lock'), 'utf8')).pid).toBe(process.pid)
      })
      expect(readdirSync(folder).filter(name => name.includes('lock'))).toEqual([])
    },
  )

  it.runIf(process.platform === 'linux')('has a stale lock, if another process has got the same id since', () => {
    using(() => {})
    writeFileSync(join(folder, 'serve.lock'), JSON.stringify({ pid: process.pid, started: '1' }))
    using(() => {})
  })

  it('does not take away the lock of somebody else', () => {
    const data = open()
    writeFileSync(join(folder, 'serve.lock'), '{"pid":1}\n')
    data.close()
    expect(readFileSync(join(folder, 'serve.lock'), 'utf8')).toBe('{"pid":1}\n')
  })
})
