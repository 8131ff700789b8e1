import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Tag } from '../../src/xml/document.js'
import type { AttributeKind, MethodValue, UrlValue, Values } from '../../src/xml/element-shape.js'
import * as kinds from '../../src/xml/kinds.js'
import { parseDocument } from '../../src/xml/parse.js'

const place = { line: 3, column: 7 }
const read = <T>(kind: AttributeKind<T>, value: string, name = 'it') => {
  const { value: given, problems = [] } = kind.read({ name, value, place })
  return { value: given, problem: problems[0] }
}
const about = { meaning: 'something' }

describe('numbers', () => {
  const timeout = kinds.seconds({ default: 5, min: 1, max: 60, ...about })

  it('whole seconds are milliseconds from here on', () => {
    expect(timeout.fallback).toBe(5000)
    expect(timeout.default).toBe('5 s')
    expect(read(timeout, '8')).toEqual({ value: 8000, problem: undefined })
    expect(kinds.seconds(about).fallback).toBeUndefined()
    expect(read(kinds.milliseconds({ default: 2000, ...about }), '1500').value).toBe(1500)
    expect(read(kinds.integer({ default: 1, min: 0, ...about }), '0').value).toBe(0)
  })

  it.each(['0', '61', '-1', '1.5', '5s', '', 'five', '0x10', '1e1', '99999999999999999999', 'Infinity'])(
    'D3: %j is not allowed: the default applies, and the problem says so',
    value => {
      const { value: given, problem } = read(timeout, value, 'timeout')
      expect(given).toBeUndefined()
      expect(problem).toMatchObject({ code: 'value-not-allowed', severity: 'risky', rule: 'D3', place })
      expect(problem?.allowed).toBe('a whole number of seconds from 1 to 60')
      expect(problem?.message).toBe(`timeout="${value}" is not allowed: timeout is 5 s instead.`)
    },
  )

  it('D29: auto is 2 s', () => {
    const gap = kinds.secondsOrAuto({ auto: 2000, min: 2, max: 10, ...about })
    expect(gap.fallback).toBe(2000)
    expect(gap.default).toBe('auto')
    expect(read(gap, 'auto').value).toBe(2000)
    expect(read(gap, '3').value).toBe(3000)
    expect(read(gap, '11').problem?.allowed).toBe('a whole number of seconds from 2 to 10, or auto')
  })
})

describe('words', () => {
  it('D6: only the literal true is true', () => {
    const redirect = kinds.boolean({ default: true, ...about })
    expect(read(redirect, 'true')).toEqual({ value: true, problem: undefined })
    expect(read(redirect, 'false')).toEqual({ value: false, problem: undefined })
    for (const value of ['True', 'TRUE', '1', 'yes']) {
      const { value: given, problem } = read(redirect, value, 'redirect')
      expect(given).toBe(false)
      expect(problem).toMatchObject({
        code: 'boolean-not-true',
        severity: 'risky',
        nearest: 'redirect="true"',
        rule: 'D6',
      })
    }
    expect(read(redirect, 'maybe').problem?.nearest).toBeUndefined()
  })

  it('D3: one of several words, case matters, the nearest is named', () => {
    const format = kinds.oneOf(['mp3', 'wav'], { default: 'mp3', ...about })
    expect(read(format, 'wav').value).toBe('wav')
    expect(read(format, 'MP3', 'fileFormat').problem).toMatchObject({
      allowed: 'mp3 or wav',
      nearest: 'fileFormat="mp3"',
    })
    expect(read(kinds.oneOf(['busy'], about), 'x', 'reason').problem?.message).toBe(
      'reason="x" is not allowed: reason counts as not given.',
    )
  })

  it('finishOnKey: "one of 0-9 * #, empty, none"', () => {
    const finishOnKey = kinds.key({ default: '#', ...about })
    for (const value of ['0', '9', '*', '#']) expect(read(finishOnKey, value).value).toBe(value)
    for (const value of ['', 'none']) expect(read(finishOnKey, value)).toEqual({ value: '', problem: undefined })
    for (const value of ['12', 'A', 'NONE']) expect(read(finishOnKey, value).problem?.severity).toBe('risky')
    expect(read(kinds.key(about), '').problem).toBeDefined()
  })

  it('validDigits: a set of keys', () => {
    const validDigits = kinds.keys({ default: '1234567890*#', ...about })
    expect(read(validDigits, '12#').value).toBe('12#')
    expect(read(validDigits, '1,2').problem).toBeDefined()
    expect(read(validDigits, '').problem).toBeDefined()
    expect(read(kinds.keys({ default: '#', none: true, ...about }), 'none').value).toBe('')
  })

  it('a list: items that are not allowed are left out', () => {
    const headers = kinds.list({ item: /\w+=\w+/, allowed: 'k=v pairs', ...about })
    expect(read(headers, ' a=1, b=2,').value).toEqual(['a=1', 'b=2'])
    expect(read(headers, 'a=1,b:2')).toMatchObject({ value: ['a=1'], problem: { allowed: 'k=v pairs' } })
    expect(read(headers, 'b:2').value).toBeUndefined()
    expect(headers.fallback).toEqual([])
  })

  it('text of a certain look', () => {
    expect(read(kinds.text({ default: '', ...about }), '').value).toBe('')
    expect(read(kinds.text({ pattern: /a|b/, ...about }), 'ab').problem).toBeDefined()
    expect(read(kinds.text({ maxLength: 2, ...about }), 'abc').problem?.allowed).toBe('up to 2 characters')
  })
})

