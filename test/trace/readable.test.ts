import { describe, expect, it } from 'vitest'
import type { Happening } from '../../src/trace/events.js'
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
