import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { hideCredentials } from '../../trace/credentials.js'
import { hasToken } from '../guard.js'
import { RateLimit } from '../rest/rate-limit.js'
import { shortcoming } from '../rest/shortcomings.js'
import { StoppingError, type Switchboard } from '../switchboard.js'
import { aboutRoutes } from './about-routes.js'
import { takeBodies } from './body.js'
import { callRoutes } from './call-routes.js'
import { Conductor } from './conductor.js'
import { drivingRoutes } from './driving-routes.js'
import { EventStreams } from './event-streams.js'
import { Refusal } from './refusal.js'
import { traceRoutes } from './trace-routes.js'

/** What the door is opened with. */
export interface DoorOptions {
  readonly board: Switchboard
  readonly version: string
  /** What whoever comes has to know. */
  readonly token?: string
  /** Calls that may come in in a second; as many as there are unless given. */
  readonly inboundCallsPerSecond?: number
  /** PEM of who vouches for Plivo's API hosts here: no secret. */
  readonly certificate?: () => string
}

/** What the routes share. */
export interface Door extends DoorOptions {
  readonly conductor: Conductor
  readonly streams: EventStreams
  readonly inbound: RateLimit
}

/** offhook's own API, below `/offhook`. */
export const serveDoor = async (server: FastifyInstance, options: DoorOptions): Promise<void> => {
  const { board, certificate, inboundCallsPerSecond, token } = options
  const door: Door = {
    ...options,
    conductor: new Conductor(board),
    streams: new EventStreams(),
    inbound: new RateLimit(inboundCallsPerSecond, board.exchange.clock, 1000),
  }
  server.addHook('preClose', async () => door.streams.close())
  if (certificate) serveCertificate(server, certificate)
  await server.register(
    async inside => {
      takeBodies(inside)
      if (token !== undefined) keepShut(inside, token)
      inside.setErrorHandler((error, _, reply) => refuse(error, reply))
      inside.setNotFoundHandler(({ method, url }) => {
        throw new Refusal(404, `there is no ${method} ${url.split('?')[0]}; /offhook/openapi.json has what there is`)
      })
      for (const routes of [aboutRoutes, callRoutes, drivingRoutes, traceRoutes]) routes(inside, door)
    },
    { prefix: '/offhook' },
  )
}

/** What everybody may have. */
const serveCertificate = (server: FastifyInstance, certificate: () => string): void => {
  const schema = { tags: ['offhook'], summary: 'The certificate to trust: of who vouches for Plivo’s API hosts here' }
  server.get('/offhook/ca.pem', { schema }, (_, reply) => reply.type('application/x-pem-file').send(certificate()))
}

const keepShut = (server: FastifyInstance, token: string): void =>
  void server.addHook('onRequest', async ({ headers }, reply) => {
    if (hasToken(headers.authorization, token)) return
    void reply.header('www-authenticate', 'Bearer realm="offhook"')
    throw new Refusal(
      401,
      'the token is missing, or another one: send "Authorization: Bearer …" with that of offhook serve --token',
    )
  })

/** Every refusal is `{ error }`, with `mistakes` where a body is wrong. */
const refuse = (error: unknown, reply: FastifyReply) => {
  const { status, message, mistakes } = refusalOf(error)
  reply.request.setDecorator('refused', message)
  return reply.code(status).send({ error: message, ...(mistakes && { mistakes }) })
}

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  if (error instanceof StoppingError) return new Refusal(503, error.message)
  const { message, statusCode, validation } = error as FastifyError
  if (validation?.[0]) return new Refusal(400, shortcoming(validation[0]))
  if (statusCode === 415)
    return new Refusal(415, 'a body is JSON (application/json) or a form (application/x-www-form-urlencoded)')
  if (statusCode === 413) return new Refusal(413, 'the body is too large; allowed are 256 KB')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Refusal(statusCode, message)
  return new Refusal(500, `offhook itself failed: ${hideCredentials(message)}`)
}
