import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../src/webhook/fragment.js'
import { judge } from '../../src/webhook/judge.js'
import { audioPolicy } from '../../src/webhook/policy.js'
import type { Attempt } from '../../src/webhook/webhook.js'

const attempt = (change: Partial<Attempt>): Attempt => {
  return { number: 1, outcome: 'ok', reason: '', cost: 0, cutByTotal: false, bytes: 0, timings: {}, ...change }
}
const policy = (fragment: string) => readPolicy(`http://h/#${fragment}`, true).policy

const ok = { outcome: 'ok', status: 200, reason: 'answered 200' } as const
const refused = { outcome: 'ct', reason: 'connection refused' } as const
const silent = { outcome: 'rt', reason: 'no byte within rt = 3000 ms' } as const
const broken = { outcome: '5xx', status: 503, reason: 'answered 503' } as const
const missing = { outcome: '4xx', status: 404, reason: 'answered 404' } as const
const moved = { outcome: '3xx', status: 302, reason: 'answered 302 (Location: /login)' } as const
const partial = { outcome: 'partial', status: 200, reason: 'stalled after 12 bytes (rt = 300 ms)' } as const
const garbage = { outcome: 'invalid', reason: 'the answer is not HTTP' } as const

describe('a judgement is one sentence that names the rule', () => {
  it.each<[string, Partial<Attempt>, string, boolean, string]>([
    ['a success', ok, '', false, '200 on the first attempt.'],
    ['a success after a retry', { ...ok, number: 2 }, '', false, '200 on attempt 2 of 2.'],

    // "Retry policy: type of failure to retry on"
    [
      'a 5xx',
      broken,
      '',
      false,
      '503 is not retried: rp=ct,rt covers connection and read timeouts only (default). 0 of 1 retries used.',
    ],
    [
      'a 4xx',
      missing,
      'rp=5xx,rt',
      false,
      '404 is not retried: rp=5xx,rt covers 5xx answers and read timeouts only. 0 of 1 retries used.',
    ],
    ['a 4xx, retried', missing, 'rp=4xx', true, '404 is retried (rp=4xx): attempt 2 of 2.'],
    ['a 5xx, retried', broken, 'rp=all&rc=3', true, '503 is retried (rp=all): attempt 2 of 4.'],
    ['no connection', refused, '', true, 'connection refused is retried (rp=ct,rt): attempt 2 of 2.'],
    [
      'no connection, uncovered',
      refused,
      'rp=rt',
      false,
      'connection refused is not retried: rp=rt covers read timeouts only. 0 of 1 retries used.',
    ],
    ['no byte', silent, '', true, 'no byte within rt = 3000 ms is retried (rp=ct,rt): attempt 2 of 2.'],
    [
      'no byte, uncovered',
      silent,
      'rp=4xx,5xx',
      false,
      'no byte within rt = 3000 ms is not retried: rp=4xx,5xx covers 4xx and 5xx answers only. 0 of 1 retries used.',
    ],

    // "Retry count: number of retry attempts to be made to the same URL", "a total of four attempts"
    [
      'the fourth of four',
      { ...refused, number: 4 },
      'rc=3',
      false,
      'connection refused would be retried (rp=ct,rt), but rc=3 is used up. 3 of 3 retries used.',
    ],
    [
      'the second of two',
      { ...refused, number: 2 },
      '',
      false,
      'connection refused would be retried (rp=ct,rt), but rc=1 is used up (default). 1 of 1 retries used.',
    ],
    ['rc=0', refused, 'rc=0', false, 'connection refused is not retried: rc=0 allows no retries, whatever rp says.'],

    // "If a partial response is received from your app server, Plivo will not make a retry attempt."
    [
      'a partial response',
      partial,
      'rp=all',
      false,
      'stalled after 12 bytes (rt = 300 ms): a partial response is never retried, whatever rp says. 0 of 1 retries used.',
    ],

    // Redirects are no retry class (D63), nor is what is no HTTP.
    [
      'a redirect',
      moved,
      'rp=all',
      false,
      'answered 302 (Location: /login): redirects are not followed and belong to no retry class, not even rp=all. 0 of 1 retries used.',
    ],
    [
      'garbage',
      garbage,
      'rp=all',
      false,
      'the answer is not HTTP: an answer that cannot be used belongs to no retry class, not even rp=all. 0 of 1 retries used.',
    ],
  ])('%s', (_, what, fragment, again, sentence) => {
    expect(judge(attempt(what), 0, policy(fragment))).toEqual({ again, sentence })
  })

  it('"Upper limit on total time allowed for all timeouts, including retries on a given URL"', () => {
    const [after, given] = [attempt({ ...silent, number: 2 }), policy('rt=3000&tt=5000&rc=3')]
    expect(judge(after, 4_999, given).again).toBe(true)
    expect(judge(after, 5_000, given)).toEqual({
      again: false,
      sentence:
        'no byte within rt = 3000 ms would be retried (rp=ct,rt), but tt = 5000 ms has run out. 1 of 3 retries used.',
    })
    expect(judge(after, 55_000, policy('rc=3')).sentence).toContain('tt = 55000 ms has run out (default).')
  })

  it('audio has no total: "Read timeout: 120 seconds. Retry count: 1. Retry policy: all"', () => {
    expect(judge(attempt(silent), 120_000, audioPolicy).again).toBe(true)
    expect(judge(attempt(missing), 0, audioPolicy).again).toBe(true)
    expect(judge(attempt({ ...silent, number: 2 }), 240_000, audioPolicy).again).toBe(false)
  })
})
