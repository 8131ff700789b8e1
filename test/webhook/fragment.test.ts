import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../src/webhook/fragment.js'
import { audioPolicy, defaultPolicy, describePolicy } from '../../src/webhook/policy.js'

const read = (fragment: string) => readPolicy(`https://example.com/answer_url?query=123#${fragment}`, true)
const described = (fragment: string) => describePolicy(read(fragment).policy)

describe('"Append configuration parameters in the form of URL extensions (or fragments)"', () => {
  it('"If you don\'t append any parameters, the default values from the tables below will apply"', () => {
    const { url, policy, problems } = readPolicy('https://example.com/answer_url?query=123', true)
    expect(url).toBe('https://example.com/answer_url?query=123')
    expect(describePolicy(policy)).toBe('ct=2000 rt=40000 tt=55000 rc=1 rp=ct,rt er=nearest (defaults)')
    expect(problems).toEqual([])
  })

  it.each([
    ['ct=2000', 'ct=2000 rt=40000 tt=55000 rc=1 rp=ct,rt er=nearest (given: ct)'],
    ['ct=2000&rt=3000', 'ct=2000 rt=3000 tt=55000 rc=1 rp=ct,rt er=nearest (given: ct, rt)'],
    ['rt=3000&rp=ct,rt', 'ct=2000 rt=3000 tt=55000 rc=1 rp=ct,rt er=nearest (given: rt, rp)'],
    ['rc=3&ct=2000', 'ct=2000 rt=40000 tt=55000 rc=3 rp=ct,rt er=nearest (given: rc, ct)'],
    ['er=n_california', 'ct=2000 rt=40000 tt=55000 rc=1 rp=ct,rt er=n_california (given: er)'],
    ['er=nearest', 'ct=2000 rt=40000 tt=55000 rc=1 rp=ct,rt er=nearest (given: er)'],
  ])("the page's example #%s", (fragment, expected) => {
    const { url, problems } = read(fragment)
    expect(url).toBe('https://example.com/answer_url?query=123')
    expect(described(fragment)).toBe(expected)
    expect(problems).toEqual([])
  })

  it.each([
    ['ct', 100, 10_000],
    ['rt', 100, 40_000],
    ['tt', 100, 55_000],
    ['rc', 0, 5],
  ] as const)('"Allowed values" of %s: from %i to %i', (key, least, most) => {
    for (const allowed of [least, most]) {
      expect(read(`${key}=${allowed}`)).toMatchObject({ policy: { [key]: allowed }, problems: [] })
    }
    for (const [wrong, nearest] of [
      [least - 1, least],
      [most + 1, most],
    ]) {
      const { policy, problems } = read(`${key}=${wrong}`)
      expect(policy[key]).toBe(defaultPolicy[key])
      expect(problems).toMatchObject([{ code: 'fragment-out-of-range' }])
      if (key === 'rc' || wrong === most + 1) expect(problems[0]?.nearest).toBe(`${key}=${nearest}`)
    }
  })

  it('"rp: comma-separated list of values"; "all: all the above"', () => {
    expect([...read('rp=5xx').policy.rp]).toEqual(['5xx'])
    expect([...read('rp=4xx,5xx').policy.rp].sort()).toEqual(['4xx', '5xx'])
    expect([...read('rp=all').policy.rp].sort()).toEqual(['4xx', '5xx', 'ct', 'rt'])
    expect(described('rp=4xx,5xx,ct,rt')).toContain('rp=all')
  })

  it('percent-encoding is decoded', () => {
    expect(read('rp=ct%2Crt%2C5xx&%63t=500')).toMatchObject({ policy: { ct: 500 }, problems: [] })
    expect(described('rp=ct%2Crt%2C5xx')).toContain('rp=5xx,ct,rt')
  })

  it('an empty fragment is none', () => {
    expect(read('')).toEqual({ url: 'https://example.com/answer_url?query=123', policy: defaultPolicy, problems: [] })
  })
})

