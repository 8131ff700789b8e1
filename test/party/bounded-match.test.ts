import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'
import { isEndless, matches } from '../../src/party/bounded-match.js'

describe('a pattern of somebody else', () => {
  it('that goes back and forth without an end is given up, and not tried again', () => {
    const pattern = /^(a+)+$/
    expect(matches(pattern, `${'a'.repeat(40)}!`)).toBe(false)
    expect(isEndless(pattern)).toBe(true)
    expect(matches(/^(a+)+$/, 'a')).toBe(false)
    expect(isEndless(/^(a+)+b$/)).toBe(false)
  })

  it('matches as any other, whatever its flags', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          /press (\d+) or (\d+)/gi,
          /^hello.*world.*$/s,
          /(one|two)+ (three)?/y,
          /a{2,3}b{1,2}/u,
          /plain/i,
        ),
        fc.oneof(fc.string(), fc.constantFrom('Press 1 or 22', 'hello\nworld', 'one two three', 'aabb', 'Plain')),
        (pattern, text) => {
          expect(matches(pattern, text)).toBe(new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text))
        },
      ),
    )
  })

  it('that is given up is told to whoever waits for it', async () => {
    const exchange = createExchange()
    exchange.mount('http://app.test', () => {
      const document = `<Response><Speak>${'a'.repeat(40)}!</Speak></Response>`
      return new Response(document, { headers: { 'content-type': 'text/xml' } })
    })
    const caller = exchange.call({ answerUrl: 'http://app.test/answer' })
    await expect(caller.hears(/^(?:a+)+$/)).rejects.toThrow('the pattern was given up: it backtracks without an end')
  })
})
