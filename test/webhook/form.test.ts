import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeForm, mergedQuery } from '../../src/webhook/form.js'
import { type RequestUrl, requestUrl } from '../../src/webhook/request-url.js'

const target = (url: string) => requestUrl(url) as RequestUrl

describe('"keys sorted by ASCII, space is +, everything else percent-encoded"', () => {
  it('a captured ring request', () => {
    const params = {
      To: '919400000000',
      SessionStart: '2024-10-25 14:13:35.846244',
      From: '+918035735900',
      CallerName: '',
    }
    expect(encodeForm(params)).toBe(
      'CallerName=&From=%2B918035735900&SessionStart=2024-10-25+14%3A13%3A35.846244&To=919400000000',
    )
  })

  it('letters, digits and -_.~ stay as they are, nothing else does', () => {
    expect(encodeForm({ v: "aZ09-_.~ !'()*/?&=é€😀" })).toBe(
      'v=aZ09-_.~+%21%27%28%29%2A%2F%3F%26%3D%C3%A9%E2%82%AC%F0%9F%98%80',
    )
  })

  it('a list is the same key several times, in its order', () => {
    expect(encodeForm({ k: ['b', 'a'], Z: '1' })).toBe('Z=1&k=b&k=a')
  })

  it('half a character becomes the replacement character instead of an error', () => {
    expect(encodeForm({ v: 'a\ud800b' })).toBe('v=a%EF%BF%BDb')
  })

  it('what URLSearchParams reads is what was written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const params = fc.dictionary(text, text, { maxKeys: 5 })
    const written = (one: Record<string, string>) => Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))
    fc.assert(
      fc.property(params, one => {
        const form = encodeForm(one)
        expect(/^[\w.~+%=&-]*$/.test(form)).toBe(true)
        expect(JSON.stringify([...new URLSearchParams(form)])).toBe(JSON.stringify(written(one)))
      }),
    )
  })
})

describe('GET: "parameters merged with the URL\'s own query, the whole query re-emitted sorted"', () => {
  it('capitals first, then what the application wrote', () => {
    const url = target('https://h/answer?to=1&deploymentId=a%20b&x')
    expect(mergedQuery(url, { To: '2', CallUUID: 'c' })).toBe('CallUUID=c&To=2&deploymentId=a+b&to=1&x=')
  })

  it("a key that is in both is emitted twice, the URL's value first", () => {
    expect(mergedQuery(target('https://h/?Digits=9&Digits=8&constructor=y'), { Digits: '1' })).toBe(
      'Digits=9&Digits=8&Digits=1&constructor=y',
    )
  })

  it('a URL without a query has the parameters only, and none of either is none', () => {
    expect(mergedQuery(target('https://h/'), { a: '1' })).toBe('a=1')
    expect(mergedQuery(target('https://h/?'), {})).toBe('')
  })
})

describe('a URL taken apart', () => {
  it('keeps what an application may compare byte for byte, and drops credentials', () => {
    expect(requestUrl('http://me:pw@Example.COM:80/a%2fb/../c?q=1#ct=500')).toMatchObject({
      origin: 'http://example.com',
      authority: 'Example.COM:80',
      path: '/a%2fb/../c',
      search: '?q=1',
      base: 'http://Example.COM:80/a%2fb/../c',
      baseWithoutPort: 'http://Example.COM/a%2fb/../c',
    })
    expect(requestUrl('https://h')).toMatchObject({ path: '/', search: '', base: 'https://h' })
    expect(requestUrl('http://h/a b?c=é')).toMatchObject({ path: '/a%20b', search: '?c=%C3%A9' })
  })

  it('is nothing for what is no absolute http or https URL', () => {
    for (const wrong of [
      '',
      '/answer',
      'ftp://h/',
      'http://',
      'http:///a',
      'mailto:a@h',
      'http://h:99999/',
      'https:\\\\h\\a',
    ]) {
      expect(requestUrl(wrong), wrong).toBeUndefined()
    }
  })
})
