import type { RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { type DoorOptions, serveDoor } from './door/door.js'
import { refuseAstray, refuseForeign } from './guard.js'
import { inTurn } from './in-turn.js'
import { cameByProxy } from './proxy/came-by-proxy.js'
import { serveRecordingFiles } from './recording-files.js'
import { absentHost } from './rest/not-simulated.js'
import { operations } from './rest/operations.js'
import { RateLimit } from './rest/rate-limit.js'
import { serveOperations } from './rest/routes.js'
import { answerUnreadable } from './unreadable.js'

/** What the server is made of. */
export interface ServerOptions extends DoorOptions {
  /** Requests that an account may send in 5 s; as many as it likes unless given. */
  readonly requests?: number
  /** Whether it can be reached from this machine only. */
  readonly local: boolean
  readonly isKnownHost?: (host: string) => boolean
  /** Stands between the socket and the routes: what a proxy is asked for. */
  readonly wrap?: (listener: RequestListener) => RequestListener
  readonly patience?: Patience
  /** Told of every answer. */
  readonly log?: (line: AccessLine) => void
}

/** How long a client may take, in ms. */
export interface Patience {
  /** For the head of a request. */
  readonly head: number
  /** For all of it. */
  readonly request: number
  /** For the next one, on the same connection. */
  readonly idle: number
  /** For reading on, or for saying more: so long, nothing moves. Longer than a host that the proxy asks may think. */
  readonly still: number
}

/** One request, and what was answered. */
export interface AccessLine {
  readonly method: string
  readonly path: string
  readonly status: number
  /** Why it was refused. */
  readonly error?: string
}

/** The longest body of a request, in bytes: a call to 1000 destinations fits. */
const longestBody = 256 * 1024
const usualPatience: Patience = { head: 10_000, request: 30_000, idle: 5000, still: 150_000 }

/** The server: Plivo's REST API, offhook's own doors, and the document of both. It listens to nothing yet. */
export const createServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const {
    board,
    local,
    version,
    patience = usualPatience,
    isKnownHost = () => false,
    wrap = listener => listener,
    log = () => {},
  } = options
  const server = fastify({
    bodyLimit: longestBody,
    // SDKs ask for the account itself with two slashes at the end.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 500 },
    exposeHeadRoutes: false,
    clientErrorHandler: answerUnreadable,
    ajv: { customOptions: { coerceTypes: true, useDefaults: false, removeAdditional: false, verbose: true } },
    serverFactory: listener =>
      createHttpServer(
        {
          headersTimeout: patience.head,
          requestTimeout: patience.request,
          keepAliveTimeout: patience.idle,
          connectionsCheckingInterval: Math.min(1000, patience.head),
          maxHeaderSize: 16 * 1024,
        },
        inTurn(wrap(listener)),
      ),
  })
  server.server.timeout = patience.still
  // Answers are written as they are: their schemas are for the document.
  server.setSerializerCompiler(() => JSON.stringify)
  // SDKs name the type of a body even where there is none.
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body as string, done),
  )
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
  await server.register(swagger, { openapi: document(version) })
  // Why a request was refused, for the log.
  server.decorateRequest('refused', '')
  server.addHook('onRequest', async (request, reply) => {
    const { url: route = '', config } = request.routeOptions
    const rules = { local, isKnownHost, embeddable: config.embeddable === true }
    const asked = { host: request.headers.host ?? '', byProxy: cameByProxy(request.raw) }
    const first = refuseForeign(request.raw, rules) ?? refuseAstray(asked, route, rules)
    const absent = absentHost(asked.host)
    const refused = first ?? (absent === undefined ? undefined : { status: 501, message: absent })
    if (refused) {
      request.setDecorator('refused', refused.message)
      return reply.code(refused.status).send({ error: refused.message })
    }
  })
  server.addHook('onResponse', async (request, { statusCode: status }) => {
    const { method, url } = request
    const error = request.getDecorator<string>('refused')
    log({ method, path: url.split('?')[0] ?? '', status, ...(error !== '' && { error }) })
  })
  serveRecordingFiles(server, board)
  await server.register(plivo => serveOperations(plivo, operations, { board, limit: new RateLimit(options.requests) }))
  await server.register(own => serveDoor(own, options))
  return server
}

const document = (version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'offhook',
    version,
    description: 'Plivo’s REST API as offhook serves it on your own machine, and what offhook has besides.',
  },
  components: { securitySchemes: { account: { type: 'http' as const, scheme: 'basic' } } },
})
