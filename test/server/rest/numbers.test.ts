import { describe, expect, it } from 'vitest'
import { answering, authId, base, serving } from '../served.js'

const yaml = `applications: { main: { answer_url: "http://app.test/main" }, other: { answer_url: "http://app.test/other" } }
numbers: { "+14155550199": { application: main, alias: front desk }, "+442079460000": {}, "+447700900001": {} }
`

describe('Number/', () => {
  it('"Number: active, added_on, alias, application(uri), carrier, …"', async () => {
    const { get } = await serving(yaml)
    const [main] = (await get('Application/')).body.objects
    const { status, body } = await get('Number/+14155550199/')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      active: true,
      added_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      alias: 'front desk',
      application: `${base}Application/${main.app_id}/`,
      carrier: 'Plivo',
      country: 'UNITED STATES',
      monthly_rental_rate: '0.80000',
      number: '14155550199',
      number_type: 'local',
      resource_uri: `${base}Number/14155550199/`,
      sms_enabled: false,
      sub_account: null,
      voice_enabled: true,
      voice_rate: '0.00500',
    })
  })

  it.each([
    ['', 3],
    ['type=mobile', 1],
    ['type=fixed', 2],
    ['number_startswith=44', 2],
    ['number_startswith=%2B1415', 1],
    ['alias=front desk', 1],
    ['services=voice', 3],
    ['services=voice,sms', 0],
  ])('"GET Number/?%s": %i', async (query, count) => {
    const { get } = await serving(yaml)
    expect((await get(`Number/?${query}`)).body.meta.total_count).toBe(count)
  })

  it('"POST Number/{n}/ app_id, subaccount, alias: 202 "changed""; an empty or null app_id unassigns', async () => {
    const { post, get } = await serving(yaml)
    const other = (await get('Application/')).body.objects[1]
    const { status, body } = await post('Number/14155550199/', { app_id: other.app_id, alias: 'night' })
    expect([status, body]).toEqual([202, { api_id: expect.any(String), message: 'changed' }])
    expect((await get('Number/14155550199/')).body).toMatchObject({ application: other.resource_uri, alias: 'night' })
    for (const nothing of ['', null]) {
      await post('Number/14155550199/', { app_id: other.app_id })
      await post('Number/14155550199/', { app_id: nothing })
      expect((await get('Number/14155550199/')).body).toMatchObject({ application: null, alias: 'night' })
    }
  })

  it('an application that there is not is refused, with the nearest', async () => {
    const { post, get } = await serving(yaml)
    const [main] = (await get('Application/')).body.objects
    const wrong = main.app_id.slice(0, -1)
    const { status, body } = await post('Number/14155550199/', { app_id: wrong })
    expect([status, body.error]).toEqual([
      400,
      `app_id parameter is "${wrong}"; there is no such one; did you mean ${main.app_id}?`,
    ])
  })

  it('"DELETE … 204": it is nobody’s', async () => {
    const { del, get, board } = await serving(yaml)
    expect((await del('Number/14155550199/', {})).status).toBe(204)
    expect(board.directory.answered('+14155550199', '+14155550100')).toEqual({})
    const { status, body } = await get('Number/14155550199/')
    expect([status, body.error]).toEqual([404, 'number not found: there is no "14155550199"'])
  })
})

