import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Happening, TraceEvent } from '../../src/trace/events.js'
import { columns } from '../../src/trace/printable.js'
import { createTextRenderer, renderText, type TextOptions } from '../../src/trace/text.js'
import { type Phases, totalOf } from '../../src/webhook/phases.js'
import { everyEvent } from './every-event.js'
import { hostileEvent } from './hostile-event.js'
import { menuCall } from './menu-call.js'

const told = (...happenings: Happening[]): string =>
  renderText(happenings.map((event, index) => ({ seq: index + 1, at: 0, call: 'c', ...event })))

const only = (event: Partial<TraceEvent> & { type: string }, options?: TextOptions) =>
  renderText([{ seq: 1, at: 0, call: 'c1', ...event } as TraceEvent], options)

describe('a call', () => {
  it('reads from top to bottom', async () => {
    await expect(renderText(menuCall)).toMatchFileSnapshot('menu-call.expected.txt')
  })

  it('tells who was on which line when calls are mixed, all times from one zero', () => {
    const second = menuCall.map(event => ({ ...event, at: event.at + 1000, call: `b${event.call.slice(1)}` }))
    const mixed = [...menuCall, ...second].sort((one, other) => one.at - other.at)
    expect(renderText(mixed).split('\n')[0]).toBe(
      '  0:00.000  5a1c6bb2  call       +14155550100 -> +14155550199  (inbound)',
    )
    expect(renderText(mixed)).toContain('  0:01.000  ba1c6bb2  call ')
    expect(renderText(mixed, { call: false })).not.toContain('ba1c6bb2 ')
  })

  it('is the same line by line, as it happens', () => {
    const live = createTextRenderer()
    const lines = menuCall.map(event => live.line(event)).filter(line => line !== undefined)
    expect(`${lines.join('\n')}\n`).toBe(renderText(menuCall))
  })

  it('as it happens, says which call it is about if that is not the first, and counts from the first', () => {
    const live = createTextRenderer()
    const [first, second] = menuCall
    const other = { ...first, call: 'ba1c6bb2-0', at: (first?.at ?? 0) + 1000 } as TraceEvent
    expect([first, other, second].map(event => event && live.line(event)?.split('\n')[0])).toEqual([
      renderText(menuCall).split('\n')[0],
      '  0:01.000  call       [ba1c6bb2] +14155550100 -> +14155550199  (inbound)',
      expect.not.stringContaining('['),
    ])
  })

  it('is the same with colours, but for them', () => {
    const colored = renderText(menuCall, { colors: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
    const codes = /\x1b\[\d+m/g
    expect(colored).toMatch(codes)
    expect(colored.replace(codes, '').replace(/ +$/gm, '')).toBe(renderText(menuCall))
  })

  it('is nothing without events', () => {
    expect(renderText([])).toBe('')
  })
})

describe('every event type has a rendering', () => {
  it.each(everyEvent.map(event => [event.type, event] as const))('%s', (_type, event) => {
    expect(createTextRenderer().line(event)).toMatch(/^ {2}0:00\.000 {2}.{11}\S/)
  })
})

describe('nothing is lost', () => {
  it.each(everyEvent.map(event => [event.type, event] as const))('%s shows each of its texts', (_type, event) => {
    const { type, call, ...own } = event as TraceEvent & Record<string, unknown>
    const text = renderText([event], { params: true, width: 400 })
    // The kind of sound shows in how it is written; the ids of webhooks and legs only tie their events together.
    const hidden = new Set(['sound', 'webhook', 'leg'])
    // Why an element finished, the rows before it tell.
    if (type === 'element.finished') hidden.add('because')
    for (const [key, value] of Object.entries(own)) {
      if (typeof value === 'string' && !hidden.has(key)) expect(text.replace(' ! ', '')).toContain(value)
    }
  })

  it('shows parameters that are not on every request, and all of them on demand', () => {
    const sent = everyEvent.filter(event => event.type === 'webhook.sent')
    expect(renderText(sent)).toContain('Digits=1234')
    expect(renderText(sent)).not.toContain('From=')
    expect(renderText(sent, { params: true })).toContain('From=14155550100')
    expect(renderText(sent, { params: true })).toContain('policy rc=1')
  })

  it('leaves out only what repeats: a prompt heard to its end, a first attempt that succeeded', () => {
    expect(only({ type: 'prompt.finished', sound: 'beep', text: '', ms: 9, pass: 1, heard: true })).toBe('')
    expect(
      only({
        type: 'webhook.attempted',
        webhook: 'w',
        attempt: 1,
        region: 'nearest',
        outcome: 'ok',
        reason: '',
        cost: 0,
      }),
    ).toBe('')
    expect(
      only({
        type: 'webhook.attempted',
        webhook: 'w',
        attempt: 2,
        region: 'nearest',
        outcome: 'ok',
        reason: 'at last',
        cost: 0,
      }),
    ).toContain('attempt 2: at last')
  })

  const attempted = (attempt: number, outcome: string, phases: Phases, region = 'nearest'): Happening => ({
    type: 'webhook.attempted',
    webhook: 'w',
    attempt,
    region,
    outcome,
    reason: outcome,
    cost: totalOf(phases),
    phases,
  })
  const delivered: Happening = {
    type: 'webhook.delivered',
    webhook: 'w',
    purpose: 'hangup',
    status: 200,
    bytes: 2,
    judgement: '200.',
    rule: 'Retries',
    provenance: 'documented',
    source: 'https://plivo.com/docs/voice/concepts/callbacks#retries',
  }

  it('shows the phases of a webhook, and the region it left from where one is known', () => {
    const text = told(attempted(1, 'ok', { connect: 1.24, wait: 12.4 }, 'frankfurt'), delivered)
    expect(text).toContain('2 B  (hangup, from frankfurt, connect 1.2 ms, wait 12 ms)')
    expect(told(attempted(1, 'ok', {}, 'local'), delivered)).toContain('(hangup, from the region of the media)')
    expect(told(attempted(1, 'ok', {}), delivered)).not.toContain('from')
    expect(told(attempted(1, 'rt', {}))).toContain('(from the nearest region)')
  })

  it('draws several attempts as a waterfall on one scale', () => {
    const first = attempted(1, 'ct', { connect: 100, tls: 200 })
    const second = attempted(2, 'rt', { connect: 100, wait: 400 })
    const third = attempted(3, '5xx', {})
    const fourth = attempted(4, 'ok', { wait: 200, receive: 0.2 })
    const bars = told(first, second, third, fourth, delivered).split('\n').slice(-5, -1)
    expect(bars.map(line => line.trim().replaceAll('\u00a0', ' '))).toEqual([
      '1 ··≈≈≈≈                 ct: · connect 100 ms ≈ TLS 200 ms',
      '2       ··░░░░░░░░       rt: · connect 100 ms ░ wait 400 ms',
      '3                 ▏      5xx',
      '4                 ░░░░   ok: ░ wait 200 ms █ receive 0.2 ms',
    ])
  })

  it('draws nothing where there is nothing to compare, or no time passed', () => {
    expect(told(attempted(1, 'ok', { wait: 40 }), delivered)).not.toContain('░')
    expect(told(attempted(1, 'rt', { wait: 400 }), delivered)).toContain('1 ░░░░')
    expect(told(attempted(1, 'ct', {}), attempted(2, 'ok', {}), delivered)).not.toContain('1 ')
  })
})

describe('a terminal is safe', () => {
  it('prints control characters as escapes', () => {
    const text = only({ type: 'speech.heard', text: 'a\x1b[2Jb\nc\u202ed\x9be\ud800', ms: 1 })
    expect(text).toContain('"a\\x1b[2Jb\\nc\\u202ed\\x9be\\ud800"')
  })

  const options = fc.record(
    { width: fc.integer({ min: 0, max: 200 }), call: fc.boolean(), params: fc.boolean(), redact: fc.boolean() },
    { requiredKeys: [] },
  )

  test.prop([hostileEvent, options])('whatever is in an event', (event, chosen) => {
    const text = renderText([event, { ...event, at: event.at + 1 }], chosen)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/)
    expect(text).not.toMatch(/\p{Cs}/u)
  })
})

describe('long texts', () => {
  test.prop([
    fc.array(fc.constantFrom('press', 'one', 'https://a-very-long-host-name.sample/with/a/path', '字字字'), {
      maxLength: 60,
    }),
  ])('stay within the width, under their column', words => {
    const text = only({ type: 'digit.dropped', digits: '1', because: words.join(' ') }, { width: 80 })
    const [, ...rest] = text.trimEnd().split('\n')
    for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(80)
    for (const line of rest) expect(line).toMatch(/^ {23}\S/)
  })

  it('are cut where they are very long', () => {
    const text = only({ type: 'speech.heard', text: 'ha '.repeat(1000), ms: 1 })
    expect(text).toContain('… (2600 more)')
    expect(text.split('\n').length).toBeLessThan(10)
  })
})

describe('redact', () => {
  const redacted = (event: Partial<TraceEvent> & { type: string }) => only(event, { redact: true, params: true })

  it('keeps two digits of a number', () => {
    expect(
      redacted({ type: 'call.arrived', from: '+14155550100', to: 'sip:14155550199@host', direction: 'inbound' }),
    ).toContain('+1••••••••00 -> sip:•••••••••99@host')
    expect(redacted({ type: 'speech.heard', text: 'call (415) 555-0123', ms: 1 })).toContain('"call (••••••••23"')
  })

  it('keeps no key', () => {
    const text = renderText(everyEvent, { redact: true, params: true })
    expect(text).not.toMatch(/1234|14155550/)
    expect(text).toContain('presses    •')
    expect(text).toContain('Digits=••••')
    expect(text).toContain('presses ••')
    expect(
      redacted({
        type: 'webhook.sent',
        webhook: 'w',
        purpose: 'x',
        method: 'GET',
        url: 'http://a.sample/?Digits=12&b=3',
        params: {},
        policy: '',
      }),
    ).toContain('http://a.sample/?Digits=••&b=3')
    expect(
      redacted({ type: 'input.missed', element: 'GetDigits', because: '"99" is not valid', attempt: 1, of: 1 }),
    ).toContain('"••"')
  })

  it('leaves ids, addresses and attribute values alone', () => {
    const url = 'http://192.168.100.200:3000/12345678-1234-1234-1234-123456789012'
    expect(redacted({ type: 'recording.finished', recording: 'r', ms: 1, because: 'loop="3"', url })).toContain(url)
    expect(redacted({ type: 'recording.finished', recording: 'r', ms: 1, because: 'loop="3"', url })).toContain(
      'loop="3"',
    )
  })
})
