import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { authId, authToken, serving } from '../served.js'

const decoded = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString())

describe('JWT/Token/', () => {
  it('"{api_id,token}": HS256, signed with the auth token; jti, iss, sub, nbf, exp, grants', async () => {
    const { post } = await serving()
    const { status, body } = await post('JWT/Token/', {
      iss: authId,
      sub: 'alice',
      nbf: 1_700_000_000,
      exp: 1_700_003_600,
      app: '1',
      per: { voice: { incoming_allow: true, outgoing_allow: false } },
    })
    expect(status).toBe(200)
    const [header, payload, signature] = body.token.split('.')
    expect(decoded(header)).toEqual({ alg: 'HS256', typ: 'JWT', cty: 'plivo;v=1' })
    expect(decoded(payload)).toEqual({
      jti: expect.any(String),
      iss: authId,
      sub: 'alice',
      nbf: 1_700_000_000,
      exp: 1_700_003_600,
      app: '1',
      grants: { voice: { incoming_allow: true, outgoing_allow: false } },
    })
    expect(signature).toBe(createHmac('sha256', authToken).update(`${header}.${payload}`).digest('base64url'))
  })

  it('good for a day from now unless it is said', async () => {
    const { post } = await serving()
    const { nbf, exp } = decoded((await post('JWT/Token/', { iss: authId })).body.token.split('.')[1])
    expect(exp - nbf).toBe(86_400)
    expect(Math.abs(nbf * 1000 - Date.now())).toBeLessThan(60_000)
  })

  it.each([
    [{}, 'iss parameter is missing: the auth id of the account'],
    [{ iss: 'MA' }, `iss parameter is "MA"; allowed is the auth id of the account: ${authId}`],
    [
      { iss: authId, nbf: 1000, exp: 1001 },
      'exp parameter is 1001; allowed is 180 to 86400 seconds after nbf, which is 1000',
    ],
    [{ iss: authId, per: { voice: { incoming_allow: true } } }, /^sub parameter is missing/],
    [{ iss: authId, per: 'voice' }, /^per parameter is "voice"; allowed is/],
  ])('"iss*,sub,nbf,exp,per": %j', async (given, message) => {
    const { post } = await serving()
    const { status, body } = await post('JWT/Token/', given)
    expect([status, body.error]).toEqual([400, expect.stringMatching(message)])
  })
})
