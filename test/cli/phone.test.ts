import { describe, expect, test } from 'vitest'
import { loopbackApp } from './loopback-app.js'
import { type MemoryIo, offhook } from './memory-io.js'

const menu = (base: string) => ({
  '/answer': `<Response><GetInput action="${base}/menu" inputType="dtmf speech" numDigits="1"><Speak>Press 1</Speak></GetInput></Response>`,
  '/menu': '<Response><Speak loop="0">Hold the line</Speak></Response>',
  '/hangup': 200 as const,
})

/** Plays a phone: when what is written contains a text, keys are typed; each once, in order. */
const hands = (...steps: [when: string, keys: (io: MemoryIo) => void][]) => {
  const left = [...steps]
  return (text: string, io: MemoryIo) => {
    if (!left[0] || !text.includes(left[0][0])) return
    const [, act] = left.shift() as (typeof steps)[number]
    queueMicrotask(() => act(io))
  }
}

const types = (keys: string) => (io: MemoryIo) => void io.stdin.write(keys)

describe('in a terminal, a call is a phone', () => {
  test('keys are sent at once, Ctrl-C hangs up, the hangup request still goes out, and the terminal is left as it was', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', types('1')], ['hears      "Hold the line"', types('\x03')])
    const args = ['call', `${app.base}/answer`, '--hangup-url', `${app.base}/hangup`]
    const { code, out, io } = await offhook(args, { terminal: true, onOutput })
    expect(code).toBe(0)
    expect(out).toContain('0-9 * # press   / speak   Ctrl-C or q hang up')
    expect(out).toContain('presses    1  (heard by <GetInput>)')
    expect(out).toContain('✓ 4000 Normal Hangup, by Caller')
    expect(app.seen.map(({ url }) => url)).toEqual(['/answer', '/menu', '/hangup'])
    expect(io.raw).toEqual({ on: false, changes: 2 })
    expect(io.stdin.isPaused()).toBe(true)
    expect(io.signals.eventNames()).toEqual([])
    expect(io.quits).toEqual([])
  })

  test('what is typed after / is said, and the line that is typed stays below the trace', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', types('/hi\r')], ['says       "hi"', types('q')])
    const { code, out } = await offhook(['call', `${app.base}/answer`], { terminal: true, onOutput })
    expect(code).toBe(0)
    expect(out).toContain('  say: hi')
    expect(out).toMatch(/says {7}"hi" {2}\(.*heard by <GetInput>\)/)
  })

  test('"a second Ctrl-C quits at once"', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', types('\x03\x03')])
    const { io } = await offhook(['call', `${app.base}/answer`], { terminal: true, onOutput })
    expect(io.quits).toEqual([130])
  })

  test('raw mode ends with the program, also when it is killed', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands([
      'hears      "Press 1"',
      io => {
        io.signals.emit('SIGTERM')
        io.signals.emit('exit')
        expect(io.raw.on).toBe(false)
        io.stdin.write('q')
      },
    ])
    const { io } = await offhook(['call', `${app.base}/answer`], { terminal: true, onOutput })
    expect(io.quits).toEqual([143])
  })

  test('a terminal that goes away hangs up', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', io => void io.stdin.end()])
    const { out } = await offhook(['call', `${app.base}/answer`], { terminal: true, onOutput })
    expect(out).toContain('by Caller: the caller hung up')
  })

  test('a key that no phone has is explained once', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', types('xyq')])
    const { out } = await offhook(['call', `${app.base}/answer`], { terminal: true, onOutput })
    expect(out.split('that is no key of a phone')).toHaveLength(2)
  })
})

test('real time without a keyboard: an interrupt hangs up', async () => {
  await using app = await loopbackApp(menu)
  const onOutput = hands(['hears      "Press 1"', io => void io.signals.emit('SIGINT')])
  const { code, out, io } = await offhook(['call', `${app.base}/answer`, '--real'], { onOutput })
  expect(code).toBe(0)
  expect(out).toContain('by Caller: the caller hung up')
  expect(io.signals.eventNames()).toEqual([])
})
