import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'

type Waiting = Parameters<RequestListener>

/**
 * Lets a request be answered when what was asked before on its connection has been: a client that asks a thousand things at
 * once, and reads nothing, costs the memory of one answer.
 */
export const inTurn = (listener: RequestListener): RequestListener => {
  const queues = new WeakMap<Socket, Waiting[]>()
  const begin = (queue: Waiting[]) => {
    const [next] = queue
    if (!next) return
    const [request, response] = next
    if (request.socket.destroyed) return
    response.once('close', () => {
      queue.shift()
      begin(queue)
    })
    listener(request, response)
  }
  return (request, response) => {
    const queue = queues.get(request.socket) ?? []
    queues.set(request.socket, queue)
    queue.push([request, response])
    if (queue.length === 1) begin(queue)
  }
}
