import { describe, expect, it, test } from 'vitest'
import { columns } from '../../src/trace/printable.js'
import { occasions } from '../../src/webhook/occasions.js'
import { offhook, unprintable } from './memory-io.js'

const explained = (...args: string[]) => offhook(['explain', ...args])
const answer = 'https://example.com/answer?a=1'

test('0: what the URL is for, its policy, every outcome with its judgement, the worst case, notes', async () => {
  const { code, out, err } = await explained(`${answer}#rt=3000&rc=2`)
  expect([code, err]).toEqual([0, ''])
  const lines = out.split('\n')
  expect(lines[0]).toBe(answer)
  expect(lines.slice(1, 4).join(' ')).toContain('Primary Answer URL (console), Make a call answer_url (REST API)')
  expect(lines).toEqual(
    expect.arrayContaining([
      '  ct  2000          default  100–10000                   ms for a connection, TLS included',
      '  rt  3000          given    100–40000                   ms to the first byte, and between bytes',
      'what happens                  class   attempts      takes    at most  what follows',
      '  no byte in time             rt             3    9000 ms   15000 ms  fallback, else hangup 7011',
      '  200 with a broken document  ok             1       0 ms   55000 ms  fallback, else hangup 8011',
      '    200 on the first attempt. [Timeouts]',
    ]),
  )
  const text = out.replace(/\s+/g, ' ')
  expect(text).toContain('no byte within rt = 3000 ms would be retried (rp=ct,rt), but rc=2 is used up. 2 of 2')
  expect(text).toContain('7011 is Error Reaching Answer URL; 8011 is Invalid Answer XML')
  expect(text).toContain('55000 ms until the fallback is asked: dripped within rt until tt.')
  expect(text).toContain('18000 ms if no answer drips: no byte in time (2 times), then stalled in the body.')
  expect(text).toContain('55000 ms more, 110000 ms in all, for a fallback whose URL has no fragment.')
  expect(text).toContain('counts four regions and names five')
})

test('1: the fragment has problems, told as check tells them', async () => {
  const { code, out } = await explained(`${answer}#rt=3&plivo_retries=3`)
  expect(code).toBe(1)
  const lines = out.split('\n')
  const at = lines.indexOf('problems of the fragment')
  expect(lines.slice(at + 1, at + 6)).toEqual([
    '  risky  "plivo_retries" stands in an example of the vendor\'s page but is not a key, and is ignored:',
    '         rc sets the retries.',
    '       allowed: ct, rt, tt, rc, rp, er',
    '       nearest: rc=3',
    '       fragment-page-mistake, decided: D60',
  ])
  expect(out.replace(/\s+/g, ' ')).toContain('rt=3 is not a whole number of milliseconds from 100 to 40000')
  expect(out).toContain('nearest: rt=3000')
})

test('--occasion: what follows is what follows there', async () => {
  const action = await explained(answer, '--occasion', 'GetDigits action')
  expect(action.out).toContain('GetDigits action (XML): POST, signed; its answer is read as a document.')
  expect(action.out).toMatch(/5xx +5xx +1 +0 ms +55000 ms {2}hangup 7012\n/)
  expect(action.out.replace(/\s+/g, ' ')).toContain('with redirect="false" the call has gone on meanwhile')

  const hangup = await explained(answer, '--occasion', 'hangup')
  expect(hangup.out.replace(/\s+/g, ' ')).toContain('only the status of its answer is read')
  expect(hangup.out).toMatch(/5xx +5xx .* {2}nothing\n/)

  const several = await explained(answer, '--occasion', 'action')
  expect(several.out.replace(/\s+/g, ' ')).toContain(
    'Dial action, Conference action, GetInput action, GetDigits action',
  )
})

test('--audio is --occasion play', async () => {
  const { code, out } = await explained('http://h/a.mp3', '--audio')
  expect(code).toBe(0)
  expect(out).toBe((await explained('http://h/a.mp3', '--occasion', 'Play')).out)
  expect(out).toContain('Play (XML): GET, not signed; its answer is read as audio.')
  expect(out).toMatch(/tt {2}244000 +fixed/)
  expect(await explained('http://h/a.mp3#rc=5', '--audio')).toMatchObject({ code: 1 })
})

test('--json is one object: the same, as data', async () => {
  const { code, out } = await explained(`${answer}#rt=3`, '--occasion', 'redirect', '--json')
  expect(code).toBe(1)
  expect(out.trimEnd().split('\n')).toHaveLength(1)
  const told = JSON.parse(out)
  expect(told).toMatchObject({
    url: answer,
    occasion: { name: 'Redirect', where: 'XML', applicable: true, provenance: 'documented' },
    alike: ['Redirect'],
    problems: [{ code: 'fragment-out-of-range', nearest: 'rt=3000' }],
    worst: { dripping: { ms: 55_000 } },
  })
  expect(told.policy).toContainEqual(expect.objectContaining({ key: 'rp', value: 'ct,rt', origin: 'default' }))
  expect(told.outcomes).toContainEqual(
    expect.objectContaining({
      when: '5xx',
      outcome: '5xx',
      attempts: 1,
      takes: 0,
      atMost: 55_000,
      follows: 'hangup 7014',
      rule: 'Retries',
      provenance: 'documented',
      source: 'https://plivo.com/docs/voice/concepts/callbacks#retries',
      contradiction: expect.stringContaining('HTTP 200 status code'),
    }),
  )
})

