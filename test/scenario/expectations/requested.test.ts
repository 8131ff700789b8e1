import { describe, expect, test } from 'vitest'
import { check } from '../../../src/scenario/check.js'
import type { Expectation } from '../../../src/scenario/expectation.js'
import { Recorder, Trace } from '../../../src/trace/trace.js'
import type { ObservedAttempt } from '../../../src/webhook/engine.js'
import { failures, mistakes, play, type Routes, readOne, sentences } from '../play.js'

const menu =
  '<GetDigits action="http://app.test/menu?lang=en&amp;step=1" numDigits="1"><Speak>Press a key</Speak></GetDigits>'
const routes: Routes = { '/answer': menu, '/menu': '<Speak>Thank you</Speak>' }
const keys = 'caller: [{ hears: press a key }, { presses: "1" }]\n'

const instead = async (expectation: string, others: Routes = {}, more = keys): Promise<string> =>
  failures(await play(`${more}expect:\n  - ${expectation}\n`, { ...routes, ...others })).join('\n')

describe('"requested (method, path, params, count, order, headers, signature valid)"', () => {
  test.each([
    'requested: /menu\n    headers: { X-Plivo-Signature-V3: /./, user-agent: /^Plivo/ }',
    'requested: /menu\n    headers: { USER-AGENT: Plivo }',
    'requested: /menu\n    query: { lang: en, step: /\\d/ }',
    'requested: /menu\n    signature: valid',
    'requested: /menu\n    within: 5s',
    'requested: /menu\n    times: { at_least: 1, at_most: 2 }',
    'requested: /menu\n    times: { at_most: 1 }',
    'requested: /menu\n    times: { at_least: 1, at_most: 1 }',
    'not_requested: /menu\n    headers: { user-agent: curl }',
    'not_requested: /menu\n    query: { lang: de }',
  ])('holds: %j', async expectation => expect(await instead(expectation)).toBe(''))

  test.each([
    [
      'requested: /menu\n    headers: { user-agent: curl }',
      '/menu with header user-agent="curl" is requested\nit was requested otherwise: POST',
    ],
    ['requested: /menu\n    headers: { user-agent: curl }', '  user-agent: expected "curl", was "Plivo"'],
    [
      'requested: /menu\n    headers: { x-plivo-signatur-v3: /./ }',
      'x-plivo-signatur-v3: expected /./, was not sent (x-plivo-signature-v3 was: "',
    ],
    ['requested: /menu\n    query: { lang: de }', 'lang: expected "de", was "en"'],
    ['requested: /menu\n    query: { long: en }', 'long: expected "en", was not sent (lang was: "en")'],
    ['requested: /menu\n    query: { constructor: /./ }', 'constructor: expected /./, was not sent'],
    [
      'requested: /menu\n    with: { Digits: "1" }\n    times: 2',
      '/menu with Digits="1" is requested 2 times\nit was requested 1 time\nPOST',
    ],
    ['requested: /menu\n    times: { at_least: 2 }', 'is requested at least 2 times\nit was requested 1 time'],
    ['not_requested: /menu\n    headers: { user-agent: Plivo }', 'it was: POST http://app.test/menu'],
  ])('does not hold: %j', async (expectation, sentence) => expect(await instead(expectation)).toContain(sentence))

  test('those that only just are none are told when there are too few', async () => {
    const again: Routes = { '/menu': menu }
    const twice = 'caller: [{ presses: "1" }, { waits: 1s }, { presses: "2" }, { waits: 1s }, hangs up]\n'
    const sentence = await instead('requested: /menu\n    with: { Digits: "1" }\n    times: 2', again, twice)
    expect(sentence.split('\n').slice(1)).toEqual([
      'it was requested 1 time',
      'POST http://app.test/menu?lang=en&step=1 (GetDigits action) Digits="1"',
      'and otherwise: POST http://app.test/menu?lang=en&step=1 (GetDigits action) Digits="2"',
    ])
  })

  test('"log=false: what is collected is dots wherever the trace is read": in what happened instead, too', async () => {
    const secret = menu.replace('numDigits', 'log="false" numDigits')
    const sentence = await instead('requested: /menu\n    with: { Digits: "2" }', { '/answer': secret })
    expect(sentence).toContain('Digits: expected "2", was "•"')
    expect(sentence).not.toContain('"1"')
  })
})

