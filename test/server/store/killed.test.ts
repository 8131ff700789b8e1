import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDataFolder } from '../../../src/server/store/data-folder.js'
import { temporaryFolder } from '../../temporary-folder.js'
import { projectWith } from '../../testing/project.js'
import { begun, epoch, record, uuidOf } from './stored-calls.js'

const store = './node_modules/offhook/dist/server/store'

/** Has calls one after the other, as fast as it can, with large entries; says which ones are over. */
const writer = `
import { openDataFolder } from '${store}/data-folder.js'
const [folder, from, facts, record] = process.argv.slice(2)
const data = openDataFolder(folder, message => console.log('trouble', message))
const text = 'long '.repeat(100_000)
let number = Number(from)
const turn = () => {
  const uuid = '6f0b0d8e-1111-4222-8333-' + String(++number).padStart(12, '0')
  data.calls.begin({ ...JSON.parse(facts), uuid })
  for (let seq = 1; seq <= 30; seq++) data.traces.append({ seq, at: seq, call: uuid, type: 'digit.pressed', digit: '1' })
  const messages = [{ id: 'm', from: '1', to: '2', text }]
  data.calls.end({ ...JSON.parse(record), uuid, endedAt: ${epoch} + number, messages })
  console.log('over', number)
  setImmediate(turn)
}
turn()
`

/** Opens the folder when it is told to, says whether it has it, and stays. */
const holder = `
import { once } from 'node:events'
import { openDataFolder } from '${store}/data-folder.js'
console.log('ready')
await once(process.stdin, 'data')
try {
  openDataFolder(process.argv[2], console.error)
  console.log('has it')
} catch (error) {
  console.log(error.message)
}
setInterval(() => {}, 1000)
`

type Child = ChildProcessByStdio<Writable, Readable, null>
let project: string
const children = new Set<Child>()

beforeAll(async () => {
  project = await projectWith({ 'writer.js': writer, 'holder.js': holder })
}, 60_000)

const start = (command: string, ...args: string[]) => {
  const child = spawn(command, args, { cwd: project, stdio: ['pipe', 'pipe', 'inherit'] })
  children.add(child)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return { child, line: async (): Promise<string | undefined> => (await lines.next()).value }
}

const kill = async (child: Child): Promise<void> => {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  children.delete(child)
}

afterEach(async () => {
  await Promise.all([...children].map(kill))
})

const facts = [JSON.stringify(begun(0)), JSON.stringify(record(0))]
const open = (folder: string) => openDataFolder(folder, message => expect.fail(message))

describe('kill -9', () => {
  it('"survive kill -9 in mid-write, and are listed again after a restart", kill after kill', async () => {
    const folder = temporaryFolder()
    const seen: string[] = []
    let unknown = 0
    for (const lines of [1, 2, 5, 9, 14, 3, 20, 7]) {
      const from = seen.length + unknown
      const { child, line } = start(process.execPath, 'writer.js', folder, String(from), ...facts)
      let last = 0
      for (let read = 0; read < lines; read++) last = Number((await line())?.replace('over ', ''))
      await kill(child)
      for (let told = await line(); told !== undefined; told = await line()) last = Number(told.replace('over ', ''))
      for (let number = from + 1; number <= last; number++) seen.push(uuidOf(number))

      const data = open(folder)
      const [known, others] = [true, false].map(is =>
        data.calls.ended().filter(({ hangup }) => (hangup.source !== 'Unknown') === is),
      )
      // The last one may have ended without having said so.
      const silent = known!.length - seen.length
      expect([0, 1]).toContain(silent)
      if (silent === 1) seen.push(uuidOf(last + 1))
      expect(known!.map(({ uuid }) => uuid)).toEqual(seen)
      expect(known!.every(({ messages }) => messages[0]!.text.length === 500_000)).toBe(true)
      // At most the call that went on then, and it is told once.
      expect([0, 1]).toContain(others!.length - unknown)
      unknown = others!.length
      // Of the traces, all but the last moment: whole lines, from the first on.
      for (const uuid of seen) {
        const events = data.traces.read(uuid) ?? []
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      }
      seen.push(...others!.slice(seen.length).map(({ uuid }) => uuid))
      data.close()
      const again = open(folder)
      expect(again.calls.ended()).toHaveLength(known!.length + unknown)
      again.close()
    }
  }, 60_000)

  it.skipIf(process.platform === 'win32')(
    'a full disk: it is told once, calls go on, and whole lines are read again',
    async () => {
      const folder = temporaryFolder()
      // No file may have more than 3000 blocks (512 bytes or 1 KB): what goes beyond is cut off, as on a disk that is full.
      const limited = `ulimit -f 3000; exec "$@"`
      const args = ['writer.js', folder, '0', ...facts]
      const { child, line } = start('sh', '-c', limited, 'sh', process.execPath, ...args)
      const told: string[] = []
      while (told.filter(text => text.startsWith('over')).length < 20)
        told.push((await line()) ?? expect.fail(told.join('\n')))
      await kill(child)
      const troubles = told.filter(text => text.startsWith('trouble'))
      expect(troubles).toEqual([expect.stringMatching(/calls\.jsonl cannot be written, .*: E(FBIG|NOSPC)/)])
      const data = open(folder)
      const known = data.calls.ended().filter(({ hangup }) => hangup.source !== 'Unknown')
      expect(known.length).toBeLessThan(20)
      expect(known.length).toBeGreaterThan(1)
      expect(known.map(({ uuid }) => uuid)).toEqual(known.map((_, index) => uuidOf(index + 1)))
      data.calls.begin(begun(500))
      data.close()
      expect(open(folder).calls.find(uuidOf(500))?.hangup.code).toBe(0)
    },
  )
})

describe('two processes', () => {
  it('one is refused, with the process that has the folder; kill -9 of that one gives it back', async () => {
    const folder = temporaryFolder()
    const { child, line } = start(process.execPath, 'holder.js', folder)
    await line()
    child.stdin.write('go\n')
    expect(await line()).toBe('has it')
    expect(() => open(folder)).toThrow(`is in use by another offhook serve (process ${child.pid})`)
    await kill(child)
    open(folder).close()
  })

  it('of several that find a stale lock at once, one gets the folder', async () => {
    for (let round = 0; round < 3; round++) {
      const folder = temporaryFolder()
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'serve.lock'), '{"pid":4194305}\n')
      const all = Array.from({ length: 4 }, () => start(process.execPath, 'holder.js', folder))
      for (const { line } of all) await line()
      for (const { child } of all) child.stdin.write('go\n')
      const answers = await Promise.all(all.map(({ line }) => line()))
      expect(answers.filter(answer => answer === 'has it')).toHaveLength(1)
      expect(answers.filter(answer => answer?.includes('in use'))).toHaveLength(3)
      await Promise.all(all.map(({ child }) => kill(child)))
    }
  }, 60_000)
})
