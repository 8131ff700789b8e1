import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { Ids } from '../../src/exchange/ids.js'

describe('everything that looks random comes from the seed', () => {
  test.prop([fc.integer()])('the same seed gives the same ids in the same order', seed => {
    const [one, other] = [new Ids(seed), new Ids(seed)]
    for (let count = 0; count < 20; count++) expect(one.uuid()).toBe(other.uuid())
  })

  test.prop([fc.maxSafeInteger()])('a CallUUID looks like a version 4 UUID, in lower case', seed => {
    expect(new Ids(seed).uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test.prop([fc.maxSafeInteger()])('a nonce has 20 decimal digits (D71)', seed => {
    expect(new Ids(seed).nonce()).toMatch(/^\d{20}$/)
  })

  it('ids do not repeat, nor do seeds share them', () => {
    const seen = new Set<string>()
    for (const seed of [0, 1, 2, -1, 2 ** 40]) {
      const ids = new Ids(seed)
      for (let count = 0; count < 10_000; count++) seen.add(ids.uuid())
    }
    expect(seen.size).toBe(50_000)
  })
})
