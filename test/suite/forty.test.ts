import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { offhook } from '../cli/memory-io.js'

const folder = 'test/suite/forty'

test('forty scenarios over the test applications, served as one program, pass', async () => {
  const { code, out } = await offhook(['test', folder])
  expect(out).toMatch(/\n40 passed in \d+ ms\n$/)
  expect(code).toBe(0)
})

test('an application that checks signatures with the token it is told refuses those of another', async () => {
  const fault = 'POST /office/hours: not signed by Plivo'
  const { code, out } = await offhook(['test', `${folder}/input.scenario.yaml`, '--grep', 'text message'], {})
  expect({ code, out }).toMatchObject({ code: 0, out: expect.not.stringContaining(fault) })
})

test('log="false": no key of a PIN stands in the trace that is kept', () => {
  expect(readFileSync(`${folder}/pin.trace.txt`, 'utf8')).not.toMatch(/2580/)
})
