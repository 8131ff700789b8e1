import { expect, it } from 'vitest'
import { plainHeaders } from '../../src/webhook/headers.js'

it('D69: "User-Agent Plivo, configurable"; a header of one’s own wins, however it is written, and is sent once', () => {
  const headers = { 'user-agent': 'mine', 'X-Tunnel': 'yes' }
  expect(plainHeaders('POST', 'app.test', { headers })).toEqual({
    Host: 'app.test',
    'User-Agent': 'mine',
    Accept: '*/*',
    'Accept-Encoding': 'gzip',
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Tunnel': 'yes',
  })
  expect(plainHeaders('GET', 'app.test', {})).toMatchObject({ 'User-Agent': 'Plivo' })
  expect(plainHeaders('GET', 'app.test', {})).not.toHaveProperty('Content-Type')
})