describe('D60: what cannot be used counts as not given, with a problem; the call never fails for it', () => {
  it.each([
    ['timeout=5000', 'fragment-unknown-key', 'rt=5000'],
    ['connect_timeout=500', 'fragment-unknown-key', 'ct=500'],
    ['totalTimeout=9000', 'fragment-unknown-key', 'tt=9000'],
    ['retries=2', 'fragment-unknown-key', 'rc=2'],
    ['retry-policy=all', 'fragment-unknown-key', 'rp=all'],
    ['e=frankfurt', 'fragment-unknown-key', 'er=frankfurt'],
    ['CT=500', 'fragment-unknown-key', 'ct=500'],
    ['amp;rt=500', 'fragment-unknown-key', 'rt=500'],
    ['ct', 'fragment-malformed', 'ct=2000'],
    ['ct=', 'fragment-malformed', 'ct=2000'],
    ['=500', 'fragment-malformed', undefined],
    ['ct=%zz', 'fragment-malformed', undefined],
    ['rt=3', 'fragment-out-of-range', 'rt=3000'],
    ['rt=3s', 'fragment-out-of-range', 'rt=3000'],
    ['rt=2500ms', 'fragment-out-of-range', 'rt=2500'],
    ['rt=-1', 'fragment-out-of-range', 'rt=100'],
    ['rt=+500', 'fragment-out-of-range', 'rt=500'],
    ['rt=1e3', 'fragment-out-of-range', 'rt=1000'],
    ['rt=500.5', 'fragment-out-of-range', 'rt=501'],
    ['rt=soon', 'fragment-out-of-range', 'rt=40000'],
    ['rt=0x200', 'fragment-out-of-range', 'rt=100'],
    ['tt=99', 'fragment-out-of-range', 'tt=100'],
    ['rt=50', 'fragment-out-of-range', 'rt=100'],
    ['rt=99999', 'fragment-out-of-range', 'rt=40000'],
    ['rt=500#ct=100', 'fragment-out-of-range', 'rt=500&ct=100'],
    ['rt=3000;ct=500', 'fragment-out-of-range', 'rt=3000&ct=500'],
    ['ct=500,rt=3000', 'fragment-out-of-range', 'ct=500&rt=3000'],
    ['ct=500,rp=ct,rt,rc=3', 'fragment-out-of-range', 'ct=500&rp=ct,rt&rc=3'],
    ['rt=3;rt=4', 'fragment-out-of-range', 'rt=3000'],
    ['rt:3000', 'fragment-unknown-key', 'rt=3000'],
    ['rt%3D2000', 'fragment-unknown-key', 'rt=2000'],
    ['rp:ct,rt', 'fragment-unknown-key', 'rp=ct,rt'],
    ['policy=503', 'fragment-unknown-key', 'rp=5xx'],
    ['ct=500&ct=500', 'fragment-duplicate-key', 'ct=500'],
    ['ct=2000ms&ct=3000', 'fragment-duplicate-key', 'ct=3000'],
    ['ct=2000ms&ct=3s', 'fragment-duplicate-key', 'ct=2000'],
    ['rp=none&rp=5xx', 'fragment-duplicate-key', 'rp=5xx'],
    ['er=Frankfurt', 'fragment-unknown-region', 'er=frankfurt'],
    ['er=virginia', 'fragment-unknown-region', 'er=n_virginia'],
    ['er=us-east-1', 'fragment-unknown-region', 'er=n_virginia'],
    ['er=us-west', 'fragment-unknown-region', 'er=n_california'],
    ['er=eu-west-1', 'fragment-unknown-region', 'er=frankfurt'],
    ['er=eu', 'fragment-unknown-region', 'er=frankfurt'],
    ['er=AP_SOUTH', 'fragment-unknown-region', 'er=mumbai'],
    ['er=ap-southeast-1', 'fragment-unknown-region', 'er=singapore'],
    ['section', 'fragment-unknown-key', undefined],
    ['timeout=3', 'fragment-unknown-key', 'rt=3000'],
    ['retries=9', 'fragment-unknown-key', 'rc=5'],
    ['plivo_timeout=5', 'fragment-page-mistake', 'rt=5000'],
    ['plivo_policy=all', 'fragment-unknown-key', 'rp=all'],
    ['er=moon', 'fragment-unknown-region', 'er=nearest'],
  ])('#%s: %s, nearest %s', (fragment, code, nearest) => {
    const { policy, problems } = read(fragment)
    expect(policy).toBe(defaultPolicy)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code, severity: 'risky', rule: 'D60' })
    expect(problems[0]?.nearest).toBe(nearest)
  })

  it('one wrong key leaves the others as they are', () => {
    const { policy, problems } = read('ct=500&&rt=1&rc=0')
    expect(describePolicy(policy)).toBe('ct=500 rt=40000 tt=55000 rc=0 rp=ct,rt er=nearest (given: ct, rc)')
    expect(problems.map(({ code }) => code)).toEqual(['fragment-malformed', 'fragment-out-of-range'])
  })

  it('plivo_timeout and plivo_retries, which the page itself shows, are named as its mistake with the keys that work', () => {
    const { policy, problems } = read('plivo_timeout=5000&plivo_retries=3')
    expect(policy).toBe(defaultPolicy)
    expect(problems.map(({ message, nearest }) => [message, nearest])).toEqual([
      [
        '"plivo_timeout" stands in an example of the vendor\'s page but is not a key, and is ignored: ct, rt and tt set the timeouts, rc the retries.',
        'rt=5000',
      ],
      [
        '"plivo_retries" stands in an example of the vendor\'s page but is not a key, and is ignored: rc sets the retries.',
        'rc=3',
      ],
    ])
  })
})

