import type crypto from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AccountBook } from '../../../src/server/account-book.js'
import { authId, authToken } from '../served.js'

const compared = vi.hoisted(() => ({ times: 0 }))

vi.mock('node:crypto', async original => {
  const real = await original<typeof crypto>()
  return {
    ...real,
    timingSafeEqual: (one: Buffer, other: Buffer) => {
      compared.times++
      return real.timingSafeEqual(one, other)
    },
  }
})

afterEach(() => {
  compared.times = 0
})

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`

describe('"wrong auth in constant time"', () => {
  it.each([
    ['nobody', undefined],
    ['another scheme', 'Bearer abc'],
    ['no colon', basic('abc')],
    ['a wrong token', basic(`${authId}:wrong`)],
    ['a token that begins right', basic(`${authId}:${authToken.slice(0, -1)}`)],
    ['a longer one', basic(`${authId}:${authToken}x`)],
    ['another account', basic(`MABBBBBBBBBBBBBBBBBB:${authToken}`)],
    ['much', basic('x'.repeat(8000))],
    ['no base64', 'Basic !!!!'],
  ])('%s: digests of one length are compared as often as of whoever is right', (_, header) => {
    const book = new AccountBook({ authId, authToken })
    expect(book.authenticate(basic(`${authId}:${authToken}`))?.authId).toBe(authId)
    const right = compared.times
    compared.times = 0
    expect(book.authenticate(header)).toBeUndefined()
    expect(compared.times).toBe(right)
    expect(right).toBeGreaterThan(0)
  })

  it.each(['basic', 'BASIC', 'Basic  '])('the scheme %j is the same', scheme => {
    const header = `${scheme} ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`
    expect(new AccountBook({ authId, authToken }).authenticate(header)?.authId).toBe(authId)
  })

  it('whatever is sent, only the right credentials are right', () => {
    const book = new AccountBook({ authId, authToken })
    const header = fc.oneof(
      fc.string(),
      fc.string().map(basic),
      fc.base64String().map(text => `Basic ${text}`),
    )
    fc.assert(
      fc.property(header, written => {
        expect(book.authenticate(written)).toBeUndefined()
      }),
    )
  })
})
