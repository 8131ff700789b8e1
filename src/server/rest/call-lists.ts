import { Type } from 'typebox'
import { callRecordFilters, callRecordOf, listCallRecords } from './call-records.js'
import { oneOf, optional, page, text } from './fields.js'
import { liveCall, liveLeg, queuedCall } from './live-calls.js'
import type { Asked } from './operation.js'
import { done, ok, operation } from './operation.js'
import { notFound } from './rest-error.js'

const status = optional(
  oneOf('live: calls that go on; queued: calls that wait for their turn; without it, calls that are over', [
    'live',
    'queued',
  ]),
)
export const callUuid = Type.Object({ call_uuid: text('CallUUID') })

export const listCalls = operation('GET', 'Call/', {
  group: 'Calls',
  summary: 'List calls: those that are over, live ones, or queued ones',
  query: Type.Object({ status, ...callRecordFilters, ...page }),
  status: 200,
  does: asked => {
    const { query, holder, board } = asked
    if (query.status === 'queued') {
      return ok({ calls: board.queue.all.filter(one => board.isOf(one.authId, holder)).map(({ uuid }) => uuid) })
    }
    if (query.status !== 'live') return listCallRecords(asked)
    const live = board.live(holder)
    const mine = new Set(live.map(({ call }) => call.uuid))
    const legs = board.legs.all.filter(({ aleg }) => mine.has(aleg))
    return ok({ calls: [...mine, ...legs.map(({ uuid }) => uuid)] })
  },
})

export const getCall = operation('GET', 'Call/:call_uuid/', {
  group: 'Calls',
  summary: 'Get a call: its record when it is over, or what it is while it is live or queued',
  params: callUuid,
  query: Type.Object({ status }),
  status: 200,
  does: asked => {
    const { params, query } = asked
    if (query.status === undefined) return ok(callRecordOf(params.call_uuid, asked))
    const found = query.status === 'live' ? findLive(asked) : findQueued(asked)
    if (found) return ok(found)
    throw noCall(params.call_uuid, query.status)
  },
})

export const hangUpCall = operation('DELETE', 'Call/:call_uuid/', {
  group: 'Calls',
  summary: 'Hang up a call, or cancel one that is queued',
  params: callUuid,
  status: 204,
  does: ({ params: { call_uuid: uuid }, holder, board }) => {
    const leg = board.legs.find(uuid)
    const live = board.find(leg?.aleg ?? uuid, holder)
    if (live && leg) live.call.api.hangUpLeg(uuid)
    else if (live) live.call.api.hangUp()
    else if (!isQueued(uuid, { holder, board }) || !board.queue.cancel(uuid)) throw noCall(uuid, 'live')
    return done
  },
})

export const hangUpCalls = operation('DELETE', 'Call/', {
  group: 'Calls',
  summary: 'Hang up all calls',
  status: 204,
  does: ({ holder, board }) => {
    for (const { call } of board.live(holder)) call.api.hangUp()
    return done
  },
})

export const cancelRequest = operation('DELETE', 'Request/:request_uuid/', {
  group: 'Calls',
  summary: 'Cancel a call that was made, and is queued or rings',
  params: Type.Object({ request_uuid: text('request_uuid of Make a call') }),
  status: 204,
  does: ({ params: { request_uuid: uuid }, holder, board }) => {
    const live = board.find(uuid, holder)
    if (live) live.call.api.hangUp()
    else if (!isQueued(uuid, { holder, board }) || !board.queue.cancel(uuid)) throw noCall(uuid, 'queued')
    return done
  },
})

type Called = Asked<{ readonly call_uuid: string }, unknown, unknown>

const findLive = ({ params: { call_uuid: uuid }, holder, board }: Called) => {
  const leg = board.legs.find(uuid)
  if (leg && board.find(leg.aleg, holder)) return liveLeg(leg, board.exchange.epochOf(0))
  const live = board.find(uuid, holder)
  return live && liveCall(live)
}

const findQueued = (asked: Called) => {
  const queued = asked.board.queue.find(asked.params.call_uuid)
  return queued && isQueued(queued.uuid, asked) ? queuedCall(queued) : undefined
}

const isQueued = (uuid: string, { holder, board }: Pick<Called, 'holder' | 'board'>): boolean => {
  const queued = board.queue.find(uuid)
  return queued !== undefined && board.isOf(queued.authId, holder)
}

const noCall = (uuid: string, status: string) => notFound(`call not found: there is no ${status} call "${uuid}"`)
