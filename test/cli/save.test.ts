import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { loopbackApp } from './loopback-app.js'
import { type MemoryIo, offhook } from './memory-io.js'

const menu = (base: string) => ({
  '/answer': `<Response>
  <GetDigits action="${base}/menu" numDigits="2" timeout="9">
    <Speak>Welcome to /Acme: "50% off". For sales press 12, for anything else 1e3.</Speak>
  </GetDigits>
</Response>`,
  '/menu': '<Response><Speak>Hold the line please.</Speak><Speak>Nobody is there, goodbye.</Speak></Response>',
  '/hangup': '',
})

/** Plays a phone: when what is written contains a text, keys are typed; each once, in order. */
const hands = (...steps: [when: string, keys: string][]) => {
  const left = [...steps]
  return (text: string, io: MemoryIo) => {
    if (!left[0] || !text.includes(left[0][0])) return
    const [, keys] = left.shift() as (typeof steps)[number]
    queueMicrotask(() => io.stdin.write(keys))
  }
}

const files = () => {
  const folder = temporaryFolder()
  return { saved: join(folder, 'menu.yaml'), cassette: join(folder, 'menu.cassette.yaml') }
}

describe('--save "turns a call somebody just made by hand into a scenario with expectations"', () => {
  test('keys in the middle of a prompt, and a hang-up in the middle of another, are kept; the scenario passes', async () => {
    await using app = await loopbackApp(menu)
    const { saved } = files()
    const onOutput = hands(['hears      "Welcome', '12'], ['hears      "Nobody', 'q'])
    const args = ['call', `${app.base}/answer`, '--hangup-url', `${app.base}/hangup`, '--save', saved, '--speed', '4']
    const { code, out } = await offhook(args, { terminal: true, onOutput, columns: 200 })
    expect(code).toBe(0)
    expect(out).toContain(`saved     ${saved}; to play it again: npx offhook test ${saved}`)
    const written = readFileSync(saved, 'utf8')
    expect(written).toMatch(
      /^# A call that was made with `offhook call`, as a test\. To play it again: {2}offhook test /,
    )
    expect(written).toContain('  - presses: "12"\n')
    expect(written).toContain('  - hears: Hold the line please.\n')
    expect(written).toContain('  - requested: /menu\n    with: { Digits: "12" }\n')
    expect(written).toContain('  - ended: { cause: 4000, source: Caller }\n')
    expect((await offhook(['test', saved])).code).toBe(0)
  })

  test('"the shortest piece of it that is unmistakable - prefer the words around press N"; steps of a script stay', async () => {
    await using app = await loopbackApp(menu)
    const { saved } = files()
    await offhook(['call', `${app.base}/answer`, '--script', 'hears sales; presses 12', '--save', saved])
    expect(readFileSync(saved, 'utf8')).toContain('caller:\n  - hears: sales\n  - presses: "12"\n')
    expect((await offhook(['test', saved])).code).toBe(0)
  })

  test('"refuses to overwrite an existing file unless --force", before anybody is called', async () => {
    await using app = await loopbackApp(menu)
    const { saved } = files()
    writeFileSync(saved, 'mine')
    const args = ['call', `${app.base}/answer`, '--save', saved]
    const { code, err } = await offhook(args)
    expect([code, err]).toEqual([2, expect.stringContaining('is there already; --force writes over it')])
    expect(app.seen).toEqual([])
    expect((await offhook([...args, '--force'])).code).toBe(0)
    expect(readFileSync(saved, 'utf8')).toContain('  - ended: ')
  })

  test('"Also written when the call fails": a step that was missed is not in it, and how it ended is expected', async () => {
    await using app = await loopbackApp({ '/answer': 500 })
    const { saved } = files()
    const { code } = await offhook([
      'call',
      `${app.base}/answer#rc=0`,
      '--script',
      'hears hello; presses 1',
      '--save',
      saved,
    ])
    expect(code).toBe(1)
    expect(readFileSync(saved, 'utf8')).not.toMatch(/hello|presses/)
    expect(readFileSync(saved, 'utf8')).toContain('  - ended: { cause: 7011, source: Error }\n')
    expect((await offhook(['test', saved])).code).toBe(0)
  })

  test('"Faults given by flags are kept as faults", but those that no request met; "Auth tokens are never written"', async () => {
    await using app = await loopbackApp(menu)
    const { saved } = files()
    const faults = ['--fault', 'status=503 url=/answer attempts=1', '--fault', 'stall url=/nowhere']
    const answer = `${app.base}/answer#rp=5xx`.replace('http://', 'http://ann:pw@')
    await offhook(['call', `${answer}`, ...faults, '--auth-token', 'tok123', '--save', saved])
    const written = readFileSync(saved, 'utf8')
    expect(written).toContain('faults:\n  - url: /answer\n    attempts: "1"\n    fault: { status: 503 }\n')
    expect(written).toContain('# No request met this fault, and it is left out: stall url=/nowhere\n')
    expect(written).not.toMatch(/tok123|ann|pw@/)
    expect((await offhook(['test', saved])).code).toBe(0)
  })

  test('"phones: the far ends that were dialled and what they did"; --outbound; names with quotes and new lines', async () => {
    await using app = await loopbackApp({
      '/answer': '<Response><Speak>no</Speak><Dial><Number>+14155550111</Number></Dial><Speak>0123</Speak></Response>',
    })
    const { saved } = files()
    const phones = ['--phone', '+14155550111=busy', '--phone', '+14155550112=4s']
    const args = [
      'call',
      `${app.base}/answer`,
      '--outbound',
      '--caller-name',
      'Ann "1e3": #\'',
      ...phones,
      '--save',
      saved,
    ]
    expect((await offhook([...args, '--script', 'hears "0123"'])).code).toBe(0)
    const written = readFileSync(saved, 'utf8')
    expect(written).toContain('phones:\n  "+14155550111": busy\n')
    expect(written).not.toContain('+14155550112')
    expect(written).toContain('  - hears: "0123"\n')
    expect(written).toContain('  - dialed: "+14155550111"\n    status: busy\n')
    expect((await offhook(['test', saved])).code).toBe(0)
  })
})

