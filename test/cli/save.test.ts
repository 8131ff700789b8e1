import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/program.js'
import { temporaryFolder } from '../temporary-folder.js'
import { loopbackApp } from './loopback-app.js'
import { type MemoryIo, memoryIo, offhook } from './memory-io.js'

const document = (xml: string): string => `<Response>${xml}</Response>`

const menuApp = (base: string) => ({
  '/answer': document(
    `<GetDigits action="${base}/menu" numDigits="1" timeout="3"><Speak>Press 1 for sales, or hold the line</Speak></GetDigits>`,
  ),
  '/menu': document('<Speak>Connecting you to sales</Speak><Dial timeout="9"><Number>14155550111</Number></Dial>'),
  '/hangup': 200,
})

const saved = () => join(temporaryFolder(), 'saved.yaml')

/** A person at a terminal, whose keys are pressed when something is shown. */
async function byHand(args: readonly string[], keys: readonly (readonly [when: string, key: string])[]) {
  const left = [...keys]
  let shown = ''
  const io: MemoryIo = memoryIo({
    terminal: true,
    onOutput: (text, { stdin }) => {
      shown += text
      const [next] = left
      if (!next || !shown.includes(next[0])) return
      left.shift()
      shown = ''
      stdin.write(next[1])
    },
  })
  const code = await run(['call', ...args, '--speed', '20'], io)
  return { code, out: io.out(), err: io.err() }
}

