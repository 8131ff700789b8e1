import { expect, it } from 'vitest'
import type { AccessLine } from '../../src/server/server.js'
import { serving } from './served.js'

it('every answer is told, and a refusal with its sentence: SDKs drop those of 402, 429 and 501', async () => {
  const lines: AccessLine[] = []
  const { post, get, origin } = await serving('', { log: line => lines.push(line) })
  await get('Call/?limit=2')
  await post('Call/', { from: '14155550199' })
  await get('MultiPartyCall/')
  await fetch(`${origin}/offhook/calls/nobody`)
  expect(lines).toEqual([
    { method: 'GET', path: expect.stringMatching(/\/Call\/$/), status: 200 },
    expect.objectContaining({ method: 'POST', status: 400, error: expect.stringMatching(/^to parameter is missing/) }),
    expect.objectContaining({ status: 501, error: expect.stringContaining('not') }),
    { method: 'GET', path: '/offhook/calls/nobody', status: 404, error: 'there is no call "nobody"' },
  ])
})