test('a name that covers what is otherwise says so, and --occasions has them all', async () => {
  const several = await explained(answer, '--occasion', 'callbackUrl')
  expect(several.out).toContain(
    '  - Message callbackUrl takes no fragment (D68): explain it with --occasion "Message callbackUrl".',
  )
  const data = JSON.parse((await explained(answer, '--occasion', 'callbackUrl', '--json')).out)
  expect(data.notes[0].text).toContain('Message callbackUrl takes no fragment (D68)')
  expect((await explained(answer, '--occasion', 'action')).out).not.toContain('explain it with')

  const { code, out } = await explained('--occasions')
  expect(code).toBe(0)
  for (const { name } of occasions) expect(out).toContain(`\n${name} `)
  expect(out).toMatch(/\nDial action +XML +applies +hangup 7012\n/)
  expect(out).toMatch(/\nMessage callbackUrl +XML +ignored, D68 +nothing\n/)
  expect(out.split('\n').filter(line => columns(line) > 100)).toEqual([])
  const rows = (await explained('--occasions', '--json')).out.trimEnd().split('\n')
  expect(rows.map(row => JSON.parse(row))).toEqual(occasions)
})

test('what was decided cites the decision, and the page as where that is open', async () => {
  const page = 'https://plivo.com/docs/voice/concepts/callbacks'
  const told = async (...args: string[]) => (await explained(answer, ...args)).out.replace(/\s+/g, ' ')
  const open = `decided: D68; the page leaves it open: ${page}#applicable-urls`
  for (const name of ['Message callbackUrl', 'Stream', 'enterSound']) {
    expect(await told('--occasion', name === 'Stream' ? 'Stream statusCallbackUrl' : name)).toContain(open)
  }
  expect(await told('--occasion', 'onExitActionUrl')).toContain('(decided; the page leaves it open: https://plivo.com')
  const text = await told()
  expect(text).toContain(`(documented: ${page}#applicable-urls)`)
  expect(text).toContain(`[D63] decided: D63; the page leaves it open: ${page}#retries`)
  expect(text).toContain(`[D77] decided: D77; the page leaves it open: ${page}#retries`)
  expect(text).toContain(`[D65] documented: ${page}#retries`)
  expect(await told('--audio')).toContain(
    'goes on when the fetch has failed, which takes as long as its timeouts (decided: D44)',
  )
})

test('what is nearest is shown, also if it is the default', async () => {
  for (const [given, near] of [
    ['tt=99', 'tt=100'],
    ['rt=99999', 'rt=40000'],
    ['rp=timeout', 'rp=ct,rt'],
  ]) {
    expect((await explained(`${answer}#${given}`)).out).toContain(`       nearest: ${near}\n`)
  }
})

describe('2: wrong usage says what was probably meant', () => {
  it.each([
    [['--occasion', 'acton', answer], 'there is no occasion "acton"; did you mean action?'],
    [['--occasion', 'dail action', answer], 'did you mean "Dial action"?'],
    [['--occasion', 'zzzzzzz', answer], 'there is no occasion "zzzzzzz"\nallowed are answer'],
    [['--audio', '--occasion', 'answer', answer], '--audio is --occasion play'],
    [['--occasions', answer], 'leave the URL out'],
    [['/menu#rt=500'], 'did you mean http://localhost:3000/menu#rt=500?'],
    [['#rt=500'], 'did you mean http://localhost:3000/answer#rt=500?'],
    [['example.com/answer'], 'did you mean http://example.com/answer?'],
    [['ftp://example.com/answer'], 'did you mean http://example.com/answer?'],
    [[''], 'is no absolute http or https URL'],
    [[], "missing required argument 'url'"],
    [[answer, '--occassion', 'action'], 'did you mean --occasion?'],
  ])('%j', async (args, words) => {
    const { code, out, err } = await explained(...args)
    expect([code, out]).toEqual([2, ''])
    const long = err.split('\n').filter(line => columns(line) > 100)
    expect(args.includes('--occasion') ? long : []).toEqual([])
    expect(err).toMatch(/^offhook: /)
    expect(err.toLowerCase()).toContain(words.toLowerCase())
  })
})

describe('on a terminal', () => {
  const named = ['answer', 'action', 'hangup', 'confirmSound', 'play', 'aleg', 'Message callbackUrl']

  it.each(named)('%s fits 100 columns', async name => {
    const { out } = await explained('https://h/a#plivo_retries=3&rt=3&rp=none&er=moon&x', '--occasion', name)
    expect(out.split('\n').filter(line => columns(line) > 100)).toEqual([])
  })

  it('colours are for terminals, and --no-color is none', async () => {
    const terminal = { terminal: true, env: { NO_COLOR: '' } }
    expect((await offhook(['explain', answer], terminal)).out).toMatch(unprintable)
    expect((await offhook(['explain', answer, '--no-color'], terminal)).out).not.toMatch(unprintable)
  })

  it('what is hostile in a URL never reaches it raw', async () => {
    for (const flags of [[], ['--json'], ['--occasion', '\x1b[31m'], ['--audio']]) {
      for (const url of [
        'http://h/\u202e\x1b[31m?\x07#rt=\x1b[2J&\u202e=1',
        '\x1b[31m/x',
        'http://h/#rt=%1b[31m&%E2%80%AE=1',
      ]) {
        const { out, err } = await explained(url, ...flags)
        expect(out + err).not.toMatch(unprintable)
      }
    }
  })

  it('its help fits, and the help of offhook has it', async () => {
    const { code, out } = await explained('--help')
    expect(code).toBe(0)
    expect(out).toContain("offhook explain 'https://example.com/menu#rc=3' --occasion action")
    expect((await offhook(['--help'])).out).toMatch(/explain .*what a URL's fragment means/)
  })
})
