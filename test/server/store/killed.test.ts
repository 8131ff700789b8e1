import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
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
const [folder, from, length, facts, record] = process.argv.slice(2)
const data = openDataFolder(folder, message => console.log('trouble', message))
const text = 'x'.repeat(Number(length))
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
    const file = join(folder, 'calls.jsonl')
    let over: number[] = []
    let forsaken: number[] = []
    for (const calls of [1, 2, 1, 3, 0, 2, 1, 2]) {
      const from = Math.max(0, ...over, ...forsaken)
      const { child, line } = start(process.execPath, 'writer.js', folder, String(from), '4000000', ...facts)
      const said = [...over]
      const hear = (told: string | undefined) => told !== undefined && said.push(Number(told.replace('over ', '')))
      for (let call = 0; call < calls; call++) hear(await line())
      // As soon as the file grows by more than a call's beginning, an end is being written.
      const size = existsSync(file) ? statSync(file).size : 0
      while (!existsSync(file) || statSync(file).size < size + 4096);
      await kill(child)
      while (hear(await line()));

      const data = open(folder)
      const numbersOf = (unknown: boolean) =>
        data.calls
          .ended()
          .filter(({ hangup }) => (hangup.source === 'Unknown') === unknown)
          .map(({ uuid }) => Number(uuid.slice(-12)))
      const [known, unknown] = [numbersOf(false), numbersOf(true)]
      // Whatever was said to be over is; one more may not have come to say so.
      expect(known.slice(0, said.length)).toEqual(said)
      expect(known.length - said.length).toBeLessThanOrEqual(1)
      // At most the one call that went on has no end, and is told once.
      expect(unknown.slice(0, forsaken.length)).toEqual(forsaken)
      expect(unknown.length - forsaken.length).toBeLessThanOrEqual(1)
      for (const { hangup, messages } of data.calls.ended()) {
        expect(messages.map(({ text }) => text.length)).toEqual(hangup.source === 'Unknown' ? [] : [4_000_000])
      }
      // Of the traces, all but the last moment: whole lines, from the first on.
      for (const number of known) {
        const events = data.traces.read(uuidOf(number)) ?? []
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      }
      data.close()
      over = known
      forsaken = unknown
    }
    // It did come to kills in the middle of a line.
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines.filter(line => line !== '' && !line.endsWith('}'))).not.toEqual([])
  }, 60_000)

  it.skipIf(process.platform === 'win32')(
    'a full disk: it is told once, calls go on, and whole lines are read again',
    async () => {
      const folder = temporaryFolder()
      // No file may have more than 3000 blocks (512 bytes or 1 KB): what goes beyond is cut off, as on a disk that is full.
      const limited = `ulimit -f 3000; exec "$@"`
      const args = ['writer.js', folder, '0', '500000', ...facts]
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
