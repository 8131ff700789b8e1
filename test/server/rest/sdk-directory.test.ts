import { createRequire } from 'node:module'
import { describe, expect, it, vi } from 'vitest'
import { authId, authToken, serving } from '../served.js'

const require = createRequire(import.meta.url)
const axios = createRequire(require.resolve('plivo'))('axios')
// It is the adapter that decides where requests go: the SDK names api.plivo.com itself.
let origin = ''
const real = axios.getAdapter('http')
axios.defaults.adapter = (config: { url: string }) =>
  real({ ...config, url: config.url.replace('https://api.plivo.com', origin) })
const plivo = require('plivo')

/** The SDK, unchanged, as the account of the fixture. */
const sdk = async (yaml = '') => {
  const served = await serving(yaml)
  origin = served.origin
  return { ...served, client: new plivo.Client(authId, authToken) }
}

describe('the official SDK', () => {
  it('applications: create, get, list, update, delete', async () => {
    // It prints its parameters.
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
    const { client } = await sdk()
    const { appId, message } = await client.applications.create('Dial Office', { answerUrl: 'http://app.test/#ct=500' })
    printed.mockRestore()
    expect(message).toBe('created')
    expect(await client.applications.get(appId)).toMatchObject({
      appName: 'Dial Office',
      answerUrl: 'http://app.test/#ct=500',
      sipUri: `sip:${appId}@app.plivo.com`,
      defaultApp: false,
    })
    const list = await client.applications.list({ limit: 5 })
    expect([list.meta.totalCount, list[0].appId]).toEqual([1, appId])
    const changed = await client.applications.update(appId, { answerMethod: 'GET', defaultNumberApp: true })
    expect(changed.message).toBe('changed')
    expect(await client.applications.get(appId)).toMatchObject({ answerMethod: 'GET', defaultApp: true })
    expect(await client.applications.delete(appId, { cascade: true })).toBe(true)
    await expect(client.applications.get(appId)).rejects.toMatchObject({
      status: 404,
      message: `application not found: there is no "${appId}"`,
    })
  })

  it('numbers: search, buy, get, list, update, unrent', async () => {
    const { client } = await sdk('applications: { main: { answer_url: "http://app.test/" } }\n')
    const [main] = await client.applications.list()
    const [found] = await client.numbers.search('US', { type: 'local', pattern: '212' })
    expect(found.number).toBe('12125550100')
    const bought = await client.numbers.buy(found.number, main.appId)
    expect(bought).toMatchObject({ status: 'fulfilled', numbers: [{ number: found.number, status: 'Success' }] })
    expect(await client.numbers.get(found.number)).toMatchObject({ application: main.resourceUri, numberType: 'local' })
    expect((await client.numbers.list({ numberStartswith: '1212' }))[0].number).toBe(found.number)
    expect((await client.numbers.update(found.number, { alias: 'night', appId: null })).message).toBe('changed')
    expect(await client.numbers.get(found.number)).toMatchObject({ alias: 'night', application: null })
    expect(await client.numbers.unrent(found.number)).toBe(true)
    await expect(client.numbers.get(found.number)).rejects.toMatchObject({ status: 404 })
    await expect(client.numbers.search('UK')).rejects.toThrow('did you mean GB?')
  })

  it('endpoints: create, get, list, update, delete', async () => {
    const { client } = await sdk('applications: { main: { answer_url: "http://app.test/" } }\n')
    const [main] = await client.applications.list()
    const made = await client.endpoints.create('zumba', 'secret', 'Zumba', main.appId)
    expect(made).toMatchObject({ message: 'created', alias: 'Zumba', username: expect.stringMatching(/^zumba\d{12}$/) })
    expect(await client.endpoints.get(made.endpointId)).toMatchObject({
      application: main.resourceUri,
      sipRegistered: 'false',
      sipUri: `sip:${made.username}@phone.plivo.com`,
    })
    expect((await client.endpoints.list())[0].endpointId).toBe(made.endpointId)
    expect((await client.endpoints.update(made.endpointId, { alias: 'Z' })).message).toBe('changed')
    expect((await client.endpoints.get(made.endpointId)).alias).toBe('Z')
    expect(await client.endpoints.delete(made.endpointId)).toBe(true)
    await expect(client.endpoints.create('zumba', 'four', 'z')).rejects.toThrow('allowed are 5 or more')
  })

  it('the account and its subaccounts: get, update, create, list, delete', async () => {
    const { client } = await sdk()
    expect(await client.accounts.get()).toMatchObject({ accountType: 'standard', name: 'offhook', timezone: 'UTC' })
    expect((await client.accounts.update({ city: 'Mos Eisley' })).message).toBe('changed')
    expect((await client.accounts.get()).city).toBe('Mos Eisley')
    const made = await client.subaccounts.create('Wayne', true)
    expect((await client.subaccounts.get(made.authId)).name).toBe('Wayne')
    expect((await client.subaccounts.update(made.authId, 'Bruce')).message).toBe('changed')
    expect((await client.subaccounts.list())[0]).toMatchObject({ name: 'Bruce', enabled: true })
    const theirs = new plivo.Client(made.authId, made.authToken)
    expect((await theirs.accounts.get()).name).toBe('Bruce')
    expect(await client.subaccounts.delete(made.authId, true)).toBe(true)
    await expect(theirs.accounts.get()).rejects.toMatchObject({ status: 401 })
  })

  it('token: create; it is what the SDK itself would sign', async () => {
    const { client } = await sdk()
    const { token } = await client.token.create(authId, { sub: 'alice', incoming_allow: true })
    const jwt = createRequire(require.resolve('plivo'))('jsonwebtoken')
    expect(jwt.verify(token, authToken)).toMatchObject({
      iss: authId,
      sub: 'alice',
      grants: { voice: { incoming_allow: true, outgoing_allow: false } },
    })
  })

  it('"402, 429, other → plain Error, body lost": of what is not simulated the SDK tells the status', async () => {
    const { client } = await sdk()
    const asks = [
      () => client.messages.list({}),
      () => client.multiPartyCalls.list({}),
      () => client.pricings.get('US'),
    ]
    for (const ask of asks) await expect(ask()).rejects.toThrow('status code 501')
  })
})
