import { describe, expect, it } from 'vitest'
import { answering, authId, type Served, serving } from '../served.js'

const phones = `phones: { "+14155550111": { answers: 1s, hangs_up: 2s }, "+14155550112": busy }\n`
const made = { from: '14155550199', answer_url: 'http://app.test/answer' }

/** The calls that were made, when they are over. */
const over = async (served: Served, ...all: object[]): Promise<string[]> => {
  const uuids: string[] = []
  for (const one of all) {
    const ended = served.happens('call.ended')
    uuids.push((await served.post('Call/', { ...made, ...one })).body.request_uuid)
    await ended
  }
  return uuids
}

const served = (yaml = phones) => serving(yaml, { app: answering('<Wait length="60"/>') })

describe('records of calls', () => {
  it('"Call (CDR)": its object', async () => {
    const one = await served()
    const [uuid] = await over(one, { to: '14155550111' })
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/)
    expect((await one.get(`Call/${uuid}/`)).body).toEqual({
      api_id: expect.any(String),
      answer_time: time,
      bill_duration: expect.any(Number),
      billed_duration: 60,
      call_direction: 'outbound',
      call_duration: expect.any(Number),
      call_state: 'ANSWER',
      call_uuid: uuid,
      cnam_lookup: '',
      conference_uuid: null,
      end_time: time,
      from_number: '14155550199',
      hangup_cause_code: 4000,
      hangup_cause_name: 'Normal Hangup',
      hangup_source: 'Callee',
      initiation_time: time,
      parent_call_uuid: null,
      resource_uri: `/v1/Account/${authId}/Call/${uuid}/`,
      source_ip: '127.0.0.1',
      stir_attestation: 'Not Applicable',
      stir_verification: 'Not Applicable',
      to_number: '14155550111',
      total_amount: '0.00500',
      total_rate: '0.00500',
      voice_network_group: '',
    })
  })

  it('"answer_time|null": a call that nobody answered has none', async () => {
    const one = await served()
    const [uuid] = await over(one, { to: '14155550112' })
    expect((await one.get(`Call/${uuid}/`)).body).toMatchObject({
      answer_time: null,
      hangup_cause_code: 3010,
      bill_duration: 0,
    })
  })

  it('"Times in objects: account time zone with offset"', async () => {
    const account = `account: { auth_id: ${authId}, auth_token: main-token, timezone: Asia/Kolkata }\n`
    const one = await served(account + phones)
    const [uuid] = await over(one, { to: '14155550112' })
    expect((await one.get(`Call/${uuid}/`)).body.end_time).toMatch(/\+05:30$/)
  })

  it('"limit 1–20 default 20, offset default 0 … next, previous or null": the last call comes first', async () => {
    const one = await served()
    const uuids = await over(one, { to: '14155550112' }, { to: '14155550112' }, { to: '14155550112' })
    const { body } = await one.get('Call/?limit=1&offset=1&call_direction=outbound')
    const page = (offset: number) => `/v1/Account/${authId}/Call/?call_direction=outbound&limit=1&offset=${offset}`
    expect(body.meta).toEqual({ limit: 1, offset: 1, total_count: 3, next: page(2), previous: page(0) })
    expect(body.objects.map((call: { call_uuid: string }) => call.call_uuid)).toEqual([uuids[1]])
    expect((await one.get(body.meta.next)).body.meta.next).toBeNull()
  })

  it.each([
    ['limit=21', 'limit parameter is 21; allowed is a whole number from 1 to 20'],
    ['offset=-1', 'offset parameter is -1; allowed is a whole number, 0 or more'],
    [
      'end_time__gt=yesterday',
      'end_time__gt parameter is "yesterday"; allowed is a time in UTC, such as 2025-01-31 09:30:00',
    ],
    ['bill_duration__gt=long', 'bill_duration__gt parameter is "long"; allowed is a number'],
    ['call_direction=up', 'call_direction parameter is "up"; allowed are inbound and outbound'],
    [
      'end_time__gt=2026-01-01 00:00&end_time__lt=2026-03-01 00:00',
      'end_time parameters are 59 days apart; allowed are 30 days at most',
    ],
  ])('%s is refused', async (query, message) => {
    const { get } = await serving()
    const { status, body } = await get(`Call/?${query}`)
    expect([status, body.error]).toEqual([400, message])
  })

  it.each([
    ['from_number=14155550199', 2],
    ['from_number=%2B14155550199', 2],
    ['from_number=1415', 0],
    ['to_number=14155550112', 1],
    ['to_number=1415', 2],
    ['call_direction=inbound', 0],
    ['hangup_cause_code=3010', 1],
    ['hangup_source=carrier', 1],
    ['bill_duration__gt=0', 1],
    ['bill_duration=0', 1],
    ['bill_duration__gte=0&bill_duration__lt=1', 1],
    ['end_time__gt=2020-01-01 00:00', 0],
    ['subaccount=SAAAAAAAAAAAAAAAAAAA', 0],
    ['parent_call_uuid=nobody', 0],
  ])('"%s" filters', async (query, count) => {
    const one = await served()
    await over(one, { to: '14155550111' }, { to: '14155550112' })
    expect((await one.get(`Call/?${query}`)).body.meta.total_count).toBe(count)
  })

  it('"filters are UTC": what has ended is between an hour ago and the next', async () => {
    const one = await served()
    await over(one, { to: '14155550112' })
    const at = (hours: number) =>
      new Date(one.board.exchange.epochOf(hours * 3_600_000)).toISOString().slice(0, 19).replace('T', ' ')
    const { body } = await one.get(`Call/?end_time__gte=${at(-1)}&end_time__lte=${at(1)}`)
    expect(body.meta.total_count).toBe(1)
  })

  it('a party that was dialled is a call of its own: "parent_call_uuid"', async () => {
    const one = await serving(phones, { app: answering('<Dial><Number>14155550112</Number></Dial>') })
    const [uuid] = await over(one, { to: '14155550111' })
    const { body } = await one.get(`Call/?parent_call_uuid=${uuid}`)
    expect(body.objects).toMatchObject([{ to_number: '14155550112', parent_call_uuid: uuid, hangup_cause_code: 3010 }])
  })
})

describe('subaccounts', () => {
  const subId = 'SAAAAAAAAAAAAAAAAAAA'
  const yaml = `account:\n  auth_id: ${authId}\n  auth_token: main-token\n  subaccounts: { ${subId}: { auth_token: sub-token } }\n${phones}`
  const sub = `${subId}:sub-token`

  it('"Subaccount": it sees its own calls, and the main account all', async () => {
    const one = await served(yaml)
    const [uuid] = await over(one, { to: '14155550112' })
    const ended = one.happens('call.ended')
    const { body } = await one.post(`/v1/Account/${subId}/Call/`, { ...made, to: '14155550112' }, sub)
    await ended
    expect((await one.get(`/v1/Account/${subId}/Call/`, sub)).body.meta.total_count).toBe(1)
    expect((await one.get(`/v1/Account/${subId}/Call/${uuid}/`, sub)).status).toBe(404)
    expect((await one.get('Call/')).body.meta.total_count).toBe(2)
    expect((await one.get(`Call/?subaccount=${subId}`)).body.objects).toMatchObject([{ call_uuid: body.request_uuid }])
  })

  it('it cannot act for the main account, nor with the wrong token', async () => {
    const { get } = await served(yaml)
    expect((await get('Call/', sub)).status).toBe(401)
    expect((await get(`/v1/Account/${subId}/Call/`, `${subId}:main-token`)).status).toBe(401)
  })
})