describe('a request that is tried again, and one that is no URL', () => {
  const trace = new Trace()
  const recorder = new Recorder(() => 0)
  const sent = { purpose: 'Redirect', method: 'POST' as const, params: {}, policy: '' }
  recorder.record('u', trace, { type: 'webhook.sent', webhook: 'w1', url: 'http://app.test/menu', ...sent })
  for (const attempt of [1, 2]) {
    const how = { outcome: 'rt', reason: 'no byte', region: 'nearest', cost: 0 }
    recorder.record('u', trace, { type: 'webhook.attempted', webhook: 'w1', attempt, ...how })
  }
  recorder.record('u', trace, { type: 'webhook.sent', webhook: 'w2', url: 'menu', ...sent })
  const attempts = ['one', 'two'].map(nonce => ({
    webhook: { id: 'w1', call: 'u' },
    request: { headers: { 'X-Plivo-Signature-V3-Nonce': nonce } },
  })) as never as readonly ObservedAttempt[]
  const told = (expectation: string) =>
    check(readOne(`expect:\n  - ${expectation}\n`).expect[0] as Expectation, [{ name: 'caller', trace, attempts }])

  test.each(['one', 'two'])('headers of any of its attempts will do: %s', nonce => {
    expect(told(`requested: /menu\n    headers: { x-plivo-signature-v3-nonce: ${nonce} }`)).toBeUndefined()
  })

  test('more attempts than expected are as wrong as fewer', () => {
    expect(told('requested: /menu\n    attempts: 2')).toBeUndefined()
    expect(told('requested: /menu\n    attempts: 1')).toEqual([
      'POST http://app.test/menu (Redirect) took 2 attempts',
      'attempt 1: no byte',
      'attempt 2: no byte',
    ])
  })

  test('what is no URL has no path', () => {
    expect(told('requested: /menu\n    times: 1')).toBeUndefined()
    expect(told('requested: /menus')?.at(-1)).toBe('the nearest is /menu')
  })
})

describe('"signature valid": by the token of the account, for the URL as it was sent, and why not', () => {
  const account = 'account: { auth_id: MAXXXXXXXXXXXXXXXXXX, auth_token: secret }\n'

  test('of another account it is not', async () => {
    const read = readOne(`${account}expect: [{ requested: /answer, signature: valid }]`)
    expect(sentences(read.expect)).toEqual(['/answer is requested, with valid signatures'])
    const result = await play(`${account}${keys}expect: [{ requested: /answer, signature: valid }]`, routes)
    expect(failures(result)).toEqual([])
    const other = await play(`${account}${keys}expect: [{ requested: /answer, signature: valid }]`, routes, {
      account: { authId: 'MAYYYYYYYYYYYYYYYYYY', authToken: 'another' },
    })
    expect(failures(other).join('\n')).toContain('POST http://app.test/answer (answer):')
    expect(failures(other).join('\n')).toContain('  X-Plivo-Signature-V3 does not match')
    expect(failures(other).join('\n')).toContain('  X-Plivo-Signature-V2 does not match')
  })

  test('a GET, a URL with a query, and every attempt', async () => {
    let asked = 0
    const flaky = () =>
      asked++ === 0 ? new Response('', { status: 503 }) : new Response('<Response><Speak>Hi</Speak></Response>')
    const get = menu.replace('<GetDigits', '<GetDigits method="GET"').replace('step=1', 'step=1#rp=5xx')
    const expectation =
      'requested: /menu\n    signature: valid\n    method: GET\n    attempts: 2\n    query: { Digits: "1" }'
    expect(await instead(expectation, { '/answer': get, '/menu': flaky })).toBe('')
  })

  test('audio is not signed', async () => {
    const audio: Routes = {
      '/answer': '<Play>http://app.test/a.wav</Play>',
      '/a.wav': () => new Response('', { status: 404 }),
    }
    const sentence = await instead('requested: /a.wav\n    signature: valid', audio, '')
    expect(sentence).toContain('it has no signature: audio never has')
  })
})

describe('"requested within": real milliseconds, not call time', () => {
  test('a request that takes longer says how long, and that this is no call time', async () => {
    const slow: Routes = {
      '/menu': async () => {
        const until = performance.now() + 30
        while (performance.now() < until);
        return new Response('<Response/>')
      },
    }
    const sentence = await instead('requested: /menu\n    within: 20ms', slow)
    expect(sentence).toMatch(
      /^\/menu is requested, answered within 20ms of real time\nit took longer \(real time, .*call time is another matter\):\n {2}\d+ ms {2}POST http:\/\/app\.test\/menu/,
    )
  })
})

describe('every key that is misspelt is found, with what is allowed and the nearest', () => {
  test.each([
    [
      'requested: /menu\n    heders: {}',
      'menu.yaml:4:5  unknown key "heders"; did you mean "headers"? Allowed: requested, with, method, query, headers, times, attempts, signature, within, caller',
    ],
    ['requested: /menu\n    headers: /./', 'headers must be a record of keys and values'],
    ['requested: /menu\n    signature: ok', 'menu.yaml:4:16  unknown signature "ok". Allowed: valid'],
    ['requested: /menu\n    within: 200', '"200" is not a time; did you mean "200ms"?'],
    ['requested: /menu\n    times: { at_lest: 1 }', 'unknown key "at_lest"; did you mean "at_least"?'],
    ['requested: /menu\n    times: { at_least: 3, at_most: 2 }', 'at_least is more than at_most'],
    ['requested: /menu\n    times: {}', 'times is empty. Allowed: at_least, at_most'],
    ['requested: /menu\n    times: { at_least: x }', 'at_least must be a whole number, not "x"'],
    ['not_requested: /menu\n    times: 1', 'unknown key "times"'],
    ['requested: /menu\n    headers: { a: /(/ }', 'menu.yaml:4:19  Invalid regular expression'],
  ])('%j', (expectation, sentence) => expect(mistakes(expectation).join('\n')).toContain(sentence))
})
