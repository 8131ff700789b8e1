import { describe, expect, it } from 'vitest'
import { authId, base, serving } from '../served.js'

describe('the account', () => {
  it('"GET /v1/Account/{auth_id}/": account_type, address, auth_id, …; SDKs ask with two slashes', async () => {
    const { get } = await serving()
    for (const path of [base, `${base}/`, base.slice(0, -1)]) {
      const { status, body } = await get(path)
      expect(status).toBe(200)
      expect(body).toEqual({
        account_type: 'standard',
        address: '',
        api_id: expect.any(String),
        auth_id: authId,
        auto_recharge: false,
        billing_mode: 'prepaid',
        cash_credits: '1000.00000',
        city: '',
        name: 'offhook',
        resource_uri: base,
        state: '',
        timezone: 'UTC',
      })
    }
  })

  it('"POST": name, city and address can be changed', async () => {
    const { get, post } = await serving()
    expect((await post(base, { name: 'Han Solo', city: 'Mos Eisley' })).status).toBe(202)
    expect((await get(base)).body).toMatchObject({ name: 'Han Solo', city: 'Mos Eisley' })
  })
})

describe('Subaccount/', () => {
  it('"message: created, auth_id: SA…, auth_token": it authenticates where it is enabled', async () => {
    const { get, post } = await serving()
    const { status, body } = await post('Subaccount/', { name: 'Wayne', enabled: true })
    expect(status).toBe(201)
    expect(body).toEqual({
      api_id: expect.any(String),
      message: 'created',
      auth_id: expect.stringMatching(/^SA[A-Z0-9]{18}$/),
      auth_token: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
    const as = `${body.auth_id}:${body.auth_token}`
    const theirs = `/v1/Account/${body.auth_id}/`
    expect((await get(theirs, as)).body).toMatchObject({ auth_id: body.auth_id, name: 'Wayne' })
    expect((await get(base, as)).status).toBe(401)
    expect((await get(theirs, `${body.auth_id}:wrong`)).status).toBe(401)
    expect((await get(theirs)).status).toBe(200)
  })

  it('"enabled … Default: false": it does not authenticate until it is', async () => {
    const { get, post } = await serving()
    const { auth_id: id, auth_token: token } = (await post('Subaccount/', { name: 'Wayne' })).body
    const asks = async () => (await get(`/v1/Account/${id}/`, `${id}:${token}`)).status
    expect(await asks()).toBe(401)
    await post(`Subaccount/${id}/`, { enabled: 'true' })
    expect(await asks()).toBe(200)
    await post(`Subaccount/${id}/`, { enabled: false })
    expect(await asks()).toBe(401)
    expect((await get(`Subaccount/${id}/`)).body).toEqual({
      account: base,
      api_id: expect.any(String),
      auth_id: id,
      auth_token: token,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      enabled: false,
      modified: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      name: 'Wayne',
      resource_uri: `${base}Subaccount/${id}/`,
    })
  })

  it.each([
    [false, 200],
    [true, 404],
  ])('DELETE "cascade": %s; without it the main account has what it had', async (cascade, status) => {
    const { get, post, del } = await serving()
    const { auth_id: id, auth_token: token } = (await post('Subaccount/', { name: 'Wayne', enabled: true })).body
    await post('PhoneNumber/12125550100/', { subaccount: id })
    expect((await get('Number/12125550100/')).body).toMatchObject({ sub_account: id, sub_account_name: 'Wayne' })
    expect((await del(`Subaccount/${id}/`, { cascade })).status).toBe(204)
    expect((await get('Number/12125550100/')).status).toBe(status)
    expect((await get(`Subaccount/${id}/`)).status).toBe(404)
    expect((await get(`/v1/Account/${id}/`, `${id}:${token}`)).status).toBe(401)
  })

  it('subaccounts have none, and see none', async () => {
    const { get, post } = await serving()
    const { auth_id: id, auth_token: token } = (await post('Subaccount/', { name: 'Wayne', enabled: true })).body
    const { status, body } = await get(`/v1/Account/${id}/Subaccount/`, `${id}:${token}`)
    expect([status, body.error]).toEqual([403, 'only the main account has subaccounts'])
    expect((await get('Subaccount/')).body.meta.total_count).toBe(1)
  })
})