describe('D61: an unknown word of rp is dropped; nothing left: the default', () => {
  it.each([
    ['rp=5xx,RT', 'rp=5xx', 'rp=rt'],
    ['rp=503,ct', 'rp=ct', 'rp=5xx'],
    ['rp=404,ct', 'rp=ct', 'rp=4xx'],
    ['rp=5xx,%20ct', 'rp=5xx', 'rp=ct'],
    ['rp=none', 'rp=ct,rt', 'rc=0'],
    ['rp=al', 'rp=ct,rt', 'rp=all'],
    ['rp=ct rt', 'rp=ct,rt', 'rp=ct,rt'],
    ['rp=5xx|404', 'rp=ct,rt', 'rp=4xx,5xx'],
    ['rp=timeout', 'rp=ct,rt', 'rp=ct,rt'],
    ['rp=5xx,rc=3', 'rp=5xx', 'rp=5xx&rc=3'],
  ])('#%s: %s, nearest %s', (fragment, left, nearest) => {
    expect(`${described(fragment)} `).toContain(` ${left} `)
    expect(read(fragment).problems).toMatchObject([{ code: 'fragment-unknown-policy', rule: 'D61', nearest }])
  })
})

describe('D68: a fragment on a URL that takes none is stripped, and the defaults apply', () => {
  it('any other URL', () => {
    const { url, policy, problems } = readPolicy('http://h/status#ct=500', false)
    expect([url, policy]).toEqual(['http://h/status', defaultPolicy])
    expect(problems).toMatchObject([{ code: 'fragment-not-applicable', rule: 'D68' }])
  })

  it('audio: "Connection timeout: 2 seconds, read timeout: 120 seconds, retry count: 1, retry policy: all"', () => {
    const { url, policy, problems } = readPolicy('http://h/hello.mp3#rc=5', 'audio')
    expect([url, policy]).toEqual(['http://h/hello.mp3', audioPolicy])
    expect(describePolicy(policy)).toBe('ct=2000 rt=120000 tt=244000 rc=1 rp=all er=nearest (fixed for audio)')
    expect(problems[0]?.message).toBe(
      'Audio URLs take no callback configuration: #rc=5 is ignored, ct=2000 rt=120000 tt=244000 rc=1 rp=all er=nearest (fixed for audio) apply.',
    )
    expect(readPolicy('http://h/hello.mp3', 'audio')).toMatchObject({ policy: audioPolicy, problems: [] })
  })
})

