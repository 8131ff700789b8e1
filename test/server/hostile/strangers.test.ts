import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answering, authId, authToken, base, type Served, serving } from '../served.js'
import { exchanged, statuses } from './raw-client.js'

const subId = 'SAAAAAAAAAAAAAAAAAAA'
const withSub = `account:
  auth_id: ${authId}
  auth_token: ${authToken}
  subaccounts: { ${subId}: { auth_token: sub-token } }
phones: { default: { answers: 1s } }
`
const sub = `${subId}:sub-token`
const phones = 'phones: { default: { answers: 1s } }\n'
const made = { from: '14155550199', to: '14155550111', answer_url: 'http://app.test/answer' }

/** Sends a target as it is: fetch would tidy it up. */
const asked = async (
  { origin }: Served,
  target: string,
  as = `${authId}:${authToken}`,
  method = 'GET',
): Promise<string> => {
  const authorization = `Basic ${Buffer.from(as).toString('base64')}`
  return exchanged(
    origin,
    `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
  )
}

describe('"path traversal on recordings"', () => {
  const secret = 'account.json'

  it.each([
    `../${secret}`,
    `..%2f${secret}`,
    `%2e%2e%2f${secret}`,
    `%252e%252e%252f${secret}`,
    `..%5c${secret}`,
    `..%00/${secret}`,
    `/etc/passwd`,
    `%2fetc%2fpasswd`,
    `....//${secret}`,
    `00000000-0000-4000-8000-000000000000.mp3/../../${secret}`,
    `${'a'.repeat(400)}.mp3`,
    `..%c0%af${secret}`,
  ])('%s leads to no file', async name => {
    const served = await serving()
    for (const path of [
      `${base}Recording/${name}`,
      `${base}Recording/${name}.mp3`,
      `/offhook/calls/${name}/trace`,
      `${base}Call/${name}/`,
    ]) {
      const answer = await asked(served, path)
      expect(statuses(answer)).toHaveLength(1)
      expect([400, 404, 405, 414]).toContain(statuses(answer)[0])
      expect(answer).not.toContain(authToken)
      expect(answer).not.toContain('root:')
    }
  })

  it('a link in the folder of recordings that nobody has recorded is not followed', async () => {
    const served = await serving()
    const id = '6f0b0d8e-1111-4222-8333-000000000001'
    mkdirSync(join(served.data.path, 'recordings'), { recursive: true })
    writeFileSync(join(served.data.path, 'secret'), 'secret')
    symlinkSync(join(served.data.path, 'secret'), join(served.data.path, 'recordings', `${id}.mp3`))
    expect(statuses(await asked(served, `${base}Recording/${id}.mp3`))).toEqual([404])
  })
})

describe('whose is what', () => {
  it.each([
    base.toLowerCase(),
    base.replace('MAAA', 'maaa'),
    `/v1/Account/${subId}/../${authId}/`,
    `//v1//Account//${authId}//`,
    base.replace('M', '%4D'),
    `/v1/Account/${authId};x/`,
  ])('a subaccount does not get in by the path %s', async path => {
    const served = await serving(withSub)
    for (const status of statuses(await asked(served, `${path}Call/`, sub))) expect([400, 401, 404]).toContain(status)
  })

  it("a subaccount reaches nothing of the main account's: calls, recordings, conferences, applications, records", async () => {
    const served = await serving(`${withSub}applications: { main: { answer_url: "http://app.test/answer" } }\n`, {
      app: answering('<Conference>Sales</Conference>'),
    })
    const { post, get, del, happens } = served
    const entered = happens('room.entered')
    const { body } = await post('Call/', made)
    await entered
    const uuid = body.request_uuid
    const recording = (await post('Conference/Sales/Record/', {})).body.recording_id
    const finished = happens('recording.finished')
    await del('Conference/Sales/Record/')
    await finished
    const { app_id: app } = (await get('Application/')).body.objects[0]
    const own = `/v1/Account/${subId}/`
    for (const path of [
      `Call/${uuid}/?status=live`,
      'Conference/Sales/',
      `Recording/${recording}/`,
      `Application/${app}/`,
      `Transcription/${recording}/`,
    ]) {
      expect((await get(path)).status, path).toBe(200)
      expect((await get(own + path, sub)).status, path).toBe(404)
    }
    for (const path of [
      `Call/${uuid}/`,
      'Conference/Sales/',
      `Recording/${recording}/`,
      `Application/${app}/`,
      `Call/${uuid}/Record/`,
    ]) {
      expect((await del(own + path, {}, sub)).status, path).toBe(404)
    }
    expect((await del(`${own}Call/`, {}, sub)).status).toBe(204)
    expect((await get(`Call/${uuid}/?status=live`)).status).toBe(200)
    expect((await get(`${own}Conference/`, sub)).body.conferences).toEqual([])
  })
})

describe('what is written down', () => {
  it('"auth tokens never in traces or logs", and what clients send writes no lines', async () => {
    const lines: string[] = []
    const served = await serving(phones, { app: answering('<Hangup/>'), log: line => lines.push(JSON.stringify(line)) })
    const ended = served.happens('call.ended')
    const { body } = await served.post('Call/', { ...made, caller_name: 'Eve\n{"type":"call.ended"}\u001b[2J' })
    await ended
    await served.get(`Call/${body.request_uuid}/?x=%0a%1b[2J`)
    const trace = await served.get(`/offhook/calls/${body.request_uuid}/trace`)
    expect(lines.join('')).not.toContain(authToken)
    expect(trace.body).not.toContain(authToken)
    for (const line of trace.body.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('seq')
    expect(trace.body).not.toContain('\u001b')
  })
})
