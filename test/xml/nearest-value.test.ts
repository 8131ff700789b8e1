import fc from 'fast-check'
import { expect, it } from 'vitest'
import { integer, milliseconds, seconds, secondsOrAuto, url, urlBody } from '../../src/xml/kinds.js'

const place = { line: 1, column: 1 }
const row = { meaning: 'what it is' }
const timeout = seconds({ ...row, default: 5, min: 1, max: 60 })
const nearestOf = (kind: { read: typeof timeout.read }, value: string) =>
  kind.read({ name: 'timeout', value, place }).problems?.[0]?.nearest

it.each([
  ['8s', '8'],
  [' 8 seconds ', '8'],
  ['8.0', '8'],
  ['2500ms', '3'],
  ['0.5m', '30'],
  ['2 minutes', '60'],
  ['0', '1'],
  ['-5', '1'],
  ['99', '60'],
  ['1e3', undefined],
  ['soon', undefined],
  ['', undefined],
  ['9'.repeat(400), undefined],
])('the nearest number of seconds from 1 to 60 of %j is %s', (value, nearest) => {
  expect(nearestOf(timeout, value)).toBe(nearest === undefined ? undefined : `timeout="${nearest}"`)
})

it('of other units, and of none', () => {
  expect(nearestOf(milliseconds({ ...row, default: 500, min: 1 }) as typeof timeout, '2s')).toBe('timeout="2000"')
  expect(nearestOf(integer({ ...row, default: 1, min: 0, max: 5 }) as typeof timeout, '3.4')).toBe('timeout="3"')
  expect(nearestOf(secondsOrAuto({ ...row, auto: 2000, min: 2, max: 10 }), '1s')).toBe('timeout="2"')
})

it('the nearest number is itself allowed', () => {
  const written = fc.tuple(fc.double({ noNaN: true }), fc.constantFrom('', 's', 'ms', ' sec', 'm', ' Minutes'))
  fc.assert(
    fc.property(written, ([number, unit]) => {
      const [, value] = /="(.*)"/.exec(nearestOf(timeout, `${number}${unit}`) ?? '') ?? []
      if (value !== undefined) expect(timeout.read({ name: 'timeout', value, place }).problems).toBeUndefined()
    }),
  )
})

const action = url({ ...row, callbackConfig: true })

it.each([
  ['localhost:3000/menu', 'http://localhost:3000/menu'],
  ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['example.com/menu?a=1', 'https://example.com/menu?a=1'],
  ['www.example.com', 'https://www.example.com'],
  ['//example.com/menu', 'https://example.com/menu'],
  ['http:/example.com/menu', 'http://example.com/menu'],
  ['https:example.com', 'https://example.com'],
  ['htps://example.com/#rt=3000', 'https://example.com/#rt=3000'],
  ['hhttp://example.com', 'http://example.com'],
  ['/menu', undefined],
  ['menu.xml', undefined],
  ['next.php?id=1', undefined],
  ['url', undefined],
  ['ftp://example.com/', undefined],
  ['sip:anna@example.com', undefined],
  ['{{ base_url }}/menu', undefined],
  ['http://', undefined],
  [`${'a.'.repeat(20_000)}!`, undefined],
])('the nearest URL of %j is %s', (given, nearest) => {
  const found = action.read({ name: 'action', value: given, place }).problems?.[0]
  expect(found).toMatchObject({ code: 'url-invalid' })
  expect(found?.nearest).toBe(nearest === undefined ? undefined : `action="${nearest}"`)
  const tag = { name: 'Redirect', attributes: [], children: [{ text: given, place }], place }
  expect(urlBody({ ...row, callbackConfig: true }).read(tag, {}).problems?.[0]?.nearest).toBe(nearest)
  if (nearest !== undefined) expect(action.read({ name: 'action', value: nearest, place }).problems).toBeUndefined()
})
