import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/program.js'
import { columns } from '../../src/trace/printable.js'
import { temporaryFolder } from '../temporary-folder.js'
import { memoryIo, offhook, unprintable } from './memory-io.js'

const file = (text: string | Buffer, name = 'answer.xml'): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

test('0: clean documents; "{{base}}" of samples is silently a URL', async () => {
  const { code, out } = await offhook(['check', 'xml-samples/ivr', 'xml-samples/basics/hello/answer.xml'])
  expect(out).toMatch(/^✓ \d+ documents, no problems\n$/)
  expect(code).toBe(0)
})

test('1: something breaks or is risky: place, severity, sentence, the line with a caret, rule and provenance', async () => {
  const path = file(
    '<Response>\n\t<GetDigits timout="4" action="{{base}}/x"><Speak>Hi</Speak></GetDigits>\n</Response>\n',
  )
  const { code, out } = await offhook(['check', path])
  expect(code).toBe(1)
  const lines = out.split('\n')
  expect(lines.filter(line => !/allowed:|^ {16}/.test(line))).toEqual([
    path,
    '  2:13  risky  <GetDigits> has no attribute timout: it is ignored. Did you mean timeout?',
    '    2 |   <GetDigits timout="4" action="{{base}}/x"><Speak>Hi</Speak></GetDigits>',
    '      |              ^',
    '       unknown-attribute, decided: D2',
    '',
    '✗ 1 document, 1 problem: 1 risky',
    '',
  ])
  expect(lines[4]).toContain('       allowed: action, method, timeout')
})

test('the caret stands below the place behind {{base}}, tabs and wide characters', async () => {
  const path = file('<Response>\n\t<Play>{{base}}/日本.mp3</Play><Dail/>\n</Response>')
  const { out } = await offhook(['check', path])
  const [line = '', caret = ''] = out.split('\n').slice(2, 4)
  const wide = 2
  expect(caret.indexOf('^')).toBe(line.indexOf('<Dail/>') + wide)
})

test('no line is longer than the terminal: sentences are wrapped, excerpts cut around the place', async () => {
  const long = 'x'.repeat(200)
  const path = file(
    `<Response>\n<!-- ${long} --><GetDigits timout="4" numDigits="日本日本${long}"/><Dail/><!-- ${long} -->\n<Speak>${long}</Speak><Dail/>\n</Response>`,
  )
  for (const width of [100, 60]) {
    const { out } = await offhook(['check', path], { columns: width })
    const lines = out.split('\n').filter(line => line !== path)
    expect(lines.filter(line => columns(line) > width)).toEqual([])
    for (const [index, line] of lines.entries()) {
      const caret = /^ +\| +\^$/.test(line) ? columns(line) - 1 : undefined
      if (caret === undefined) continue
      const above = lines[index - 1] as string
      const start = [...above].findIndex((_, at) => columns([...above].slice(0, at).join('')) === caret)
      expect([...above].slice(start).join('')).toMatch(
        /^(timout|numDigits|"?日|<Dail|Dail|<GetDigits|GetDigits|<Speak|x)/,
      )
    }
    expect(lines.some(line => /^ +3 \| ….*<Dail\/>$/.test(line))).toBe(true)
  }
})

test('- reads what is piped in; --json is one object per problem and line', async () => {
  const io = memoryIo()
  io.stdin.end('<Response><Speak voice="X">Hi</Speak><Dail/></Response>')
  expect(await run(['check', '-', '--json'], io)).toBe(1)
  const problems = io
    .out()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(problems).toMatchObject([
    { file: '-', line: 1, code: 'speak-voice', severity: 'risky' },
    { file: '-', line: 1, column: 38, code: 'unknown-element', severity: 'breaks', rule: 'D1' },
  ])
})

test('--json is in the order of the file, as the text is', async () => {
  const path = file('<Response>\n<Speak voice="X">Hi</Speak>\n<Dail/>\n<Speak oops="1">Hi</Speak>\nstray</Response>')
  const { out } = await offhook(['check', path, '--json'])
  const lines = out.trimEnd().split('\n')
  const places = lines.map(line => JSON.parse(line) as { line: number; column: number })
  expect(places.length).toBeGreaterThan(3)
  expect(places).toEqual(places.toSorted((a, b) => a.line - b.line || a.column - b.column))
})

test('2: a file that cannot be read, a folder without documents, a URL', async () => {
  const empty = temporaryFolder()
  for (const path of ['nowhere.xml', empty, 'http://a.test/answer']) {
    const { code, err } = await offhook(['check', path])
    expect(code).toBe(2)
    expect(err).toMatch(/^offhook: /)
  }
  const near = await offhook(['check', 'xml-samples/ivr/menu/answr.xml'])
  expect(near.err).toContain('did you mean xml-samples/ivr/menu/answer.xml?')
})

test('hostile bytes of a document never reach the terminal raw', async () => {
  const path = file(Buffer.from('<Response>\x1b[31m\u009b2J<Dail\u202e/>\r\n<X a="\x07"/></Response>'))
  for (const flags of [[], ['--json']]) {
    const { out } = await offhook(['check', path, ...flags])
    expect(out).not.toMatch(unprintable)
  }
})