describe('PhoneNumber/', () => {
  it.each(['US', 'GB', 'DE', 'FR', 'IN', 'AU', 'CA', 'us'])(
    '"GET PhoneNumber/?country_iso=%s": always the same ones',
    async iso => {
      const { get } = await serving()
      const first = (await get(`PhoneNumber/?country_iso=${iso}`)).body
      expect(first.objects).toHaveLength(20)
      expect((await get(`PhoneNumber/?country_iso=${iso}`)).body.objects).toEqual(first.objects)
      for (const { number, voice_enabled } of first.objects) {
        expect(number).toMatch(/^[1-9]\d{9,12}$/)
        expect(voice_enabled).toBe(true)
      }
    },
  )

  it('"type, pattern": numbers that begin with the calling code and the pattern', async () => {
    const { get } = await serving()
    const numbers = async (query: string) =>
      (await get(`PhoneNumber/?${query}`)).body.objects.map((one: { number: string }) => one.number)
    expect((await numbers('country_iso=US&pattern=212'))[0]).toBe('12125550100')
    expect((await numbers('country_iso=US&type=tollfree'))[0]).toBe('18005550100')
    expect(await numbers('country_iso=GB&type=mobile&limit=2&offset=1')).toEqual(['447700900001', '447700900002'])
    expect(await numbers('country_iso=DE&region=berlin&limit=1')).toEqual(['493023125000'])
    expect(await numbers('country_iso=IN&type=tollfree')).toEqual([])
  })

  it.each([
    ['', /^country_iso parameter is missing/],
    ['country_iso=UK', /offhook has numbers of US, CA, GB, DE, FR, IN, AU; did you mean GB\?$/],
    ['country_iso=germany', /did you mean DE\?$/],
    ['country_iso=US&services=fax', /^services parameter has "fax"; allowed are voice, sms and mms/],
  ])('"400 bad/missing parameter": %s', async (query, message) => {
    const { get } = await serving()
    const { status, body } = await get(`PhoneNumber/?${query}`)
    expect([status, body.error]).toEqual([400, expect.stringMatching(message)])
  })

  it('"POST PhoneNumber/{n}/: 201 {api_id,message:"created",numbers:[{number,status}],status:"fulfilled"}"', async () => {
    const { post, get, board } = await serving(yaml)
    const [main] = (await get('Application/')).body.objects
    const { status, body } = await post('PhoneNumber/12125550100/', { app_id: main.app_id })
    expect(status).toBe(201)
    expect(body).toEqual({
      api_id: expect.any(String),
      message: 'created',
      numbers: [{ number: '12125550100', status: 'Success' }],
      status: 'fulfilled',
    })
    expect((await get('Number/12125550100/')).body.application).toBe(main.resource_uri)
    expect(board.directory.answered('+12125550100', '+14155550111').application?.name).toBe('main')
    expect((await get('PhoneNumber/?country_iso=US&pattern=212')).body.objects[0].number).toBe('12125550101')
    expect((await post('PhoneNumber/12125550100/', {})).status).toBe(400)
  })

  it('a number that a subaccount has rented: calls come in on it, and are the subaccount’s', async () => {
    const { post, happens } = await serving('', { app: answering('<Hangup/>') })
    const { auth_id: id, auth_token: token } = (await post('Subaccount/', { name: 'Wayne', enabled: true })).body
    const [theirs, as] = [`/v1/Account/${id}/`, `${id}:${token}`]
    const url = 'http://app.test/theirs#ct=500'
    const { app_id: app } = (await post(`${theirs}Application/`, { app_name: 'a', answer_url: url }, as)).body
    await post(`${theirs}PhoneNumber/12125550100/`, { app_id: app }, as)
    const sent = happens('webhook.sent')
    expect((await post('/offhook/calls', { from: '+14155550111', to: '+12125550100' })).status).toBe(201)
    expect(await sent).toMatchObject({
      url: 'http://app.test/theirs',
      policy: expect.stringContaining('ct=500'),
      params: { To: '12125550100', ParentAuthID: authId },
    })
  })

  it('"default_number_app: associates all newly created numbers that have not specified an app_id"', async () => {
    const { post, get } = await serving()
    const { app_id: id } = (
      await post('Application/', { app_name: 'a', answer_url: 'http://a.test/', default_number_app: true })
    ).body
    await post('PhoneNumber/12125550100/')
    expect((await get('Number/12125550100/')).body.application).toBe(`${base}Application/${id}/`)
  })

  it('what is no number cannot be rented', async () => {
    const { post } = await serving()
    const { status, body } = await post('PhoneNumber/bob/', {})
    expect([status, body.error]).toEqual([
      400,
      'number parameter is "bob"; allowed are the country code and the number, 7 to 15 digits',
    ])
  })
})
