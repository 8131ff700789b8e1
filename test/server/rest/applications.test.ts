import { describe, expect, it } from 'vitest'
import { authId, base, serving } from '../served.js'

const given = { app_name: 'Dial Office', answer_url: 'http://app.test/answer#ct=500' }
const main = 'applications: { main: { answer_url: "http://app.test/main", default_number_app: true } }\n'

describe('Application/', () => {
  it('"POST Application/: 201 {api_id,message:"created",app_id}"', async () => {
    const { post } = await serving()
    const { status, body } = await post('Application/', given)
    expect(status).toBe(201)
    expect(body).toEqual({
      api_id: expect.any(String),
      message: 'created',
      app_id: expect.stringMatching(/^\d{17}$/),
    })
  })

  it('"Application: answer_method, answer_url, api_id, app_id, …": what is not given has its default', async () => {
    const { post, get } = await serving()
    const { app_id: id } = (await post('Application/', given)).body
    const { status, body } = await get(`Application/${id}/`)
    expect(status).toBe(200)
    expect(body).toEqual({
      answer_method: 'POST',
      answer_url: 'http://app.test/answer#ct=500',
      api_id: expect.any(String),
      app_id: id,
      app_name: 'Dial Office',
      application_type: 'XML',
      default_app: false,
      default_endpoint_app: false,
      enabled: true,
      fallback_answer_url: '',
      fallback_method: 'POST',
      hangup_method: 'POST',
      hangup_url: 'http://app.test/answer#ct=500',
      log_incoming_messages: true,
      message_method: 'POST',
      message_url: '',
      public_uri: false,
      resource_uri: `${base}Application/${id}/`,
      sip_uri: `sip:${id}@app.plivo.com`,
      sub_account: null,
    })
  })

  it('"Fragment on answer, fallback_answer, hangup": they are kept as they are given', async () => {
    const { post, get } = await serving()
    const urls = {
      answer_url: 'http://app.test/a?x=1#ct=500&rc=0',
      fallback_answer_url: 'https://app.test/f#rp=all',
      hangup_url: 'http://app.test/h#plivo_timeout=1',
    }
    const { app_id: id } = (await post('Application/', { app_name: 'a', ...urls })).body
    expect((await get(`Application/${id}/`)).body).toMatchObject(urls)
  })

  it.each([
    [{ answer_url: undefined }, 'answer_url parameter is missing: asked what to do with a call'],
    [{ app_name: '' }, 'app_name parameter is missing: what it is called'],
    [
      { hangup_url: 'app.test/h' },
      'hangup_url is "app.test/h"; allowed is an absolute http or https URL; did you mean http://app.test/h?',
    ],
    [{ fallback_answer_url: 'ftp://app.test/' }, 'fallback_answer_url is "ftp://app.test/"; allowed is an absolute'],
    [{ answer_method: 'PUT' }, 'answer_method parameter is "PUT"; allowed are GET and POST'],
    [{ default_number_app: 'maybe' }, 'default_number_app parameter is "maybe"; allowed are true and false'],
    [{ subaccount: 'SA' }, 'subaccount parameter is "SA"; allowed is the id of a subaccount, and there is none'],
  ])('"400 bad/missing parameter": %j', async (wrong, message) => {
    const { post, get } = await serving()
    const { status, body } = await post('Application/', { ...given, ...wrong })
    expect([status, body.error]).toEqual([400, expect.stringContaining(message)])
    expect((await get('Application/')).body.objects).toEqual([])
  })

  it('"GET Application/?subaccount=&app_name= (prefix)", with pages', async () => {
    const { post, get } = await serving()
    for (const name of ['sales 1', 'sales 2', 'support']) await post('Application/', { ...given, app_name: name })
    const names = async (query: string) =>
      (await get(`Application/?${query}`)).body.objects.map((one: { app_name: string }) => one.app_name)
    expect(await names('')).toEqual(['sales 1', 'sales 2', 'support'])
    expect(await names('app_name=sales')).toEqual(['sales 1', 'sales 2'])
    expect(await names('app_name=sales&limit=1&offset=1')).toEqual(['sales 2'])
    expect(await names('subaccount=SAAAAAAAAAAAAAAAAAAA')).toEqual([])
    expect((await get('Application/?app_name=sales&limit=1')).body.meta).toEqual({
      limit: 1,
      offset: 0,
      total_count: 2,
      next: `${base}Application/?app_name=sales&limit=1&offset=1`,
      previous: null,
    })
  })

  it('"POST Application/{id}/ … 202 "changed"": what is not given stays; an empty URL takes one away', async () => {
    const { post, get } = await serving()
    const { app_id: id } = (await post('Application/', { ...given, fallback_answer_url: 'http://app.test/f' })).body
    const { status, body } = await post(`Application/${id}/`, { answer_method: 'get', hangup_url: 'http://app.test/h' })
    expect([status, body]).toEqual([202, { api_id: expect.any(String), message: 'changed' }])
    expect((await get(`Application/${id}/`)).body).toMatchObject({
      answer_url: given.answer_url,
      answer_method: 'GET',
      hangup_url: 'http://app.test/h',
      fallback_answer_url: 'http://app.test/f',
    })
    await post(`Application/${id}/`, { hangup_url: '', fallback_answer_url: null })
    expect((await get(`Application/${id}/`)).body).toMatchObject({
      hangup_url: given.answer_url,
      fallback_answer_url: '',
    })
  })

  it('"default_number_app": one application is, the one that became it last', async () => {
    const { post, get } = await serving(main)
    const first = (await get('Application/')).body.objects[0]
    expect(first.default_app).toBe(true)
    const { app_id: id } = (await post('Application/', { ...given, default_number_app: true })).body
    expect((await get(`Application/${first.app_id}/`)).body.default_app).toBe(false)
    expect((await get(`Application/${id}/`)).body.default_app).toBe(true)
  })

  it('"DELETE": 204, then 404 with the nearest; its numbers have none', async () => {
    const { post, get, del } = await serving(`${main}numbers: { "+14155550199": main }\n`)
    const [{ app_id: id }] = (await get('Application/')).body.objects
    const { app_id: other } = (await post('Application/', given)).body
    expect((await get('Number/14155550199/')).body.application).toBe(`${base}Application/${id}/`)
    expect((await del(`Application/${id}/`, {})).status).toBe(204)
    expect((await get('Number/14155550199/')).body.application).toBe(null)
    const { status, body } = await get(`Application/${other.slice(1)}/`)
    expect([status, body.error]).toEqual([
      404,
      `application not found: there is no "${other.slice(1)}"; did you mean ${other}?`,
    ])
  })

  it.each([
    ['"cascade (def true)": "delete associated endpoints"', {}, undefined],
    ['cascade=false: they have none', { cascade: false }, null],
    ['"new_endpoint_application": "link associated endpoints with app"', { new_endpoint_application: 'b' }, 'b'],
  ])('DELETE, %s', async (_, ending, left) => {
    const { get, del } = await serving(
      'applications: { a: { answer_url: "http://a.test/" }, b: { answer_url: "http://b.test/" } }\nendpoints: { alice: a }\n',
    )
    const [a, b] = (await get('Application/')).body.objects
    const named = 'new_endpoint_application' in ending ? { new_endpoint_application: b.app_id } : ending
    expect((await del(`Application/${a.app_id}/`, named)).status).toBe(204)
    const [alice] = (await get('Endpoint/')).body.objects
    expect(alice?.application).toBe(left === 'b' ? b.resource_uri : left)
  })

  it('an application of another account is none', async () => {
    const sub = 'SAAAAAAAAAAAAAAAAAAA'
    const { post, get, del } = await serving(
      `account: { auth_id: ${authId}, auth_token: main-token, subaccounts: { ${sub}: { auth_token: s } } }\n`,
    )
    const { app_id: mine } = (await post('Application/', given)).body
    const as = `${sub}:s`
    const path = `/v1/Account/${sub}/Application/`
    const { app_id: theirs } = (await post(path, given, as)).body
    expect((await get(`${path}${mine}/`, as)).status).toBe(404)
    expect((await get(path, as)).body.meta.total_count).toBe(1)
    expect((await get(`Application/${theirs}/`)).body.sub_account).toBe(sub)
    expect((await get(`Application/?subaccount=${sub}`)).body.meta.total_count).toBe(1)
    expect((await del(`${path}${mine}/`, {}, as)).status).toBe(404)
    const rented = await post(`/v1/Account/${sub}/PhoneNumber/12125550100/`, { app_id: mine }, as)
    expect([rented.status, rented.body.error]).toEqual([
      400,
      `app_id parameter is "${mine}"; allowed is the id of an application: ${theirs}`,
    ])
  })
})
