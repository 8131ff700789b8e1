// What an application does with its Plivo account, by the official SDK alone: it knows of no simulator. Every answer is a
// line of JSON on stdout: `["calls.create", {…}]`, or `["calls.get", { error, status }]`.
import plivo from 'plivo'

const client = new plivo.Client()
const [, , application] = process.argv
const alice = '14155550111'
const bob = '14155550112'
const from = '14155550199'

const say = (name, answer) => process.stdout.write(`${JSON.stringify([name, answer])}\n`)

/** What is asked for, and what was answered; an error is an answer, too. */
const ask = async (name, asked) => {
  try {
    const answer = await asked()
    say(name, Array.isArray(answer) ? { list: answer.map(plain), meta: answer.meta } : plain(answer))
    return answer
  } catch (error) {
    say(name, { error: error.message ?? String(error), status: error.status })
  }
}

/** Without what the SDK keeps of itself in its objects. */
const plain = answer => {
  if (typeof answer !== 'object' || answer === null) return answer
  const { clients: _, client: __, ...fields } = answer
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value !== 'function'))
}

/** Asks again and again until it is so, without a word. */
const until = async (asked, isSo) => {
  for (;;) {
    try {
      const answer = await asked()
      if (isSo(answer)) return answer
    } catch (error) {
      if (error.status !== 404) throw error
    }
  }
}

const inProgress = uuid =>
  until(
    () => client.calls.getLiveCall(uuid),
    call => call.callStatus === 'in-progress',
  )

// Calls.
const made = await ask('calls.create', () => client.calls.create(from, alice, `${application}/wait#ct=500`))
const uuid = made.requestUuid
await inProgress(uuid)
await ask('calls.listLiveCalls', () => client.calls.listLiveCalls({}))
await ask('calls.getLiveCall', () => client.calls.getLiveCall(uuid))
await ask('calls.listQueuedCalls', () => client.calls.listQueuedCalls())
await ask('calls.playMusic', () => client.calls.playMusic(uuid, `${application}/tune.wav`, { loop: true }))
await ask('calls.stopPlayingMusic', () => client.calls.stopPlayingMusic(uuid))
await ask('calls.speakText', () => client.calls.speakText(uuid, 'One moment', { voice: 'MAN' }))
await ask('calls.stopSpeakingText', () => client.calls.stopSpeakingText(uuid))
await ask('calls.sendDigits', () => client.calls.sendDigits(uuid, '12#'))
await ask('calls.record', () => client.calls.record(uuid, { fileFormat: 'wav' }))
await ask('calls.stopRecording', () => client.calls.stopRecording(uuid))
await ask('calls.transfer', () => client.calls.transfer(uuid, { alegUrl: `${application}/room` }))

// A conference.
const room = 'Sales & Support'
await until(
  () => client.conferences.list(),
  ({ conferences }) => conferences.length === 1,
)
const two = await client.calls.create(from, bob, `${application}/room`)
const { members } = await until(
  () => client.conferences.get(room),
  found => found.members?.length === 2,
)
const [{ memberId: first }, { memberId: second }] = members
await ask('conferences.list', () => client.conferences.list())
await ask('conferences.get', () => client.conferences.get(room))
await ask('conferences.muteMember', () => client.conferences.muteMember(room, first))
await ask('conferences.unmuteMember', () => client.conferences.unmuteMember(room, first))
await ask('conferences.deafMember', () => client.conferences.deafMember(room, 'all'))
await ask('conferences.undeafMember', () => client.conferences.undeafMember(room, `${first},${second}`))
await ask('conferences.playAudioToMember', () =>
  client.conferences.playAudioToMember(room, 'all', `${application}/tune.wav`),
)
await ask('conferences.stopPlayingAudioToMember', () => client.conferences.stopPlayingAudioToMember(room, 'all'))
await ask('conferences.speakTextToMember', () => client.conferences.speakTextToMember(room, first, 'Hello', {}))
await ask('conferences.stopSpeakingTextToMember', () => client.conferences.stopSpeakingTextToMember(room, first))
await ask('conferences.record', () => client.conferences.record(room, { fileFormat: 'mp3' }))
await ask('conferences.stopRecording', () => client.conferences.stopRecording(room))
await ask('conferences.kickMember', () => client.conferences.kickMember(room, second))
await ask('conferences.hangupMember', () => client.conferences.hangupMember(room, first))
await until(
  () => client.calls.listLiveCalls({}),
  live => live.every(call => call.callUuid !== uuid),
)

// Ends.
await ask('calls.hangup', () => client.calls.hangup(two.requestUuid))
await until(
  () => client.calls.get(two.requestUuid),
  () => true,
)
await ask('calls.get', () => client.calls.get(uuid))
await ask('calls.list', () => client.calls.list({ limit: 1, toNumber: bob }))
const third = await client.calls.create(from, '14155550113', `${application}/wait`)
await ask('calls.cancel', () => client.calls.cancel(third.requestUuid))

// Recordings.
const recordings = await client.recordings.list()
const [recording] = await client.recordings.list({ callUuid: uuid, limit: 20 })
say('recordings.list', { count: recordings.length })
await ask('recordings.get', () => client.recordings.get(recording.recordingId))
const file = await fetch(recording.recordingUrl)
say('recordings.file', { type: file.headers.get('content-type'), isEmpty: (await file.arrayBuffer()).byteLength === 0 })
await ask('recordings.delete', () => client.recordings.delete(recording.recordingId))
await ask('recordings.get, deleted', () => client.recordings.get(recording.recordingId))

// What is configured.
const log = console.log
console.log = () => {} // The SDK prints what applications.create is given.
const created = await client.applications.create('Menu', { answerUrl: `${application}/wait#rt=900` })
console.log = log
say('applications.create', plain(created))
await ask('applications.create, wrong', () => client.applications.update(created.appId, { answerUrl: 'nowhere' }))
await ask('applications.get', () => client.applications.get(created.appId))
await ask('applications.update', () => client.applications.update(created.appId, { answerMethod: 'GET' }))
await ask('applications.list', () => client.applications.list({ limit: 5 }))
await ask('numbers.update', () => client.numbers.update(from, { appId: created.appId, alias: 'main' }))
await ask('numbers.get', () => client.numbers.get(from))
await ask('numbers.list', () => client.numbers.list())
const endpoint = await ask('endpoints.create', () =>
  client.endpoints.create('desk', 'secret123', 'Desk', created.appId),
)
await ask('endpoints.get', () => client.endpoints.get(endpoint.endpointId))
await ask('endpoints.delete', () => client.endpoints.delete(endpoint.endpointId))
await ask('applications.delete', () => client.applications.delete(created.appId))

// Errors.
await ask('calls.get, unknown', () => client.calls.get('nobody'))
await ask('calls.transfer, over', () => client.calls.transfer(uuid, { alegUrl: `${application}/wait` }))
await ask('calls.create, wrong', () => client.calls.create(from, alice, 'nowhere'))
await ask('calls.create, stranger', () =>
  new plivo.Client(process.env.PLIVO_AUTH_ID, 'wrong').calls.create(from, alice, `${application}/wait`),
)
await ask('calls.stream', () => client.calls.stream(uuid, 'wss://app.test/audio', {}))
await ask('multiPartyCalls.list', () => client.multiPartyCalls.list())
await ask('messages.create', () => client.messages.create({ src: from, dst: alice, text: 'Hello' }))
