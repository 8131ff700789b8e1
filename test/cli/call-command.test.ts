import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.js'
import { temporaryFolder } from '../temporary-folder.js'
import { deadUrl, loopbackApp } from './loopback-app.js'
import { offhook, unprintable } from './memory-io.js'

const menu = 'xml-samples/ivr/menu'

const document = (xml: string): string => `<Response>${xml}</Response>`

const menuApp = (base: string) => ({
  '/answer': document(`<GetDigits action="${base}/menu" numDigits="1"><Speak>Press 1 for sales</Speak></GetDigits>`),
  '/menu': document('<Speak>Connecting you</Speak>'),
  '/hangup': 200,
})

describe('0: the call completed', () => {
  test('a script plays against an application, and a summary follows the trace', async () => {
    await using app = await loopbackApp(menuApp)
    const script = 'hears press 1; presses 1; hears /connecting/i'
    const { code, out, err } = await offhook(['call', `${app.base}/answer`, '--script', script])
    expect(err).toBe('')
    expect(out).toContain('presses    1  (heard by <GetDigits>)')
    expect(out).toMatch(/ {2}ended {5}✓ 4010 End Of XML Instructions, by Plivo: .*\n {2}took .*\n {2}requests {2}2\n/)
    expect(code).toBe(0)
  })

  test('"nobody presses anything" without a script and without a terminal: the caller listens to the end', async () => {
    const { code, out } = await offhook(['call', menu])
    expect(code).toBe(0)
    expect(out).toContain('"We did not hear a key. Please call again. Goodbye."')
    expect(out).toContain('add --script')
  })

  test('--timeout hangs up the caller after so much call time', async () => {
    await using app = await loopbackApp({ '/answer': document('<Speak loop="0">Hold the line</Speak>') })
    const { code, out } = await offhook(['call', `${app.base}/answer`, '--timeout', '90s'])
    expect(code).toBe(0)
    expect(out).toContain('✓ 4000 Normal Hangup, by Caller')
    expect(out).toContain('took      90 s of call time')
  })

  test('flags reach the application: methods, extra headers, SIP headers, numbers, account', async () => {
    await using app = await loopbackApp({ '/a?x=1': document('<Hangup/>') })
    const url = `${app.base}/a?x=1`
    const flags = ['--header', 'X-Key: abc', '--header', 'X-Other: d', '--sip-header', 'Id=42', '--from', '+441234567']
    const { code, out } = await offhook(['call', url, ...flags, '--params', '--auth-id', 'MAX'], {
      env: { PLIVO_AUTH_ID: 'MAENV', PLIVO_AUTH_TOKEN: 'token' },
    })
    expect(code).toBe(0)
    expect(app.seen[0]?.headers).toMatchObject({ 'x-key': 'abc', 'x-other': 'd' })
    expect(out).toContain('X-PH-Id=42')
    expect(out).toContain('From=441234567')
    expect(out).toContain('ParentAuthID=MAX')
  })

  test('PLIVO_AUTH_ID is the account when no flag says another', async () => {
    const { out } = await offhook(['call', 'xml-samples/basics/hello', '--params'], { env: { PLIVO_AUTH_ID: 'MAENV' } })
    expect(out).toContain('ParentAuthID=MAENV')
  })

  test('--demo plays the scenario of a sample; without a terminal in virtual time, the same text every time', async () => {
    const [one, two] = [await offhook(['call', menu, '--demo']), await offhook(['call', menu, '--demo'])]
    expect(one.code).toBe(0)
    expect(one.out).toBe(two.out)
    expect(one.out).toContain('hears press 1; hears press 1; presses 1')
    expect(one.out).toContain('npx offhook call http://localhost:3000/answer')
  })

  test('a leg that was transferred has a line of its own, in the trace as it happens and in the summary', async () => {
    const sample = 'xml-samples/live/transfer'
    const { code, out } = await offhook(['call', sample, '--scenario', `${sample}/scenario.yaml`])
    expect(code).toBe(0)
    expect(out).toMatch(/\n {2}leg {7}\+14155550111 ✓ 4010 End Of XML Instructions/)
    expect(out).toMatch(/presses {4}\[[0-9a-f]{8}\] 1 {2}\(heard by <GetDigits>\)/)
  })

  test('--scenario with several callers plays all of them: one trace, one ladder, an end for each', async () => {
    await using app = await loopbackApp({ '/answer': document('<Conference>daily</Conference>') })
    const file = join(temporaryFolder(), 'meeting.yaml')
    const call = `call: { answer_url: "${app.base}/answer" }`
    writeFileSync(
      file,
      `callers:\n  alice: { ${call}, does: [waits: 2s, says: Hello, hangs up] }\n  bob: { ${call}, does: [hears: hello, hangs up] }\n`,
    )
    const { code, out } = await offhook(['call', '--scenario', file, '--ladder'])
    expect(code).toBe(0)
    expect(out).toMatch(/call {7}\[alice\] \+1.*call {7}\[bob\] \+1/s)
    expect(out).toMatch(/alice +bob +Plivo +Application +Room/)
    expect(out).toMatch(/\n {2}alice {5}✓ 4000 Normal Hangup.*\n {2}bob {7}✓ 4000 Normal Hangup/)
    expect(out).toMatch(/\n {2}requests {2}2\n/)
  })

  test('--scenario plays a file, also against another application', async () => {
    const file = `${menu}/scenario.yaml`
    expect((await offhook(['call', '--scenario', file])).code).toBe(0)
    await using app = await loopbackApp(menuApp)
    const { code, out } = await offhook(['call', `${app.base}/answer`, '--scenario', file])
    expect(code).toBe(1)
    expect(out).toContain('expected: caller hears')
    expect(app.seen).not.toHaveLength(0)
  })
})

