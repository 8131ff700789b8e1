import type { Socket } from 'node:net'

/** What a client gets that no route hears of: status, its phrase, and why. */
const answers: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'the head of a request has at most 16 KB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'the request did not come in time'],
}

/** Answers what is no HTTP request, or does not become one, and closes the connection. */
export const answerUnreadable = ({ code = '' }: Error & { code?: string }, socket: Socket): void => {
  if (code === 'ECONNRESET' || socket.destroyed) return
  const [status, phrase, error] = answers[code] ?? [400, 'Bad Request', 'this is no HTTP request that can be read']
  const body = JSON.stringify({ error })
  const head = `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`
  if (socket.writable) socket.write(head + body)
  socket.destroySoon()
}