describe('URLs and methods', () => {
  const action = kinds.url({ callbackConfig: true, ...about })

  it('"URLs must be absolute and start http:// or https://": the fragment stays on', () => {
    expect(read(action, ' https://x.example/a?b=c#ct=500 ').value).toEqual({
      given: 'https://x.example/a?b=c#ct=500',
      href: 'https://x.example/a?b=c#ct=500',
      configurable: true,
    })
  })

  it.each([
    ['/menu', 'is not absolute: a URL must start with http:// or https://'],
    ['x.example/menu', 'is not absolute: a URL must start with http:// or https://'],
    ['http:/x.example', 'is not absolute: a URL must start with http:// or https://'],
    ['ftp://x.example/', 'is no http or https URL'],
    ['http://', 'is not a valid URL'],
    ['http://x.example:99999/', 'is not a valid URL'],
  ])('7022: action=%j %s', (value, why) => {
    const { value: given, problem } = read(action, value, 'action')
    expect(given).toEqual({ given: value, configurable: true })
    expect(problem).toMatchObject({ code: 'url-invalid', severity: 'breaks' })
    expect(problem?.message).toBe(
      `action="${value}" ${why}: the call ends with 7022 (Invalid Action URL) when it is used, unless redirect is false.`,
    )
  })

  it('a URL of a notification that cannot be used does not end the call', () => {
    expect(read(action, '/events', 'callbackUrl').problem).toMatchObject({ severity: 'risky' })
    expect(read(action, '/events', 'callbackUrl').problem?.message).toMatch(/it is never requested\.$/)
  })

  it('an empty URL counts as not given', () => {
    expect(read(action, '', 'action')).toMatchObject({
      value: undefined,
      problem: { code: 'attribute-empty', severity: 'note' },
    })
  })

  it('a URL or one of several words', () => {
    const music = kinds.urlOr(['real'], { callbackConfig: true, ...about })
    expect(read(music, 'real').value).toBe('real')
    expect(read(music, 'https://x.example/').value).toMatchObject({ href: 'https://x.example/' })
    expect(read(music, 'none', 'dialMusic').problem?.allowed).toBe('an absolute http or https URL, or real')
  })

  it('"7032, 7034: only GET, POST": the method is kept as given', () => {
    const method = kinds.httpMethod({ default: 'POST', ...about })
    expect(method.fallback).toEqual({ given: 'POST', method: 'POST' })
    expect(read(method, 'GET', 'method').value).toEqual({ given: 'GET', method: 'GET' })
    expect(read(method, 'get', 'method')).toMatchObject({
      value: { given: 'get' },
      problem: { code: 'method-invalid', severity: 'breaks', nearest: 'method="GET"', allowed: 'GET or POST' },
    })
    expect(read(method, 'PUT', 'method').problem?.message).toMatch(/7032/)
    expect(read(kinds.httpMethod({ default: 'POST', code: 7034, ...about }), 'PUT', 'method').problem?.message).toMatch(
      /7034/,
    )
    expect(read(method, 'PUT', 'callbackMethod')).toMatchObject({ value: undefined, problem: { severity: 'risky' } })
  })
})

