import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { offhook } from '../cli/memory-io.js'

const folder = 'test/suite/forty'

test('forty scenarios over the test applications, started as one program, pass', async () => {
  const { code, out } = await offhook(['test', folder])
  expect(out).toMatch(/\n40 passed in \d+ ms\n$/)
  expect(code).toBe(0)
})

test('log="false": no key of a PIN stands in the trace that is kept', () => {
  expect(readFileSync(`${folder}/pin.trace.txt`, 'utf8')).toContain('collected  "••••"')
  expect(readFileSync(`${folder}/pin.trace.txt`, 'utf8')).not.toContain('2580')
})