describe('--cassette "stores the application\'s answers, so that the flow can be replayed without the application"', () => {
  const script = ['--script', 'hears sales; presses 12']

  test('records, replays, compares; exit code 1 when something has changed or is missing', async () => {
    const { cassette } = files()
    const app = await loopbackApp(menu)
    const args = ['call', `${app.base}/answer`, '--cassette', cassette]
    expect((await offhook([...args, ...script])).out).toContain('2 answers recorded')
    const same = await offhook([...args, ...script, '--cassette-mode', 'compare'])
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('nothing has changed')])
    await app.close()
    const replayed = await offhook([...args, ...script])
    expect([replayed.code, replayed.out]).toEqual([
      0,
      expect.stringContaining('2 answers replayed, without the application'),
    ])
    const missing = await offhook([...args, '--script', 'hears sales; presses 13'])
    expect([missing.code, missing.out]).toEqual([
      1,
      expect.stringContaining(
        'the cassette has no answer to POST /menu (GetDigits action) Digits="13"; the nearest is POST /menu (GetDigits action) Digits="12"',
      ),
    ])
    await using other = await loopbackApp(base => ({
      ...menu(base),
      '/menu': '<Response><Speak>Changed</Speak></Response>',
    }))
    const changed = await offhook([
      'call',
      `${other.base}/answer`,
      '--cassette',
      cassette,
      ...script,
      '--cassette-mode',
      'compare',
    ])
    expect(changed.code).toBe(1)
    expect(changed.out).toContain('+    <Response><Speak>Changed</Speak></Response>')
  })

  test('who saves secret keys is told so: as they were pressed, or invented', async () => {
    const said = async (...flags: string[]) => {
      const { saved } = files()
      const pin = ['call', 'xml-samples/ivr/pin', '--script', 'hears pin; presses 1234#', '--save', saved, ...flags]
      return (await offhook(pin)).out.replace(/\s+/g, ' ')
    }
    expect(await said()).toContain(
      'it has the keys that log="false" hides, as they were pressed; --redact invents others',
    )
    expect(await said('--redact')).toContain('its keys are invented: fill in real ones to play it, or add --cassette')
  })

  test('--redact: both files replay, together and with what was given first', async () => {
    await using app = await loopbackApp(menu)
    const { saved, cassette } = files()
    const args = ['call', `${app.base}/answer`, '--from', '+14155559876', ...script, '--cassette', cassette, '--redact']
    await offhook([...args, '--save', saved])
    for (const file of [saved, cassette]) expect(readFileSync(file, 'utf8')).not.toContain('5559876')
    await app.close()
    expect((await offhook(args)).code).toBe(0)
    expect((await offhook(['call', '--scenario', saved, '--cassette', cassette])).code).toBe(0)
  })

  test.each([
    [['--cassette-mode', 'replay'], '--cassette-mode replay needs a cassette'],
    [['--cassette', 'x.yaml', '--cassette-mode', 'recrod'], 'did you mean record?'],
    [['--save', 'scenario'], 'did you mean scenario.yaml?'],
    [['--save', 'nowhere/at/all.yaml'], 'There is no folder nowhere/at.'],
    [['--force'], '--force is for --save'],
    [['--save', 'a.yaml', '--cassette', 'a.yaml'], 'each needs a file of its own'],
  ])('%j is wrong usage', async (flags, sentence) => {
    const { code, err } = await offhook(['call', 'http://127.0.0.1:9/answer', ...flags])
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)])
    expect(existsSync('a.yaml')).toBe(false)
  })
})