describe('bodies', () => {
  const tag = (source: string): Tag => {
    const result = parseDocument(source)
    if ('problem' in result) throw new Error(result.problem.message)
    return result.document
  }
  const redirect = kinds.urlBody({ callbackConfig: true, ...about })

  it('a URL, without the white space around it', () => {
    expect(redirect.read(tag('<Redirect>\n https://x.example/&amp;\n</Redirect>'), {})).toEqual({
      value: { given: 'https://x.example/&', href: 'https://x.example/&', configurable: true },
    })
  })

  it('7024: a relative URL, placed where it begins', () => {
    const { value, problems } = redirect.read(tag('<Redirect>\n  /menu</Redirect>'), {})
    expect(value).toEqual({ given: '/menu', configurable: true })
    expect(problems).toMatchObject([{ code: 'url-invalid', severity: 'breaks', place: { line: 2, column: 3 } }])
    expect(problems?.[0]?.message).toMatch(/7024/)
  })

  it('D44: audio without a URL takes no time', () => {
    const { value, problems } = kinds.urlBody({ callbackConfig: 'audio', ...about }).read(tag('<Play/>'), {})
    expect(value).toEqual({ given: '', configurable: 'audio' })
    expect(problems?.[0]?.message).toBe('<Play> has no URL: the element takes no time.')
  })

  it('text, trimmed', () => {
    expect(kinds.textBody(about).read(tag('<Conference> daily\n</Conference>'), {})).toEqual({ value: 'daily' })
    expect(kinds.textBody({ required: true, ...about }).read(tag('<Number/>'), {}).problems).toMatchObject([
      { code: 'body-missing' },
    ])
  })
})

describe('types', () => {
  it('an attribute table gives the types of its values', () => {
    const attributes = {
      action: kinds.url({ callbackConfig: true, ...about }),
      method: kinds.httpMethod({ default: 'POST', ...about }),
      timeout: kinds.seconds({ default: 5, ...about }),
      schedule: kinds.seconds(about),
      fileFormat: kinds.oneOf(['mp3', 'wav'], { default: 'mp3', ...about }),
      reason: kinds.oneOf(['busy', 'rejected'], about),
      log: kinds.boolean({ default: true, ...about }),
      finishOnKey: kinds.key({ default: '#', ...about }),
      confirmKey: kinds.key(about),
      gap: kinds.secondsOrAuto({ auto: 2000, ...about }),
      dialMusic: kinds.urlOr(['real'], { callbackConfig: true, ...about }),
      hints: kinds.list(about),
    }
    expectTypeOf<Values<typeof attributes>>().toEqualTypeOf<{
      readonly action: UrlValue | undefined
      readonly method: MethodValue
      readonly timeout: number
      readonly schedule: number | undefined
      readonly fileFormat: 'mp3' | 'wav'
      readonly reason: 'busy' | 'rejected' | undefined
      readonly log: boolean
      readonly finishOnKey: string
      readonly confirmKey: string | undefined
      readonly gap: number
      readonly dialMusic: UrlValue | 'real' | undefined
      readonly hints: readonly string[]
    }>()
  })

  it('a row says how it is known', () => {
    expect(kinds.text(about).provenance).toBe('documented')
    expect(kinds.text({ provenance: 'SDK', ...about }).provenance).toBe('SDK')
    expect(kinds.text({ required: true, ...about }).required).toBe(true)
  })
})
