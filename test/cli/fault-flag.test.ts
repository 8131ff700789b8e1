import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { offhook } from './memory-io.js'

const hello = 'xml-samples/basics/hello'

describe('offhook call --fault', () => {
  test('lets requests fail in call time, and the trace says so', async () => {
    const { code, out } = await offhook(['call', hello, '--fault', 'stall attempts=1'])
    expect(code).toBe(0)
    expect(out).toMatch(/attempt 1: no byte within rt = \d+ ms {2}\(took 40 s, injected: stall,/)
    expect(out).toContain('200 on attempt 2 of 2.')
  })

  test('is repeatable, the first that matches counts; what is failed on purpose gets no advice', async () => {
    const { code, out } = await offhook(['call', hello, '--fault', 'no-host purpose=answer', '--fault', 'stall'])
    expect(code).toBe(1)
    expect(out).toContain('attempt 1: no such host  (injected: no-host, from the nearest region)')
    expect(out).not.toContain('name right?')
  })

  test('one that no request met is noted, and is no failure', async () => {
    const { code, out } = await offhook(['call', hello, '--fault', 'stall url=/anwser'])
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toContain(
      'the fault stall url=/anwser never struck: no URL that was requested has "/anwser" in it; did you mean /answer?',
    )
  })

  test.each([
    ['stal', 'there is no fault "stal"; did you mean "stall"?'],
    ['stall attempts=9', 'the attempts of a fault are 9. Allowed: 1 (the first) to 6'],
    ['url=/menu', 'it does not say what goes wrong'],
  ])('2: %s', async (rule, sentence) => {
    const { code, err } = await offhook(['call', hello, '--fault', rule])
    expect(code).toBe(2)
    expect(err).toContain('--fault')
    expect(err).toContain(sentence)
  })
})

describe('offhook test --fault', () => {
  const scenario = (more = '') => {
    const file = join(temporaryFolder(), 'hello.scenario.yaml')
    writeFileSync(file, `app: ${resolve(hello)}\n${more}`)
    return file
  }

  test('tries a scenario under conditions that it does not know of', async () => {
    const { code, out } = await offhook(['test', scenario(), '--fault', 'refuse'])
    expect(code).toBe(1)
    expect(out).toContain('it ended with 7011')
    expect((await offhook(['test', scenario(), '--fault', 'refuse attempts=1'])).code).toBe(0)
  })

  test('one that nothing met is a note; one of the file is a failure, with its place', async () => {
    const noted = await offhook(['test', scenario(), '--fault', 'refuse url=/nowhere'])
    expect(noted.code).toBe(0)
    expect(noted.out).toContain('    the fault refuse url=/nowhere never struck: no URL')
    const file = scenario('faults:\n  - { url: /nowhere, fault: refuse }\n')
    const failed = await offhook(['test', file])
    expect(failed.code).toBe(1)
    expect(failed.out).toContain(`${file}:3:5  expected: the fault refuse url=/nowhere strikes`)
  })

  test('the trace that is expected is the one without faults', async () => {
    expect((await offhook(['test', hello, '--fault', 'refuse attempts=1'])).code).toBe(0)
    const { code, err } = await offhook(['test', hello, '--fault', 'refuse attempts=1', '--update'])
    expect([code, err]).toEqual([2, expect.stringContaining('--update and --fault do not go together')])
  })
})
