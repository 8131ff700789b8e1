import { afterAll, describe, expect, it } from 'vitest'
import { totalOf } from '../../src/webhook/phases.js'
import { createUndiciTransport } from '../../src/webhook/undici-transport.js'
import { pem } from './hostile-server.js'
import { outcomeRows, settings } from './outcomes.js'
import { wireRequest } from './wire-request.js'

const trusting = { ca: pem('authority') }
const transport = createUndiciTransport({ connect: trusting })
afterAll(() => transport.close())

describe('on real sockets', () => {
  it.concurrent.for(outcomeRows)('$name', async ({ serve, change, expected }, { expect, skip }) => {
    const place = await serve()
    if (!place) return skip('this system cannot do that')
    const own = place.connect && createUndiciTransport({ connect: place.connect })
    try {
      const began = performance.now()
      const result = await (own ?? transport)(wireRequest(place.url, { ...settings, ...change }))
      const took = performance.now() - began

      const { outcome, reason, status, bytes, nominal, measured, cutByTotal, owed } = result
      const usual = { nominal: {}, cutByTotal: false, bytes: 0 }
      const told = { outcome, reason, bytes, nominal, cutByTotal, ...(status !== undefined && { status }) }
      expect(told).toEqual({ ...usual, ...expected })
      expect(owed).toEqual({})
      expect(took).toBeGreaterThanOrEqual(totalOf(nominal))
      expect(totalOf(measured ?? {})).toBeLessThanOrEqual(took + 0.3) // each phase is rounded to a tenth
    } finally {
      await own?.close()
      await place.close()
    }
  })
})

it('"Closes all connections, and comes back when no socket is left", after all that', async () => {
  const open = () => process.getActiveResourcesInfo().filter(kind => /TCP|TLS/.test(kind))
  await transport.close()
  for (let i = 0; i < 5; i++) await new Promise(setImmediate)
  expect(open()).toEqual([])
})
