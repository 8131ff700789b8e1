import fc from 'fast-check'
import { expect, it } from 'vitest'
import { correctedFragment } from '../../src/webhook/corrected-fragment.js'
import { readPolicy } from '../../src/webhook/fragment.js'

const problemsOf = (fragment: string) => readPolicy(`http://a.test/#${fragment}`, true).problems

it.each([
  ['rt=3', 'rt=3000'],
  ['rt=3000&retries=2', 'rt=3000&rc=2'],
  ['rt:3000;rc=2', 'rt=3000&rc=2'],
  ['rt=3000&&rc=2', 'rt=3000&rc=2'],
  ['rt=3000&rt=4000', 'rt=3000'],
  ['rp=none', 'rc=0'],
  ['rp=5xx,503', 'rp=5xx'],
  ['rp=ct rt', 'rp=ct,rt'],
  ['plivo_timeout=5000&plivo_retries=3', 'rt=5000&rc=3'],
  ['ct=500,rt=3000', 'ct=500&rt=3000'],
  ['rt=3000&nonsense=1', 'rt=3000'],
  ['nonsense', undefined],
  ['rt=3000', undefined],
  ['', undefined],
])('#%s is corrected to %s', (fragment, corrected) => {
  expect(correctedFragment(fragment)).toBe(corrected)
})

it('whatever it is, a corrected fragment has no problems, and right pairs stay as they are written', () => {
  const pair = fc.tuple(
    fc.constantFrom('ct', 'rt', 'tt', 'rc', 'rp', 'er', 'RT', 'retries', 'timeout', 'x', ''),
    fc.constantFrom('=', ':', '%3D', ''),
    fc.constantFrom(
      '3',
      '500',
      '3000',
      '99999',
      'ct,rt',
      'all',
      'none',
      '5xx;rt=3',
      'frankfurt',
      'us-east-1',
      '%zz',
      '',
    ),
  )
  fc.assert(
    fc.property(
      fc.array(
        pair.map(parts => parts.join('')),
        { maxLength: 6 },
      ),
      pairs => {
        const fragment = pairs.join('&')
        const corrected = correctedFragment(fragment)
        if (problemsOf(fragment).length === 0) expect(corrected).toBeUndefined()
        if (corrected === undefined) return
        expect(problemsOf(corrected)).toEqual([])
        const keys = pairs.map(one => one.split('=')[0])
        for (const one of pairs) {
          const once = keys.filter(key => key === one.split('=')[0]).length === 1
          if (
            once &&
            one !== '' &&
            problemsOf(one).length === 0 &&
            problemsOf(pairs.filter(other => other !== one).join('&')).every(
              ({ nearest }) => !nearest?.includes(one.split('=')[0] as string),
            )
          ) {
            expect(corrected.split('&')).toContain(one)
          }
        }
      },
    ),
    { numRuns: 500 },
  )
})
