import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compiler, projectWith, run, vitest } from './project.js'

const app = `
export const origin = 'http://app.test'
export const app = request => new Response(
  new URL(request.url).pathname === '/answer'
    ? '<Response><GetDigits action="http://app.test/menu" numDigits="1"><Speak>Press 1 for sales</Speak></GetDigits></Response>'
    : '<Response><Speak>Connecting you</Speak></Response>',
  { headers: { 'content-type': 'text/xml' } },
)
export const call = exchange =>
  exchange.call({ from: '+14155550100', to: '+14155550199', answerUrl: 'http://app.test/answer' })
export const sales = async exchange => {
  const caller = call(exchange)
  await caller.hears(/press 1/i)
  await caller.presses('1')
  await caller.callEnds()
  return caller
}
`

const ofVitest = `
import { describe, expect } from 'vitest'
import { testWith } from 'offhook/testing'
import { app, call, origin, sales } from './app.js'

const test = testWith({ apps: { [origin]: app } })

test('passes', async ({ exchange }) => {
  expect(await sales(exchange)).toHaveRequested('/menu', { Digits: '1' })
})
test('another key', async ({ exchange }) => {
  expect(await sales(exchange)).toHaveRequested('/menu', { Digits: '2', CallStatus: /progress/ })
})
test('a call that goes on', async ({ exchange }) => {
  await call(exchange).hears('press 1')
})
test('its own failure', async ({ exchange }) => {
  call(exchange)
  expect(1).toBe(2)
})
test('an old snapshot', async ({ exchange }) => {
  await expect(await sales(exchange)).toMatchTrace('old.trace.txt')
})
test('a new snapshot', async ({ exchange }) => {
  expect(await sales(exchange)).toMatchTrace()
})
describe('of another kind', () => {
  test.override({ leftovers: false })
  test('may leave what it likes', async ({ exchange }) => {
    await call(exchange).hears('press 1')
  })
})
`

const ofNode = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertEnded, assertHeard, assertRequested, withExchange } from 'offhook/assert'
import { app, call, origin, sales } from './app.js'

const options = { seed: 1, apps: { [origin]: app } }

test('passes', () => withExchange(options, async exchange => {
  const caller = await sales(exchange)
  assertHeard(caller, 'connecting')
  assertRequested(caller, '/menu', { Digits: '1' })
  assertEnded(caller, 4010)
}))
test('another key', () => withExchange(options, async exchange => {
  assertRequested(await sales(exchange), '/menu', { Digits: '2' })
}))
test('a call that goes on', () => withExchange(options, async exchange => {
  await call(exchange).hears('press 1')
}))
`

const used = `
import { expect, test as plain } from 'vitest'
import { createExchange } from 'offhook'
import { type Subject, test } from 'offhook/testing'
import { assertRequested, withExchange } from 'offhook/assert'

