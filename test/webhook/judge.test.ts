import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../src/webhook/fragment.js'
import { type JudgementRule, judge, judgementRules } from '../../src/webhook/judge.js'
import { audioPolicy, callbackPage } from '../../src/webhook/policy.js'
import type { Attempt } from '../../src/webhook/webhook.js'

const attempt = (change: Partial<Attempt>): Attempt => {
  const nothing = { phases: {}, cost: 0, cutByTotal: false, bytes: 0 } as const
  return { number: 1, region: 'nearest', outcome: 'ok', reason: '', ...nothing, ...change }
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
  it.each<[string, Partial<Attempt>, string, boolean, string, JudgementRule?]>([
    // "Respond with a 200 OK response"; other 2xx count as success (D62).
    ['a success', ok, '', false, '200 on the first attempt.', 'Timeouts'],
    ['a success after a retry', { ...ok, number: 2 }, '', false, '200 on attempt 2 of 2.', 'Timeouts'],
    ['another success', { ...ok, status: 202 }, '', false, '202 on the first attempt.', 'D62'],

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
      'D65',
    ],

    // Redirects are no retry class (D63), nor is what is no HTTP.
    [
      'a redirect',
      moved,
      'rp=all',
      false,
      'answered 302 (Location: /login): redirects are not followed and belong to no retry class, not even rp=all. 0 of 1 retries used.',
      'D63',
    ],
    [
      'garbage',
      garbage,
      'rp=all',
      false,
      'the answer is not HTTP: an answer that cannot be used belongs to no retry class, not even rp=all. 0 of 1 retries used.',
      'D77',
    ],
  ])('%s', (_, what, fragment, again, sentence, rule = 'Retries') => {
    const { contradiction: _elsewhere, ...judgement } = judge(attempt(what), 0, policy(fragment))
    expect(judgement).toEqual({ again, sentence, rule, ...judgementRules[rule] })
  })

  it('"Upper limit on total time allowed for all timeouts, including retries on a given URL"', () => {
    const [after, given] = [attempt({ ...silent, number: 2 }), policy('rt=3000&tt=5000&rc=3')]
    expect(judge(after, 4_999, given).again).toBe(true)
    expect(judge(after, 5_000, given)).toMatchObject({
      again: false,
      rule: 'Timeouts',
      sentence:
        'no byte within rt = 3000 ms would be retried (rp=ct,rt), but tt = 5000 ms has run out. 1 of 3 retries used.',
    })
    expect(judge(after, 55_000, policy('rc=3')).sentence).toContain('tt = 55000 ms has run out (default).')
  })

  it('tt cuts an attempt in flight, which only offhook says (D67)', () => {
    const cut = attempt({ ...silent, cutByTotal: true })
    expect(judge(cut, 500, policy('tt=500'))).toMatchObject({ again: false, rule: 'D67', provenance: 'decided' })
  })

  it('audio: "Read timeout: 120 seconds. Retry count: 1. Retry policy: all"', () => {
    expect(judge(attempt(silent), 120_000, audioPolicy)).toMatchObject({ again: true, rule: 'Inapplicable URLs' })
    expect(judge(attempt(missing), 0, audioPolicy)).toMatchObject({ again: true, rule: 'Inapplicable URLs' })
    expect(judge(attempt({ ...silent, number: 2 }), 240_000, audioPolicy).again).toBe(false)
  })

  it('D75: the total of audio is what all its timeouts come to, so that it cuts none of them', () => {
    const { ct, rt, tt, rc } = audioPolicy
    expect(tt).toBe((rc + 1) * (ct + rt))
    expect(judge(attempt(silent), ct + rt, audioPolicy).again).toBe(true)
    expect(judge(attempt(silent), tt, audioPolicy)).toMatchObject({ again: false, rule: 'D75' })
  })
})

describe('where the page contradicts itself, the judgement says so beside its sentence', () => {
  const said = (what: Partial<Attempt>, fragment: string) => judge(attempt(what), 0, policy(fragment)).contradiction

  it('"automatically retries webhooks … if an HTTP 200 status code is not returned", and the default is rp=ct,rt', () => {
    expect(said(broken, '')).toContain('retries "if an HTTP 200 status code is not returned"')
    expect(said(missing, 'rt=500')).toBe(said(broken, ''))
    expect(said(broken, 'rp=ct,rt')).toBeUndefined()
    expect(said(refused, 'rp=rt')).toBeUndefined()
  })

  it('rc counts retries "if the initial connection fails", and rp names HTTP failures', () => {
    for (const fragment of ['rp=5xx', 'rp=5xx&rc=0']) {
      expect(said(broken, fragment)).toContain('"if the initial connection fails"')
    }
    expect(said({ ...broken, number: 2 }, 'rp=5xx')).toContain('"if the initial connection fails"')
    expect(said(refused, 'rp=all')).toBeUndefined()
    expect(judge(attempt(broken), 0, audioPolicy).contradiction).toBeUndefined()
  })
})

it('every rule has a section of the page as its source; decided is what only a decision says', () => {
  for (const [rule, { provenance, source }] of Object.entries(judgementRules)) {
    expect(source).toMatch(new RegExp(`^${callbackPage}#(timeouts|retries|inapplicable-urls)$`))
    // "If a partial response is received from your app server, Plivo will not make a retry attempt."
    expect(provenance).toBe(/^D\d+$/.test(rule) && rule !== 'D65' ? 'decided' : 'documented')
  }
})
