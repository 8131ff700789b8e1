import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Bodies by path; a number is a status without a body. */
export type Answers = Record<string, string | number>

/** An application on the loopback interface; closes with `await using`. */
export async function loopbackApp(answers: Answers | ((base: string) => Answers)) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    const all = typeof answers === 'function' ? answers(base) : answers
    const answer = all[request.url ?? ''] ?? 404
    response.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': 'text/xml' })
    response.end(typeof answer === 'number' ? '' : answer)
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>(closed => {
      server.close(() => closed())
      server.closeAllConnections()
    })
  return { base, seen, close, [Symbol.asyncDispose]: close }
}

/** A URL where nothing listens. */
export async function deadUrl(): Promise<string> {
  const { base, close } = await loopbackApp({})
  await close()
  return `${base}/answer`
}
