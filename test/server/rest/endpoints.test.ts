import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { base, serving } from '../served.js'

const given = { username: 'zumba', password: 'secret', alias: 'Zumba' }

describe('Endpoint/', () => {
  it('"201 {api_id,username:"zumba131031145958"(12 digits appended),alias,message:"created",endpoint_id}"', async () => {
    const { post } = await serving()
    const { status, body } = await post('Endpoint/', given)
    expect(status).toBe(201)
    expect(body).toEqual({
      api_id: expect.any(String),
      username: expect.stringMatching(/^zumba\d{12}$/),
      alias: 'Zumba',
      message: 'created',
      endpoint_id: expect.stringMatching(/^\d{14}$/),
    })
    expect((await post('Endpoint/', given)).body.username).not.toBe(body.username)
  })

  it('"Object: alias,application,endpoint_id,password(MD5),resource_uri,…,sip_uri,sub_account,username"', async () => {
    const { post, get } = await serving()
    const { endpoint_id: id, username } = (await post('Endpoint/', given)).body
    expect((await get(`Endpoint/${id}/`)).body).toEqual({
      api_id: expect.any(String),
      alias: 'Zumba',
      application: null,
      endpoint_id: id,
      password: createHash('md5').update('secret').digest('hex'),
      resource_uri: `${base}Endpoint/${id}/`,
      sip_registered: 'false',
      sip_uri: `sip:${username}@phone.plivo.com`,
      sub_account: null,
      username,
    })
  })

  it('a configured endpoint keeps its username, and is registered where a phone is configured', async () => {
    const { get } = await serving(
      'endpoints: { alice: {} }\nphones: { "sip:alice@phone.plivo.com": { answers: 1s } }\n',
    )
    expect((await get('Endpoint/')).body.objects[0]).toMatchObject({
      username: 'alice',
      sip_registered: 'true',
      sip_contact: 'sip:alice@127.0.0.1:5060',
    })
  })

  it.each([
    [{ username: undefined }, 'username parameter is missing: letters and digits'],
    [{ username: 'zum-ba' }, 'username parameter is "zum-ba"; allowed are letters and digits; did you mean zumba?'],
    [{ password: 'four' }, 'password parameter has 4 characters; allowed are 5 or more'],
    [{ app_id: '1' }, 'app_id parameter is "1"; allowed is the id of an application, and there is none'],
  ])('"username* password*(≥5) alias* app_id": %j', async (wrong, message) => {
    const { post } = await serving()
    const { status, body } = await post('Endpoint/', { ...given, ...wrong })
    expect([status, body.error]).toEqual([400, message])
  })

  it('"202 "changed"; 204"', async () => {
    const { post, get, del } = await serving('applications: { main: { answer_url: "http://app.test/" } }\n')
    const { endpoint_id: id, username } = (await post('Endpoint/', given)).body
    const [main] = (await get('Application/')).body.objects
    const { status, body } = await post(`Endpoint/${id}/`, { alias: 'Z', app_id: main.app_id, password: 'other' })
    expect([status, body.message]).toEqual([202, 'changed'])
    expect((await get(`Endpoint/${id}/`)).body).toMatchObject({
      alias: 'Z',
      application: main.resource_uri,
      password: createHash('md5').update('other').digest('hex'),
    })
    expect((await get(`Endpoint/${username}/`)).body.error).toContain(`is a username; its endpoint_id is ${id}`)
    expect((await del(`Endpoint/${id}/`, {})).status).toBe(204)
    expect((await get(`Endpoint/${id}/`)).status).toBe(404)
  })

  it('"default_endpoint_app: associates all newly created endpoints that have not specified an app_id"', async () => {
    const { post, get } = await serving(
      'applications: { a: { answer_url: "http://a.test/", default_endpoint_app: true } }\n',
    )
    const { endpoint_id: id } = (await post('Endpoint/', given)).body
    expect((await get(`Endpoint/${id}/`)).body.application).toMatch(/\/Application\/\d{17}\/$/)
  })
})
