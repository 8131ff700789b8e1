import { Type } from 'typebox'
import type { ConferenceRoom, WhichMembers } from '../../exchange/conference-room.js'
import { speechFields } from './call-operations.js'
import { conferenceName } from './conferences.js'
import { text, url } from './fields.js'
import { accepted, done, type Operation, operation, saying } from './operation.js'
import { toMembers } from './seen-conference.js'

const group = 'Conferences'

const params = Type.Object({
  conference_name: conferenceName,
  member_id: text('the id of a member, several with commas, or all'),
})

const path = (verb: string): string => `Conference/:conference_name/Member/:member_id/${verb}`

/** Which members: as one id, a list of ids, or all. */
const named = {
  member_id: Type.Union([Type.String(), Type.Array(Type.String())], {
    description: 'the id; of several a list; all for all',
  }),
}

type Does = (room: ConferenceRoom, which: WhichMembers) => void

/** Something begins for members, and needs to be told nothing. */
const begins = (verb: string, summary: string, message: string, does: Does): Operation =>
  operation('POST', path(verb), {
    group,
    summary,
    params,
    status: 202,
    answer: saying(message, named),
    does: asked => accepted({ message, ...toMembers(asked, does) }),
  })

/** Something is over for members. */
const ends = (verb: string, summary: string, does: Does): Operation =>
  operation('DELETE', path(verb), {
    group,
    summary,
    params,
    status: 204,
    does: asked => {
      toMembers(asked, does)
      return done
    },
  })

const playTo = operation('POST', path('Play/'), {
  group,
  summary: 'Play an mp3 or wav file to members',
  params,
  body: Type.Object({ url: url('what is played', 'no fragment') }),
  status: 202,
  answer: saying('play queued into conference', named),
  does: asked => {
    const told = toMembers(asked, (room, members) => room.play({ url: asked.body.url, members }))
    return accepted({ message: 'play queued into conference', ...told })
  },
})

const speakTo = operation('POST', path('Speak/'), {
  group,
  summary: 'Speak a text to members',
  params,
  body: Type.Object(speechFields),
  status: 202,
  answer: saying('speak queued into conference', named),
  does: asked => {
    const { type: _, ...speech } = asked.body
    const told = toMembers(asked, (room, members) => room.speak({ ...speech, members }))
    return accepted({ message: 'speak queued into conference', ...told })
  },
})

export const memberOperations = [
  ends('', 'Hang up members', (room, which) => room.hangUp(which)),
  begins('Kick/', 'Kick members: they go on with action or the next element', 'kicked', (room, which) =>
    room.kick(which),
  ),
  begins('Mute/', 'Mute members: they are not heard', 'muted', (room, which) => room.mute(which)),
  ends('Mute/', 'Unmute members', (room, which) => room.unmute(which)),
  begins('Deaf/', 'Make members deaf: they hear nothing of the conference', 'deaf', (room, which) => room.deaf(which)),
  ends('Deaf/', 'Let members hear the conference again', (room, which) => room.undeaf(which)),
  playTo,
  ends('Play/', 'Stop playing to members: of all, only what is played to all', (room, which) =>
    room.stopPlaying(which),
  ),
  speakTo,
  ends('Speak/', 'Stop speaking to members: of all, only what is spoken to all', (room, which) =>
    room.stopPlaying(which),
  ),
]
