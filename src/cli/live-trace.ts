import type { Exchange } from '../exchange/exchange.js'
import { jsonLine } from '../trace/json-line.js'
import { redact } from '../trace/redact.js'
import { shown } from '../trace/secret.js'
import { createTextRenderer } from '../trace/text.js'
import { isColoured } from './colours.js'
import type { Io } from './io.js'
import type { Screen } from './screen.js'

/** Longer lines are hard to read, however wide the terminal is. */
export const widest = 120

/** How the trace is shown. */
export interface TraceFlags {
  readonly json?: true
  readonly quiet?: true | undefined
  readonly params?: true
  readonly redact?: true
  readonly color: boolean
}

/** Writes every event when it happens, so that nothing is lost whatever happens next: for people, or with --json for programs. */
export function printTrace(
  exchange: Exchange,
  flags: TraceFlags,
  io: Io,
  screen: Screen,
  names?: ReadonlyMap<string, string>,
): void {
  if (flags.json) {
    exchange.listen(event => io.stdout.write(jsonLine(flags.redact ? redact(event) : shown(event))))
    return
  }
  if (flags.quiet) return
  const renderer = createTextRenderer({
    colors: isColoured(io, io.stdout, flags.color),
    params: flags.params,
    redact: flags.redact,
    names,
    get width() {
      return Math.min(io.stdout.columns ?? 100, widest)
    },
  })
  exchange.listen(event => {
    const line = renderer.line(event)
    if (line !== undefined) screen.print(line)
  })
}
