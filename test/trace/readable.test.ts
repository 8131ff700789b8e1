import { describe, expect, it } from 'vitest'
import type { Happening, TraceEvent } from '../../src/trace/events.js'
import { Trace } from '../../src/trace/trace.js'

const told = (...happenings: (Happening & { leg?: string })[]): Trace =>
  Trace.from(happenings.map((event, index) => ({ seq: index + 1, at: 0, call: 'c', ...event })))

describe('"A single open event stands for the rest": a prompt that repeats until it is cut off', () => {
  const prompt = { sound: 'speech', text: 'music' } as const
  const cut = { type: 'prompt.finished', ...prompt, ms: 19_500, heard: false, because: 'the API stopped it' } as const

  it('was not heard for longer than it lasts, but repeated', () => {
    const again = { type: 'prompt.started', ...prompt, ms: 500, pass: 2, endless: true } as const
    const trace = told(again, { ...cut, pass: 2 })
    expect(trace.text()).toContain('cut off    "music" after 19.5 s of repeating: the API stopped it')
    expect(trace.ladder()).toContain('cut off after 19.5 s of repeating: the API')
    expect(trace.mermaid()).toContain('cut off after 19.5 s of repeating')
  })

  it('one that does not says in which pass it was cut off', () => {
    const second = { type: 'prompt.started', ...prompt, ms: 20_000, pass: 2 } as const
    expect(told(second, { ...cut, pass: 2 }).text()).toContain('"music" after 19.5 s of pass 2: ')
    expect(told(second, { ...cut, pass: 2 }).ladder()).toContain('cut off after 19.5 s of pass 2: ')
  })
})

describe('"What the caller hears while it rings, again and again"', () => {
  const ring = { sound: 'speech', text: 'Ring ring', ms: 500, pass: 1 } as const
  const rings = Array.from({ length: 120 }, (_, index): TraceEvent[] => [
    { seq: 2 * index, at: 500 * index, call: 'c', type: 'prompt.started', ...ring },
    { seq: 2 * index + 1, at: 500 * index + 500, call: 'c', type: 'prompt.finished', ...ring, heard: true },
  ]).flat()

  it('is told twice, not 120 times', () => {
    const text =
      '  0:00.000  hears      "Ring ring"  (500 ms)\n  0:00.500  hears      "Ring ring"  (500 ms, and again)\n'
    expect(Trace.from(rings).text()).toBe(text)
    expect(
      Trace.from(rings)
        .mermaid()
        .match(/"Ring ring"/g),
    ).toHaveLength(2)
    expect(Trace.from(rings).mermaid()).toContain('"Ring ring" (500 ms, and again)')
  })

  it('is told anew when it did not follow at once, or another element plays it', () => {
    const [first, end] = rings as [TraceEvent, TraceEvent]
    const [second, third] = [1, 2].map(index => ({ ...first, at: 500 * index }))
    const runs = { seq: 9, call: 'c', at: 500, type: 'element.started', element: 'Speak', line: 1, column: 1 } as const
    const texts = [
      Trace.from([first, end, runs, second, { ...runs, at: 1000 }, third] as TraceEvent[]).text(),
      Trace.from([first, end, { ...first, at: 501 }, { ...first, at: 1002 }]).text(),
    ]
    for (const text of texts) {
      expect(text.match(/hears/g)).toHaveLength(3)
      expect(text).not.toContain('again')
    }
  })
})

describe('"Digits nothing listens to are kept as type-ahead"', () => {
  const pressed = { type: 'digit.pressed', digit: '4' } as const

  it('is said of the keys of a caller', () => {
    expect(told(pressed).text()).toContain('presses    4  (kept: nothing listens yet)')
    expect(told(pressed).ladder()).toContain('presses 4 (kept: nothing listens yet)')
  })

  it('a key of a B leg is not kept', () => {
    expect(told({ ...pressed, leg: 'l1' }).text()).toContain('4  (nothing listens)')
    expect(told({ ...pressed, leg: 'l1' }).ladder()).toContain('presses 4 (nothing listens)')
  })
})

it('what the API speaks is cut where it is very long', () => {
  const text = told({ type: 'operation.requested', operation: 'speak', what: `"${'word '.repeat(1000)}"` }).text()
  expect(text).toContain('… (4602 more)')
  expect(text.split('\n').length).toBeLessThan(10)
})

it('a value is not broken where it fits on a line of its own', () => {
  const trace = told({
    type: 'webhook.sent',
    webhook: 'w',
    purpose: 'Dial action',
    method: 'POST',
    url: 'http://app.test/after',
    params: { DialHangupCause: 'NORMAL_CLEARING', DialStatus: 'completed' },
    policy: '',
  })
  const legs = ['1', '2', '3'].map(leg => ({
    ...({ type: 'leg.dialed', to: `+1415555011${leg}`, from: '+14155550100', position: 1, phone: '' } as const),
    leg,
  }))
  const ladder = Trace.from([...told(...legs).events, ...trace.events]).ladder({ width: 60 })
  expect(ladder).toContain('NORMAL_CLEARING')
  expect(ladder).toContain('DialStatus=completed')
})
