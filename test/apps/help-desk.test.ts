import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../src/index.js'
import { type ServedApp, servedApp, shopNumber, type Way } from './served-app.js'

const agent = '+14155550111'
const supervisor = '+14155550113'
const from = '+14155550100'

const phones = `phones:
  "${agent}": { answers: 2s, does: [{ hears: A caller is waiting }, { says: How can I help? }] }
  "${supervisor}": { answers: 2s }
`
const helpDesk = (way: Way, yaml = phones) => servedApp('help-desk.js', yaml, way)

/** Somebody calls the number, and waits in his room. */
const waits = async (desk: ServedApp, does: readonly object[] = []) => {
  const { status, body } = await desk.door('calls', { from, to: shopNumber, does })
  expect([status, body]).toEqual([201, expect.objectContaining({ call_uuid: expect.any(String) })])
  const path = `/callers/${body.call_uuid}`
  await desk.until(path, ({ members }) => members?.caller)
  return { call: body.call_uuid as string, path }
}

/** A colleague is called, and joins. */
const joins = async (desk: ServedApp, path: string, role: string, phone: string) => {
  const { status, body } = await desk.page(`${path}/${role}`, { phone })
  expect([status, body]).toEqual([200, { requestUuid: expect.any(String) }])
  await desk.until(path, ({ members }) => members?.[role])
  return body.requestUuid as string
}

/** A file was played to the far end of a call. */
const playing = (call: string, file: string) => (event: TraceEvent) =>
  event.type === 'prompt.finished' && event.call === call && event.sound === 'audio' && event.text.endsWith(file)

const refused = (events: readonly TraceEvent[]) =>
  events.filter(event => event.type === 'webhook.attempted' && event.status === 403)

