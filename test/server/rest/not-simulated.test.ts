import { describe, expect, it } from 'vitest'
import { authId, serving } from '../served.js'

describe('what offhook does not simulate', () => {
  it.each([
    'MultiPartyCall/',
    'MultiPartyCall/name_room/Participant/',
    'Call/123/Stream/',
    'Call/123/Stream/4/',
    'Masking/Session/1/',
    'Message/',
    'Media',
    'Powerpack/1/Number/',
    'Verify/Session/',
    'Pricing/?country_iso=US',
    '10dlc/Brand/',
    'PhoneNumber/Compliance/1/',
  ])('"else 501 with a clear body": %s', async path => {
    const { get, post, del } = await serving()
    for (const answer of [await get(path), await post(path, {}), await del(path)]) {
      expect(answer.status).toBe(501)
      expect(answer.body).toEqual({
        api_id: expect.any(String),
        error: expect.stringMatching(/^offhook does not simulate /),
      })
    }
  })

  it('what there is instead is said', async () => {
    const { get } = await serving()
    expect((await get('MultiPartyCall/')).body.error).toBe(
      'offhook does not simulate multiparty calls; what there is: conferences: Conference/ and the element Conference',
    )
  })

  it('who does not authenticate does not hear of it', async () => {
    const { get } = await serving()
    expect((await get('Message/', `${authId}:wrong`)).status).toBe(401)
  })

  it('what only begins alike is not meant', async () => {
    const { get } = await serving()
    expect((await get('Messages/')).status).toBe(404)
  })

  it('the document of the API has it', async () => {
    const { get } = await serving()
    const { paths } = (await get('/offhook/openapi.json')).body
    expect(Object.keys(paths['/v1/Account/{auth_id}/Message/'].get.responses)).toEqual(['501'])
  })
})
