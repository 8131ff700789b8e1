import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { readTarget, writeTarget } from '../../../src/server/proxy/target.js'

const port = fc.integer({ min: 1, max: 65_535 })

describe('what a CONNECT names', () => {
  it.prop([fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), port])('is read as it is written', (host, port) => {
    const target = { host: host.toLowerCase(), port }
    expect(readTarget(writeTarget({ host, port }))).toEqual(target)
    expect(readTarget(writeTarget(target))).toEqual(target)
  })

  it.prop([fc.string({ unit: 'binary' })])('of any text is a target without a surprise, or a sentence', text => {
    const read = readTarget(text)
    if (typeof read === 'string') expect(read).toMatch(/\.$|\?$/)
    else {
      expect(read.host).toMatch(/^[a-z0-9._:-]+$/)
      expect(read.port).toBeGreaterThan(0)
      expect(readTarget(writeTarget(read))).toEqual(read)
    }
  })

  it.prop([fc.domain(), fc.stringMatching(/^[/@?#\\ \r\n\t%]$/), port])(
    'has no path, user or line end',
    (host, mark, port) => {
      for (const text of [
        `${mark}${host}:${port}`,
        `${host}${mark}:${port}`,
        `x${mark}${host}:${port}`,
        `${host}:${port}${mark}`,
      ]) {
        expect(typeof readTarget(text)).toBe('string')
      }
    },
  )
})