describe('1: the call failed', () => {
  test('a dead port: the trace shows the attempts and 7011, and the summary asks whether the application runs', async () => {
    const { code, out } = await offhook(['call', await deadUrl()])
    expect(code).toBe(1)
    expect(out).toMatch(/attempt 1: connection refused.*attempt 2: connection refused.*✗ 7011 Error Reaching/s)
    expect(out).toContain('Is your application running?')
  })

  test('an answer that is no document ends in 80xx', async () => {
    await using app = await loopbackApp({ '/answer': '<Response><Speak>' })
    const { code, out } = await offhook(['call', `${app.base}/answer`, '--quiet'])
    expect(code).toBe(1)
    expect(out).toMatch(/^\n {2}ended {5}✗ 8011 Invalid Answer XML/)
    expect(out).toContain('Correct the document')
  })

  test('an element that is not simulated is no mistake of the document', async () => {
    await using app = await loopbackApp({ '/answer': document('<Stream>wss://app.test</Stream>') })
    const { code, out } = await offhook(['call', `${app.base}/answer`])
    expect(code).toBe(1)
    expect(out).toContain('offhook does not simulate it yet: try')
    expect(out).not.toContain('Correct the document')
  })

  test('--quiet names the problems that break', async () => {
    await using app = await loopbackApp({ '/answer': document('<Dail/>') })
    const { out } = await offhook(['call', `${app.base}/answer`, '--quiet'])
    expect(out).toMatch(/\n {2}problems {2}1 breaks\n {12}1:11 {2}Plivo has no element <Dail>/)
  })

  test.each([
    ['{"ok":true}', 'This looks like JSON.'],
    ['<!DOCTYPE html><html></html>', 'This looks like a web page, perhaps an error page.'],
    ['Hello', 'This is no XML: it begins with "Hello".'],
    ['', 'The body is empty.'],
  ])('a body that is no XML at all: the summary says what it is: %j', async (body, words) => {
    await using app = await loopbackApp({ '/answer': body })
    const { code, out } = await offhook(['call', `${app.base}/answer`, '--quiet'], { columns: 200 })
    expect(code).toBe(1)
    expect(out).toContain(`  → Answer a document: <Response>…</Response>. ${words}`)
    expect(out).toMatch(/problems {2}1 breaks\n {12}\S/)
  })

  test('a 404 says which URL answered so', async () => {
    await using app = await loopbackApp({})
    const { code, out } = await offhook(['call', `${app.base}/answer`])
    expect(code).toBe(1)
    expect(out).toContain(`${app.base}/answer answers 404: is the path right?`)
  })

  test('a step that cannot come true any more', async () => {
    const { code, out } = await offhook(['call', menu, '--script', 'hears press 1; hears press 9; hangs up'])
    expect(code).toBe(1)
    expect(out).toContain('✗ --script:1:16  expected: caller hears press 9')
    expect(out).toContain('never reached:\n      --script:1:31  hangs up')
  })
})

