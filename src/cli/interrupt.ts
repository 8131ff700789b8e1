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

/**
 * Ctrl-C: the work that has begun is brought to an end; a second one leaves at once. What ends programs in order does so at
 * once, unless `kills` is false: that is as good as Ctrl-C, then, since nobody may be there to press it.
 */
export function interruptible(
  io: Io,
  heard = () => {},
  { kills = true } = {},
): { readonly happened: boolean; over(): void } {
  let happened = false
  const interrupt = () => {
    if (happened) io.quit(exitCodes.interrupted)
    happened = true
    heard()
  }
  const over = heed(io, interrupt, kills ? undefined : interrupt)
  return {
    get happened() {
      return happened
    },
    over,
  }
}

/** Listens for Ctrl-C, and for what ends the program in order; returns what stops listening. */
function heed(io: Io, interrupt: () => void, killed?: () => void): () => void {
  const kills = endings.map(([signal, code]) => [signal, killed ?? (() => io.quit(code))] as const)
  io.signals.on('SIGINT', interrupt)
  for (const [signal, kill] of kills) io.signals.on(signal, kill)
  return () => {
    io.signals.off('SIGINT', interrupt)
    for (const [signal, kill] of kills) io.signals.off(signal, kill)
  }
}
