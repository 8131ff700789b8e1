import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which anything may be sent. */
export interface RawClient {
  readonly socket: Socket
  send(text: string | Uint8Array): void
  /** What came until the server closed the connection. */
  closed(): Promise<string>
  /** Waits until what came contains a text. */
  until(part: string): Promise<string>
}

/** Connects to a server. Errors of the connection are no news: it is closed then. */
export async function rawClient(origin: string): Promise<RawClient> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let came = ''
  socket.setEncoding('latin1')
  socket.on('data', text => {
    came += text
  })
  socket.on('error', () => {})
  const over = new Promise(resolve => socket.once('close', resolve))
  return {
    socket,
    send: text => void socket.write(text),
    closed: async () => {
      await over
      return came
    },
    until: async part => {
      while (!came.includes(part)) {
        if (socket.closed) throw new Error(`closed after ${JSON.stringify(came)}`)
        await Promise.race([once(socket, 'data'), over])
      }
      return came
    },
  }
}

/** Sends bytes on a connection of their own, and comes to what was answered until it was closed. */
export async function exchanged(origin: string, bytes: string | Uint8Array): Promise<string> {
  const client = await rawClient(origin)
  client.send(bytes)
  client.socket.end()
  return client.closed()
}

/** The statuses of answers, in order. */
export const statuses = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map(([, status]) => Number(status))
