import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { loopbackApp } from './loopback-app.js'
import { offhook } from './memory-io.js'

const menu = 'xml-samples/ivr/menu'

const folder = (files: Record<string, string> = {}): string => {
  const path = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

test('0: "one line per scenario", folders stand for every scenario.yaml below', async () => {
  const { code, out, err } = await offhook(['test', 'xml-samples/ivr'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^✓ The caller hesitates, .* of call in \d+ ms$/m)
  expect(out).toMatch(/\n3 passed in \d+ ms\n$/)
})

test('1: a failure is readable: what was expected, where, what happened instead, and the end of the trace', async () => {
  const dir = folder({ 'a.scenario.yaml': `name: Nine\napp: ${resolve(menu)}\ncaller:\n  - hears: press 9\n` })
  const { code, out } = await offhook(['test', dir])
  expect(code).toBe(1)
  expect(out).toContain('✗ Nine')
  expect(out).toContain(`${join(dir, 'a.scenario.yaml')}:4:5  expected: caller hears press 9`)
  expect(out).toContain('how it went')
  expect(out).toContain('1 failed')
})

test('1: a step that fails while the call goes on is where the scenario failed, however long the call was', async () => {
  const steps = '  - waits: 2s\n  - api: { end_conference: { room: none } }\n  - waits: 30s\n'
  const dir = folder({ 'a.scenario.yaml': `name: Nobody\napp: ${resolve(menu)}\ncaller:\n${steps}` })
  const { code, out } = await offhook(['test', dir])
  expect(code).toBe(1)
  expect(out).toMatch(/^✗ Nobody {2}.*, failed after 2 s of call in \d+ ms$/m)
  expect(out).toContain('nobody is in the room none')
})

test('2: an invalid file is shown with file:line:column, what is allowed and the nearest; the others still run', async () => {
  const dir = folder({
    'a.scenario.yaml': `app: ${resolve(menu)}\ncaler: []\n`,
    'b.scenario.yaml': `app: ${resolve(menu)}\ncaller:\n  - hangs up\n`,
  })
  const { code, out } = await offhook(['test', dir])
  expect(code).toBe(2)
  expect(out).toContain(
    `${join(dir, 'a.scenario.yaml')}:2:1  unknown key "caler"; did you mean "caller"? Allowed: name`,
  )
  expect(out).toContain('1 passed, 1 not valid')
})

test('2: a folder without scenarios', async () => {
  const { code, err } = await offhook(['test', folder()])
  expect(code).toBe(2)
  expect(err).toContain('there is no scenario.yaml in')
})

test('runs against a real application, with the account of the environment', async () => {
  await using app = await loopbackApp({ '/answer': '<Response><Hangup/></Response>' })
  const dir = folder({ 'scenario.yaml': `call: { answer_url: ${app.base}/answer }\ncaller: []\n` })
  const { code, out } = await offhook(['test', dir, '--json'], { env: { PLIVO_AUTH_ID: 'MAENV' } })
  expect(code).toBe(0)
  expect(out).toContain('"ParentAuthID":"MAENV"')
  expect(app.seen).toHaveLength(1)
})

test('--json: traces on stdout, results on stderr', async () => {
  const { code, out, err } = await offhook(['test', menu, '--json'])
  expect(code).toBe(0)
  for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('type')
  expect(err).toContain('1 passed')
})

test('--update writes the expected trace of a sample, and from then on the trace must be that', async () => {
  const sample = join(folder(), 'menu')
  cpSync(menu, sample, { recursive: true })
  const expected = join(sample, 'trace.expected.txt')
  rmSync(expected, { force: true })
  const updated = await offhook(['test', sample, '--update'])
  expect(updated.out).toContain(`${expected} written`)
  expect((await offhook(['test', sample])).code).toBe(0)
  writeFileSync(expected, readFileSync(expected, 'utf8').replace('presses    1', 'presses    2'))
  const { code, out } = await offhook(['test', sample])
  expect(code).toBe(1)
  expect(out).toMatch(/trace\.expected\.txt:1:1 {2}expected: the trace is the one in this file/)
  expect(out).toMatch(/\n +- +\d+ +0:14.929 {2}presses {4}2.*\n +\+ +0:14.929 {2}presses {4}1/)
  expect((await offhook(['test', sample, '--seed', '5'])).code).toBe(0)
})

test("--update writes the traces that a scenario names, whose ids and times are nobody's; then they must be that", async () => {
  const scenario = (greeting: string) => `app: app\nexpect: [{ heard: ${greeting} }, { trace: hello.trace.txt }]\n`
  const dir = folder({ 'hello.scenario.yaml': scenario('hello') })
  mkdirSync(join(dir, 'app'))
  const app = (greeting: string) => {
    writeFileSync(join(dir, 'app', 'answer.xml'), `<Response><Speak>${greeting}</Speak></Response>`)
    writeFileSync(join(dir, 'app', 'app.yaml'), 'answer: /answer\nroutes: { /answer: answer.xml }\n')
  }
  app('Hello')
  const before = await offhook(['test', dir])
  expect(before.code).toBe(1)
  expect(before.out).toContain('hello.trace.txt: there is no such file')

  const updated = await offhook(['test', dir, '--update'])
  expect(updated).toMatchObject({ code: 0 })
  expect(updated.out).toContain('hello.trace.txt written')
  expect(readFileSync(join(dir, 'hello.trace.txt'), 'utf8')).toContain('"Hello"')
  expect((await offhook(['test', dir])).code).toBe(0)
  expect((await offhook(['test', dir, '--seed', '7'])).code).toBe(0)

  app('Hello you')
  const other = await offhook(['test', dir])
  expect(other.code).toBe(1)
  expect(other.out).toMatch(/- +\d+ .*"Hello"/)
  expect(other.out).toMatch(/\+ .*"Hello you"/)
  expect((await offhook(['test', dir, '--fault', 'slow=1s'])).code).toBe(0)
})

test('--update leaves scenarios alone that are not the one of a sample', async () => {
  const dir = folder({ 'scenario.yaml': `app: ${resolve(menu)}\ncaller:\n  - hangs up\n` })
  const { err } = await offhook(['test', dir, '--update'])
  expect(err).toContain('only a sample has one unasked')
  expect(existsSync(join(dir, 'trace.expected.txt'))).toBe(false)
})
