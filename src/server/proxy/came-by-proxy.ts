import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const sockets = new WeakSet<Duplex>()
const requests = new WeakSet<IncomingMessage>()

/** Whether a request was meant for one of Plivo's API hosts, and came here because offhook is the application's proxy. */
export const cameByProxy = (request: IncomingMessage): boolean => requests.has(request) || sockets.has(request.socket)

/** All requests on a connection. */
export const markSocket = (socket: Duplex): void => {
  sockets.add(socket)
}

export const markRequest = (request: IncomingMessage): void => {
  requests.add(request)
}

/** Whether a connection has ended TLS here, for one of Plivo's API hosts. */
export const isEnded = (socket: Duplex): boolean => sockets.has(socket)
