import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { loopbackApp } from './loopback-app.js'
import { type MemoryIo, offhook } from './memory-io.js'

const menu = (base: string) => ({
  '/answer': `<Response><GetInput action="${base}/menu" inputType="dtmf speech" numDigits="1"><Speak>Press 1</Speak></GetInput></Response>`,
  '/menu': '<Response><Speak loop="0">Hold the line</Speak></Response>',
  '/hangup': 200 as const,
})

/** An application that accepts requests and never answers. */
async function stalledApp() {
  const server = createServer(() => {})
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const close = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close }
}

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

  test('who is typing a sentence is speaking from its first letter on', async () => {
    await using app = await loopbackApp(base => ({
      '/answer': `<Response><Record action="${base}/done" timeout="4" playBeep="false"/></Response>`,
      '/done': '<Response><Hangup/></Response>',
    }))
    const onOutput = hands(['records    ', types('/please ')], ['speaks     ', types('call back\r')])
    const { code, out } = await offhook(['call', `${app.base}/answer`, '--speed', '10'], { terminal: true, onOutput })
    expect(code).toBe(0)
    expect(out).toMatch(/says {7}"please call back" {2}\(.*heard by <Record>\)/)
  })

  test('a call that ends while a sentence is typed keeps its letters from the shell, until Enter', async () => {
    await using app = await loopbackApp({ '/answer': '<Response><Wait length="1"/></Response>' })
    const during: boolean[] = []
    const onOutput = hands(
      ['runs       <Wait>', types('/too la')],
      [
        'hears nothing more',
        async io => {
          await new Promise(setImmediate)
          during.push(io.raw.on)
          io.stdin.write('te\r')
        },
      ],
    )
    const { code, out, io } = await offhook(['call', `${app.base}/answer`, '--speed', '4'], {
      terminal: true,
      onOutput,
    })
    expect(code).toBe(0)
    expect(during).toEqual([true])
    expect(out).toContain('the call ended before that was said')
    expect(out.indexOf('that was said')).toBeLessThan(out.indexOf('took  '))
    expect(io.raw).toEqual({ on: false, changes: 2 })
    expect(io.stdin.read()).toBeNull()
  })

  test('who stops typing when the call is over is not waited for, nor is a terminal that goes away', async () => {
    await using app = await loopbackApp({ '/answer': '<Response><Wait length="1"/></Response>' })
    for (const then of [() => {}, (io: MemoryIo) => void io.stdin.end(), types('\x03')]) {
      const onOutput = hands(['runs       <Wait>', types('/too la')], ['hears nothing more', then])
      const { code, io } = await offhook(['call', `${app.base}/answer`, '--speed', '4'], { terminal: true, onOutput })
      expect(code).toBe(0)
      expect(io.raw.on).toBe(false)
      expect(io.quits).toEqual([])
    }
  })

  test('remarks fit the terminal', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', types('xq')])
    const { out } = await offhook(['call', `${app.base}/answer`], { terminal: true, columns: 60, onOutput })
    expect(out).toContain(
      '            that is no key of a phone; 0-9 * # are, and /\n            lets you say something\n',
    )
  })

  test('"a second Ctrl-C quits at once"', async () => {
    await using app = await loopbackApp(menu)
    const onOutput = hands(['hears      "Press 1"', types('\x03\x03')])
    const { io } = await offhook(['call', `${app.base}/answer`], { terminal: true, onOutput })
    expect(io.quits).toEqual([130])
  })

  test('what is waited for when the call is over is said; a second Ctrl-C leaves with the summary so far', async () => {
    await using app = await stalledApp()
    const onOutput = hands(['-> POST', types('\x03')], ['waiting for', types('\x03')])
    const url = `${app.base}/answer#rt=900&rc=0`
    const { out, io } = await offhook(['call', url], { terminal: true, onOutput })
    expect(out).toContain(`  waiting for: POST ${app.base}/answer (Ctrl-C again to leave)\n`)
    expect(out.split('waiting for')).toHaveLength(2)
    expect(out).toMatch(
      /waiting for[\s\S]*ended {5}✓ 4000[\s\S]*requests {2}1, 1 on the way[\s\S]*requests {2}1, 1 failed/,
    )
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

test('without a keyboard, and with --json, a wait is explained as well: on stderr', async () => {
  await using app = await stalledApp()
  const onOutput = hands(['webhook.sent', io => void io.signals.emit('SIGINT')])
  const args = ['call', `${app.base}/answer#rt=900&rc=0`, '--real', '--json']
  const { out, err } = await offhook(args, { onOutput })
  expect(err).toContain(`waiting for: POST ${app.base}/answer`)
  expect(out).not.toContain('waiting for')
})

test('real time without a keyboard: an interrupt hangs up', async () => {
  await using app = await loopbackApp(menu)
  const onOutput = hands(['hears      "Press 1"', io => void io.signals.emit('SIGINT')])
  const { code, out, io } = await offhook(['call', `${app.base}/answer`, '--real'], { onOutput })
  expect(code).toBe(0)
  expect(out).toContain('by Caller: the caller hung up')
  expect(io.signals.eventNames()).toEqual([])
})
