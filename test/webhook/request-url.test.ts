import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestUrl, shownUrl } from '../../src/webhook/request-url.js'

describe('requestUrl', () => {
  it.each([
    ['http://h', 'http://h', 'h', '/', ''],
    ['HTTPS://App.Example:443/a/../b?x=1#ct=1', 'https://app.example', 'App.Example:443', '/a/../b', '?x=1'],
    ['http://h:3000?x', 'http://h:3000', 'h:3000', '/', '?x'],
    ['http://u:p@h/', 'http://h', 'h', '/', ''],
    ['http://u@v@h/x@y', 'http://h', 'h', '/x@y', ''],
    ['http://h/a\\b', 'http://h', 'h', '/a\\b', ''],
    ['http://[::1]:8080/', 'http://[::1]:8080', '[::1]:8080', '/', ''],
    ['http://h/ä b', 'http://h', 'h', '/%C3%A4%20b', ''],
    ['http://h#@elsewhere/', 'http://h', 'h', '/', ''],
  ])('%s', (url, origin, authority, path, search) => {
    expect(requestUrl(url)).toMatchObject({ origin, authority, path, search })
  })

  it.each(['/answer', 'h/answer', 'ftp://h/', 'http:h', 'http:/h', 'http:///h', 'http://', 'http://u@', 'http://h:x/'])(
    '%s is none',
    url => {
      expect(requestUrl(url)).toBeUndefined()
    },
  )

  it.each(['http://good\\@evil/', 'http://good\\.evil/', 'http:\\\\h/'])(
    '%s, which reads differently elsewhere, is refused',
    url => {
      expect(requestUrl(url)).toBeUndefined()
    },
  )

  it('whom the Host header names is who is connected to, as the URL standard has it', () => {
    const pieces = fc.constantFrom(
      'http://',
      'https://',
      'a',
      'b.c',
      '@',
      ':',
      '80',
      '443',
      '/',
      '\\',
      '?',
      '#',
      '[::1]',
      '%41',
      ' ',
      '.',
      'x=1',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), parts => {
        const text = `http://${parts.join('')}`
        const target = requestUrl(text)
        if (!target) return
        expect(target.origin).toBe(new URL(text).origin)
        expect(new URL(`${new URL(text).protocol}//${target.authority}/`).origin).toBe(target.origin)
        expect(target.path).toMatch(/^\//)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('"no credentials in the URL": they are not shown either', () => {
  it.each([
    ['http://h/a?b=c@d#ct=1', 'http://h/a?b=c@d'],
    ['http://user:secret@h/a', 'http://•••@h/a'],
    ['https://user:sec@ret@h', 'https://•••@h'],
    ['http:user:secret@h/', 'http:•••@h/'],
    ['http:\\\\user:secret@h/', 'http:\\\\•••@h/'],
    ['http://user:secret@[bad/', 'http://•••@[bad/'],
    ['/answer:8@x', '/answer:8@x'],
    ['http://\t/user:secret@h/a#b', 'http:///•••@h/a'],
    ['\\\\user:secret@h/a', '\\\\•••@h/a'],
  ])('%s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown)
  })

  it('whatever the URL', () => {
    const before = fc.constantFrom('http://', 'https:', 'HTTP:\\\\', ' http://', 'ht\ttp://')
    fc.assert(
      fc.property(
        before,
        fc.webAuthority(),
        fc.string({ unit: fc.constantFrom('a', '/', '@', ':', '?', '#') }),
        (scheme, host, rest) => {
          const shown = shownUrl(`${scheme}user:Secret@${host}${rest}`)
          expect(shown).not.toContain('Secret')
        },
      ),
    )
  })
})
