import { describe, expect, it } from 'vitest'
import { createExchange, type PhoneBehaviour } from '../../src/index.js'
import { action, ended, sent } from './dial-call.js'
import { document, playCall } from './play-call.js'

const bob = 'sip:bob@example.com'
const phone: PhoneBehaviour = { asksFor: { username: 'bob', password: 'correct-horse' }, answers: '2s', hangsUp: '3s' }

const ring = (attributes: string) =>
  playCall({ '/answer': document(`<Dial ${action}><User ${attributes}>${bob}</User></Dial>`) }, undefined, {
    phones: { [bob]: phone },
  })

describe('"sipAuthUsername, sipAuthPassword: digest auth for 401/407" (D88)', () => {
  it('the right ones pass', async () => {
    const played = await ring('sipAuthUsername="bob" sipAuthPassword="correct-horse"')
    expect(ended(played)).toEqual([`0-5000 ${bob} 4000 completed`])
  })

  it.each([
    ['none', '', 'it asks for credentials, and none were given'],
    ['a wrong password', 'sipAuthUsername="bob" sipAuthPassword="battery-staple"', 'the password is wrong'],
    ['another user', 'sipAuthUsername="eve" sipAuthPassword="correct-horse"', 'there is no user "eve"'],
    ['one of fewer than 8 characters', 'sipAuthUsername="bob" sipAuthPassword="Sh0rt"', 'none were given'],
  ])('%s: 4240 sip_auth_failed, DialStatus failed', async (_, attributes, because) => {
    const played = await ring(attributes)
    expect(ended(played)).toEqual([`0-0 ${bob} 4240 failed`])
    expect(sent(played, '/action')).toMatchObject([{ DialStatus: 'failed', DialHangupCause: 'sip_auth_failed' }])
    expect(played.trace.of('leg.ended')[0]?.because).toContain(because)
    expect(played.trace.jsonLines() + played.trace.text({ params: true })).not.toMatch(/correct-horse|battery|Sh0rt/)
  })

  it('a plan without a password is refused, and does not say more than it must', () => {
    const plan = { asksFor: { username: 'bob' }, answers: '2s' } as PhoneBehaviour
    expect(() => createExchange({ phones: { [bob]: plan } })).toThrow('asksFor needs a username and a password')
  })
})
