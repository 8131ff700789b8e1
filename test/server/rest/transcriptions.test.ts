import { expect, it } from 'vitest'
import { meeting } from './meeting.js'

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)

/** A recording of "Hello there", of a call that is over and forgotten. */
const recorded = async () => {
  // Slow enough for what takes 5 s to be asked about meanwhile.
  const served = await meeting('', { speed: 5 })
  const { board, del, post, happens, joins } = served
  const { call } = await joins()
  const live = board.exchange.find(call)
  if (!live) throw new Error('the call is not live')
  const { body } = await post(`Call/${call}/Record/`)
  const finished = happens('recording.finished')
  await board.exchange.farEnd(live).says('Hello there')
  await passes(board, 1000)
  const final = new Promise<void>(resolve => live.whenFinal(resolve))
  await del(`Call/${call}/`)
  await finished
  await final
  return { ...served, call, id: body.recording_id as string, path: `Transcription/${body.recording_id}/` }
}

/** Call time has passed by so many ms. */
const passes = (board: Awaited<ReturnType<typeof meeting>>['board'], ms: number) =>
  new Promise<void>(resolve => void board.exchange.clock.after(ms, 'a test', resolve))

it('"transcription in progress", then "{cost, rate, recording_duration_ms, recording_start_ms, status, transcription}"', async () => {
  const { get, path, board } = await recorded()
  const early = await get(path)
  expect([early.status, early.body]).toEqual([200, { api_id: uuid, message: 'transcription in progress' }])
  await passes(board, 5000)
  const { status, body } = await get(path)
  expect(status).toBe(200)
  expect(body).toEqual({
    api_id: uuid,
    cost: 0.05,
    rate: 0.05,
    recording_duration_ms: expect.any(Number),
    recording_start_ms: expect.any(Number),
    status: 'completed',
    transcription: 'Hello there',
  })
})

it('"POST transcription_callback_url: request accepted": it is told, also of a call that is over', async () => {
  const { post, path, board, id, call } = await recorded()
  const told = new Promise<{ url: string; body: string }>(resolve =>
    board.exchange.mount('http://told.test', async request => {
      resolve({ url: request.url, body: await request.text() })
      return new Response()
    }),
  )
  const { status, body } = await post(path, { transcription_callback_url: 'http://told.test/transcript#rc=3' })
  expect([status, body]).toEqual([202, { api_id: uuid, message: 'request accepted' }])
  const { url, body: sent } = await told
  expect(url).toBe('http://told.test/transcript')
  expect(Object.fromEntries(new URLSearchParams(sent))).toMatchObject({
    transcription: 'Hello there',
    call_uuid: call,
    recording_id: id,
  })
})

it('"DELETE 204": it is not found, until it is asked for again', async () => {
  const { get, del, post, path } = await recorded()
  expect((await del(path)).status).toBe(204)
  const { status, body } = await get(path)
  expect([status, body.error]).toEqual([404, expect.stringMatching(/^transcription not found: .* was deleted$/)])
  expect((await del(path)).status).toBe(404)
  expect((await post(path)).status).toBe(202)
  expect((await get(path)).body.message).toBe('transcription in progress')
})

it('"404" of a recording that there is not; "400" for a URL that is none', async () => {
  const { get, post, path } = await recorded()
  expect((await get('Transcription/17/')).body.error).toMatch(/^recording not found/)
  expect((await post(path, { transcription_callback_url: 'told' })).body.error).toBe(
    'transcription_callback_url parameter is "told"; allowed is an absolute http or https URL',
  )
})
