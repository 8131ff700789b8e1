import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { text } from '../rest/fields.js'
import type { Door } from './door.js'

const about = Type.Object({
  name: Type.Literal('offhook'),
  version: text('of offhook'),
  auth_id: text('of the account'),
  data: text('absolute path of the data folder'),
  api: text('where Plivo’s REST API is'),
  openapi: text('where the document of it all is'),
  calls: Type.Integer({ description: 'how many go on' }),
})

/** What is served here. */
export const aboutRoutes = (server: FastifyInstance, { board, version }: Door): void => {
  const { main } = board.accounts
  server.get('/', { schema: { tags: ['offhook'], summary: 'What is served here', response: { 200: about } } }, () => ({
    name: 'offhook',
    version,
    auth_id: main.authId,
    data: board.data.path,
    api: `/v1/Account/${main.authId}/`,
    openapi: '/offhook/openapi.json',
    calls: board.live(main).length,
  }))
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger())
}
