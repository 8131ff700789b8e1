import { describe, expect, it } from 'vitest'
import { stepsOf } from '../../src/scenario/saved-steps.js'
import type { Happening, TraceEvent } from '../../src/trace/events.js'

/** A trace of what happens at these instants, in ms. */
const trace = (...happenings: readonly (readonly [number, Happening])[]): TraceEvent[] =>
  happenings.map(([at, happening], index) => ({ seq: index + 1, at, call: 'c', ...happening }))

const steps = (...happenings: readonly (readonly [number, Happening])[]) =>
  stepsOf({ events: trace(...happenings), attempts: [] })

const url = 'http://app.test/answer'
const told = { judgement: '', rule: '', provenance: '', source: '' }
const arrived: Happening = { type: 'call.arrived', from: '1', to: '2', direction: 'inbound' }
const sent: Happening = {
  type: 'webhook.sent',
  webhook: 'w1',
  purpose: 'answer',
  method: 'POST',
  url,
  params: {},
  policy: '',
}
const delivered: Happening = {
  type: 'webhook.delivered',
  webhook: 'w1',
  purpose: 'answer',
  status: 200,
  bytes: 1,
  ...told,
}
const loaded: Happening = { type: 'document.loaded', origin: 'answer', url, elements: [], bytes: 1 }
const begins = (text: string): Happening => ({ type: 'prompt.started', sound: 'speech', text, ms: 5000, pass: 1 })
const ends = (text: string, heard = true): Happening => ({
  type: 'prompt.finished',
  sound: 'speech',
  text,
  ms: 5000,
  pass: 1,
  heard,
})
const key = (digit: string, heardBy?: string): Happening => ({
  type: 'digit.pressed',
  digit,
  ...(heardBy && { heardBy }),
})
const collected: Happening = { type: 'input.collected', element: 'GetDigits', input: 'digits', value: '1', because: '' }
const hungUp: Happening = {
  type: 'call.ended',
  cause: 4000,
  name: 'Normal Hangup',
  source: 'Caller',
  status: 'completed',
  duration: 1,
  billDuration: 60,
  because: '',
}

describe('what was done by hand, as steps', () => {
  it('"Barge-in must be kept", and what the application took to answer is left out', () => {
    const answered = [
      [0, arrived],
      [10, sent],
      [710, delivered],
      [1300, loaded],
      [1300, begins('Press 1')],
    ] as const
    const pressed = [
      [3457, key('1', 'GetDigits')],
      [3458, ends('Press 1', false)],
      [3458, collected],
    ] as const
    expect(steps(...answered, ...pressed)).toEqual([
      { verb: 'waits', ms: 2100 },
      { verb: 'presses', keys: '1' },
    ])
  })

  it('"waits only where time matters": not before keys that an element waits for', () => {
    const heard = [
      [0, arrived],
      [0, begins('Press 1')],
      [5000, ends('Press 1')],
    ] as const
    expect(steps(...heard, [7777, key('1', 'GetDigits')], [7777, collected])).toEqual([
      { verb: 'hears', pattern: 'Press 1' },
      { verb: 'presses', keys: '1' },
    ])
    const other = begins('Hello again')
    expect(
      steps(
        ...heard,
        [5000, other],
        [7777, key('1', 'GetDigits')],
        [7777, ends('Hello again', false)],
        [7777, collected],
      ),
    ).toEqual([
      { verb: 'hears', pattern: 'Press 1' },
      { verb: 'waits', ms: 2700 },
      { verb: 'presses', keys: '1' },
    ])
  })

  it('"keys joined when pressed quickly one after another", and apart when something happened in between', () => {
    const keys = [
      [0, arrived],
      [100, key('1', 'GetDigits')],
      [800, key('2', 'GetDigits')],
      [1100, key('#', 'GetDigits')],
    ] as const
    expect(steps(...keys, [1100, collected])).toEqual([
      { verb: 'waits', ms: 100 },
      { verb: 'presses', keys: '12#' },
    ])
    expect(
      steps(
        [0, arrived],
        [100, key('1', 'GetDigits')],
        [100, collected],
        [800, key('2', 'GetDigits')],
        [800, collected],
      ),
    ).toEqual([
      { verb: 'waits', ms: 100 },
      { verb: 'presses', keys: '1' },
      { verb: 'waits', ms: 700 },
      { verb: 'presses', keys: '2' },
    ])
  })

  it('a hang-up in the middle of a prompt is one there; after a prompt it need not wait', () => {
    const heard = [
      [0, arrived],
      [0, begins('Goodbye then')],
    ] as const
    expect(steps(...heard, [1234, ends('Goodbye then', false)], [1234, hungUp])).toEqual([
      { verb: 'waits', ms: 1200 },
      { verb: 'hangs up' },
    ])
    expect(steps(...heard, [5000, ends('Goodbye then')], [6234, hungUp])).toEqual([
      { verb: 'hears', pattern: 'Goodbye then' },
      { verb: 'hangs up' },
    ])
  })
})
