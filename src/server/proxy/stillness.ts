import type { Socket } from 'node:net'
import { deadline } from '../../clock/deadline.js'

/** Calls `fire` when no byte has gone in or out on any of the connections for `ms`, or up to twice that. */
export function stillness(sockets: readonly Socket[], ms: number, fire: () => void): () => void {
  const moved = () =>
    sockets.map(({ bytesRead, bytesWritten, writableLength }) => `${bytesRead} ${bytesWritten - writableLength}`).join()
  let before = moved()
  const check = () => {
    const now = moved()
    if (now === before) return fire()
    before = now
    callOff = deadline(ms, check)
  }
  let callOff = deadline(ms, check)
  return () => callOff()
}
