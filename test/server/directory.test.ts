import { describe, expect, it } from 'vitest'
import { type Application, Directory } from '../../src/server/directory.js'
import { temporaryFolder } from '../temporary-folder.js'
import { authId, serving } from './served.js'

const sub = 'SAAAAAAAAAAAAAAAAAAA'

const application = (id: string, more: Partial<Application> = {}): Application => ({
  id,
  name: id,
  answerUrl: `http://app.test/${id}`,
  answerMethod: 'POST',
  fallbackMethod: 'POST',
  hangupMethod: 'POST',
  messageMethod: 'POST',
  defaultNumberApp: false,
  defaultEndpointApp: false,
  logIncomingMessages: true,
  ...more,
})

const directory = () => {
  const all = new Directory()
  all.put('application', application('1'))
  all.put('application', application('2', { defaultNumberApp: true }))
  all.put('application', application('3', { defaultEndpointApp: true }))
  all.put('application', application('4', { defaultNumberApp: true, subaccount: sub }))
  all.put('number', { number: '14155550101', application: '1', addedAt: 0 })
  all.put('number', { number: '14155550102', addedAt: 0 })
  all.put('number', { number: '14155550103', addedAt: 0, subaccount: sub })
  all.put('number', { number: '14155550104', addedAt: 0, subaccount: 'SABBBBBBBBBBBBBBBBBB' })
  all.put('endpoint', { id: '1', username: 'alice', alias: 'Alice', application: '1' })
  all.put('endpoint', { id: '2', username: 'bob', alias: 'Bob' })
  return all
}

describe('who answers a call', () => {
  const stranger = '+14155550100'

  it.each([
    ['numbers name their application', '+14155550101', stranger, '1', undefined],
    ['"default_number_app: it answers numbers that have no application"', '14155550102', stranger, '2', undefined],
    ['a subaccount’s number: its own default, and its own call', '+14155550103', stranger, '4', sub],
    ['else the main account’s', '+14155550104', stranger, '2', 'SABBBBBBBBBBBBBBBBBB'],
    ['numbers of nobody have none', '+14155550105', stranger, undefined, undefined],
    [
      'the application of the endpoint that calls, whatever it calls',
      '+14155550102',
      'sip:alice@phone.plivo.com',
      '1',
      undefined,
    ],
    [
      '"default_endpoint_app: it answers endpoints that have no application"',
      '+1',
      'sip:bob@phone.plivo.com',
      '3',
      undefined,
    ],
    ['an endpoint is one at phone.plivo.com', '+1', 'sip:alice@example.com', undefined, undefined],
    ['nor is its name a part of another', '+1', 'sip:alice@phone.plivo.com.evil.test', undefined, undefined],
    ['"sip_uri: sip:{app_id}@app.plivo.com" is the application', 'sip:2@app.plivo.com', stranger, '2', undefined],
  ])('%s', (_, to, from, id, subaccount) => {
    const { application: found, subaccount: owner } = directory().answered(to, from)
    expect([found?.id, owner]).toEqual([id, subaccount])
  })
})

describe('after a restart', () => {
  const yaml = 'applications: { main: { answer_url: "http://app.test/main" } }\nnumbers: { "+14155550199": main }\n'

  it('what the API created is there, and what it deleted is not', async () => {
    const data = temporaryFolder()
    const first = await serving(yaml, { data })
    const { app_id: id } = (await first.post('Application/', { app_name: 'a', answer_url: 'http://a.test/#rc=0' })).body
    const { app_id: gone } = (await first.post('Application/', { app_name: 'b', answer_url: 'http://b.test/' })).body
    await first.del(`Application/${gone}/`)
    await first.post('PhoneNumber/12125550100/', { app_id: id })
    const endpoint = (await first.post('Endpoint/', { username: 'zumba', password: 'secret', alias: 'z' })).body
    const { auth_id, auth_token } = (await first.post('Subaccount/', { name: 'Wayne', enabled: true })).body
    await first.post('', { city: 'Mos Eisley' })
    await first.close()

    const { get, post } = await serving(yaml, { data })
    expect((await get(`Application/${id}/`)).body.answer_url).toBe('http://a.test/#rc=0')
    expect((await get(`Application/${gone}/`)).status).toBe(404)
    expect((await get('Number/12125550100/')).body.application).toContain(id)
    expect((await get(`Endpoint/${endpoint.endpoint_id}/`)).body.username).toBe(endpoint.username)
    expect((await get(`/v1/Account/${auth_id}/`, `${auth_id}:${auth_token}`)).status).toBe(200)
    expect((await get('')).body.city).toBe('Mos Eisley')
    // The same seed, but other ids.
    expect((await post('Application/', { app_name: 'c', answer_url: 'http://c.test/' })).body.app_id).not.toBe(id)
  })

  it('D121: "It is as it was, unless the configuration says otherwise", also as the default', async () => {
    const data = temporaryFolder()
    const first = await serving(yaml, { data })
    const [{ app_id: main }] = (await first.get('Application/')).body.objects
    await first.post(`Application/${main}/`, { answer_url: 'http://other.test/' })
    await first.post('Number/14155550199/', { app_id: '' })
    const { app_id: id } = (
      await first.post('Application/', { app_name: 'a', answer_url: 'http://a.test/', default_number_app: true })
    ).body
    await first.close()

    const { get } = await serving(yaml.replace('" }', '", default_number_app: true }'), { data })
    expect((await get(`Application/${main}/`)).body).toMatchObject({
      answer_url: 'http://app.test/main',
      default_app: true,
    })
    expect((await get(`Application/${id}/`)).body.default_app).toBe(false)
    expect((await get('Number/14155550199/')).body.application).toContain(main)
  })

  it('a configured subaccount has its token of the configuration', async () => {
    const { get } = await serving(
      `account: { auth_id: ${authId}, auth_token: main-token, subaccounts: { ${sub}: { auth_token: s, name: Sales } } }\n`,
    )
    expect((await get(`/v1/Account/${sub}/`, `${sub}:s`)).body).toMatchObject({
      account_type: 'subaccount',
      name: 'Sales',
    })
    expect((await get('Subaccount/')).body.objects).toMatchObject([{ auth_id: sub, auth_token: 's', enabled: true }])
  })
})
