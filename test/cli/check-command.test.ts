import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
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
    '       fix: timout -> timeout',
    '       unknown-attribute, decided: D2',
    '',
    '✗ 1 document, 1 problem: 1 risky',
    '',
  ])
  expect(lines[5]).toContain('       allowed: action, method, timeout')
})

test('the caret stands below the place behind {{base}}, tabs and wide characters', async () => {
  const path = file('<Response>\n\t<Play>{{base}}/日本.mp3</Play><Else/>\n</Response>')
  const { out } = await offhook(['check', path])
  const [line = '', caret = ''] = out.split('\n').slice(2, 4)
  const wide = 2
  expect(caret.indexOf('^')).toBe(line.indexOf('<Else/>') + wide)
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

test('0: an element that Plivo has and offhook does not simulate is a note', async () => {
  const { code, out } = await offhook(['check', file('<Response><Stream>wss://app.test</Stream></Response>')])
  expect(code).toBe(0)
  expect(out).toMatch(/1:11 {2}note {2}offhook does not simulate <Stream> yet/)
  expect(out.replace(/\s+/g, ' ')).toContain('A call rejects the document here, not at Plivo')
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

test('2: a file that is not there, a folder without documents: nothing is checked, and the nearest thing is named', async () => {
  const empty = temporaryFolder()
  for (const path of ['nowhere.xml', empty]) {
    const { code, out, err } = await offhook(['check', path, 'xml-samples/ivr'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^offhook: /)
  }
  const near = await offhook(['check', 'xml-samples/ivr/menu/answr.xml'])
  expect(near.err).toContain('did you mean xml-samples/ivr/menu/answer.xml?')
})

test('2: what cannot be checked is said, and the others are checked all the same', async () => {
  const good = file('<Response><Hangup/></Response>')
  const settings = file('a: [b', 'settings.yaml')
  writeFileSync(settings, 'url: https://a.test/#rt=3\n  x: [')
  const { code, out, err } = await offhook(['check', '--fragments', settings, good])
  expect(code).toBe(2)
  expect(err).toMatch(/^offhook: .*settings.yaml:1:6 {2}not YAML: /)
  expect(out).toBe('✗ 1 document, no problems, 1 not checked\n')
})

test('"--severity says what fails", "risky unless given"; what is less is shown; --quiet shows only what fails', async () => {
  const ofSeverity = {
    note: '<Response x="1"><Hangup/></Response>',
    risky: '<Response><Hangup y="1"/></Response>',
    breaks: '<Response><Else/></Response>',
  }
  const codes: Record<string, number[]> = {}
  for (const [severity, text] of Object.entries(ofSeverity)) {
    const path = file(text)
    for (const least of ['breaks', 'risky', 'note']) {
      const { code, out } = await offhook(['check', path, '--severity', least])
      expect(out).toContain(`  ${severity}  `)
      codes[severity] = [...(codes[severity] ?? []), code]
      const quiet = await offhook(['check', path, '--severity', least, '--quiet'])
      expect(quiet.out.includes(`  ${severity}  `)).toBe(code === 1)
      expect(quiet.code).toBe(code)
    }
    expect((await offhook(['check', path])).code).toBe(codes[severity]?.[1])
  }
  expect(codes).toEqual({ note: [0, 0, 1], risky: [0, 1, 1], breaks: [1, 1, 1] })
})

test('2: a file of settings is no document, but --fragments reads it', async () => {
  const path = file('{}', 'config.json')
  const { code, err } = await offhook(['check', path])
  expect([code, err]).toEqual([2, `offhook: ${path} is no document; --fragments checks the URLs in it\n`])
  expect((await offhook(['check', path, '--fragments'])).code).toBe(0)
})

test.each([
  [['--severity', 'break'], 'Allowed are breaks, risky, note. Did you mean breaks?'],
  [['--format', 'xml'], 'Allowed are pretty, json, sarif, github.'],
  [['--json', '--format', 'sarif'], '--json and --format sarif do not go together'],
  [['--method', 'PUT'], 'Allowed are GET and POST.'],
  [['--method', 'POST'], '--method is for URLs, and none is given'],
  [['--param', 'Digits=1'], '--param is for URLs, and none is given'],
  [['--param', 'Digits'], 'Allowed is name=value: Digits=1.'],
  [['--fix', '-'], '--fix corrects files; it cannot correct standard input or what a URL answers'],
])('2: wrong usage is explained: check answer.xml %j', async (flags, sentence) => {
  const { code, err } = await offhook(['check', file('<Response/>'), ...flags])
  expect(code).toBe(2)
  expect(err).toContain(sentence)
})

test('a document that does not end is read up to 16 MB', async () => {
  const io = memoryIo()
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(2 ** 20, '<Response>')
    })(),
  )
  endless.pipe(io.stdin)
  expect(await run(['check', '-'], io)).toBe(1)
  expect(io.out()).toContain('The body has more than 16777216 bytes')
  endless.destroy()
})

test('what is no document at all is told at once', async () => {
  for (const piece of [
    '<',
    '<a ',
    '<a b="',
    '<!--',
    '<![CDATA[',
    '</',
    '<a b=\'"',
    '&',
    '<a><',
    '<?',
    '<!DOCTYPE',
    ' & ',
  ]) {
    const path = file(`<Response>${piece.repeat(90_000 / piece.length)}`)
    for (const flags of [[], ['--json'], ['--fragments']])
      expect((await offhook(['check', path, ...flags])).code).toBe(1)
  }
}, 10_000)

test('hostile bytes of a document never reach the terminal raw', async () => {
  const path = file(Buffer.from('<Response>\x1b[31m\u009b2J<Dail\u202e/>\r\n<X a="\x07"/></Response>'))
  for (const flags of [[], ['--json']]) {
    const { out } = await offhook(['check', path, ...flags])
    expect(out).not.toMatch(unprintable)
  }
})
