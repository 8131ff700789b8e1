import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { wav } from '../../elements/play-call.js'
import { compiled, ends } from '../proxy/compiled.js'
import { authId, authToken, serving } from '../served.js'

const session = fileURLToPath(new URL('session.js', import.meta.url))
let built: Awaited<ReturnType<typeof compiled>>
beforeAll(async () => {
  built = await compiled()
}, 60_000)

const xml = (elements: string) =>
  new Response(`<Response>${elements}</Response>`, { headers: { 'content-type': 'text/xml' } })

/** What the application at `http://app.test` answers. */
const app = (request: Request): Response => {
  const { pathname } = new URL(request.url)
  if (pathname === '/tune.wav') return new Response(wav(5000), { headers: { 'content-type': 'audio/wav' } })
  return xml(
    pathname === '/room' ? '<Conference>Sales &amp; Support</Conference><Wait length="600"/>' : '<Wait length="600"/>',
  )
}

const configuration = `
numbers: { "+14155550199": {} }
phones: { default: { answers: 1s }, "+14155550113": no-answer }
`

// biome-ignore lint/suspicious/noExplicitAny: what the SDK makes of answers.
type Answers = Readonly<Record<string, any>>

/** What the SDK's answers were, by their names. */
const read = (out: string): Answers =>
  Object.fromEntries(
    out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  )

const ways = {
  'offhook exec': ['exec'],
  'offhook exec --no-preload: by the proxy alone': ['exec', '--no-preload'],
  'node --import offhook/register': [],
} as const

/** Plays the session in one of the ways. */
const play = async (way: keyof typeof ways): Promise<Answers> => {
  const { origin } = await serving(configuration, { app })
  const flags = ways[way]
  const own = [session, 'http://app.test']
  const { out, err, code } =
    flags.length > 0
      ? await ends(process.execPath, [built.cli, ...flags, '--port', new URL(origin).port, '--', 'node', ...own])
      : await ends(process.execPath, ['--import', built.register, ...own], {
          env: { OFFHOOK_URL: origin, PLIVO_AUTH_ID: authId, PLIVO_AUTH_TOKEN: authToken },
        })
  if (code !== 0) throw new Error(`${err}\n${out}`)
  return read(out)
}

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const answered = (message: string) => ({ apiId: uuid, message })
const notThere = (error: RegExp) => ({ status: 404, error: expect.stringMatching(error) })