describe('D60: of many problems in one fragment the first ten are told, in time that grows with its length only', () => {
  it.each([
    ['&', 100_000, 'fragment-malformed', 99_991],
    ['x=1&', 20_000, 'fragment-unknown-key', 19_991],
    ['%&', 11, 'fragment-malformed', 2],
    ['%&', 10, 'fragment-malformed', 1],
    ['%&', 9, 'fragment-malformed', undefined],
  ])('%j, %i times', (part, times, code, more) => {
    const { problems } = read(part.repeat(times))
    expect(problems[0]?.code).toBe(code)
    const last = problems.find(one => one.code === 'fragment-more-problems')
    if (more === undefined) expect([problems.length <= 10, last]).toEqual([true, undefined])
    else {
      expect(problems).toHaveLength(11)
      expect(last?.message).toBe(`The fragment has ${more} more problem${more === 1 ? '' : 's'} like these.`)
    }
  })

  it('a key that is given 100,000 times is one problem, and a short one', () => {
    const { problems } = read('rt=1&'.repeat(100_000).slice(0, -1))
    expect(problems.map(({ code }) => code)).toEqual(['fragment-duplicate-key'])
    expect(problems[0]?.message).toMatch(/^rt is given 100000 times \(1, 1, .{1,80}\) and counts as not given/)
  })

  it('100,000 words in rp that look like pairs', () => {
    expect(read(`rp=${'a:b,'.repeat(100_000)}ct`).problems).toHaveLength(11)
  })

  it('200,000 words in rp, every other one known', () => {
    const { policy, problems } = read(`rp=${'4xx,no,'.repeat(100_000)}ct`)
    expect(problems).toHaveLength(11)
    expect([...policy.rp].toSorted()).toEqual(['4xx', 'ct'])
  })
})

describe('whatever is written', () => {
  const word = fc.constantFrom(
    'ct',
    'rt',
    'tt',
    'rc',
    'rp',
    'er',
    '=',
    '&',
    '#',
    ',',
    ';',
    ':',
    'rt=3',
    '%',
    '%2',
    'all',
    '4xx',
    'frankfurt',
  )
  const fragment = fc
    .array(fc.oneof(word, fc.integer().map(String), fc.string({ unit: 'binary' })))
    .map(words => words.join(''))
  const applicable = fc.constantFrom(true, false, 'audio' as const)

  it('nothing is thrown, every value is in its range, and what is left needs no second reading', () => {
    fc.assert(
      fc.property(fragment, applicable, (written, kind) => {
        const first = readPolicy(`http://h/a#${written}`, kind)
        expect(first.url).toBe('http://h/a')
        const { ct, rt, tt, rc, rp } = first.policy
        if (kind !== 'audio') {
          expect(ct >= 100 && ct <= 10_000 && rt >= 100 && rt <= 40_000 && tt >= 100 && tt <= 55_000).toBe(true)
          expect(rc >= 0 && rc <= 5 && rp.size > 0).toBe(true)
        }
        expect(readPolicy(first.url, kind).problems).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it('the nearest right thing is right', () => {
    fc.assert(
      fc.property(fragment, written => {
        for (const { code, nearest } of read(written).problems) {
          if (
            code === 'fragment-out-of-range' ||
            code === 'fragment-duplicate-key' ||
            code === 'fragment-unknown-policy' ||
            nearest?.includes('=') ||
            code === 'fragment-unknown-region'
          ) {
            expect(read(nearest as string).problems).toEqual([])
          }
        }
      }),
    )
  })
})