describe('"A … call-centre application written with the plivo package, unchanged between Plivo and exec"', {
  timeout: 90_000,
}, () => {
  it.each(['exec', 'register'] as const)('a whole shift, by %s', async way => {
    const desk = await helpDesk(way)

    // "inbound calls wait in a Conference with hold music"
    const { call, path } = await waits(desk)
    await desk.happens(
      'prompt.finished',
      event => event.call === call && event.text.includes('All our agents are busy'),
    )
    expect(desk.events.find(playing(call, 'hold.wav'))).toMatchObject({ heard: true })

    // "agents are called by the API and join"
    const agentCall = await joins(desk, path, 'agent', agent)
    await desk.happens('room.heard', event => event.call === call && event.text === 'How can I help?')

    // "supervisor listens muted"
    const supervisorCall = await joins(desk, path, 'supervisor', supervisor)
    const room = (await desk.page(path)).body
    expect(room).toMatchObject({ count: 3, from: '14155550100', room: 'desk-1' })
    expect(room.present).toMatchObject([
      { callUuid: call, muted: false, deaf: false, direction: 'inbound', from: '14155550100', to: '14155550199' },
      { callUuid: agentCall, muted: false, direction: 'outbound', from: '14155550199', to: '14155550111' },
      { callUuid: supervisorCall, muted: true, memberId: room.members.supervisor },
    ])

    // "records the conference"
    const { body: recording } = await desk.page(`${path}/record`, {})
    expect(recording).toEqual({ message: 'conference recording started', recordingId: expect.any(String) })

    // "plays an announcement to the room and to one member"
    expect((await desk.page(`${path}/announce`, {})).body.message).toBe('play queued into conference')
    expect((await desk.page(`${path}/whisper`, { who: 'agent', text: 'Offer a refund.' })).body).toMatchObject({
      message: 'speak queued into conference',
      memberId: room.members.agent,
    })
    await desk.happens('prompt.finished', event => event.call === agentCall && event.text === 'Offer a refund.')
    for (const uuid of [call, agentCall, supervisorCall]) {
      await desk.happens('prompt.finished', playing(uuid, 'announcement.wav'))
    }
    expect(desk.heard(call)).not.toContain('Offer a refund.')

    // "sends DTMF"
    expect((await desk.page(`${path}/keys`, { digits: '12#' })).body.message).toBe('digits sent')
    await desk.happens(
      'prompt.finished',
      event => event.call === call && event.sound === 'tones' && event.text === '12#',
    )

    // "kicks, mutes"
    expect((await desk.page(`${path}/mute`, { who: 'caller' })).body.message).toBe('muted')
    expect((await desk.page(path)).body.present[0].muted).toBe(true)
    await desk.page(`${path}/unmute`, { who: 'caller' })
    expect((await desk.page(path)).body.present[0].muted).toBe(false)
    await desk.page(`${path}/stop-recording`, {})
    expect((await desk.page(`${path}/kick`, { who: 'agent' })).status).toBe(200)
    await desk.happens('call.ended', event => event.call === agentCall)
    expect(desk.heard(agentCall).at(-1)).toBe('Thank you for your time.')

    // "recordings listed and fetched by URL and deleted at the end of shift"
    const { recording: told } = await desk.until(path, ({ recording: ready }) => ready)
    expect(told).toEqual({ id: recording.recordingId, ms: expect.any(Number) })
    const [listed, ...more] = (await desk.page('/recordings')).body
    expect(more).toEqual([])
    expect(listed).toMatchObject({
      recordingId: told.id,
      recordingType: 'conference',
      conferenceName: 'desk-1',
      ms: told.ms,
    })
    const { status, body: file } = await desk.page(`/recordings/${told.id}`)
    expect([status, file.subarray(0, 4).toString()]).toEqual([200, 'RIFF'])
    // 8000 samples a second.
    expect(file.length).toBeGreaterThan((told.ms / 1000) * 8000)

    expect((await desk.page('/shift/end', {})).body).toEqual({ deleted: 1 })
    await desk.happens('call.ended', event => event.call === call)
    expect((await desk.page('/recordings')).body).toEqual([])
    expect((await fetch(listed.recordingUrl)).status).toBe(404)
    expect(desk.heard(call).at(-1)).toBe('Thank you for your time.')
    expect(refused(desk.events)).toEqual([])
    expect((await desk.stop()).serve).toBe(0)
  })

  it('"transfers a caller from the queue to voicemail", which records', async () => {
    const desk = await helpDesk('register')
    const { call, path } = await waits(desk, [{ hears: 'leave a message' }, { says: 'Call me back, please.' }])
    expect((await desk.page(`${path}/voicemail`, {})).body).toMatchObject({
      message: 'call transferred',
      callUuids: [call],
    })
    await desk.happens('call.ended', event => event.call === call)
    const [recording] = (await desk.page('/recordings')).body
    expect(recording).toMatchObject({ recordingType: 'normal' })
    expect(recording.ms).toBeGreaterThan(1000)
  })

  it('a colleague who is busy: the desk is told, and the caller waits on', async () => {
    const desk = await helpDesk('register', `phones: { "${agent}": busy }\n`)
    const { path } = await waits(desk)
    await desk.page(`${path}/agent`, { phone: agent })
    const seen = await desk.until(path, caller => String(caller.agent).startsWith('busy'))
    expect(seen).toMatchObject({ agent: 'busy: Busy Line', count: 1 })
  })

  it('"hangupMember", and a caller who hangs up: his room is gone', async () => {
    const desk = await helpDesk('register')
    const { call, path } = await waits(desk)
    await joins(desk, path, 'agent', agent)
    expect((await desk.page(`${path}/hang-up`, { who: 'caller' })).status).toBe(200)
    expect(await desk.happens('call.ended', event => event.call === call)).toMatchObject({ source: 'API Request' })
    expect(await desk.until('/callers', all => all.length === 0)).toEqual([])
    expect((await desk.page(path)).status).toBe(404)
  })
  it('"applications/numbers are set up by the app at start through the SDK": once more, and they are brought up to date', async () => {
    const desk = await helpDesk('register')
    const other = await desk.again()
    const { objects } = (await desk.api('Application/')).body
    expect(objects).toMatchObject([{ app_name: 'help-desk', answer_url: expect.stringContaining('/incoming#ct=1000') }])
    expect((await desk.api('Number/14155550199/')).body).toMatchObject({
      alias: 'Help desk',
      application: objects[0].resource_uri,
    })
    const { call_uuid: call } = (await desk.door('calls', { from, to: shopNumber })).body
    await desk.happens('room.entered', event => event.call === call)
    expect((await other('/callers')).body).toMatchObject([{ call, room: 'desk-1', isThere: true }])
    expect((await desk.page('/callers')).body).toEqual([])
  })
})
