import { connect, type Socket } from 'node:net'
import { deadline } from '../../clock/deadline.js'
import { printable } from '../../trace/printable.js'
import type { Refusal } from './refusal.js'
import { type Target, writeTarget } from './target.js'

/** How long it may take to connect to a host, in ms. */
const patience = 10_000

/**
 * Connects to a host for the one on `client`'s end. What comes of it is given to `done` once: the connection, or why there
 * is none. Whoever loses interest destroys `client`.
 */
export function dial(target: Target, client: Socket, done: (result: Socket | Refusal) => void): void {
  const where = printable(writeTarget(target))
  const socket = connect({ host: target.host, port: target.port, allowHalfOpen: true, noDelay: true })
  const settle = (result: Socket | Refusal) => {
    callOff()
    client.off('close', abandon)
    socket.off('connect', connected).off('error', failed)
    if (result !== socket) socket.on('error', () => {}).destroy()
    done(result)
  }
  const connected = () => {
    if (!isSelf(socket, client)) return settle(socket)
    settle({ status: 403, text: `${where} is offhook itself: ask it directly, not through its proxy (NO_PROXY).` })
  }
  const failed = (error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOTFOUND' ? 'there is no such host' : printable(error.code ?? error.message)
    settle({ status: 502, text: `no connection to ${where}: ${why}.` })
  }
  const abandon = () => settle({ status: 502, text: 'the client has gone.' })
  const callOff = deadline(patience, () => {
    settle({ status: 504, text: `no connection to ${where} within ${patience / 1000} s.` })
  })
  socket.once('connect', connected).once('error', failed)
  client.once('close', abandon)
}

/** Whether a connection leads to the server that the client is connected to: the same port of the same machine. */
function isSelf(socket: Socket, client: Socket): boolean {
  if (socket.remotePort !== client.localPort) return false
  const reached = plain(socket.remoteAddress)
  return reached === plain(client.localAddress) || reached === plain(socket.localAddress)
}

/** `::ffff:127.0.0.1` is 127.0.0.1 to a socket of both families. */
export const plain = (address = ''): string => address.replace(/^::ffff:/i, '')
