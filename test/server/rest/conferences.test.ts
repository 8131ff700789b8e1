import { expect, it } from 'vitest'
import { authId } from '../served.js'
import { meeting } from './meeting.js'

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)
const sub = 'SAAAAAAAAAAAAAAAAAAA'
const asSub = `${sub}:sub-token`
const account = `account: { auth_id: ${authId}, auth_token: main-token, subaccounts: { ${sub}: { auth_token: sub-token } } }
`

it('"Conferences: GET Conference/ 200 {api_id, conferences: [name]}"', async () => {
  const { get, joins } = await meeting()
  expect((await get('Conference/')).body).toEqual({ api_id: uuid, conferences: [] })
  await joins({ room: 'My Conf Room' })
  await joins({ room: 'daily' })
  const { status, body } = await get('Conference/')
  expect([status, body]).toEqual([200, { api_id: uuid, conferences: ['My Conf Room', 'daily'] }])
})

it('"One: conference_name, conference_run_time, conference_member_count, members (numbers as strings)"', async () => {
  const { get, joins } = await meeting()
  const one = await joins()
  const other = await joins({ attributes: 'muted="true"' })
  const { status, body } = await get('Conference/daily/')
  expect(status).toBe(200)
  expect(body).toEqual({
    api_id: uuid,
    conference_name: 'daily',
    conference_run_time: expect.stringMatching(/^\d+$/),
    conference_member_count: '2',
    members: [one, other].map(({ call, member }, index) => ({
      muted: index === 1,
      deaf: false,
      member_id: member,
      from: '14155550199',
      to: `1415555011${index + 1}`,
      caller_name: '',
      direction: 'outbound',
      call_uuid: call,
      join_time: expect.stringMatching(/^\d+$/),
    })),
  })
  expect(Number(body.conference_run_time)).toBeGreaterThanOrEqual(Number(body.members[1].join_time))
})

it.each(['My Conf Room', 'a/b', '100%', '%41', 'Größe 会議', 'a?b#c', 'a+b', 'a&b<c', 'x'.repeat(160)])(
  '"name URL-encoded": %s',
  async room => {
    const { get, del, joins } = await meeting()
    await joins({ room })
    const path = `Conference/${encodeURIComponent(room)}/`
    expect((await get(path)).body.conference_name).toBe(room)
    expect((await del(`${path}Member/all/Mute`)).status).toBe(204)
  },
)

it('"404" for an unknown conference, with the nearest name', async () => {
  const { get, joins } = await meeting()
  await joins()
  const { status, body } = await get('Conference/dayly/')
  expect([status, body]).toEqual([
    404,
    {
      api_id: uuid,
      error: 'conference not found: there is no conference "dayly" that somebody is in; did you mean "daily"?',
    },
  ])
})

it('"End one: conference hung up": everybody goes on with the next element', async () => {
  const { del, get, joins, happens } = await meeting()
  const { call } = await joins()
  const goesOn = happens('prompt.started', event => event.call === call && event.text === 'Goodbye')
  const { status, body } = await del('Conference/daily/')
  expect([status, body]).toEqual([200, { api_id: uuid, message: 'conference hung up' }])
  await goesOn
  expect((await get('Conference/daily/')).status).toBe(404)
})

it('"End all: all conferences hung up"', async () => {
  const { del, get, joins } = await meeting()
  await joins()
  await joins({ room: 'weekly' })
  const { status, body } = await del('Conference/')
  expect([status, body]).toEqual([200, { api_id: uuid, message: 'all conferences hung up' }])
  expect((await get('Conference/')).body.conferences).toEqual([])
})

it('"conference recording started": record and stop; told by callback_url', async () => {
  const { post, del, joins, happens, origin } = await meeting()
  await joins()
  await joins()
  const { status, body } = await post('Conference/daily/Record/', {
    file_format: 'wav',
    callback_url: 'http://app.test/recorded#rc=0',
  })
  expect(status).toBe(202)
  expect(body).toEqual({
    api_id: uuid,
    message: 'conference recording started',
    recording_id: uuid,
    url: `${origin}/v1/Account/${authId}/Recording/${body.recording_id}.wav`,
  })
  const told = happens('webhook.sent', ({ purpose }) => purpose === 'Record a conference callback')
  expect((await del('Conference/daily/Record/')).status).toBe(204)
  expect((await told).params).toMatchObject({ conference_name: 'daily', recording_id: body.recording_id })
})

it('a recording that is asked for wrongly: "400 bad/missing parameter"', async () => {
  const { post, joins } = await meeting()
  await joins()
  expect((await post('Conference/daily/Record/', { file_format: 'ogg' })).body.error).toBe(
    'file_format parameter is "ogg"; allowed are mp3 and wav',
  )
  expect((await post('Conference/weekly/Record/')).status).toBe(404)
})

it('a subaccount sees its own conferences, the main account those of its subaccounts, too', async () => {
  const { get, joins } = await meeting(account)
  await joins()
  await joins({ room: 'theirs', as: asSub })
  const path = `/v1/Account/${sub}/Conference/`
  expect((await get('Conference/')).body.conferences).toEqual(['daily', 'theirs'])
  expect((await get(path, asSub)).body.conferences).toEqual(['theirs'])
  expect((await get(`${path}daily/`, asSub)).status).toBe(404)
  expect((await get('Conference/theirs/')).body.conference_member_count).toBe('1')
})

it('where members of several accounts meet, a subaccount sees and moves only its own', async () => {
  const { get, post, del, joins } = await meeting(account)
  const main = await joins()
  const own = await joins({ as: asSub })
  const path = `/v1/Account/${sub}/Conference/daily/`
  expect((await get(path, asSub)).body.members.map((one: { member_id: string }) => one.member_id)).toEqual([own.member])
  const { status, body } = await post(`${path}Member/${main.member}/Mute/`, {}, asSub)
  expect([status, body.error]).toEqual([404, `the conference daily has no member "${main.member}" of this account`])
  expect((await post(`${path}Member/all/Mute/`, {}, asSub)).status).toBe(202)
  const muted = async () => (await get('Conference/daily/')).body.members.map((one: { muted: boolean }) => one.muted)
  expect(await muted()).toEqual([false, true])
  expect((await del(path, {}, asSub)).status).toBe(200)
  expect(await muted()).toEqual([false])
})
