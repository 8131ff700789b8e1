import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { deadline } from '../../clock/deadline.js'

/** What a proxy does not do, and why, in words for whoever reads the application's log. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 407 | 421 | 502 | 504
  readonly text: string
}

/** How long a client may take to read it, in ms. */
const patience = 5000

/** Answers a CONNECT, for which there is no ServerResponse, and is done with the connection. */
export function refuseSocket(socket: Socket, refusal: Refusal): void {
  const { status } = refusal
  const body = `offhook: ${refusal.text}\n`
  const lines = Object.entries(headersOf(refusal, body)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
  socket.resume()
  const callOff = deadline(patience, () => socket.destroy())
  socket.once('close', callOff)
}

/** Answers a request, without reading what is left of its body. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const body = `offhook: ${refusal.text}\n`
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(refusal.status, headersOf(refusal, body)).end(body)
  request.resume()
}

const headersOf = ({ status }: Refusal, body: string): Record<string, string> => ({
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(body)),
  Connection: 'close',
  ...(status === 407 && { 'Proxy-Authenticate': 'Basic realm="offhook"' }),
})
