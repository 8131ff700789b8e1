import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { inSnakeCase } from '../../scenario/snake-case.js'
import { hideUrlCredentials } from '../../trace/credentials.js'
import { isRefusedOption } from '../refused-option.js'
import { oneOf, optional, text, whole } from '../rest/fields.js'
import type { Body } from './body.js'
import { callDetail, callSummary, endedSummary, heardOf, liveSummary, recordOf, stepsOf, traceOf } from './call-view.js'
import type { Door } from './door.js'
import { type InboundCall, inboundBody, readInboundCall } from './inbound-call.js'
import { Refusal } from './refusal.js'
import { bodies, callId, problem } from './route-schemas.js'

const placed = Type.Object({
  call_uuid: text('its CallUUID'),
  from: text('who calls'),
  to: text('who is called'),
  answer_url: text('asked what to do'),
  answer_method: text('GET or POST'),
  fallback_url: optional(text('asked when the answer URL fails')),
  hangup_url: optional(text('told when the call is over')),
  application: optional(text('the name of the application that answers')),
  trace: text('the path of its trace'),
})

const query = Type.Object({
  limit: optional(whole('how many at most', 1, 100, 20)),
  offset: optional(whole('how many are passed over', 0, undefined, 0)),
  live: optional(oneOf('only calls that go on, or only those that are over', ['true', 'false'])),
})

const list = Type.Object({
  calls: Type.Array(callSummary),
  total: Type.Integer({ description: 'how many there are' }),
  limit: Type.Integer(),
  offset: Type.Integer(),
  next: Type.Union([Type.String(), Type.Null()], { description: 'the path of those that follow' }),
})

/** Calls that come in, and all that there are. */
export const callRoutes = (server: FastifyInstance, door: Door): void => {
  const { board, conductor } = door
  const { main } = board.accounts
  server.post<{ Body: Body | undefined }>(
    '/calls',
    {
      attachValidation: true,
      schema: {
        tags: ['offhook'],
        summary: 'Be a caller: a call comes in',
        ...bodies,
        body: inboundBody,
        response: { 201: placed, 400: problem, 404: problem, 429: problem },
      },
    },
    (request, reply) => {
      const inbound = readInboundCall(request.body, board)
      const answer = place(inbound, door)
      return reply.code(201).send(answer)
    },
  )
  server.get<{ Querystring: Static<typeof query> }>(
    '/calls',
    {
      schema: {
        tags: ['offhook'],
        summary: 'Calls: those that go on, then those that are over, the last first',
        querystring: query,
        response: { 200: list },
      },
    },
    ({ query: { limit = 20, offset = 0, live } }) => {
      const going = live === 'false' ? [] : board.live(main)
      const over = live === 'true' ? [] : board.data.calls.ended()
      const total = going.length + over.length
      const until = Math.min(offset + limit, total)
      // Of many thousands, only those of the page are looked at.
      const calls = Array.from({ length: Math.max(0, until - offset) }, (_, index) => {
        const at = offset + index
        const one = going[at]
        if (one) return liveSummary(one)
        const ended = over[over.length - 1 - (at - going.length)]
        return ended && endedSummary(ended)
      })
      const more = live === undefined ? '' : `&live=${live}`
      const next = until < total ? `/offhook/calls?limit=${limit}&offset=${until}${more}` : null
      return { calls, total, limit, offset, next }
    },
  )
  server.get<{ Params: Static<typeof callId> }>(
    '/calls/:call_uuid',
    {
      schema: {
        tags: ['offhook'],
        summary: 'A call: what it does, what was heard, and its record when it is over',
        params: callId,
        response: { 200: callDetail, 404: problem },
      },
    },
    ({ params: { call_uuid: uuid } }) => {
      const steps = stepsOf(conductor.progress(uuid))
      const live = board.find(uuid, main)
      if (live) return { ...liveSummary(live), heard: heardOf(live.call.trace.events), ...steps }
      const ended = board.data.calls.find(uuid)
      if (!ended) throw new Refusal(404, `there is no call ${JSON.stringify(uuid)}`)
      const heard = heardOf(board.data.traces.read(uuid) ?? [])
      return { ...endedSummary(ended), heard, ...steps, record: recordOf(ended) }
    },
  )
}

const place = ({ options, steps, application }: InboundCall, { board, conductor, inbound }: Door) => {
  if (inbound.take('inbound') > 0) {
    throw new Refusal(
      429,
      `SIP 486 Busy Here: no more than ${inbound.requests} a second may come in (limits.inbound_calls_per_second)`,
    )
  }
  const line = receive(options, board)
  if (steps.length > 0) conductor.begin(line, steps)
  const { answerUrl, answerMethod = 'POST', fallbackUrl, hangupUrl, from, to } = options
  return {
    call_uuid: line.call.uuid,
    from,
    to,
    answer_url: hideUrlCredentials(answerUrl),
    answer_method: answerMethod,
    ...(fallbackUrl !== undefined && { fallback_url: hideUrlCredentials(fallbackUrl) }),
    ...(hangupUrl !== undefined && { hangup_url: hideUrlCredentials(hangupUrl) }),
    ...(application && { application: application.name }),
    trace: traceOf(line.call.uuid),
  }
}

/** What the exchange refuses is a mistake of whoever asks. */
const receive = (options: InboundCall['options'], board: Door['board']) => {
  try {
    return board.receive(options)
  } catch (error) {
    if (isRefusedOption(error)) {
      const message = inSnakeCase(error.message)
      throw new Refusal(400, message, [{ message }])
    }
    throw error
  }
}
