import { expect, test } from 'vitest'
import { urlKey, urlShape } from '../../src/coverage/url-shape.js'

test.each([
  [
    'http://127.0.0.1:4321/answer',
    'POST http://localhost:*/answer',
    'the port of this machine differs from run to run',
  ],
  ['http://localhost/answer', 'POST http://localhost:*/answer', 'and so does its name'],
  ['http://[::1]:80/', 'POST http://localhost:*/', 'in either family'],
  ['https://example.com:8443/a', 'POST https://example.com:8443/a', 'elsewhere a port is another application'],
  [
    'http://a.test/call/3f2504e0-4f89-41d3-9a0c-0305e82c3301/menu',
    'POST http://a.test/call/{id}/menu',
    'UUIDs are ids',
  ],
  ['http://a.test/c-3f2504e0-4f89-41d3-9a0c-0305e82c3301.xml', 'POST http://a.test/c-{id}.xml', 'in the middle, too'],
  ['http://a.test/orders/4711', 'POST http://a.test/orders/{id}', 'long numbers are ids'],
  ['http://a.test/from/+14155550100', 'POST http://a.test/from/{id}', 'and numbers of telephones'],
  ['http://a.test/menu/2', 'POST http://a.test/menu/2', 'short ones name a step'],
  ['http://a.test/v1/press12', 'POST http://a.test/v1/press12', 'so do words'],
  ['http://a.test/deadbeef01', 'POST http://a.test/{id}', 'hexadecimal numbers are ids'],
  ['http://a.test/facade/added', 'POST http://a.test/facade/added', 'unless they are words'],
  ['http://a.test/MA1B2C3D4E5F6G7H8I9J/x', 'POST http://a.test/{id}/x', 'long mixtures are ids'],
  ['http://a.test/answer?step=2&lang=es&step=3', 'POST http://a.test/answer?lang&step', 'of a query the names stay'],
])('%s is %s: %s', (url, key) => {
  const shape = urlShape('POST', url)
  expect(shape && urlKey(shape)).toBe(key)
})

test.each(['/menu', 'ftp://a.test/', 'http://', 'tel:+14155550100', ''])('"%s" is no URL of an application', url => {
  expect(urlShape('GET', url)).toBeUndefined()
})
