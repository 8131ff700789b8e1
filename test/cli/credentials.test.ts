import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli/program.js'
import { temporaryFolder } from '../temporary-folder.js'
import { deadUrl, loopbackApp } from './loopback-app.js'
import { memoryIo, offhook } from './memory-io.js'

const user = 'user:S3CRET'

const file = (name: string, text: string): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

const expectHidden = ({ out, err }: { out: string; err: string }) => expect(out + err).not.toMatch(/s3cret/i)

describe('D78, credentials are never shown: offhook check', () => {
  const documents = [
    `<Response><GetDigits action="http://${user}@app.test:99999/x" timeout="no"/></Response>`,
    `<Response><Redirect>htp://${user}@app.test/x</Redirect></Response>`,
    `<Response><Play>http:&#9;//${user}@app.test/x#rt=1</Play></Response>`,
    `<Response><Redirect>http:&#47;&#x2f;us&#101;r:S3CRET@app.test/x#rt=1</Redirect></Response>`,
    `<Response><Redirect>http:<!-- / -->//us<!-- / -->er:S3CRET@app.test/x#rt=1</Redirect></Response>`,
    `<Response><Redirect>http:/<![CDATA[/${user}]]>@app.test/x#rt=1</Redirect></Response>`,
    `<Response>\n<Play callback="x">\n  http://us er:\n  S3CRET@app.test/x</Play></Response>`,
    `<Response><GetDigits action="http://${'long'.repeat(30)}:S3CRET@app.test:99999/x"/></Response>`,
    `<Response><Redirect>${user}@app.test/x</Redirect></Response>`,
    `<Response>http://${user}@app.test/</Response>`,
    `http://${user}@app.test/ is no document`,
    `http://${'S3CRET'.repeat(50)}@app.test/ is no document`,
    `<Response><Redirect>http://${user}@app.test/x</Response>`,
  ]

  it.each(documents)('%s', async document => {
    const path = file('answer.xml', document)
    const text = await offhook(['check', path])
    expect(text.code).toBe(1)
    expectHidden(text)
    for (const format of ['json', 'sarif', 'github']) expectHidden(await offhook(['check', path, '--format', format]))
  })

  it('in settings', async () => {
    const path = file('a.env', `A_URL=http://${user}@app.test/x#rt=1\nB="http://${user}@app.test/x#rt=1"`)
    for (const format of ['pretty', 'json', 'sarif', 'github']) {
      const ended = await offhook(['check', '--fragments', path, '--format', format])
      expect(ended.code).toBe(1)
      expectHidden(ended)
    }
  })

  it('every other character of the line stays in its column', async () => {
    const { out } = await offhook([
      'check',
      file('a.xml', `<Response><Play lop="2">http://${user}@a.test/x</Play></Response>`),
    ])
    expect(out).toContain('    1 | <Response><Play lop="2">http://•••••••••••@a.test/x</Play></Response>\n')
    expect(out).toContain('      |                 ^\n')
  })

  it('a URL that is asked, or cannot be', async () => {
    const url = await deadUrl()
    const ended = await offhook(['check', `${url.replace('//', `//${user}@`)}#rt=1000`])
    expect([ended.code, ended.err]).toEqual([
      2,
      `offhook: ${url.replace('//', '//•••@')} cannot be asked: connection refused, 2 attempts\n`,
    ])
    for (const format of ['pretty', 'json', 'sarif', 'github']) {
      await using app = await loopbackApp({ '/x': 404 })
      const asked = await offhook(['check', `${app.base}/x`.replace('//', `//${user}@`), '--format', format])
      expect(asked.code).toBe(1)
      expectHidden(asked)
    }
  })
})

describe('D78, credentials are never shown: wrong usage, and what is explained', () => {
  it.each([
    ['call', `http://${user}@app.test:99999/answer`],
    ['call', `ftp://${user}@app.test/answer`],
    ['call', `ht\ttp://\t/${user}@app.test/answer`],
    ['call', `${user}@app.test/answer`],
    ['call', 'http://app.test/', '--fallback-url', `htp://${user}@app.test/answer`],
    ['call', 'http://app.test/', `--answer=http://${user}@app.test/`],
    ['call', 'http://app.test/', '--fault', `http://${user}@app.test/`],
    ['call', 'http://app.test/', '--fault', `stall url="http://\t${user}@app.test/" attempts=9`],
    ['explain', `http://${user}@app.test:99999/answer`],
    ['explain', `ftp://${user}@app.test/answer`],
    ['explain', `${user}@app.test/answer`],
    ['explain', `//${user}@app.test/answer`],
    ['explain', 'http://app.test/', `http://${user}@app.test/`],
    ['test', `http://${user}@app.test/`],
    [`http://${user}@app.test/`],
  ])('%j %j %j', async (...args) => {
    const ended = await offhook(args)
    expect(ended.code).toBe(2)
    expectHidden(ended)
  })

  it.each([[], ['--json']])('offhook explain %j', async (...flags) => {
    const ended = await offhook(['explain', `http://\t/${user}@app.test/answer#rt=1`, ...flags])
    expect(ended.code).toBe(1)
    expectHidden(ended)
    expect(ended.out).toContain('•••@app.test')
  })

  it.each([
    ['a mistake', `answer_url: "ftp://${user}@app.test/x"`, ''],
    ['a mistake with tabs', `answer_url: "http://\\t/${user}@app.test:99999/x"`, ''],
    ['a URL where a number belongs', `from: "http://${user}@app.test/x"`, ''],
    ['not YAML', `answer_url: [http://${user}@app.test/x`, ''],
    ['an expectation', 'answer_url: "http://127.0.0.1:1/x"', `expect:\n  - requested: "http://${user}@app.test/x"\n`],
  ])('a scenario file with %s', async (_what, call, rest) => {
    const path = file('scenario.yaml', `call:\n  ${call}\n${rest}`)
    const ended = await offhook(['test', path])
    expect(ended.code).toBeGreaterThan(0)
    expectHidden(ended)
  })
})

describe('D78, credentials are never shown: offhook call', () => {
  it.each([[], ['--json'], ['--quiet'], ['--params']])('%j', async (...flags) => {
    const io = memoryIo()
    const fault = `stall url=http://${user}@app.test/`
    await run(['call', `http://${user}@127.0.0.1:1/answer#rt=1`, '--virtual', '--fault', fault, ...flags], io)
    expectHidden({ out: io.out(), err: io.err() })
    expect(io.out() + io.err()).toContain('127.0.0.1:1')
  })
})
