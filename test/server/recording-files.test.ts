import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { meeting } from './rest/meeting.js'
import { authId, base, serving } from './served.js'

/** A path as it is: fetch would tidy it up. */
const ask = (origin: string, path: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path }, answer => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', chunk => {
        body += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })

/** A recording of an earlier run. */
const kept = async (file?: string | Buffer) => {
  const folder = temporaryFolder()
  const id = '00000000-0000-4000-8000-000000000001'
  const recording = {
    id,
    callUuid: id,
    account: authId,
    url: `http://127.0.0.1:8100${base}Recording/${id}.wav`,
    format: 'wav',
    ms: 1000,
    startedAt: 0,
    endedAt: 1000,
    type: 'normal',
    transcript: 'Hello',
    from: '14155550111',
    to: '14155550199',
  }
  writeFileSync(join(folder, 'recordings.jsonl'), `${JSON.stringify({ type: 'added', recording })}\n`)
  mkdirSync(join(folder, 'recordings'))
  if (file !== undefined) writeFileSync(join(folder, 'recordings', `${id}.wav`), file)
  return { ...(await serving('', { data: folder })), id }
}

it.each([
  ['mp3', 'audio/mpeg'],
  ['wav', 'audio/wav'],
])('RecordUrl leads to the server, without authentication: GET and HEAD of %s', async (format, type) => {
  const { post, del, joins, happens, board } = await meeting()
  const { call } = await joins()
  const { body } = await post(`Call/${call}/Record/`, { file_format: format })
  expect((await fetch(body.url)).status).toBe(404)
  const finished = happens('recording.finished')
  await del(`Call/${call}/Record/`)
  await finished
  const recording = board.exchange.recording(body.recording_id)
  const got = await fetch(body.url)
  expect([got.status, got.headers.get('content-type'), got.headers.get('accept-ranges')]).toEqual([200, type, 'bytes'])
  expect(new Uint8Array(await got.arrayBuffer())).toEqual(await recording?.bytes())
  const head = await fetch(body.url, { method: 'HEAD' })
  expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, recording?.size])
  const other = format === 'mp3' ? 'wav' : 'mp3'
  expect((await fetch(body.url.replace(/\w+$/, other))).status).toBe(404)
})

it('of earlier runs, from the data folder: whole, or a range of bytes (RFC 9110, 14.2)', async () => {
  const { origin, id } = await kept('0123456789')
  const url = `${origin}${base}Recording/${id}.wav`
  const got = async (range?: string, method = 'GET') => {
    const answer = await fetch(url, { method, ...(range && { headers: { range } }) })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }
  expect(await got()).toEqual([200, null, '0123456789'])
  expect(await got('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await got('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await got('bytes=10-')).toEqual([416, 'bytes */10', 'the file is shorter\n'])
  expect(await got('bytes=2-4', 'HEAD')).toEqual([206, 'bytes 2-4/10', ''])
})

it('a file that is gone, or was never written, is not found', async () => {
  const { origin, id, get } = await kept()
  expect(await ask(origin, `${base}Recording/${id}.wav`)).toEqual({ status: 404, body: 'there is no such recording\n' })
  expect((await get(`Recording/${id}/`)).status).toBe(200)
})

it('"path traversal on recordings": nothing but recordings of the log can be had', async () => {
  const { origin, id } = await kept('0123456789')
  const paths = [
    `${base}Recording/00000000-0000-4000-8000-000000000002.wav`,
    `${base}Recording/${id}.wav.part`,
    `${base}Recording/../recordings.jsonl`,
    `${base}Recording/..%2Frecordings.jsonl`,
    `${base}Recording/..%2Frecordings%2F${id}.wav`,
    `${base}Recording/%2e%2e%2f%2e%2e%2fetc%2fpasswd`,
    `${base}Recording/..%5c..%5c${id}.wav`,
    `${base}Recording/${id}.wav%00.mp3`,
    `${base}Recording/${id}%2Ewav%2F..%2F..%2Frecordings.jsonl`,
    `/v1/Account/..%2F${authId}/Recording/${id}.wav`,
    `/v1/Account/SAXXXXXXXXXXXXXXXXXX/Recording/${id}.wav`,
  ]
  for (const path of paths) {
    const { status, body } = await ask(origin, path)
    expect([path, [401, 404].includes(status), body.includes('0123456789')]).toEqual([path, true, false])
  }
})

it('whoever asks for what is no file has to say who he is', async () => {
  const { origin, id } = await kept('0123456789')
  expect((await ask(origin, `${base}Recording/${id}/`)).status).toBe(401)
  expect((await fetch(`${origin}${base}Recording/${id}.wav`, { method: 'DELETE' })).status).toBe(401)
})
