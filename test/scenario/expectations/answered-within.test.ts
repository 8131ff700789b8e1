import { describe, expect, test } from 'vitest'
import { type CheckedCall, check } from '../../../src/scenario/check.js'
import type { Expectation } from '../../../src/scenario/expectation.js'
import { Recorder, Trace } from '../../../src/trace/trace.js'
import type { ObservedAttempt } from '../../../src/webhook/engine.js'
import { failures, mistakes, play, readOne, sentences } from '../play.js'

/** A call whose requests were answered after so many ms of real time. */
function callOf(requests: readonly (Partial<ObservedAttempt['result']> & { path: string; ms: number })[]): CheckedCall {
  const trace = new Trace()
  const recorder = new Recorder(() => 0)
  const attempts = requests.map(({ path, ms, ...result }, index) => {
    const sent = { purpose: 'Redirect', method: 'POST' as const, url: `http://app.test${path}`, params: {} }
    recorder.record('u', trace, { type: 'webhook.sent', webhook: `w${index}`, policy: '', ...sent })
    const webhook = { ...sent, id: `w${index}`, call: 'u' }
    const request = { ...sent, headers: {}, attempt: 1 }
    return { webhook, request, result: { outcome: 'ok', ...result }, ms } as unknown as ObservedAttempt
  })
  return { name: 'caller', trace, attempts }
}

const instead = (expectation: string, call: CheckedCall): string[] | undefined =>
  check(readOne(`expect:\n  - ${expectation}\n`).expect[0] as Expectation, [call])

describe('"latency budget of the application (real milliseconds; separate from virtual time)"', () => {
  const ten = callOf(
    [...Array(9).keys()].map(index => ({ path: '/a', ms: 10 + index })).concat({ path: '/slow', ms: 312 }),
  )

  test.each([
    'answered_within: 312ms',
    'answered_within: 1s',
    'answered_within: 20ms\n    url: /a',
    'answered_within: 18ms\n    percentile: 90',
    'answered_within: 14ms\n    percentile: 50',
  ])('holds: %j', expectation => expect(instead(expectation, ten)).toBeUndefined())

  test('the slowest ones are told, and that this is real time', () => {
    expect(instead('answered_within: 17ms', ten)).toEqual([
      'the slowest of 10 took 312 ms (real time, as the application took it; call time is another matter):',
      '  312 ms  POST http://app.test/slow (Redirect)',
      '  18 ms  POST http://app.test/a (Redirect)',
    ])
    expect(instead('answered_within: 9ms\n    percentile: 50', ten)?.slice(0, 1)).toEqual([
      'percentile 50 of 10 took 14 ms (real time, as the application took it; call time is another matter):',
    ])
    expect(instead('answered_within: 17ms\n    percentile: 85', ten)?.[0]).toContain('percentile 85 of 10 took 18 ms')
    expect(instead('answered_within: 9ms', ten)?.at(-1)).toBe('  and 5 more were slower than 9ms')
  })

  test('attempts that an injected fault swallowed do not count; those whose answer it spoilt do', () => {
    const faulty = callOf([
      { path: '/a', ms: 900, outcome: 'rt', fault: 'stall' },
      { path: '/b', ms: 900, fault: 'status=503', outcome: '5xx' },
      { path: '/c', ms: 5 },
    ])
    expect(instead('answered_within: 10ms', faulty)).toBeUndefined()
    const lost = callOf([{ path: '/a', ms: 50, outcome: 'rt', fault: 'lost-answer', reason: 'closed' }])
    expect(instead('answered_within: 10ms', lost)?.[1]).toBe('  50 ms  POST http://app.test/a (Redirect)')
    const none = callOf([{ path: '/a', ms: 900, outcome: 'rt', fault: 'stall' }])
    expect(instead('answered_within: 10ms', none)).toEqual([
      'no request came to the application: injected faults kept them all from it',
    ])
  })

  test('what is never answered is not answered in time, whatever it took', () => {
    const silent = callOf([{ path: '/a', ms: 0, outcome: 'rt', reason: 'no byte within rt = 3000 ms' }])
    expect(instead('answered_within: 10m', silent)).toEqual([
      'the slowest of 1 took for ever (real time, as the application took it; call time is another matter):',
      '  no answer (no byte within rt = 3000 ms)  POST http://app.test/a (Redirect)',
    ])
  })

  test('an error is an answer', () => {
    expect(instead('answered_within: 10ms', callOf([{ path: '/a', ms: 5, outcome: '5xx' }]))).toBeUndefined()
  })

  test('a URL that was not requested is none in time', () => {
    expect(instead('answered_within: 1s\n    url: /slwo', ten)?.at(-1)).toBe('the nearest is /slow')
    expect(instead('answered_within: 1s', callOf([]))).toEqual(['nothing was requested'])
  })

  test('call time does not count: an answer that is late in call time only', async () => {
    const text =
      'faults: [{ url: /answer, fault: { slow: 5s } }]\nexpect: [{ answered_within: 2s }, { requested: /answer, within: 2s }]'
    expect(failures(await play(text, { '/answer': '<Speak>Hello</Speak>' }))).toEqual([])
  })

  test('it is a sentence', () => {
    const text = 'expect: [{ answered_within: 200ms }, { answered_within: 1s, url: /a, percentile: 95 }]'
    expect(sentences(readOne(text).expect)).toEqual([
      'every request is answered within 200ms of real time',
      '95% of the requests to /a are answered within 1s of real time',
    ])
  })

  test.each([
    ['answered_within: 200', 'menu.yaml:3:22  "200" is not a time; did you mean "200ms"?'],
    ['answered_within: 1s\n    percentil: 95', 'unknown key "percentil"; did you mean "percentile"?'],
    ['answered_within: 1s\n    percentile: 101', 'percentile is 101. Allowed: a whole number, 1 to 100'],
    ['answered_within: 1s\n    url: a', 'did you mean "/a"?'],
    ['answers_within: 1s', 'unknown expectation "answers_within"; did you mean "answered_within"?'],
  ])('mistakes: %j', (expectation, sentence) => expect(mistakes(expectation).join('\n')).toContain(sentence))
})