test('', ({ exchange }) => {
  const subject: Subject = exchange
  expect(subject).toHaveRequested('/menu', { Digits: '1' })
  expect(subject).not.toHaveNoProblems('breaks')
  // @ts-expect-error: there is no such severity
  expect(subject).toHaveNoProblems('severe')
  // @ts-expect-error: there is no such option
  expect(subject).toHaveRequested({ url: '/menu', withh: {} })
})
plain('', () => withExchange({ seed: 1 }, exchange => assertRequested(exchange, /menu/)))
// @ts-expect-error: an exchange has no such option
withExchange({ sed: 1 }, () => createExchange())
`

/** Without what is different every time. */
const steady = (output: string, folder: string) => output.replaceAll(folder, '').replace(/\d+(\.\d+)? ?ms/g, '… ms')

/** The lines from the one that holds `first`, up to the one that holds `last`. */
const part = (output: string, first: string, last: string): string => {
  const lines = output.split('\n').map(line => line.trimEnd())
  const start = lines.findIndex(line => line.includes(first))
  const end = lines.findIndex((line, index) => index > start && line.includes(last))
  return lines.slice(start, end).join('\n').trimEnd()
}

describe('in a project of its own', { timeout: 120_000 }, () => {
  let folder: string
  beforeAll(async () => {
    folder = await projectWith({
      'app.js': app,
      'sales.test.js': ofVitest,
      'old.trace.txt': 'call       +14155550100 -> +14155550199  (inbound)\n',
      'node.js': ofNode,
      'use.ts': used,
    })
  }, 120_000)

  it('vitest shows failures that can be read, leftovers, and nothing that hides another failure', async () => {
    const { code, output } = await run(folder, vitest, 'run', '--no-color', '--reporter=default')
    expect(code, output).toBe(1)
    expect(output).toContain('5 failed | 2 passed (7)')
    const text = steady(output, folder)
    await expect(part(text, 'FAIL  sales.test.js > another key', ' ❯ sales.test.js')).toMatchFileSnapshot(
      'failing.vitest.txt',
    )
    expect(part(text, 'FAIL  sales.test.js > a call that goes on', '⎯⎯⎯')).toMatchInlineSnapshot(`
      " FAIL  sales.test.js > a call that goes on
      LeftoverError: the test left something behind:
        the call from +14155550100 goes on: it is in <GetDigits> 1:11
      to see a call and its requests to their end: await caller.callEnds(), after await caller.hangsUp() if it would go on
      to allow it: leftovers: false, or one of its parts, such as { calls: false }"
    `)
    const own = part(text, 'FAIL  sales.test.js > its own failure', '⎯⎯⎯')
    expect(own).toContain('expected 1 to be 2')
    expect(output.split('LeftoverError')).toHaveLength(2)
  })

  it('"CI writes no snapshots, and -u writes them"', async () => {
    const ci = await run(folder, vitest, 'run', '--no-color', '-t', 'snapshot')
    expect(ci.output).toContain('2 failed')
    expect(ci.output).toMatch(/-u|mismatched/)
    const update = await run(folder, vitest, 'run', '--no-color', '-t', 'snapshot', '-u')
    expect(update.code, update.output).toBe(0)
    expect(readFileSync(join(folder, 'old.trace.txt'), 'utf8')).toMatch(
      /^call .*\n-> POST {4}http:\/\/app\.test\/answer/,
    )
    const again = await run(folder, vitest, 'run', '--no-color', '-t', 'snapshot')
    expect(again.code, again.output).toBe(0)
  })

  it('node:test shows the same, with the difference', async () => {
    const { code, output } = await run(folder, '--test', '--test-reporter=spec', 'node.js')
    expect(code, output).toBe(1)
    expect(output).toMatch(/pass 1\n.*fail 2/)
    expect(output).toContain('expected: /menu with Digits="2" is requested')
    expect(output).toContain('Digits: expected "2", was "1"')
    expect(output).toContain("actual: { Digits: '1' }")
    expect(output).toContain("expected: { Digits: '2' }")
    expect(output).toContain('the call from +14155550100 goes on: it is in <GetDigits> 1:11')
  })

  it('where vitest is not installed, node:test does as well', async () => {
    const without = await projectWith({ 'app.js': app, 'node.js': ofNode }, 'vitest')
    const { output } = await run(without, '--test', '--test-name-pattern=passes', 'node.js')
    expect(output).toMatch(/pass 1\n.*fail 0/)
    const other = await run(without, '--input-type=module', '--eval', "await import('offhook/testing')")
    expect(other.output).toContain("Cannot find package 'vitest'")
  })

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])('the types are found and right with moduleResolution %s', async (resolution, module) => {
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2023',
      '--lib',
      'es2023,dom',
      '--types',
      '',
    ]
    const compiled = await run(
      folder,
      compiler,
      ...options,
      '--module',
      module,
      '--moduleResolution',
      resolution,
      'use.ts',
    )
    expect(compiled.output).toBe('')
    expect(compiled.code).toBe(0)
  })
})
