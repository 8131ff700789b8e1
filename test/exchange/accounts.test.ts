import plivo from 'plivo'
import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/index.js'

const main = { authId: 'MAAAAAAAAAAAAAAAAAAA', authToken: 'main-token' }
const sub = {
  authId: 'SAAAAAAAAAAAAAAAAAAA',
  authToken: 'sub-token',
  parentAuthId: main.authId,
  mainAuthToken: main.authToken,
}

/** Plays a call of a subaccount, and returns its requests. */
const requestsOf = async (): Promise<Request[]> => {
  const exchange = createExchange({ account: main })
  const requests: Request[] = []
  exchange.mount('http://app.test', async (request: Request) => {
    requests.push(request.clone() as Request)
    return new Response('<Response><Hangup/></Response>', { headers: { 'content-type': 'text/xml' } })
  })
  await exchange.call({ answerUrl: 'http://app.test/answer', account: sub }).callEnds()
  return requests
}

describe('the account of a call', () => {
  it('"ParentAuthID: main account id" is that of a subaccount\'s call, too', async () => {
    const [request] = await requestsOf()
    expect(new URLSearchParams(await request?.text()).get('ParentAuthID')).toBe(main.authId)
  })

  it('"X-Plivo-Signature-V3 … -Ma-V3": the subaccount\'s token signs the one, the main account\'s the other', async () => {
    const [request] = (await requestsOf()) as [Request]
    const params = Object.fromEntries(new URLSearchParams(await request.text()))
    const header = (name: string) => request.headers.get(`x-plivo-signature-${name}`) ?? ''
    const isOf = (signature: string, token: string) =>
      plivo.validateV3Signature('POST', request.url, header('v3-nonce'), token, signature, params)
    expect(isOf(header('v3'), sub.authToken)).toBe(true)
    expect(isOf(header('v3'), main.authToken)).toBe(false)
    expect(isOf(header('ma-v3'), main.authToken)).toBe(true)
  })

  it('a call has the id that was told before it began: "request_uuid … today equal to CallUUID"', () => {
    const uuid = '0b9b7a2c-6d3e-4f5a-8b7c-1d2e3f405162'
    const exchange = createExchange()
    const made = exchange.dialOut({ to: '+14155550111', answerUrl: 'http://app.test/answer', uuid })
    expect(made.call.uuid).toBe(uuid)
    expect(exchange.find(uuid)).toBe(made.call)
  })

  it('an id that is none is refused, and one for several calls', () => {
    const exchange = createExchange()
    const made = { answerUrl: 'http://app.test/answer', uuid: 'x' }
    expect(() => exchange.dialOut({ ...made, to: '+14155550111' })).toThrow('uuid is "x"; allowed is a UUID')
    const uuid = '0b9b7a2c-6d3e-4f5a-8b7c-1d2e3f405162'
    expect(() => exchange.dialOut({ ...made, uuid, to: ['+14155550111', '+14155550112'] })).toThrow(
      'uuid is for one call',
    )
  })
})
