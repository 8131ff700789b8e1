import { describe, expect, test } from 'vitest'
import { loopbackApp } from './loopback-app.js'
import { type MemoryIo, offhook } from './memory-io.js'

const app = () =>
  loopbackApp(base => ({
    '/answer': `<Response><GetDigits action="${base}/menu" numDigits="1"><Speak>Press 1</Speak></GetDigits></Response>`,
    '/menu': '<Response><Speak>Thank you</Speak></Response>',
    '/ring': 200 as const,
    '/machine': 200 as const,
  }))

const types = (keys: string) => (io: MemoryIo) => void io.stdin.write(keys)

/** When what is written contains a text, keys are typed; each once, in order. */
const hands = (...steps: [when: string, keys: (io: MemoryIo) => void][]) => {
  const left = [...steps]
  return (text: string, io: MemoryIo) => {
    if (!left[0] || !text.includes(left[0][0])) return
    const [, act] = left.shift() as (typeof steps)[number]
    queueMicrotask(() => act(io))
  }
}

describe('offhook call --outbound', () => {
  test('Plivo calls; a script is that of who is called, and the phone answers after 2 s (D92)', async () => {
    await using running = await app()
    const args = [
      '--outbound',
      '--ring-url',
      `${running.base}/ring`,
      '--script',
      'hears press 1; presses 1; hears thank',
    ]
    const { code, out, err } = await offhook(['call', `${running.base}/answer`, ...args])
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('+14155550199 -> +14155550100  (outbound, it is answered after 2 s)')
    expect(out).toMatch(/0:02\.000 {2}answered {3}by the callee/)
    expect(running.seen.map(({ url }) => url)).toEqual(['/ring', '/answer', '/menu'])
  })

  test('--phone says what the phone does, --machine-detection what becomes of a machine', async () => {
    await using running = await app()
    const args = ['--outbound', '--to', '+14155550111', '--phone', '+14155550111=voicemail']
    const detection = ['--machine-detection', 'hangup', '--machine-detection-url', '/machine', '--send-digits', '12']
    const { out } = await offhook(['call', `${running.base}/answer`, ...args, ...detection])
    expect(out).toContain('9100 Machine Detected')
    expect(running.seen.map(({ url }) => url)).toEqual(['/answer', '/machine'])
    const busy = await offhook(['call', `${running.base}/answer`, '--outbound', '--phone', 'default=busy'])
    expect(busy.out).toContain('ended     ✗ 3010 Busy Line')
    expect(busy.code).toBe(1)
  })

  test('"or was not answered … unless the scenario expects how it ends"', async () => {
    const sample = 'xml-samples/outbound/reminder'
    const expected = await offhook(['call', sample, '--scenario', `${sample}/busy.scenario.yaml`])
    expect(expected.out).toContain('ended     ✓ 3010 Busy Line')
    expect(expected.code).toBe(0)
    const { code, out } = await offhook(['call', sample, '--outbound', '--phone', 'default=no-answer'])
    expect(out).toContain('ended     ✗ 6010 Ring Timeout Reached')
    expect(code).toBe(1)
  })

  test('in a terminal you are called: the phone rings until Enter picks it up; keys before that are nobody’s', async () => {
    await using running = await app()
    const onOutput = hands(['Enter picks it up, q declines', types('1\r')], ['hears      "Press 1"', types('1')])
    const { code, out } = await offhook(['call', `${running.base}/answer`, '--outbound', '--speed', '10'], {
      terminal: true,
      onOutput,
    })
    expect(code).toBe(0)
    expect(out).toContain('Enter pick up   0-9 * # press')
    expect(out).toContain('(outbound, it rings here)')
    expect(out).toContain('answered   by the callee')
    expect(out.match(/presses {4}1/g)).toHaveLength(1)
    expect(running.seen.map(({ url }) => url)).toEqual(['/answer', '/menu'])
  })

  test('q declines', async () => {
    await using running = await app()
    const onOutput = hands(['Enter picks it up, q declines', types('q')])
    const { out } = await offhook(['call', `${running.base}/answer`, '--outbound'], { terminal: true, onOutput })
    expect(out).toContain('3020 Rejected')
    expect(running.seen).toEqual([])
  })

  test('a sample brings its ring URL along', async () => {
    const { out, code } = await offhook(['call', 'xml-samples/outbound/reminder', '--outbound'])
    expect(code).toBe(0)
    expect(out).toContain('http://reminder.sample/ring  (ring)')
    expect((await offhook(['call', 'xml-samples/outbound/reminder', '--demo'])).out).toContain('by the callee')
  })

  test.each([
    [['--ring-url', '/ring'], '--ring-url belongs to a call that Plivo makes: add --outbound'],
    [['--machine-detection', 'hangup'], '--machine-detection belongs to a call that Plivo makes: add --outbound'],
    [['--outbound', '--machine-detection', 'yes'], 'Allowed are true and hangup.'],
    [
      ['--outbound', '--machine-detection-url', '/m'],
      '--machine-detection-url needs --machine-detection true or hangup',
    ],
    [['--outbound', '--send-digits', '1x'], '--send-digits is "1x": "x" is no tone'],
    [['--outbound', '--ring-timeout', '500ms'], '--ring-timeout is 500ms. Allowed: whole seconds, 1s to 1440m (a day)'],
    [['--outbound', '--demo'], '--outbound and --demo do not go together'],
  ])('%j: 2, and what is wrong', async (flags, message) => {
    const { code, err } = await offhook(['call', 'xml-samples/basics/hello', ...flags])
    expect(err).toContain(message)
    expect(code).toBe(2)
  })
})
