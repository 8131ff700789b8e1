import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { absoluteForm } from '../../../src/server/proxy/absolute-form.js'
import { openAuthority } from '../../../src/server/proxy/authority.js'
import { cameByProxy } from '../../../src/server/proxy/came-by-proxy.js'
import { attachProxy } from '../../../src/server/proxy/proxy.js'
import { temporaryFolder } from '../../temporary-folder.js'

/** A request that has reached the API. */
export interface Reached {
  readonly method: string
  readonly url: string
  readonly host: string
  readonly byProxy: boolean
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

const folder = temporaryFolder()

/** An API behind the proxy that answers as Plivo does when a call is made. */
export async function proxiedServer({
  others = 'tunnel',
  token,
  headersTimeout,
}: {
  readonly others?: 'tunnel' | 'refuse'
  readonly token?: string
  /** In ms. */
  readonly headersTimeout?: number
} = {}) {
  const authority = await openAuthority(folder)
  const reached: Reached[] = []
  const lines: string[] = []
  const options = { authority, others, log: (line: string) => lines.push(line), ...(token !== undefined && { token }) }
  const server = createServer(
    { ...(headersTimeout && { headersTimeout, connectionsCheckingInterval: headersTimeout }) },
    absoluteForm(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      const { method = '', url = '', headers } = request
      reached.push({ method, url, host: headers.host ?? '', byProxy: cameByProxy(request), body, headers })
      if (url === '/offhook/ca.pem') return void response.end(authority.certificate)
      if (url === '/offhook') {
        const about = { name: 'offhook', version: '0.1.0', auth_id: 'MAXXXXXXXXXXXXXXXXXX', data: folder }
        return void response.end(JSON.stringify(about))
      }
      const answer = '{"api_id":"a1","message":"call fired","request_uuid":"r1"}'
      const head = { 'Content-Type': 'application/json', 'Content-Length': answer.length }
      response.writeHead(method === 'POST' ? 201 : 200, head).end(answer)
    }, options),
  )
  const proxy = attachProxy(server, options)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const closed = once(server, 'close')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    proxy.close()
    server.close()
    server.closeAllConnections()
    await closed
  }
  onTestFinished(close)
  return { authority, folder, port, origin: `http://127.0.0.1:${port}`, reached, lines, sockets, close, server }
}

/** Everything that comes back on a connection to a port when some text is sent. */
export async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  let answer = ''
  socket.on('data', more => {
    answer += more
  })
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return answer
}
