import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../../src/index.js'
import { type Meeting, meeting } from './meeting.js'

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)

/** Two members of the conference `daily`. */
const met = async () => {
  const all = await meeting()
  const one = await all.joins()
  const other = await all.joins()
  const at = (which: string, verb = '') => `Conference/daily/Member/${which}/${verb}`
  const members = async () => (await all.get('Conference/daily/')).body.members
  return { ...all, one, other, at, members }
}

/** Whether a prompt of that text begins for a call. */
const begins = (call: string, text: string | RegExp) => (event: TraceEvent & { type: 'prompt.started' }) =>
  event.call === call && (typeof text === 'string' ? event.text === text : text.test(event.text))

const eventsOf = (board: Meeting['board'], call: string) => board.exchange.find(call)?.trace.events ?? []

describe('"member_id returned as string, list": one by its id, several as a list, all as such', () => {
  it.each<[string, (one: string, other: string) => string, (one: string, other: string) => unknown, boolean[]]>([
    ['id', one => one, one => one, [true, false]],
    ['id,id', (one, other) => `${one},${other}`, (one, other) => [one, other], [true, true]],
    ['id,id with a space', (one, other) => `${one},%20${other}`, (one, other) => [one, other], [true, true]],
    ['all', () => 'all', () => 'all', [true, true]],
  ])('%s', async (_, which, named, muted) => {
    const { post, at, one, other, members } = await met()
    const { status, body } = await post(at(which(one.member, other.member), 'Mute/'))
    expect([status, body]).toEqual([
      202,
      { api_id: uuid, message: 'muted', member_id: named(one.member, other.member) },
    ])
    expect((await members()).map((member: { muted: boolean }) => member.muted)).toEqual(muted)
  })
})

it.each([
  ['Mute/', 'muted', 'muted'],
  ['Deaf/', 'deaf', 'deaf'],
])('"POST / DELETE …/%s 202 "%s" / 204"', async (verb, message, key) => {
  const { post, del, at, one, members } = await met()
  const { status, body } = await post(at(one.member, verb), {})
  expect([status, body]).toEqual([202, { api_id: uuid, message, member_id: one.member }])
  expect((await members()).map((member: Record<string, unknown>) => member[key])).toEqual([true, false])
  const undone = await del(at(one.member, verb), {})
  expect([undone.status, undone.body]).toEqual([204, ''])
  expect((await members()).map((member: Record<string, unknown>) => member[key])).toEqual([false, false])
})

it('"kick 202 kicked": the member goes on with the next element', async () => {
  const { post, at, one, other, members, happens } = await met()
  const goesOn = happens('prompt.started', begins(one.call, 'Goodbye'))
  const { status, body } = await post(at(one.member, 'Kick/'), {})
  expect([status, body]).toEqual([202, { api_id: uuid, message: 'kicked', member_id: one.member }])
  await goesOn
  expect((await members()).map((member: { member_id: string }) => member.member_id)).toEqual([other.member])
})

it('"hang up 204": the call of the member ends, 4000 by API Request', async () => {
  const { del, at, one, members, happens } = await met()
  const ended = happens('call.ended', ({ call }) => call === one.call)
  expect((await del(at(one.member), {})).status).toBe(204)
  expect(await ended).toMatchObject({ cause: 4000, source: 'API Request' })
  expect(await members()).toHaveLength(1)
})

it('"play queued into conference", "playing in conference stopped" 204', async () => {
  const { post, del, at, one, other, happens, board } = await met()
  const playing = happens('prompt.started', begins(one.call, /sound\.wav/))
  const { status, body } = await post(at(one.member, 'Play/'), { url: 'http://app.test/sound.wav' })
  expect([status, body]).toEqual([202, { api_id: uuid, message: 'play queued into conference', member_id: one.member }])
  await playing
  expect((await del(at('all', 'Play/'), {})).status).toBe(204)
  const stopped = happens('prompt.finished', ({ call }) => call === one.call)
  expect((await del(at(one.member, 'Play/'), {})).status).toBe(204)
  expect(await stopped).toMatchObject({ heard: false, because: 'the API stopped it' })
  expect(eventsOf(board, other.call).some(({ type }) => type === 'prompt.started')).toBe(false)
})

it('"no fragment": a fragment of what is played changes nothing, and is a problem of the trace', async () => {
  const { post, at, one, happens } = await met()
  const found = happens('problem.found', ({ call }) => call === one.call)
  const sent = happens('webhook.sent', ({ call, purpose }) => call === one.call && /audio|Play/i.test(purpose))
  expect((await post(at(one.member, 'Play/'), { url: 'http://app.test/sound.wav#rt=500' })).status).toBe(202)
  expect((await found).message).toMatch(/fragment|rt/)
  expect((await sent).url).not.toContain('#')
})

it('"speak queued into conference": text, voice, language; stop 204', async () => {
  const { post, del, at, one, other, happens } = await met()
  const spoken = [one, other].map(({ call }) => happens('prompt.started', begins(call, 'A sentence of some length')))
  const asked = { text: 'A sentence of some length', voice: 'MAN', language: 'en-GB', type: 'text' }
  const { status, body } = await post(at('all', 'Speak/'), asked)
  expect([status, body]).toEqual([202, { api_id: uuid, message: 'speak queued into conference', member_id: 'all' }])
  expect((await Promise.all(spoken)).map(({ voice, language }) => [voice, language])).toEqual([
    ['MAN', 'en-GB'],
    ['MAN', 'en-GB'],
  ])
  const stopped = happens('prompt.finished', ({ call }) => call === other.call)
  expect((await del(at('all', 'Speak/'), {})).status).toBe(204)
  expect(await stopped).toMatchObject({ heard: false, because: 'the API stopped it' })
})

it.each([
  ['Play/', {}, 'url parameter is missing: what is played; an absolute http or https URL'],
  ['Play/', { url: 'sound.wav' }, /^url has "sound.wav"; allowed are absolute http or https URLs/],
  ['Speak/', {}, 'text parameter is missing: what is spoken'],
])('"400 bad/missing parameter": %s %j', async (verb, body, message) => {
  const { post, at } = await met()
  const answer = await post(at('all', verb), body)
  expect([answer.status, answer.body]).toEqual([400, { api_id: uuid, error: expect.stringMatching(message) }])
})

it('"404" for whom the conference does not have, with whom it has', async () => {
  const { post, del, at, one, other } = await met()
  const { status, body } = await post(at('17', 'Mute/'))
  expect([status, body]).toEqual([
    404,
    { api_id: uuid, error: `the conference daily has no member "17"; there are ${one.member}, ${other.member}` },
  ])
  expect((await del(at(other.call))).body.error).toBe(
    `the conference daily has no member "${other.call}"; that call is member ${other.member}`,
  )
  expect((await post(at(`${one.member},17`, 'Kick/'))).status).toBe(404)
  expect((await post(at(',', 'Kick/'))).body.error).toBe('whom to kick? The list of members is empty')
  expect((await post('Conference/weekly/Member/all/Kick/')).status).toBe(404)
})
