import { Type } from 'typebox'
import { recordingFields, recordingOptions } from './call-operations.js'
import { text } from './fields.js'
import { parties } from './live-calls.js'
import { accepted, apiId, done, ok, operation, saying } from './operation.js'
import { type SeenConference, type SeenMember, seenConference, seenConferences } from './seen-conference.js'

const group = 'Conferences'

export const conferenceName = text('the name of the conference, as its element has it; URL-encoded')
const params = Type.Object({ conference_name: conferenceName })

const list = operation('GET', 'Conference/', {
  group,
  summary: 'List conferences',
  status: 200,
  answer: Type.Object({ api_id: apiId, conferences: Type.Array(Type.String(), { examples: [['My Conf Room']] }) }),
  does: asked => ok({ conferences: seenConferences(asked).map(({ room }) => room.name) }),
})

const number = (example: string, description: string) => Type.String({ description, examples: [example] })

const get = operation('GET', 'Conference/:conference_name/', {
  group,
  summary: 'Get a conference, and who is in it',
  params,
  status: 200,
  answer: Type.Object({
    api_id: apiId,
    conference_name: Type.String(),
    conference_run_time: number('590', 'seconds since it opened'),
    conference_member_count: number('1', 'how many members there are'),
    members: Type.Array(
      Type.Object({
        muted: Type.Boolean(),
        deaf: Type.Boolean(),
        member_id: number('17', 'ConferenceMemberID'),
        from: Type.String(),
        to: Type.String(),
        caller_name: Type.String(),
        direction: Type.String({ enum: ['inbound', 'outbound'] }),
        call_uuid: Type.String({ format: 'uuid' }),
        join_time: number('590', 'seconds since it entered'),
      }),
    ),
  }),
  does: asked => {
    const { room, members } = seenConference(asked)
    return ok({
      conference_name: room.name,
      conference_run_time: seconds(room.ms),
      conference_member_count: String(members.length),
      members: members.map(member),
    })
  },
})

const member = ({ id, call, muted, deaf, ms, live }: SeenMember) => ({
  muted,
  deaf,
  member_id: id,
  ...parties(live.call.arrival),
  call_uuid: call,
  join_time: seconds(ms),
})

const seconds = (ms: number): string => String(Math.floor(ms / 1000))

const end = operation('DELETE', 'Conference/:conference_name/', {
  group,
  summary: 'End a conference: everybody goes on with its action or next element',
  params,
  status: 200,
  answer: saying('conference hung up'),
  does: asked => {
    endOne(seenConference(asked))
    return ok({ message: 'conference hung up' })
  },
})

const endAll = operation('DELETE', 'Conference/', {
  group,
  summary: 'End all conferences',
  status: 200,
  answer: saying('all conferences hung up'),
  does: asked => {
    for (const seen of seenConferences(asked)) endOne(seen)
    return ok({ message: 'all conferences hung up' })
  },
})

/** Where others are, too, only the account's own members leave. */
const endOne = ({ room, members, whole }: SeenConference): void => {
  if (whole) room.end()
  else room.kick(members.map(({ id }) => id))
}

const record = operation('POST', 'Conference/:conference_name/Record/', {
  group,
  summary: 'Record a conference from now on',
  params,
  body: Type.Object(recordingFields),
  status: 202,
  answer: saying('conference recording started', { recording_id: Type.String(), url: Type.String() }),
  does: asked => {
    const { recordingId, url } = seenConference(asked).room.record(recordingOptions(asked.body))
    return accepted({ message: 'conference recording started', recording_id: recordingId, url })
  },
})

const stopRecord = operation('DELETE', 'Conference/:conference_name/Record/', {
  group,
  summary: 'Stop recording a conference',
  params,
  status: 204,
  does: asked => {
    seenConference(asked).room.stopRecording()
    return done
  },
})

export const conferenceOperations = [list, get, end, endAll, record, stopRecord]
