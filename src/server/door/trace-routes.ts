import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import type { TraceEvent } from '../../trace/events.js'
import { Trace } from '../../trace/trace.js'
import { optional, text } from '../rest/fields.js'
import type { Door } from './door.js'
import type { EventStream } from './event-stream.js'
import { Refusal } from './refusal.js'
import { callId, problem } from './route-schemas.js'
import { formatAsked, traceFormats, writeTrace } from './trace-format.js'

const query = Type.Object({
  format: optional(text(`what Accept says otherwise: ${traceFormats.join(', ')}`, { examples: traceFormats })),
})

/** What happened to a call, and what happens to all of them. */
export const traceRoutes = (server: FastifyInstance, door: Door): void => {
  server.get<{ Params: Static<typeof callId>; Querystring: Static<typeof query> }>(
    '/calls/:call_uuid/trace',
    {
      schema: {
        tags: ['offhook'],
        summary: 'The trace of a call: JSON Lines, text, a ladder, or as server-sent events while it goes on',
        params: callId,
        querystring: query,
        produces: ['application/x-ndjson', 'text/event-stream', 'text/plain', 'image/svg+xml'],
        response: { 200: Type.String(), 400: problem, 404: problem },
      },
    },
    ({ params: { call_uuid: uuid }, query: { format: named }, headers }, reply) => {
      const format = formatAsked(named, headers.accept)
      if (format === 'sse') return send(streamOf(uuid, after(headers['last-event-id']), door), reply)
      const { type, text: written } = writeTrace(Trace.from(eventsOf(uuid, door)), format)
      // Whoever opens a ladder in a browser sees a picture, and nothing that runs.
      void reply.headers({ 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'", ...noSniffing })
      return reply.type(type).send(written)
    },
  )
  server.get(
    '/events',
    {
      schema: {
        tags: ['offhook'],
        summary: 'What happens to all calls from now on, as server-sent events',
        produces: ['text/event-stream'],
        response: { 200: Type.String(), 503: problem },
      },
    },
    (_, reply) => {
      const stream = door.streams.open()
      const stop = door.board.exchange.listen(event => stream.tell(event))
      stream.once('close', stop)
      return send(stream, reply)
    },
  )
}

const noSniffing = { 'x-content-type-options': 'nosniff' }

const send = (stream: EventStream, reply: FastifyReply) =>
  reply
    .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close', ...noSniffing })
    .type('text/event-stream; charset=utf-8')
    .send(stream)

/** `Last-Event-ID`; whatever is no number of an event begins anew. */
const after = (header: string | string[] | undefined): number => {
  const written = String(header ?? '')
  return /^\d{1,15}$/.test(written) ? Number(written) : 0
}

/** What has happened to a call so far. */
const eventsOf = (uuid: string, { board }: Door): readonly TraceEvent[] => {
  const events = board.exchange.find(uuid)?.trace.events ?? board.data.traces.read(uuid)
  if (events) return events
  // Nothing of it was written before offhook was killed.
  if (board.data.calls.find(uuid)?.parentUuid === undefined && board.data.calls.find(uuid)) return []
  const aleg = board.legs.find(uuid)?.aleg ?? board.data.calls.find(uuid)?.parentUuid
  if (aleg !== undefined)
    throw new Refusal(404, `what happened to ${uuid} is in the trace of the call that dialled it: ${aleg}`)
  throw new Refusal(404, `there is no call ${JSON.stringify(uuid)}`)
}

/** All that happened since, and what happens until the call and its requests are over. */
const streamOf = (uuid: string, since: number, door: Door): EventStream => {
  const { board, streams, conductor } = door
  const before = eventsOf(uuid, door).filter(({ seq }) => seq > since)
  const call = board.exchange.find(uuid)
  const stream = streams.open(before)
  if (!call) {
    stream.finish()
    return stream
  }
  stream.once(
    'close',
    call.trace.listen(event => stream.tell(event)),
  )
  // What its caller did not come to is told when it is over.
  call.whenFinal(() => void conductor.settled(uuid).then(() => stream.finish()))
  return stream
}
