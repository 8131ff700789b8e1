import { describe, expect, it } from 'vitest'
import { execEnvironment, overruled } from '../../src/cli/exec-environment.js'

const settings = { origin: 'http://127.0.0.1:8100', certificates: {} }

describe('the environment of a program under exec', () => {
  it('leads to offhook, and keeps what else is there', () => {
    const account = { auth_id: 'MA', auth_token: 'secret' }
    const env = execEnvironment({ PATH: '/bin' }, { ...settings, account, certificates: { SSL_CERT_FILE: '/b.pem' } })
    expect(env).toEqual({
      PATH: '/bin',
      HTTPS_PROXY: 'http://127.0.0.1:8100',
      https_proxy: 'http://127.0.0.1:8100',
      NO_PROXY: 'localhost,127.0.0.1,::1',
      no_proxy: 'localhost,127.0.0.1,::1',
      SSL_CERT_FILE: '/b.pem',
      OFFHOOK_URL: 'http://127.0.0.1:8100',
      PLIVO_AUTH_ID: 'MA',
      PLIVO_AUTH_TOKEN: 'secret',
    })
  })

  it('the token is a password, with a user before it: some clients send none without', () => {
    const { HTTPS_PROXY, OFFHOOK_URL } = execEnvironment({}, { ...settings, token: 'a:b/c' })
    expect([HTTPS_PROXY, OFFHOOK_URL]).toEqual(['http://offhook:a%3Ab%2Fc@127.0.0.1:8100', 'http://127.0.0.1:8100'])
  })

  it('the preload comes after the NODE_OPTIONS that are there', () => {
    const preload = 'file:///a%20b/register.js'
    const options = (env: Record<string, string>) => execEnvironment(env, { ...settings, preload }).NODE_OPTIONS
    expect(options({})).toBe('--import=file:///a%20b/register.js')
    expect(options({ NODE_OPTIONS: '--inspect' })).toBe('--inspect --import=file:///a%20b/register.js')
  })

  it.each([
    ['internal.example', 'internal.example,localhost,127.0.0.1,::1'],
    ['localhost, .example', 'localhost,.example,127.0.0.1,::1'],
    ['*', 'localhost,127.0.0.1,::1'],
    ['a.example,*.plivo.com', 'a.example,localhost,127.0.0.1,::1'],
    ['plivo.com', 'localhost,127.0.0.1,::1'],
    ['.PLIVO.com', 'localhost,127.0.0.1,::1'],
    ['api.plivo.com:443', 'localhost,127.0.0.1,::1'],
    ['.com', 'localhost,127.0.0.1,::1'],
    ['stats.plivo.com', 'stats.plivo.com,localhost,127.0.0.1,::1'],
    ['notplivo.com', 'notplivo.com,localhost,127.0.0.1,::1'],
  ])('NO_PROXY=%s never leads to Plivo itself: %s', (before, after) => {
    expect(execEnvironment({ NO_PROXY: before }, settings).no_proxy).toBe(after)
    expect(execEnvironment({ no_proxy: before }, settings).NO_PROXY).toBe(after)
    const said = overruled({ NO_PROXY: before })
    expect(said).toHaveLength(/stats|not|^internal|localhost/.test(before) ? 0 : 1)
  })

  it('a proxy that was there is said to be out of use', () => {
    expect(overruled({ https_proxy: 'http://user:secret@proxy.example' })).toEqual([
      'the proxy in HTTPS_PROXY is not used: other hosts are asked from where "offhook serve" runs',
    ])
    expect(overruled({})).toEqual([])
  })
})