describe('--save', () => {
  test('"turns a call somebody just made by hand into a scenario with expectations", which passes', async () => {
    await using app = await loopbackApp(menuApp)
    const file = saved()
    const flags = ['--hangup-url', `${app.base}/hangup`, '--phone', '+14155550111=busy', '--auth-token', 's3cr3t-token']
    const { out, code } = await byHand([`${app.base}/answer`, ...flags, '--save', file], [['hears', '1']])
    expect(out).toMatch(/saved {5}.*saved\.yaml: \d steps?, \d+ expectations; run it with: offhook test/)
    expect(code).toBe(0)
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('- presses: "1"')
    expect(text).toContain('with: { Digits: "1" }')
    expect(text).toContain('heard: Connecting you to sales')
    expect(text).toContain('"+14155550111": busy')
    expect(text).toMatch(/dialed: "\+?14155550111"\n {4}status: busy/)
    expect(text).not.toContain('s3cr3t-token')
    const again = await offhook(['test', file])
    expect(again.out + again.err).toContain('1 passed')
    expect(again.code).toBe(0)
  })

  test('a caller who waits too long has waited too long in the scenario, too', async () => {
    await using app = await loopbackApp(base => ({
      '/answer': document(
        `<GetDigits action="${base}/menu" timeout="2" retries="2"><Speak>Press 1</Speak></GetDigits><Speak>Nothing</Speak>`,
      ),
    }))
    const file = saved()
    await byHand([`${app.base}/answer`, '--save', file], [['Nothing', 'q']])
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('- hangs up')
    expect(text).toMatch(/- hears: Press 1\n {2}- hears: Press 1\n/)
    expect((await offhook(['test', file])).code).toBe(0)
  })

  test('scripts, outbound calls, and several callers', async () => {
    await using app = await loopbackApp(menuApp)
    const script = saved()
    await offhook([
      'call',
      `${app.base}/answer`,
      '--script',
      'hears /press 1/i; presses 1; waits 1s; hangs up',
      '--save',
      script,
    ])
    expect(readFileSync(script, 'utf8')).toContain(
      '  - hears: /press 1/i\n  - presses: "1"\n  - waits: 1s\n  - hangs up\n',
    )
    const outbound = saved()
    const flags = ['--outbound', '--to', '+14155550123', '--phone', '+14155550123=3s', '--ring-timeout', '30s']
    await offhook(['call', `${app.base}/answer`, ...flags, '--script', 'presses 1', '--save', outbound])
    expect(readFileSync(outbound, 'utf8')).toContain('outbound: true')
    const several = saved()
    const scenario = 'xml-samples/conference/moderator/scenario.yaml'
    if (existsSync(scenario)) await offhook(['call', '--scenario', scenario, '--save', several])
    for (const file of [script, outbound, ...(existsSync(several) ? [several] : [])]) {
      const again = await offhook(['test', file])
      expect(again.code, `${again.out}\n${again.err}\n${readFileSync(file, 'utf8')}`).toBe(0)
    }
  })

  test('faults given by flags are kept, and the call that failed is saved, too', async () => {
    await using app = await loopbackApp(menuApp)
    const file = saved()
    const { code } = await offhook(['call', `${app.base}/answer`, '--fault', 'stall url=/answer', '--save', file])
    expect(code).toBe(1)
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('- { url: /answer, fault: stall }')
    expect(text).toContain('cause: 7011')
    expect((await offhook(['test', file])).code).toBe(0)
  })

  test('an existing file is not overwritten, unless --force says so', async () => {
    const file = saved()
    writeFileSync(file, 'mine')
    const refused = await offhook(['call', 'xml-samples/ivr/menu', '--save', file])
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('exists already; --force overwrites it')
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect((await offhook(['call', 'xml-samples/ivr/menu', '--save', file, '--force'])).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('offhook test')
    expect((await offhook(['call', 'xml-samples/ivr/menu', '--force'])).err).toContain('--force belongs to --save')
  })

  test('hostile names, numbers and texts are written so that they are read back', async () => {
    const hostile = [
      'Anna "Q" B',
      "O'Neil: #1",
      '😀 no',
      '{ a: [b] }',
      '- x',
      '1e3',
      '0123',
      'no',
      '/slash/ x',
      'two\nlines',
      '|',
      '',
    ]
    for (const name of hostile) {
      await using app = await loopbackApp({
        '/answer': document(`<Speak>/starts with a slash</Speak><Speak>${name.replace(/[<&]/g, '')} is here</Speak>`),
      })
      const file = saved()
      const { err } = await offhook(['call', `${app.base}/answer`, '--caller-name', name, '--save', file])
      expect(err).toBe('')
      const again = await offhook(['test', file])
      expect(again.code, `${again.out}${again.err}${readFileSync(file, 'utf8')}`).toBe(0)
    }
  })

  test('--redact: no number, name, word or secret key of the caller is in the file, and it still plays', async () => {
    await using app = await loopbackApp(base => ({
      '/answer?token=t0ken': document(
        `<GetDigits log="false" action="${base}/pin" numDigits="4"><Speak>Hello Anna Blau, enter your pin</Speak></GetDigits>`,
      ),
      '/pin': document('<Dial timeout="5"><User>sip:anna.blau@phone.plivo.com</User></Dial>'),
    }))
    const [file, cassette] = [saved(), saved()]
    const flags = ['--from', '+4930901820', '--caller-name', 'Anna Blau', '--redact']
    const script = 'hears enter your pin; presses 4711'
    const call = ['call', `${app.base}/answer?token=t0ken`, ...flags, '--script', script]
    const { out } = await offhook([...call, '--save', file, '--cassette', cassette])
    expect(out).toContain('recorded')
    for (const one of [file, cassette]) {
      const text = readFileSync(one, 'utf8')
      for (const secret of ['4930901820', 'Anna Blau', 'anna.blau', 't0ken']) expect(text).not.toContain(secret)
    }
    const replayed = await offhook(['call', '--scenario', file, '--cassette', cassette])
    expect(replayed.out).toContain('replayed, the application was not asked')
    expect(replayed.code, replayed.out).toBe(0)
  })
})

describe('--cassette', () => {
  test('records, replays without the application, and compares; exit code 1 when something has changed', async () => {
    const file = saved()
    const app = await loopbackApp(menuApp)
    const call = ['call', `${app.base}/answer`, '--script', 'hears press 1; presses 1', '--cassette', file]
    expect((await offhook(call)).out).toContain('2 answers recorded')
    const same = await offhook([...call, '--cassette-mode', 'compare'])
    expect(same.out).toContain('2 answers compared, nothing has changed')
    expect(same.code).toBe(0)
    await app.close()
    const replayed = await offhook(call)
    expect(replayed.out).toContain('2 answers replayed, the application was not asked')
    expect(replayed.code).toBe(0)
    await using other = await loopbackApp(base => ({
      ...menuApp(base),
      '/menu': document('<Speak>Goodbye</Speak>'),
    }))
    const changed = await offhook(['call', `${other.base}/answer`, ...call.slice(2), '--cassette-mode', 'compare'])
    expect(changed.out).toContain('another document: POST /menu (GetDigits action) Digits="1"')
    expect(changed.out).toContain('+ <Response><Speak>Goodbye</Speak></Response>')
    expect(changed.code).toBe(1)
  })

  test('an answer that it lacks fails the call', async () => {
    const file = saved()
    await using app = await loopbackApp(menuApp)
    const call = (keys: string) => [
      'call',
      `${app.base}/answer`,
      '--script',
      `hears press 1; presses ${keys}`,
      '--cassette',
      file,
    ]
    await offhook(call('1'))
    const { code, out } = await offhook(call('2'))
    expect(out).toContain('not in the cassette: POST /menu (GetDigits action) Digits="2"')
    expect(code).toBe(1)
  })

  test('wrong usage', async () => {
    expect((await offhook(['call', 'xml-samples/ivr/menu', '--cassette-mode', 'replay'])).err).toContain(
      '--cassette-mode needs',
    )
    expect(
      (await offhook(['call', 'xml-samples/ivr/menu', '--cassette', 'x', '--cassette-mode', 'play'])).err,
    ).toContain('Allowed are record, replay and compare')
    const file = saved()
    writeFileSync(file, 'cassette: 1\nanswer: []\n')
    const { code, err } = await offhook(['call', 'xml-samples/ivr/menu', '--cassette', file])
    expect(err).toContain(':2:1  unknown key "answer"; did you mean "answers"?')
    expect(code).toBe(2)
  })
})
