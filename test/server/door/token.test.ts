import { describe, expect, it } from 'vitest'
import { serving } from '../served.js'

const token = 'a-token-of-24-characters'

describe('with --token', () => {
  const paths = ['', '/', '/openapi.json', '/calls', '/calls/x', '/calls/x/trace', '/events', '/nothing']

  it.each([
    ['no header', {}],
    ['another token', { authorization: 'Bearer another' }],
    ['its beginning', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['Basic', { authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` }],
  ])(
    '"everything under /offhook needs Authorization: Bearer <token>, else 401 with what to do": %s',
    async (_, headers) => {
      const { origin } = await serving('', { token })
      for (const path of paths) {
        const answer = await fetch(`${origin}/offhook${path}`, { headers: headers as Record<string, string> })
        expect(answer.status, path).toBe(401)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="offhook"')
        expect((await answer.json()).error).toContain('send "Authorization: Bearer …"')
      }
      const posted = await fetch(`${origin}/offhook/calls`, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: 'x',
      })
      expect(posted.status).toBe(401)
    },
  )

  it('"header only": a token in the URL is none', async () => {
    const { origin } = await serving('', { token })
    expect((await fetch(`${origin}/offhook?token=${token}`)).status).toBe(401)
  })

  it('whoever has it comes in', async () => {
    const { origin } = await serving('', { token })
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${origin}/offhook`, { headers })).status).toBe(200)
    expect((await fetch(`${origin}/offhook/nothing`, { headers })).status).toBe(404)
  })

  it('"but GET /offhook/ca.pem", which is no secret', async () => {
    const { origin } = await serving('', { token })
    const answer = await fetch(`${origin}/offhook/ca.pem`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-pem-file/)
    expect(await answer.text()).toMatch(/^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*$/)
  })

  it('the REST API has credentials of its own', async () => {
    const served = await serving('', { token })
    expect(await served.get('Call/')).toMatchObject({ status: 200 })
  })

  it('without a token, /offhook is open to this machine', async () => {
    const { origin } = await serving()
    expect((await fetch(`${origin}/offhook`)).status).toBe(200)
  })
})
