import { type TSchema, Type } from 'typebox'
import { callStatus } from '../../call/parameters.js'
import { heardIn } from '../../party/heard.js'
import { optional, text } from '../rest/fields.js'
import type { StoredCall } from '../store/stored-call.js'
import type { LiveCall } from '../switchboard.js'
import type { Progress } from './conductor.js'

const path = '/offhook/calls/'

export const traceOf = (uuid: string): string => `${path}${uuid}/trace`

/** A call in a list. */
export const callSummary = Type.Object({
  call_uuid: text('its CallUUID'),
  live: Type.Boolean({ description: 'whether it goes on' }),
  status: text('its CallStatus: ringing, in-progress, completed, busy, …'),
  from: text('who called'),
  to: text('who was called'),
  direction: text('inbound or outbound'),
  account: text('the auth id of whose call it is'),
  started_at: text('when it began, in ISO 8601'),
  parent: optional(text('the call that dialled it')),
  now: text('what it does, or how it ended, as the end of a sentence that begins with “the call”'),
  trace: text('the path of its trace'),
})

/** All that is known of a call. */
export const callDetail = Type.Object({
  ...callSummary.properties,
  heard: Type.Array(Type.String(), { description: 'what its far end has heard to its end, in order' }),
  steps: optional(
    Type.Object(
      {
        done: Type.Integer(),
        of: Type.Integer(),
        missed: optional(Type.Object({ step: Type.String(), because: Type.String() })),
      },
      {
        description:
          'how far the caller has come with the steps he was given; missed is the one that did not come about',
      },
    ),
  ),
  record: optional(Type.Object({}, { description: 'what remains of it when it is over', additionalProperties: true })),
})

/** What a call does after something was done to it. */
export const nowSchema: TSchema = Type.Object({
  call_uuid: callSummary.properties.call_uuid,
  now: callSummary.properties.now,
})

export const liveSummary = ({ call, account, parent }: LiveCall) => ({
  call_uuid: call.uuid,
  live: true,
  status: callStatus(call.facts),
  from: call.arrival.from,
  to: call.arrival.to,
  direction: call.arrival.direction,
  account,
  started_at: iso(call.facts.startedAt),
  ...(parent !== undefined && { parent }),
  now: call.describe(),
  trace: traceOf(call.uuid),
})

export const endedSummary = (call: StoredCall) => ({
  call_uuid: call.uuid,
  live: false,
  status: call.status,
  from: call.from,
  to: call.to,
  direction: call.direction,
  account: call.account,
  started_at: iso(call.startedAt),
  ...(call.parentUuid !== undefined && { parent: call.parentUuid }),
  now: endedWith(call),
  trace: traceOf(call.uuid),
})

/** `ended with 4000 Normal Hangup (Caller): the caller hung up` */
export const endedWith = ({ hangup: { code, name, source, because } }: StoredCall): string =>
  `ended with ${code} ${name} (${source}): ${because}`

export const heardOf = (events: Iterable<Parameters<typeof heardIn>[0]>): string[] =>
  [...events].flatMap(event => heardIn(event) ?? [])

export const stepsOf = (progress: Progress | undefined) => (progress ? { steps: progress } : {})

/** A record as JSON has it: keys in snake case, times as ISO 8601. */
export const recordOf = ({ startedAt, answeredAt, endedAt, ...rest }: StoredCall): object => ({
  started_at: iso(startedAt),
  ...(answeredAt !== undefined && { answered_at: iso(answeredAt) }),
  ended_at: iso(endedAt),
  ...(plain({ ...rest, legs: [] }) as object),
  legs: rest.legs.map(leg => ({
    ...(plain(leg) as object),
    started_at: iso(leg.startedAt),
    ...(leg.answeredAt !== undefined && { answered_at: iso(leg.answeredAt) }),
    ended_at: iso(leg.endedAt),
  })),
})

const iso = (epoch: number): string => new Date(epoch).toISOString()

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      plain(one),
    ]),
  )
}
