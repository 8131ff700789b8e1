import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { offhook } from '../cli/memory-io.js'
import { temporaryFolder } from '../temporary-folder.js'

const folder = 'test/suite/forty'

test('forty scenarios over the test applications, started as one program, pass', async () => {
  const { code, out } = await offhook(['test', folder])
  expect(out).toMatch(/\n40 passed in \d+ ms\n$/)
  expect(code).toBe(0)
})

test('the official package finds that they are signed with the token of the account: with another, it refuses', async () => {
  const file = join(temporaryFolder(), 'other.scenario.yaml')
  const app = `{ command: node server.js, cwd: ${resolve(folder)}, ready: /listening/, env: { PLIVO_AUTH_TOKEN: another } }`
  writeFileSync(file, `app: ${app}\ncall: { answer_url: /office/answer }\ncaller: [hears: press 1]\n`)
  const { code, out } = await offhook(['test', file])
  expect(code).toBe(1)
  expect(out).toContain('it said: Forbidden')
  expect(out).toContain('POST /office/answer: not signed by Plivo')
})

test('log="false": no key of a PIN stands in the trace that is kept', () => {
  expect(readFileSync(`${folder}/pin.trace.txt`, 'utf8')).toContain('collected  "••••"')
  expect(readFileSync(`${folder}/pin.trace.txt`, 'utf8')).not.toContain('2580')
})
