import type { Socket } from 'node:net'
import { stillness } from './stillness.js'

/** Ms without a byte, either way, after which a tunnel that one side has ended already is given up. */
const lingering = 30_000

/**
 * Joins two connections, byte by byte, both ways. An end is passed on as an end, so that the other way stays open; a reset
 * as a reset, so that nobody takes half a message for a whole one. In the end both are gone.
 */
export function join(one: Socket, other: Socket): void {
  let callOff: (() => void) | undefined
  const giveUp = () => {
    reset(one)
    reset(other)
  }
  const lead = (from: Socket, to: Socket) => {
    from.pipe(to)
    from.once('end', () => {
      callOff ??= stillness([one, other], lingering, giveUp)
    })
    from.on('error', () => reset(to))
    from.once('close', () => {
      if (!from.readableEnded) reset(to)
      if (to.destroyed) callOff?.()
    })
  }
  lead(one, other)
  lead(other, one)
}

function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy()
}
