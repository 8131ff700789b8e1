import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { keyGap, readTones } from '../../src/audio/tones.js'

describe('"0-9 * #, w = 0.5 s pause, W = 1 s pause"', () => {
  it('reads keys and pauses', () => {
    expect(readTones('1wW#')).toEqual({
      items: [{ digit: '1', ms: 200 }, { ms: 500 }, { ms: 1000 }, { digit: '#', ms: 200 }],
      digits: '1wW#',
      ms: 1900,
      problems: [],
    })
  })

  it('sends nothing for nothing', () => {
    expect(readTones('')).toEqual({ items: [], digits: '', ms: 0, problems: [] })
  })

  it('leaves out what is no tone, A to D too, and says so once', () => {
    const { digits, problems } = readTones('1A2 A-3')
    expect(digits).toBe('123')
    expect(problems).toMatchObject([
      { code: 'dtmf-illegal-character', message: '"A" white space "-" are no tones and not sent' },
    ])
  })

  it('knows what other systems pause with', () => {
    expect(readTones('1,2').problems).toMatchObject([{ nearest: 'w' }])
    expect(readTones('1A2').problems[0]).not.toHaveProperty('nearest')
  })

  it('"[the old pages] allowed a @<ms> tone-duration suffix": it is not sent as keys', () => {
    const { digits, problems } = readTones('12@500')
    expect(digits).toBe('12')
    expect(problems).toMatchObject([{ code: 'dtmf-illegal-character', message: expect.stringContaining('@500') }])
  })
})

describe('send_digits of Make a call', () => {
  it('"@ms tone length (def 2000)", at the end (D90)', () => {
    expect(readTones('12', { lengths: true })).toMatchObject({ digits: '12', ms: 4200, problems: [] })
    expect(readTones('wW12@250', { lengths: true })).toMatchObject({ digits: 'wW12', ms: 2200, problems: [] })
  })

  it.each(['1@', '1@x', '1@5@250'])('%s: what is no length is a problem, and no key', written => {
    const { digits, problems } = readTones(written, { lengths: true })
    expect(problems[0]).toMatchObject({ message: expect.stringContaining('no length of tones') })
    expect(digits).toBe('1')
  })
})

test.prop([fc.string({ unit: fc.constantFrom(...'0129*#wWA@ ,é') })])('lasts as long as its items do', text => {
  const { items, digits, ms } = readTones(text)
  expect(ms).toBe(items.reduce((sum, item) => sum + item.ms, 0))
  expect(readTones(digits)).toEqual({ items, digits, ms, problems: [] })
})

it('presses keys as far apart as tones are', () => {
  expect(keyGap).toBe(readTones('7').ms)
})
