import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../temporary-folder.js'
import { authId, base, type serving } from '../served.js'
import { meeting } from './meeting.js'

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)
const sub = 'SAAAAAAAAAAAAAAAAAAA'
const asSub = `${sub}:sub-token`
const account = `account: { auth_id: ${authId}, auth_token: main-token, timezone: Asia/Kolkata, subaccounts: { ${sub}: { auth_token: sub-token } } }
`

/** A call that is being recorded and one that is not; `stops` tells the id when the recording is complete. */
const recorded = async (options: Parameters<typeof serving>[1] = {}, format = 'mp3', yaml = account) => {
  const served = await meeting(yaml, options)
  const { call } = await served.joins()
  const { body } = await served.post(`Call/${call}/Record/`, { file_format: format, time_limit: 600 })
  const stops = async () => {
    const finished = served.happens('recording.finished', ({ recording }) => recording === body.recording_id)
    await served.del(`Call/${call}/Record/`)
    return (await finished).recording
  }
  return { ...served, call, id: body.recording_id as string, url: body.url as string, stops }
}

it('"Recording: add_time, call_uuid, conference_name: noname, recording_duration_ms: 345100.00000 …"', async () => {
  const { get, stops, call, id, url } = await recorded()
  expect((await get(`Recording/${id}/`)).body).toEqual({
    api_id: uuid,
    error: `recording not found: there is no recording "${id}" that is complete`,
  })
  await stops()
  const { status, body } = await get(`Recording/${id}/`)
  expect(status).toBe(200)
  expect(body).toEqual({
    add_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+05:30$/),
    api_id: uuid,
    call_uuid: call,
    conference_name: 'noname',
    conference_uuid: null,
    from_number: '+14155550199',
    to_number: '+14155550111',
    monthly_recording_storage_amount: 0,
    mpc_name: null,
    mpc_uuid: null,
    recording_duration_ms: expect.stringMatching(/^\d+\.00000$/),
    recording_end_ms: expect.stringMatching(/^\d{13}\.00000$/),
    recording_start_ms: expect.stringMatching(/^\d{13}\.00000$/),
    recording_format: 'mp3',
    recording_id: id,
    recording_storage_duration: 1,
    recording_storage_rate: 0.0004,
    recording_type: 'normal',
    recording_url: url,
    resource_uri: `${base}Recording/${id}/`,
    rounded_recording_duration: 60,
  })
  const { recording_start_ms: from, recording_end_ms: to, recording_duration_ms: ms } = body
  expect(Number(to) - Number(from)).toBe(Number(ms))
})

it('"recording_type: conference", with its name and id', async () => {
  const { post, del, get, joins, happens } = await meeting()
  await joins()
  const { body } = await post('Conference/daily/Record/')
  const finished = happens('recording.finished')
  await del('Conference/daily/Record/')
  await finished
  const one = (await get(`Recording/${body.recording_id}/`)).body
  expect(one).toMatchObject({ recording_type: 'conference', conference_name: 'daily', conference_uuid: uuid })
  const ids = async (query: string) =>
    (await get(`Recording/?${query}`)).body.objects.map((found: { recording_id: string }) => found.recording_id)
  expect(await ids('conference_name=daily')).toEqual([body.recording_id])
  expect(await ids(`conference_uuid=${one.conference_uuid}`)).toEqual([body.recording_id])
  expect(await ids('conference_name=weekly')).toEqual([])
})

it('"Recordings: GET Recording/ filters"', async () => {
  const { get, stops, call, id, board } = await recorded()
  await stops()
  const inUtc = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
  const now = board.exchange.epochOf(board.exchange.clock.now)
  const before = inUtc(now - 3_600_000)
  const after = inUtc(now + 3_600_000)
  const found = async (query: Record<string, string>) => {
    const { body } = await get(`Recording/?${new URLSearchParams(query)}`)
    return body.objects.map((one: { recording_id: string }) => one.recording_id).join() === id
  }
  const passing: Record<string, string>[] = [
    {},
    { from_number: '+14155550199' },
    { from_number: '14155550199' },
    { to_number: '14155550111' },
    { call_uuid: call },
    { subaccount: authId },
    { add_time__gt: before, add_time__lt: after },
    { add_time__gte: before },
    { add_time__lte: after },
    { recording_storage_duration: '1' },
    { recording_storage_duration__lte: '1', recording_storage_duration__gte: '1' },
  ]
  for (const query of passing) expect([query, await found(query)]).toEqual([query, true])
  const failing: Record<string, string>[] = [
    { from_number: '14155550198' },
    { to_number: '1415555' },
    { call_uuid: id },
    { subaccount: sub },
    { add_time__gt: after },
    { add_time__lt: before },
    { add_time: before },
    { mpc_name: 'mpc' },
    { mpc_uuid: id },
    { recording_storage_duration__gt: '1' },
    { recording_storage_duration__lt: '1' },
  ]
  for (const query of failing) expect([query, await found(query)]).toEqual([query, false])
  // A plus that was not encoded.
  expect((await get('Recording/?from_number=+14155550199')).body.objects).toHaveLength(1)
  expect((await get('Recording/?add_time__gt=yesterday')).body.error).toMatch(/^add_time__gt parameter is "yesterday"/)
})

