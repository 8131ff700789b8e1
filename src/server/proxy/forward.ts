import { type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { printable } from '../../trace/printable.js'
import type { AbsoluteUrl } from './absolute-form.js'
import { dial } from './dial.js'
import type { Refusal } from './refusal.js'
import { stillness } from './stillness.js'
import { writeTarget } from './target.js'

/** Ms without a byte after which a host is given up. */
const silence = 120_000

/**
 * Asks the host that a request names, as a proxy does, and passes on what it answers while it comes. Certificates are
 * verified as always.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: AbsoluteUrl,
  refuse: (refusal: Refusal) => void,
): void {
  dial(url, request.socket, result => {
    if (request.socket.destroyed) return
    if ('status' in result) return refuse(result)
    const { host } = url
    const socket: Socket =
      url.scheme === 'https'
        ? connectTls({
            socket: result,
            ALPNProtocols: ['http/1.1'],
            host,
            ...(isIP(host) === 0 && { servername: host }),
          })
        : result
    const asked = requestOf({
      createConnection: () => socket,
      method: request.method,
      path: url.path,
      headers: ['Host', url.authority, ...endToEnd(request), ...framing(request)],
    })
    const fail = (error: NodeJS.ErrnoException) => {
      if (response.destroyed) return
      if (response.headersSent) return void response.destroy()
      const why = printable(error.code ?? error.message)
      refuse({ status: 502, text: `no answer from ${printable(writeTarget(url))}: ${why}.` })
    }
    const callOff = stillness([result, socket], silence, () => {
      if (!response.headersSent) refuse({ status: 504, text: `no answer from ${printable(writeTarget(url))}.` })
      result.destroy()
    })
    result.on('error', () => {}).once('close', callOff)
    response.once('close', () => asked.destroy())
    asked.on('error', fail)
    asked.once('response', answer => {
      answer.on('error', fail)
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer))
      answer.pipe(response)
    })
    request.pipe(asked)
  })
}

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]

/** The headers that are meant for the other end (RFC 9110, 7.6.1), as pairs in one list. */
function endToEnd({ headers, rawHeaders }: IncomingMessage): string[] {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  const left = new Set(['host', ...hopByHop, ...named.filter(name => name !== 'content-length')])
  return rawHeaders.flatMap((name, index) => {
    if (index % 2 === 1 || left.has(name.toLowerCase())) return []
    return [name, rawHeaders[index + 1] ?? '']
  })
}

/** A body of unknown length: Node would not say so with a GET or a DELETE, and the host would take it for a request. */
const framing = ({ headers }: IncomingMessage): string[] =>
  headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked']
