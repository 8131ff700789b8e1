import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { offhook, unprintable } from './memory-io.js'

const pin = ['call', 'xml-samples/ivr/pin', '--scenario', 'xml-samples/ivr/pin/scenario.yaml', '--quiet']

describe('--ladder draws the call when it is over', () => {
  test.each([['--ladder'], ['--ladder=-']])(
    '%s: in characters, as wide as the terminal, above the summary',
    async flag => {
      const { code, out } = await offhook([...pin, flag], { columns: 80 })
      expect(code).toBe(0)
      expect(out).toMatch(/0:00\.000 {2}├─ calls \+14155550199 ─+►│ +│\n/)
      expect(out.indexOf('hangs up:')).toBeLessThan(out.indexOf('  ended '))
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
      expect(out).not.toMatch(unprintable)
    },
  )

  test.each([
    ['call.svg', /^<svg xmlns/],
    ['call.MMD', /^sequenceDiagram\n/],
    ['call.txt', /^ {12}Caller .* Application\n/],
  ])('--ladder %s: the ending of the file says the form', async (name, beginning) => {
    const file = join(temporaryFolder(), name)
    const { code, out } = await offhook([...pin, '--ladder', file])
    expect(code).toBe(0)
    expect(out).toContain(`  ladder    ${file}\n`)
    expect(readFileSync(file, 'utf8')).toMatch(beginning)
  })

  test('--redact is for the file, too', async () => {
    const file = join(temporaryFolder(), 'call.svg')
    await offhook([...pin, '--redact', '--ladder', file])
    expect(readFileSync(file, 'utf8')).not.toMatch(/14155550/)
  })

  test('--json leaves stdout to programs', async () => {
    const file = join(temporaryFolder(), 'call.mmd')
    const { code, out } = await offhook(['call', 'xml-samples/basics/hello', '--json', '--ladder', file])
    expect(code).toBe(0)
    for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('seq')
    expect(existsSync(file)).toBe(true)
  })
})

describe('2: what cannot be a ladder is refused before the call, with the nearest right thing', () => {
  test.each([
    ['svg', 'did you mean call.svg?'],
    ['text', 'did you mean call.txt?'],
    ['mermaid', 'did you mean call.mmd?'],
    ['out/ring.mermaid', 'did you mean out/ring.mmd?'],
    [
      'ring.png',
      'Allowed is a file ending in .txt, .mmd (Mermaid) or .svg, or - for text on stdout; did you mean ring.svg?',
    ],
    ['no/such/call.svg', 'There is no folder no/such.'],
    ['xml-samples', 'did you mean "xml-samples --ladder"'],
    ['http://localhost:3000/answer', 'did you mean "http://localhost:3000/answer --ladder"'],
  ])('--ladder %s', async (written, says) => {
    const { code, out, err } = await offhook([...pin, '--ladder', written])
    expect(err).toContain(says)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  test('--json wants stdout for itself', async () => {
    const { code, err } = await offhook(['call', 'xml-samples/basics/hello', '--json', '--ladder'])
    expect(code).toBe(2)
    expect(err).toContain('--json and --ladder do not go together')
    expect(err).toContain('--ladder call.svg')
  })

  test('a file that cannot be written costs nothing but the file', async () => {
    const file = join(temporaryFolder(), `${'x'.repeat(300)}.svg`)
    const { code, out, err } = await offhook([...pin, '--ladder', file])
    expect(code).toBe(2)
    expect(out).toContain('  ended     ✓')
    expect(err).toContain('cannot be written to')
  })
})