it('"Lists: limit, offset; meta with next like /v1/Account/{auth_id}/Recording/?limit=3&offset=3"; the last one is first', async () => {
  const { get, post, call, id, stops } = await recorded()
  const others = []
  for (let more = 0; more < 2; more++) others.push((await post(`Call/${call}/Record/`)).body.recording_id)
  await stops()
  const { body } = await get('Recording/?limit=2')
  expect(body.meta).toEqual({
    limit: 2,
    offset: 0,
    total_count: 3,
    next: `${base}Recording/?limit=2&offset=2`,
    previous: null,
  })
  const rest = (await get('Recording/?limit=2&offset=2')).body
  const ids = [...body.objects, ...rest.objects].map(one => one.recording_id)
  expect(ids.sort()).toEqual([id, ...others].sort())
})

it('"DELETE Recording/{id}/ 204; 404": its file and its URL are gone, too', async () => {
  const { get, del, post, stops, id, url, call, data, happens, close } = await recorded()
  await stops()
  expect((await fetch(url)).status).toBe(200)
  const { status, body } = await del(`Recording/${id}/`, {})
  expect([status, body]).toEqual([204, ''])
  expect((await get(`Recording/${id}/`)).status).toBe(404)
  expect((await del(`Recording/${id}/`)).status).toBe(404)
  expect((await get('Recording/')).body.objects).toEqual([])
  expect((await fetch(url)).status).toBe(404)
  // A Play of it fails, too.
  const failed = happens('webhook.failed', event => event.call === call)
  await post(`Call/${call}/Play/`, { urls: url })
  expect(await failed).toMatchObject({ status: 404 })
  await close()
  expect(readdirSync(data.recordings.folder)).toEqual([])
})

it('a subaccount has its own recordings, the main account those of its subaccounts, too', async () => {
  const { get, del, stops, id, joins, post, happens } = await recorded()
  await stops()
  const { call } = await joins({ as: asSub })
  const theirs = `/v1/Account/${sub}/`
  const { body } = await post(`${theirs}Call/${call}/Record/`, {}, asSub)
  const finished = happens('recording.finished')
  await del(`${theirs}Call/${call}/Record/`, {}, asSub)
  await finished
  const ids = async (path: string, as?: string) =>
    (await get(path, as)).body.objects.map((one: { recording_id: string }) => one.recording_id)
  expect(await ids(`${theirs}Recording/`, asSub)).toEqual([body.recording_id])
  expect(await ids('Recording/')).toEqual([body.recording_id, id])
  expect(await ids(`Recording/?subaccount=${sub}`)).toEqual([body.recording_id])
  expect((await get(`${theirs}Recording/${id}/`, asSub)).status).toBe(404)
  expect((await del(`${theirs}Recording/${id}/`, {}, asSub)).status).toBe(404)
  expect((await get(`Recording/${id}/`)).status).toBe(200)
})

it('they are there after a restart, and files of them in the data folder', async () => {
  const folder = temporaryFolder()
  const first = await recorded({ data: folder }, 'wav')
  await first.stops()
  const bytes = Buffer.from(await (await fetch(first.url)).arrayBuffer())
  await first.close()
  expect(existsSync(join(folder, 'recordings', `${first.id}.wav`))).toBe(true)
  const again = await meeting(account, { data: folder, seed: 2 })
  const { body } = await again.get(`Recording/${first.id}/`)
  expect(body.recording_id).toBe(first.id)
  expect(body.recording_url).toBe(`${again.origin}${base}Recording/${first.id}.wav`)
  const served = await fetch(body.recording_url)
  expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true)
  // A Play of it is fetched from the server itself.
  const { call } = await again.joins()
  const played = again.happens('prompt.started', event => event.call === call && event.text.endsWith('.wav'))
  await again.post(`Call/${call}/Play/`, { urls: served.url })
  expect((await played).ms).toBe(Number.parseFloat(body.recording_duration_ms))
  expect((await again.del(`Recording/${first.id}/`)).status).toBe(204)
  expect(existsSync(join(folder, 'recordings', `${first.id}.wav`))).toBe(false)
})
