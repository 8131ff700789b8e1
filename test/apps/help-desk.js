// A help desk: callers wait in conferences of their own, agents are called and join them, and a supervisor looks after all of it.
// Run it with PLIVO_AUTH_ID, PLIVO_AUTH_TOKEN, PLIVO_NUMBER, and PUBLIC_URL where Plivo reaches it.
import plivo from 'plivo'
import { tone } from './tone.js'
import { patient, refusal, serve, url } from './web.js'

const client = new plivo.Client()
const number = process.env.PLIVO_NUMBER
const name = 'help-desk'

/** Those who call, by their CallUUIDs, until they have hung up: each has a room, and its members by their roles. */
const callers = new Map()
let count = 0

const pages = {
  /** The desk as a screen shows it; what Plivo says of a room is the truth. */
  'GET /callers': async () => {
    const rooms = await client.conferences.list()
    return [...callers.values()].map(caller => ({ ...caller, isThere: rooms.conferences.includes(caller.room) }))
  },
  'GET /callers/:call': async ({ call }) => {
    const caller = callerOf(call)
    const { conferenceMemberCount: count, members } = await client.conferences.get(caller.room)
    return { ...caller, count: Number(count), present: members }
  },

  'POST /callers/:call/agent': ({ call, phone }) => join(call, 'agent', phone),
  'POST /callers/:call/supervisor': ({ call, phone }) => join(call, 'supervisor', phone),
  'POST /callers/:call/mute': ({ call, who }) => client.conferences.muteMember(...memberOf(call, who)),
  'POST /callers/:call/unmute': ({ call, who }) => client.conferences.unmuteMember(...memberOf(call, who)),
  'POST /callers/:call/kick': ({ call, who }) => client.conferences.kickMember(...memberOf(call, who)),
  'POST /callers/:call/hang-up': ({ call, who }) => client.conferences.hangupMember(...memberOf(call, who)),

  /** A sentence for one of them, or a file for all. */
  'POST /callers/:call/whisper': ({ call, who, text }) =>
    client.conferences.speakTextToMember(...memberOf(call, who), text, { voice: 'MAN', language: 'en-GB' }),
  'POST /callers/:call/announce': ({ call }) =>
    client.conferences.playAudioToMember(callerOf(call).room, 'all', url('/audio/announcement.wav')),

  'POST /callers/:call/record': async ({ call }) => {
    const { message, recordingId } = await client.conferences.record(callerOf(call).room, {
      fileFormat: 'wav',
      callbackUrl: url(`/recorded?call=${call}${patient}`),
    })
    return { message, recordingId }
  },
  'POST /callers/:call/stop-recording': async ({ call }) => {
    await client.conferences.stopRecording(callerOf(call).room)
    return {}
  },

  /** Nobody has time: the caller leaves a message. */
  'POST /callers/:call/voicemail': ({ call }) =>
    client.calls.transfer(callerOf(call).call, { legs: 'aleg', alegUrl: url(`/voicemail${patient}`) }),
  'POST /callers/:call/keys': ({ call, digits }) => client.calls.sendDigits(call, digits, { leg: 'aleg' }),

  'GET /recordings': () => recordings(),
  'GET /recordings/:id': async ({ id }) => {
    const { recordingUrl } = await client.recordings.get(id)
    const answer = await fetch(recordingUrl)
    if (!answer.ok) throw refusal(502, `the recording cannot be fetched: ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  },

  /** Everybody is thanked, recordings are deleted, and the number answers no more. */
  'POST /shift/end': async () => {
    await client.conferences.hangupAll()
    const all = await recordings()
    for (const { recordingId } of all) await client.recordings.delete(recordingId)
    const [application] = await client.applications.list({ appName: name })
    await client.applications.delete(application.appId)
    return { deleted: all.length }
  },

  'GET /audio/hold.wav': () => tone({ seconds: 6, hertz: 440 }),
  'GET /audio/announcement.wav': () => tone({ seconds: 1, hertz: 880 }),
}

const webhooks = {
  /** Somebody calls the number of the desk. */
  'POST /incoming': ({ CallUUID: call, From: from }) => {
    count += 1
    const caller = { call, from, room: `desk-${count}`, members: {} }
    callers.set(call, caller)
    const xml = plivo.Response()
    xml.addSpeak('Welcome to the help desk. Please wait.')
    xml.addConference(caller.room, {
      startConferenceOnEnter: false,
      endConferenceOnExit: true,
      stayAlone: true,
      waitSound: url(`/hold${patient}`),
      callbackUrl: url(`/room?call=${call}&role=caller${patient}`),
      action: url(`/afterwards${patient}`),
      maxMembers: 5,
    })
    return xml
  },

  'POST /hold': () => {
    const xml = plivo.Response()
    xml.addPlay(url('/audio/hold.wav'))
    xml.addSpeak('All our agents are busy.')
    return xml
  },

  /** An agent or the supervisor has answered. */
  'POST /join': ({ call, role }) => {
    const xml = plivo.Response()
    const caller = callers.get(call)
    if (!caller) {
      xml.addSpeak('The caller has hung up.')
      return xml
    }
    xml.addSpeak(role === 'agent' ? 'A caller is waiting.' : 'You are listening.')
    xml.addConference(caller.room, {
      startConferenceOnEnter: role === 'agent',
      muted: role === 'supervisor',
      enterSound: role === 'agent' ? 'beep:1' : '',
      callbackUrl: url(`/room?call=${call}&role=${role}${patient}`),
      action: url(`/afterwards${patient}`),
    })
    return xml
  },

  /** Somebody has entered or left a room. */
  'POST /room': ({ call, role, ConferenceAction: action, ConferenceMemberID: member }) => {
    const caller = callers.get(call)
    if (!caller) return
    if (action === 'enter') caller.members[role] = member
    if (action === 'exit') delete caller.members[role]
  },

  'POST /afterwards': () => {
    const xml = plivo.Response()
    xml.addSpeak('Thank you for your time.')
    return xml
  },

  'POST /voicemail': () => {
    const xml = plivo.Response()
    xml.addSpeak('Please leave a message.')
    xml.addRecord({ action: url(`/afterwards${patient}`), maxLength: 30, timeout: 3, fileFormat: 'wav' })
    return xml
  },

  'POST /recorded': ({ call, recording_id: id, recording_duration_ms: ms }) => {
    const caller = callers.get(call)
    if (caller) caller.recording = { id, ms: Number(ms) }
  },

  'POST /sorry': () => {
    const xml = plivo.Response()
    xml.addSpeak('The help desk is closed.')
    return xml
  },

  'POST /hung-up': ({ CallUUID: call }) => void callers.delete(call),
  'POST /colleague/hung-up': ({ call, role, CallStatus: status, HangupCauseName: cause }) => {
    const caller = callers.get(call)
    if (caller) caller[role] = `${status}: ${cause}`
  },
}

/** Calls a colleague, who joins the room of a caller. */
async function join(call, role, phone) {
  callerOf(call)[role] = 'called'
  const { requestUuid } = await client.calls.create(number, phone, url(`/join?call=${call}&role=${role}${patient}`), {
    hangupUrl: url(`/colleague/hung-up?call=${call}&role=${role}${patient}`),
    parentCallUuid: call,
    errorIfParentNotFound: true,
    ringTimeout: 20,
  })
  return { requestUuid }
}

/** All of them: a page of the API has twenty. */
async function recordings() {
  const all = []
  for (;;) {
    const page = await client.recordings.list({ limit: 20, offset: all.length })
    all.push(...page)
    if (all.length >= page.meta.totalCount || page.length === 0) break
  }
  return all.map(({ recordingId, recordingUrl, recordingType, conferenceName, recordingDurationMs }) => {
    return { recordingId, recordingUrl, recordingType, conferenceName, ms: Number(recordingDurationMs) }
  })
}

function callerOf(call) {
  const caller = callers.get(call)
  if (!caller) throw refusal(404, `nobody waits with the call ${call}`)
  return caller
}

/** The room and the member that the API wants to know. */
function memberOf(call, who) {
  const { room, members } = callerOf(call)
  if (!members[who]) throw refusal(409, `there is no ${who} in ${room}`)
  return [room, members[who]]
}

/** The number leads here: by an application that is made, or brought up to date. */
async function takeTheNumber() {
  const urls = {
    answerUrl: url(`/incoming${patient}`),
    fallbackAnswerUrl: url(`/sorry${patient}`),
    hangupUrl: url(`/hung-up${patient}`),
  }
  const [before] = await client.applications.list({ appName: name })
  if (before) await client.applications.update(before.appId, { ...urls })
  const appId = before?.appId ?? (await client.applications.create(name, { ...urls })).appId
  await client.numbers.update(number.replace('+', ''), { appId, alias: 'Help desk' })
}

await serve({ pages, webhooks })
await takeTheNumber()
console.log(`help desk: ${url('/callers')}`)