describe.each(Object.keys(ways) as (keyof typeof ways)[])('the official SDK, unchanged, by %s', way => {
  let answers: Answers
  const told = (name: string) => expect(answers[name], name)

  it('comes to the end of its session', { timeout: 60_000 }, async () => {
    answers = await play(way)
    expect(Object.keys(answers)).toHaveLength(54)
  })

  it('calls: create, list, get, play, speak, DTMF, record, transfer, hang up, cancel', () => {
    told('calls.create').toEqual({ ...answered('call fired'), requestUuid: uuid })
    told('calls.listLiveCalls').toEqual({ list: [{ id: uuid, callUuid: uuid }] })
    told('calls.getLiveCall').toMatchObject({ callStatus: 'in-progress', direction: 'outbound', to: '14155550111' })
    told('calls.listQueuedCalls').toEqual({ list: [] })
    told('calls.playMusic').toEqual(answered('play started'))
    told('calls.speakText').toEqual(answered('speak started'))
    told('calls.sendDigits').toEqual(answered('digits sent'))
    told('calls.record').toEqual({ ...answered('call recording started'), recordingId: uuid, url: expect.any(String) })
    told('calls.transfer').toEqual({ ...answered('call transferred'), callUuids: [uuid] })
    for (const name of ['stopPlayingMusic', 'stopSpeakingText', 'stopRecording', 'cancel'])
      told(`calls.${name}`).toEqual({})
    told('calls.hangup').toBe(true)
    told('calls.get').toMatchObject({ callState: 'ANSWER', hangupCauseCode: 4000, hangupSource: 'API Request' })
    told('calls.list').toMatchObject({ list: [{ toNumber: '14155550112' }], meta: { limit: 1, totalCount: 1 } })
  })

  it('conferences: list, get, mute, deaf, play, speak, record, kick, hang up', () => {
    const member = { apiId: uuid, memberId: '8001' }
    told('conferences.list').toEqual({ apiId: uuid, conferences: ['Sales & Support'] })
    told('conferences.get').toMatchObject({
      conferenceName: 'Sales & Support',
      conferenceMemberCount: '2',
      members: [
        { memberId: '8001', to: '14155550111' },
        { memberId: '8002', to: '14155550112' },
      ],
    })
    told('conferences.muteMember').toEqual({ ...member, message: 'muted' })
    told('conferences.deafMember').toMatchObject({ memberId: 'all', message: 'deaf' })
    told('conferences.playAudioToMember').toMatchObject({ memberId: 'all', message: 'play queued into conference' })
    told('conferences.speakTextToMember').toEqual({ ...member, message: 'speak queued into conference' })
    told('conferences.record').toMatchObject({ message: 'conference recording started', recordingId: uuid })
    told('conferences.kickMember').toEqual({ apiId: uuid, memberId: '8002', message: 'kicked' })
    const silent = [
      'unmuteMember',
      'undeafMember',
      'stopPlayingAudioToMember',
      'stopSpeakingTextToMember',
      'stopRecording',
    ]
    for (const name of [...silent, 'hangupMember']) told(`conferences.${name}`).toEqual({})
  })

  it('recordings: list, get, the file, delete', () => {
    told('recordings.list').toEqual({ count: 2 })
    told('recordings.get').toMatchObject({ conferenceName: 'Sales & Support', recordingType: 'conference' })
    told('recordings.file').toEqual({ type: 'audio/mpeg', isEmpty: false })
    told('recordings.delete').toBe(true)
    told('recordings.get, deleted').toEqual(notThere(/^recording not found/))
  })

  it('applications, numbers and endpoints', () => {
    told('applications.create').toEqual({ ...answered('created'), appId: expect.stringMatching(/^\d{17}$/) })
    told('applications.get').toMatchObject({
      appName: 'Menu',
      answerUrl: 'http://app.test/wait#rt=900',
      answerMethod: 'POST',
    })
    told('applications.update').toEqual(answered('changed'))
    told('applications.list').toMatchObject({ list: [{ appName: 'Menu', answerMethod: 'GET' }] })
    told('numbers.update').toEqual(answered('changed'))
    const { appId } = answers['applications.create']
    told('numbers.get').toMatchObject({ alias: 'main', application: `/v1/Account/${authId}/Application/${appId}/` })
    told('numbers.list').toMatchObject({ list: [{ number: '14155550199' }] })
    told('endpoints.create').toMatchObject({ username: expect.stringMatching(/^desk\d{12}$/), message: 'created' })
    told('endpoints.get').toMatchObject({ alias: 'Desk', sipRegistered: expect.any(String) })
    told('endpoints.delete').toBe(true)
    told('applications.delete').toBe(true)
  })

  it('errors: "rejects with an Error whose .message = body error"', () => {
    told('calls.get, unknown').toEqual(notThere(/^call not found: there is no call "nobody"/))
    told('calls.transfer, over').toEqual(notThere(/^call not found: there is no live call/))
    told('calls.create, wrong').toEqual({
      status: 400,
      error: expect.stringMatching(/^answer_url is "nowhere"; allowed is/),
    })
    told('applications.create, wrong').toEqual({ status: 400, error: expect.stringMatching(/"nowhere"; allowed is/) })
    told('calls.create, stranger').toEqual({ status: 401, error: 'authentication failed' })
  })

  it('what is not simulated is 501', () => {
    for (const name of ['calls.stream', 'multiPartyCalls.list', 'messages.create']) {
      told(name).toEqual({ error: 'AxiosError: Request failed with status code 501' })
    }
  })
})
