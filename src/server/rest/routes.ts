import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Holder } from '../account-book.js'
import type { Switchboard } from '../switchboard.js'
import { refuseNotSimulated } from './not-simulated.js'
import type { Answer, Operation } from './operation.js'
import { known } from './parameters.js'
import type { RateLimit } from './rate-limit.js'
import { refusalOf } from './refusal.js'
import { RestError } from './rest-error.js'

/** Where all of it is. */
const base = '/v1/Account/:auth_id/'

/** What the API is served with. */
export interface RestPorts {
  readonly board: Switchboard
  readonly limit: RateLimit
}

/** Serves operations: who asks is known first, then how often, then what; every answer has its `api_id`. */
export const serveOperations = async (
  server: FastifyInstance,
  operations: readonly Operation[],
  { board, limit }: RestPorts,
): Promise<void> => {
  server.decorateRequest('holder', null)
  server.addHook('onRequest', async (request, reply) => {
    // Paths that lead nowhere have no parameters.
    const [, authId] = /^\/v1\/Account\/([^/?]+)/.exec(request.url) ?? []
    if (authId === undefined) throw nothingThere(board)
    const asking = board.accounts.authenticate(request.headers.authorization)
    const named = board.accounts.find(authId)
    if (!asking || !named || (named !== asking && !asking.main)) {
      void reply.header('www-authenticate', 'Basic realm="Plivo"')
      throw new RestError(401, 'authentication failed')
    }
    const wait = limit.take(asking.authId)
    if (wait > 0) {
      void reply.header('retry-after', String(Math.ceil(wait / 1000)))
      throw new RestError(429, `too many requests: allowed are ${limit.requests} in 5 seconds`)
    }
    request.setDecorator('holder', named)
    refuseNotSimulated(request.url.split('?')[0] ?? '')
  })
  server.setErrorHandler((error, _request, reply) => refuse(error, reply, board))
  server.setNotFoundHandler((request, reply) => refuse(missing(request, operations), reply, board))
  for (const operation of operations) serve(server, operation, board)
}

const nothingThere = ({ accounts }: Switchboard): RestError =>
  new RestError(
    404,
    `there is nothing here: Plivo's API is at /v1/Account/${accounts.main.authId}/, offhook's own at /offhook`,
  )

const serve = (server: FastifyInstance, operation: Operation, board: Switchboard): void => {
  const { method, path, params, query, body, group, summary, status, answer } = operation
  server.route({
    method,
    url: base + path,
    schema: {
      tags: [group],
      security: [{ account: [] }],
      summary,
      params,
      querystring: query,
      ...(body && { body }),
      response: { [status]: status === 204 ? { type: 'null', description: 'done' } : answer },
    },
    preValidation: async request => {
      request.query = known(request.query, query)
      if (body) request.body = known(request.body, body)
    },
    handler: async (request, reply) => {
      const asked = {
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        holder: request.getDecorator<Holder>('holder'),
        board,
      }
      return send(await operation.does(asked), reply, board)
    },
  })
}

const send = ({ status, body }: Answer, reply: FastifyReply, board: Switchboard) => {
  void reply.code(status)
  return status === 204 ? reply.send() : reply.send({ api_id: board.newId(), ...body })
}

/** Every refusal is `{ api_id, error }`. */
const refuse = (error: unknown, reply: FastifyReply, board: Switchboard) => {
  const { status, message } = refusalOf(error)
  reply.request.setDecorator('refused', message)
  return reply.code(status).send({ api_id: board.newId(), error: message })
}

/** Why there is no such operation: the path has others, or there is no such path. */
const missing = ({ method, url }: FastifyRequest, operations: readonly Operation[]): RestError => {
  const names = (url.split('?')[0] ?? '').split('/').filter(name => name !== '')
  const path = names
    .slice(3)
    .map(name => `${name}/`)
    .join('')
  const others = operations.filter(one => patternOf(one.path).test(path)).map(one => one.method)
  if (others.length > 0) return new RestError(405, `${method} is not allowed here; allowed are ${others.join(', ')}`)
  return new RestError(404, `not found: there is no ${url.split('?')[0]}`)
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[a-z_]+/g, '[^/]+')}$`)
