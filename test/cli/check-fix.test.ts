import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { offhook } from './memory-io.js'

const file = (text: string | Buffer, name = 'answer.xml'): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

interface Told {
  readonly code: string
  readonly fix?: {
    readonly safe: boolean
    readonly edits: readonly { line: number; column: number; endLine: number; endColumn: number; text: string }[]
  }
}

const problemsOf = async (path: string, ...flags: string[]): Promise<Told[]> => {
  const { out } = await offhook(['check', path, '--json', ...flags])
  return out
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Told)
}

const corrected = async (text: string, name?: string, ...flags: string[]): Promise<string> => {
  const path = file(text, name)
  await offhook(['check', path, '--fix', ...flags])
  return readFileSync(path, 'utf8')
}

const inResponse = (inside: string) => `<Response>${inside}</Response>`

describe('"--fix: correct in the files what can have been meant in one way only"', () => {
  it.each([
    ['a typing mistake in an attribute', '<GetDigits timout="8"/>', '<GetDigits timeout="8"/>'],
    [
      'letters that have changed places',
      '<Play lopo="2">http://a.test/a.mp3</Play>',
      '<Play loop="2">http://a.test/a.mp3</Play>',
    ],
    [
      'case and separators',
      '<Record max-length="8" Finish_On_Key=\'#\'/>',
      '<Record maxLength="8" finishOnKey=\'#\'/>',
    ],
    ['a spelling of an SDK', '<Wait length="3" min_silence="20"/>', '<Wait length="3" minSilence="20"/>'],
    [
      'an element, with its end',
      '<Dail ><Number>14155550111</Number></Dail >',
      '<Dial ><Number>14155550111</Number></Dial >',
    ],
    ['an element in an element of the same name', '<speak>a</speak><speak/>', '<Speak>a</Speak><Speak/>'],
    ['an element without an end', '<hangup/>', '<Hangup/>'],
    ['a boolean', '<GetDigits log="False" playBeep=\'1\'/>', '<GetDigits log="false" playBeep=\'true\'/>'],
    [
      'a method',
      '<Redirect method="post">http://a.test/</Redirect>',
      '<Redirect method="POST">http://a.test/</Redirect>',
    ],
    ['a word', '<Record fileFormat="WAV"/>', '<Record fileFormat="wav"/>'],
    [
      'SSML',
      '<Speak voice="Polly.Amy" language="en-GB"><emphasi>a</emphasi></Speak>',
      '<Speak voice="Polly.Amy" language="en-GB"><emphasis>a</emphasis></Speak>',
    ],
    ['a lone &', '<Speak>A & B &amp; C && D&E</Speak>', '<Speak>A &amp; B &amp; C &amp;&amp; D&amp;E</Speak>'],
    [
      'a query',
      '<Redirect>http://a.test/?a=1&b=2&c</Redirect>',
      '<Redirect>http://a.test/?a=1&amp;b=2&amp;c</Redirect>',
    ],
    [
      'separators of a fragment',
      '<Redirect>http://a.test/#rt:3000;rc=2</Redirect>',
      '<Redirect>http://a.test/#rt=3000&amp;rc=2</Redirect>',
    ],
    ['what was escaped twice', '<GetDigits action="http://a.test/#rt=3000&amp;amp;rc=2"/>', undefined],
  ])('%s: %s', async (_, written, meant = written) => {
    expect(await corrected(inResponse(written))).toBe(inResponse(meant))
  })

  it('the root', async () => {
    expect(await corrected('<response><Hangup/></response>')).toBe('<Response><Hangup/></Response>')
  })

  it('settings', async () => {
    expect(await corrected('a: "https://a.test/#RT=3000;rc=2"\n', 'a.yaml', '--fragments')).toBe(
      'a: "https://a.test/#rt=3000&rc=2"\n',
    )
  })

  it.each([
    ['a guess', '<GetDigits finish="8"/>'],
    ['a value with a unit', '<Redirect>http://a.test/#rt=3</Redirect>'],
    ['another dialect', '<Say>Hello</Say>'],
    ['an attribute that is there already', '<GetDigits timeout="8" timout="9"/>'],
    ['an entity of HTML', '<Speak>a&nbsp;b</Speak>'],
    ['a web page', '<html><body/></html>'],
    ['a URL in pieces', '<Redirect>http://a.test/#rt:30<!-- x -->00</Redirect>'],
    ['a URL behind a comment', '<Redirect>http://a.test/<!-- x -->#rt:3000</Redirect>'],
    ['a CDATA section', '<Redirect><![CDATA[http://a.test/#rt:3000]]></Redirect>'],
    ['what is broken otherwise', '<Speak>a</Spaek>'],
  ])('not %s: %s', async (_, written) => {
    expect(await corrected(inResponse(written))).toBe(inResponse(written))
  })

  it('of two attributes that mean the same, one', async () => {
    expect(await corrected(inResponse('<GetDigits timout="8" timeOut="9"/>'))).toBe(
      inResponse('<GetDigits timeout="8" timeOut="9"/>'),
    )
  })

  it('what it leaves is checked again, told and counted; a second time changes nothing', async () => {
    const path = file(inResponse('<GetDigits actoin="/menu" timout="8"/><Else/>'))
    const { code, out } = await offhook(['check', path, '--fix'])
    expect(code).toBe(1)
    expect(out).toContain('action="/menu" is not absolute')
    expect(out).not.toContain('timout')
    expect(out).toMatch(/✗ 1 document, 2 problems corrected, 2 problems: 2 breaks\n$/)
    const once = readFileSync(path, 'utf8')
    expect((await offhook(['check', path, '--fix'])).out).toMatch(/✗ 1 document, 2 problems: 2 breaks\n$/)
    expect(readFileSync(path, 'utf8')).toBe(once)
  })

  it('0: when nothing is left that fails', async () => {
    expect(await offhook(['check', file(inResponse('<hangup/>')), '--fix'])).toMatchObject({
      code: 0,
      out: '✓ 1 document, 1 problem corrected, no problems\n',
    })
  })

  it('all else stays as it is, byte by byte: byte order mark, ends of lines, {{base}}, comments', async () => {
    const written =
      '\ufeff<?xml version="1.0"?>\r\n<!-- <hangup/> & -->\r\n<Response>\r\t<Play lop="2">{{base}}/é.mp3</Play><![CDATA[<hangup/>]]>\n</Response>\n'
    expect(await corrected(written)).toBe(written.replace('lop=', 'loop='))
  })

  it('a fix that would make the document too large is not made', async () => {
    const text = inResponse('<GetDigits timout="8"/><!---->')
    const full = text.replace('<!--', `<!--${'x'.repeat(100 * 1024 - text.length)}`)
    expect(await corrected(full)).toBe(full)
  })

  it('bytes that are no UTF-8 are not touched', async () => {
    const bytes = Buffer.from('<Response><hangup/>\xff</Response>', 'latin1')
    const path = file(bytes)
    await offhook(['check', path, '--fix'])
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it.skipIf(process.getuid?.() === 0)('2: a file that cannot be written is said', async () => {
    const path = file(inResponse('<hangup/>'))
    chmodSync(path, 0o400)
    const { code, err } = await offhook(['check', path, '--fix'])
    expect([code, err]).toEqual([2, expect.stringContaining('answer.xml cannot be corrected: EACCES')])
  })
})

describe('"fix is what is to be written instead; perhaps is a guess"', () => {
  it.each([
    ['<Dail/>', '       fix: Dail -> Dial\n'],
    ['<Dail></Dail>', '       fix: Dail -> Dial, in the end tag, too\n'],
    ['<Say>Hi</Say>', '       perhaps: Say -> Speak, in the end tag, too\n'],
    ['<Speak language="hi-IN">Hi</Speak>', '       perhaps: insert voice="Polly.Aditi"\n'],
    [
      '<Redirect>http://a.test/#rt=3&amp;retries=2</Redirect>',
      '       perhaps: rt=3&amp;retries=2 -> rt=3000&amp;rc=2\n',
    ],
  ])('%s', async (written, line) => {
    expect((await offhook(['check', file(inResponse(written))])).out).toContain(line)
  })

  it.each([
    [
      'what is another tag’s',
      '<Record recordSession="true" action="http://a.test/"/><GetDigits redirect="true"/>',
      'siblings-replaced',
    ],
    ['an attribute that is there already', '<GetDigits timeout="8" timout="9"/>', 'unknown-attribute'],
    ['a voice for a tag of SSML', '<Speak><emphasis>a</emphasis></Speak>', 'ssml-without-polly'],
  ])('nothing for %s', async (_, written, code) => {
    const told = await problemsOf(file(inResponse(written)))
    expect(told.filter(found => found.code === code)).toEqual([expect.not.objectContaining({ fix: expect.anything() })])
  })

  it('--json has the edits, from line and column to line and column, the end exclusive', async () => {
    const path = file('<Response>\n  <Dail timout="9">\n  </Dail>\n</Response>')
    const told = await problemsOf(path)
    expect(told.map(({ code, fix }) => ({ code, fix }))).toContainEqual({
      code: 'unknown-element',
      fix: {
        safe: true,
        edits: [
          { line: 2, column: 4, endLine: 2, endColumn: 8, text: 'Dial' },
          { line: 3, column: 5, endLine: 3, endColumn: 9, text: 'Dial' },
        ],
      },
    })
  })
})