describe('what is written', () => {
  test('--json: "the trace as JSON Lines on stdout, nothing else there"; words go to stderr', async () => {
    const { code, out, err } = await offhook(['call', menu, '--json', '--script', 'hears press 1; presses 2'])
    expect(code).toBe(0)
    const events = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as TraceEvent)
    expect(events[0]?.type).toBe('call.arrived')
    expect(events.map(event => event.seq)).toEqual(events.map((_event, index) => index + 1))
    expect(err).toContain('✓ 4000 Normal Hangup')
  })

  test.each([['--json'], ['--params']])('--redact hides numbers and keys, with %s too', async flag => {
    const script = 'hears press 1; presses 2; hears press 7777'
    const flags = ['--redact', flag, '--from', '+14155550123', '--script', script]
    const { out, err } = await offhook(['call', menu, ...flags])
    expect(out + err).not.toContain('4155550123')
    expect(out + err).not.toContain('7777')
    expect(out).not.toMatch(/Digits[=":]+2/)
  })

  test('escape sequences from an application never reach the terminal raw', async () => {
    const hostile = '&#x9b;31m\u202egnp.exe \u009d0;title'
    await using app = await loopbackApp({ '/answer': document(`<Speak>${hostile}</Speak><Evil\u0085/>`), '/ok': '' })
    await using quiet = await loopbackApp({ '/answer': document(`<Speak>${hostile}</Speak>`) })
    for (const { base } of [app, quiet]) {
      for (const flags of [[], ['--json'], ['--script', 'hears nothing like it']]) {
        const { out, err } = await offhook(['call', `${base}/answer`, ...flags])
        expect(out + err).not.toMatch(unprintable)
      }
    }
  })

  test('terminals get colours, NO_COLOR and --no-color none', async () => {
    const colored = async (flags: string[], env: Record<string, string>) =>
      (
        await offhook(['call', 'xml-samples/basics/hello', '--virtual', ...flags], { terminal: true, env })
      ).out.includes('\x1b[')
    expect(await colored([], { NO_COLOR: '' })).toBe(true)
    expect(await colored(['--no-color'], { NO_COLOR: '' })).toBe(false)
    expect(await colored([], { NO_COLOR: '1' })).toBe(false)
  })

  test.each(['--quiet', '--demo'])('lines fit the terminal: %s', async flag => {
    const { out } = await offhook(['call', menu, flag], { columns: 60 })
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60)
  })

  test('a call whose time is faster than life says so: its application is not', async () => {
    await using app = await loopbackApp(menuApp)
    const notice = 'call time runs 100 times as fast as your application'
    const fast = async (...args: string[]) => (await offhook(['call', ...args])).out
    expect(await fast(`${app.base}/answer`, '--speed', '100')).toContain(notice)
    expect(await fast(`${app.base}/answer`, '--real', '--timeout', '1ms')).not.toContain('times as fast')
    expect(await fast('xml-samples/basics/hello', '--speed', '100')).not.toContain(notice)
  })

  test('long times are written in hours', async () => {
    await using app = await loopbackApp({ '/answer': document('<Speak loop="0">Hold the line</Speak>') })
    const { out } = await offhook(['call', `${app.base}/answer`, '--quiet'])
    expect(out).toContain('took      24 h of call time, answered for 24 h, billed 24 h')
  })
})
