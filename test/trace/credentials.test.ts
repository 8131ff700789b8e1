import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasCredentials, hideCredentials, hideUrlCredentials } from '../../src/trace/credentials.js'

describe('D78, credentials are never shown: a text that is taken for a URL', () => {
  it.each([
    ['http://user:s3cret@app.test/a', 'http://•••@app.test/a'],
    ['HTTP:\\\\user:s3cret@app.test/a', 'HTTP:\\\\•••@app.test/a'],
    ['http://\t/user:s3cret@app.test/a', 'http:///•••@app.test/a'],
    ['\u0000 ht\ntp:/\r/us\ter:s3cret@app.test', 'http://•••@app.test'],
    ['htp://user:s3cret@app.test/a', 'htp://•••@app.test/a'],
    ['//user:s3cret@app.test/a', '//•••@app.test/a'],
    ['user:s3cret@app.test/a', 'user:•••@app.test/a'],
    ['me@app.test:s3cret@app.test/a', 'me@app.test:•••@app.test/a'],
    ['http://us er:s3"cret@app.test/a?b', 'http://•••@app.test/a?b'],
  ])('%j', (url, shown) => {
    expect(hideUrlCredentials(url)).toBe(shown)
    expect([hasCredentials(url), hideUrlCredentials(shown)]).toEqual([true, shown])
  })

  it.each([
    'http://app.test/a@b',
    '/menu@2x.xml',
    'http://app.test/\t@',
    'http://app.test?mail=a@b',
    '../a@b',
    'hello@2x.mp3',
    '',
  ])('%j has none and stays', url => {
    expect([hasCredentials(url), hideUrlCredentials(url)]).toEqual([false, url])
  })

  it('whatever the URL standard finds is hidden, wherever tabs, slashes and backslashes stand', () => {
    const noise = fc.string({ unit: fc.constantFrom('\t', '\n', '\r', '/', '\\'), maxLength: 4 })
    const scheme = fc.constantFrom('http:', 'ht\ttps:', ' https:', 'ftp:', 'h\nttp:', '\u0001http:', 'htp://', 'x-y://')
    fc.assert(
      fc.property(scheme, noise, fc.constantFrom('', 'u', 'u:', 'u@v:', 'ü "'), noise, (start, slashes, user, end) => {
        const url = `${start}${slashes}${user}S3CRET@app.test${end}`
        if (!URL.canParse(url) || !/S3CRET/i.test(new URL(url).username + new URL(url).password)) return
        expect(hideUrlCredentials(url)).not.toMatch(/s3cret/i)
        expect(hideCredentials(`action="${url}" is wrong`)).not.toMatch(/s3cret/i)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('D78: any text', () => {
  it.each([
    ['a → http://u:s3cret@a.test/x → http://u:s3cret@b.test → c', 'a → http://•••@a.test/x → http://•••@b.test → c'],
    ['they go round: http:u:s3cret@a.test', 'they go round: http:•••@a.test'],
    ['from sip:alice@example.com, mailto:bob@example.com', 'from sip:alice@example.com, mailto:bob@example.com'],
    ['http://app.test/a is asked by bob@example.com', 'http://app.test/a is asked by bob@example.com'],
  ])('%s', (text, shown) => {
    expect(hideCredentials(text)).toBe(shown)
    expect(hideCredentials(shown)).toBe(shown)
  })

  it('what is hidden may keep its length', () => {
    const text = '<Redirect>http://user:pw@a.test/</Redirect>'
    expect(hideCredentials(text, secret => '•'.repeat(secret.length))).toBe(
      '<Redirect>http://•••••••@a.test/</Redirect>',
    )
  })

  it('takes time in proportion to the text: "http://" may be followed by much of anything', () => {
    for (const unit of ['/', '\\', ':', '@', '\t', '/\t', '//@', '\\t', 'http:', 'h\t', '/@/', ':@']) {
      const text = `http://${unit.repeat(100_000)}`
      const began = process.cpuUsage().user
      hideCredentials(`${text}@`)
      hideUrlCredentials(`${text}@`)
      hideUrlCredentials(text)
      expect(process.cpuUsage().user - began, JSON.stringify(unit)).toBeLessThan(2_000_000)
    }
  })
})
