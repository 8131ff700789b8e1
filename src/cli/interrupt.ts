import type { Line } from '../party/line.js'
import type { Io, Signal } from './io.js'

/** What shells call a program that a signal ended. */
const endings: readonly (readonly [Signal, number])[] = [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]

/**
 * Ctrl-C hangs up, so that the end of the call is still seen; a second one leaves at once. Whoever kills the program ends
 * it in order, so that the terminal is left as it was. Returns what stops listening.
 */
export function hangUpOnInterrupt(io: Io, call: Line, leave: () => void): () => void {
  const interrupt = () => {
    if (call.over) leave()
    else call.hangUp()
  }
  const kills = endings.map(([signal, code]) => [signal, () => io.quit(code)] as const)
  io.signals.on('SIGINT', interrupt)
  for (const [signal, kill] of kills) io.signals.on(signal, kill)
  return () => {
    io.signals.off('SIGINT', interrupt)
    for (const [signal, kill] of kills) io.signals.off(signal, kill)
  }
}
