import Fastify from 'fastify'
import { answersOf } from './app.js'

// A process of its own, so that the client's CPU time is the client's. Bodies are read and not parsed.
const app = Fastify()
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
  done(null, body)
})
let answers
app.post('/*', (request, reply) => {
  reply.header('content-type', 'application/xml').send(answers[request.url])
})
const origin = await app.listen({ host: '127.0.0.1', port: 0 })
answers = answersOf(origin)
process.send(origin)
process.on('disconnect', () => process.exit())
