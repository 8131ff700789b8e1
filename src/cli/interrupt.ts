import type { Line } from '../party/line.js'
import { exitCodes } from './exit-code.js'
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
  return heed(io, () => {
    if (call.over) leave()
    else call.hangUp()
  })
}

/** Ctrl-C: the work that has begun is brought to an end; a second one leaves at once. */
export function interruptible(io: Io, heard = () => {}): { readonly happened: boolean; over(): void } {
  let happened = false
  const interrupt = () => {
    if (happened) io.quit(exitCodes.interrupted)
    happened = true
    heard()
  }
  const over = heed(io, interrupt)
  return {
    get happened() {
      return happened
    },
    over,
  }
}

/** Whoever ends a server, by whichever signal, stops it in order; a second one leaves at once. */
export function stoppable(io: Io): Promise<void> {
  return new Promise(resolve => {
    let happened = false
    for (const [signal, code] of [['SIGINT', exitCodes.interrupted] as const, ...endings]) {
      io.signals.on(signal, () => {
        if (happened) io.quit(code)
        happened = true
        resolve()
      })
    }
  })
}

/** Listens for Ctrl-C, and for what ends the program in order; returns what stops listening. */
function heed(io: Io, interrupt: () => void): () => void {
  const kills = endings.map(([signal, code]) => [signal, () => io.quit(code)] as const)
  io.signals.on('SIGINT', interrupt)
  for (const [signal, kill] of kills) io.signals.on(signal, kill)
  return () => {
    io.signals.off('SIGINT', interrupt)
    for (const [signal, kill] of kills) io.signals.off(signal, kill)
  }
}
