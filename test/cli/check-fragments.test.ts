import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { run } from '../../src/cli/program.js'
import { temporaryFolder } from '../temporary-folder.js'
import { memoryIo, offhook } from './memory-io.js'

const file = (text: string, name: string): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

/** `line:column code` of every problem in a file of settings. */
const found = async (text: string, name: string): Promise<string[]> => {
  const { out, err } = await offhook(['check', '--fragments', '--json', file(text, name)])
  expect(err).toBe('')
  return out
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .map(({ line, column, code }) => `${line}:${column} ${code}`)
}

describe('"the callback configuration in every http or https URL of .json, .yaml, .yml and .env files"', () => {
  it.each([
    [
      'a.json',
      '{\n  "answer_url": "https://a.test/#rt=3",\n  "list": ["x", "https://a.test/#rc=9"]\n}',
      ['2:18 fragment-out-of-range', '3:18 fragment-out-of-range'],
    ],
    ['a.json', '{\n\t"plivo": {\t"hangupUrl":\t"https://a.test/#retries=2" }\n}', ['2:27 fragment-unknown-key']],
    ['a.json', '\ufeff{"u":"https://a.test/#ct=5"}', ['1:7 fragment-out-of-range']],
    ['a.json', '{"u":"https:\\/\\/a.test\\/#ct=5"}', ['1:7 fragment-out-of-range']],
    [
      'a.yaml',
      'a: https://a.test/#rt=3 # comment\nb:\n  - "https://a.test/#rt=3"\n  - \'http://a.test/#rt=3\'\n',
      ['1:4 fragment-out-of-range', '3:6 fragment-out-of-range', '4:6 fragment-out-of-range'],
    ],
    [
      'a.yml',
      'a: &url https://a.test/#rt=3\nb: *url\n---\nc: https://a.test/#rt=4\n',
      ['1:9 fragment-out-of-range', '4:4 fragment-out-of-range'],
    ],
    [
      'a.yml',
      'a: >-\n  https://a.test/#rt=3\nb: {c: https://a.test/#er=moon}\n',
      ['2:3 fragment-out-of-range', '3:8 fragment-unknown-region'],
    ],
    [
      '.env',
      'A="https://a.test/#rt=3"\nexport B=\'https://a.test/#rt=3\'\r\n# C="https://a.test/#rt=3"\n  D = "https://a.test/#rc=9" # why\n',
      ['1:4 fragment-out-of-range', '2:11 fragment-out-of-range', '4:8 fragment-out-of-range'],
    ],
    ['.env.production', 'ANSWER_URL="https://a.test/#timeout=3000"', ['1:13 fragment-unknown-key']],
    ['app.env', 'A=https://a.test/ # https://a.test/#rt=3', []],
  ])('%s: %s', async (name, text, problems) => {
    expect(await found(text, name)).toEqual(problems)
  })

  it('in .env files # begins a comment, unless the value is in quotes', async () => {
    const path = file('HANGUP_URL=https://a.test/#rt=3000\n', '.env')
    const { code, out } = await offhook(['check', '--fragments', path])
    expect(code).toBe(1)
    expect(out).toContain(
      '  1:12  risky  Most readers of .env files take #rt=3000 for a comment: HANGUP_URL has no fragment',
    )
    expect(out).toContain('       perhaps: insert " and "\n')
  })
})

describe('"URLs whose fragment has one of the keys ct, rt, tt, rc, rp, er, or whose setting is named after a callback"', () => {
  it.each([
    'docs: https://a.test/page#top',
    'app: https://a.test/#/route?id=1',
    'video: https://a.test/watch#t=30',
    'redirect_url: https://a.test/cb#state=abc',
    'callback_url: https://a.test/page#section',
    'text: see https://a.test/#rt=3 for more',
    'file: ftp://a.test/#rt=3',
    'answer_url: https://a.test/answer',
    'answer_url: https://a.test/answer#rt=3000&rp=ct,rt',
    'https://a.test/#rt=3: a key is no value',
  ])('no false alarm: %s', async text => {
    expect(await found(text, 'a.yaml')).toEqual([])
  })

  it.each([
    ['hangup_url: https://a.test/#retries=2', 'fragment-unknown-key'],
    ['menuAction: https://a.test/#timeout=2', 'fragment-unknown-key'],
    ['PLIVO_FALLBACK_URL: https://a.test/#plivo_retries=2', 'fragment-page-mistake'],
    ['anything: https://a.test/#plivo_timeout=2', 'fragment-page-mistake'],
    ['anything: https://a.test/#RT=3000', 'fragment-unknown-key'],
    ['anything: https://a.test/#rt:3000', 'fragment-unknown-key'],
  ])('%s: %s', async (text, code) => {
    expect(await found(text, 'a.yaml')).toEqual([expect.stringContaining(code)])
  })

  it('D68: a setting named after a URL that takes none says what it is for', async () => {
    const path = file('message_url: https://a.test/#rt=3000\nwelcomeAudio: https://a.test/a.mp3#rt=3000', 'a.yaml')
    const { out } = await offhook(['check', '--fragments', '--json', path])
    const messages = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).message)
    expect(messages[0]).toMatch(/^This URL takes no .* By its name, message_url is for: Application message_url\.$/)
    expect(messages[1]).toMatch(/^Audio URLs take no .* By its name, welcomeAudio is for: Play\.$/)
  })
})

test('a folder: documents and settings; without --fragments documents only', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a.xml'), '<Response><Hangup/></Response>')
  writeFileSync(join(folder, 'package.json'), '{"a": 1}')
  writeFileSync(join(folder, '.env'), 'A="https://a.test/#rt=3"')
  writeFileSync(join(folder, 'notes.txt'), 'https://a.test/#rt=3')
  expect((await offhook(['check', folder])).out).toBe('✓ 1 document, no problems\n')
  expect((await offhook(['check', folder, '--fragments'])).out).toMatch(
    /✗ 1 document, 2 files of settings, 1 problem: 1 risky\n$/,
  )
})

test.each([
  ['{"answer_url": "https://a.test/#rt=3"}', 'fragment-out-of-range'],
  ['answer_url: https://a.test/#rt=3', 'fragment-out-of-range'],
  ['A="https://a.test/#rt=3"\n', 'fragment-out-of-range'],
  ['<Response><Redirect>https://a.test/#rt=3</Redirect></Response>', 'fragment-out-of-range'],
])('what is piped in is told by its looks: %s', async (text, code) => {
  const io = memoryIo()
  io.stdin.end(text)
  expect(await run(['check', '-', '--fragments', '--json'], io)).toBe(1)
  expect(JSON.parse(io.out())).toMatchObject({ file: '-', line: 1, code })
})

test.each(['a.yaml', 'a.json', '.env'])(
  'hostile settings end in a sentence, never in a stack trace: %s',
  async name => {
    const url = '"https://a.test/#rt=3"'
    const texts = [
      `a: ${'['.repeat(50_000)} ${url}`,
      `${'{"a":'.repeat(5_000)}${url}`,
      `&a [${url}, *a, *b]`,
      `a: !!binary ${url}\n? [${url}]\n: ${url}`,
      `\0\xff${url}\u2028`,
      `${'A='.repeat(20_000)}${url}`,
      `a: "https://a.test/#${'rt=3&'.repeat(20_000)}"`,
    ]
    for (const text of texts) {
      const { code, out, err } = await offhook(['check', '--fragments', file(text, name)])
      expect([0, 1, 2]).toContain(code)
      expect(out + err).not.toMatch(/internal error|\n {4}at /)
    }
  },
  20_000,
)
