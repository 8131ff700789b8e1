import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli/program.js'
import { temporaryFolder } from '../temporary-folder.js'
import { loopbackApp } from './loopback-app.js'
import { memoryIo, offhook, unprintable } from './memory-io.js'

const file = (text: string | Buffer, name = 'answer.xml'): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

const written =
  '<Response>\n  <Dail timout="9">\n    <Speak>Hi</Speak></Dail>\n  <GetDigits timout="8" x="1"/>\n</Response>\n'

describe('--format sarif', () => {
  const schema = JSON.parse(readFileSync(new URL('sarif-2.1.0.schema.json', import.meta.url), 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  formats.default(ajv)
  const isValid = ajv.compile(schema)

  const log = async (args: readonly string[]) => {
    const { out, code } = await offhook(['check', '--format', 'sarif', ...args])
    const parsed = JSON.parse(out)
    isValid(parsed)
    expect(isValid.errors ?? []).toEqual([])
    return { code, run: parsed.runs[0], out }
  }

  it('is valid against the schema of SARIF 2.1.0, whatever is checked', async () => {
    await using app = await loopbackApp({ '/html': '<html>', '/ok': written })
    const odd = file('<Response><Dail/></Response>', 'ä b%&#.xml')
    const settings = file('a: https://a.test/#rt=3', 'a.yaml')
    await log([
      '--method',
      'POST',
      'test/xml/sdk-corpus',
      'xml-samples',
      odd,
      settings,
      `${app.base.replace('//', '//anna:secret@')}/html`,
      `${app.base}/ok`,
      '--fragments',
    ])
    await log([file('<Response><Hangup/></Response>')])
    await log([file(Buffer.from([0, 255, 60, 13]))])
  })

  it('has a rule for every code, with the page that says so, and the level of its severity', async () => {
    const { run: one } = await log([file('<Response x="1"><Dail/><Hangup y="1"/><Redirect>/a</Redirect></Response>')])
    const { rules } = one.tool.driver
    expect(
      rules.map(({ id, defaultConfiguration, helpUri }: Record<string, never>) => [id, defaultConfiguration, helpUri]),
    ).toEqual([
      ['response-attribute', { level: 'note' }, undefined],
      ['unknown-attribute', { level: 'warning' }, undefined],
      ['unknown-element', { level: 'error' }, undefined],
      ['url-invalid', { level: 'error' }, 'https://plivo.com/docs/voice/troubleshooting/hangup-causes'],
    ])
    expect(rules[1].help.text).toContain('D2; see docs/decisions.md')
    for (const { ruleId, ruleIndex } of one.results) expect(rules[ruleIndex].id).toBe(ruleId)
  })

  it('has regions in UTF-16 units, the end exclusive, and fixes as replacements of regions', async () => {
    const path = file(written)
    const { run: one, code } = await log([path])
    expect(code).toBe(1)
    expect(one.columnKind).toBe('utf16CodeUnits')
    const [dail, timout] = one.results
    expect(dail.locations[0].physicalLocation.region).toEqual({
      startLine: 2,
      startColumn: 3,
      endLine: 2,
      endColumn: 8,
    })
    expect(dail.fixes[0].artifactChanges[0].replacements).toEqual([
      { deletedRegion: { startLine: 2, startColumn: 4, endLine: 2, endColumn: 8 }, insertedContent: { text: 'Dial' } },
      {
        deletedRegion: { startLine: 3, startColumn: 24, endLine: 3, endColumn: 28 },
        insertedContent: { text: 'Dial' },
      },
    ])
    expect(timout.locations[0].physicalLocation.region).toEqual({
      startLine: 4,
      startColumn: 14,
      endLine: 4,
      endColumn: 24,
    })
  })

  it('has URIs relative to where it runs, and fingerprints that stay when lines move', async () => {
    const { run: one } = await log(['test/xml/sdk-corpus/go'])
    expect(one.results[0].locations[0].physicalLocation.artifactLocation).toEqual({
      uri: 'test/xml/sdk-corpus/go/complex.xml',
      uriBaseId: '%SRCROOT%',
    })
    const prints = async (text: string) =>
      (await log([file(text)])).run.results.map((found: { partialFingerprints: unknown }) =>
        JSON.stringify(found.partialFingerprints),
      )
    const before = await prints(written)
    expect(await prints(`<!-- moved -->\n\n${written}`)).toEqual(before)
    expect(new Set(await prints(written.replace('</Response>', '<Dail/>\n<Dail/>\n</Response>'))).size).toBe(
      before.length + 2,
    )
  })

  it('says what could not be read', async () => {
    const { run: one, code } = await log(['--fragments', file('a: https://a.test/#rt=3\n b: [', 'a.yaml')])
    expect(code).toBe(2)
    expect(one.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 2 })
    expect(one.invocations[0].toolExecutionNotifications[0].message.text).toContain('not YAML')
  })
})

describe('--format github', () => {
  it('is one annotation for each problem, at its place in a file of the workspace, and the totals', async () => {
    const path = file(written)
    const { out, code } = await offhook(['check', path, '--format', 'github'], {
      env: { GITHUB_WORKSPACE: join(path, '..') },
    })
    expect(code).toBe(1)
    const lines = out.split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe(
      '::error file=answer.xml,line=2,col=3' +
        ',endColumn=7,title=unknown-element::Plivo has no element <Dail>: the document is rejected before anything runs. Did you mean <Dial>?%0Afix: Dial%0Abreaks, decided: D1',
    )
    expect(lines[1]).toMatch(/^::warning file=answer.xml,line=4,col=14,endColumn=23,title=unknown-attribute::/)
    expect(lines[3]).toBe('✗ 1 document, 3 problems: 1 breaks, 2 risky')
    expect((await offhook(['check', path, '--format', 'github'])).out).toContain(`::error file=${relative('.', path)},`)
  })

  it('a note is a notice; what is about all of a file is at its first line; a URL is no file', async () => {
    const note = await offhook(['check', file('<Response x="1"/>'), '--format', 'github'])
    expect(note.out).toMatch(/^::notice file=.*,line=1,col=11,/)
    const large = await offhook(['check', file(' '.repeat(200_000)), '--format', 'github'])
    expect(large.out).toMatch(/^::error file=[^,]*,line=1,title=document-too-large::/)
    await using app = await loopbackApp({ '/x': written })
    const asked = await offhook(['check', `${app.base}/x`, '--method', 'POST', '--format', 'github'])
    expect(asked.out).toMatch(/^::error title=unknown-element::http:\/\/127.0.0.1:\d+\/x 2:3: Plivo has no element/)
  })
})

describe('every format', () => {
  const hostile = Buffer.from(
    '<Response>\x1b[31m\u009b2J<Dail\u202e timo%ut="\n::stop-commands::x"/>\r\n<X a="\x07"/></Response>',
  )
  const wellFormed = Buffer.from(
    '<Response>\u009b2J<Dail a="\n::stop-commands::x" \u0130="%0A"/>\r\n<X a="\u202e"/>text\u2028</Response>',
  )

  it.each(['pretty', 'json', 'sarif', 'github'])(
    '%s: hostile bytes never reach a terminal raw, and start no command',
    async format => {
      for (const bytes of [hostile, wellFormed]) {
        const { out } = await offhook(['check', file(bytes), '--format', format])
        expect(out).not.toMatch(unprintable)
        expect(out).not.toMatch(/^::stop/m)
      }
    },
  )

  it.each(['pretty', 'json', 'sarif', 'github'])('%s: without problems nothing is found', async format => {
    const io = memoryIo()
    io.stdin.end('<Response><Hangup/></Response>')
    expect(await run(['check', '-', '--format', format], io)).toBe(0)
    const found =
      format === 'sarif' ? JSON.stringify(JSON.parse(io.out()).runs[0].results) : io.out().replace(/^✓ .*\n$/, '')
    expect(found).toBe(format === 'sarif' ? '[]' : '')
  })
})
