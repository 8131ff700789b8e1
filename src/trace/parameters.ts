import type { Span } from './layout.js'
import { shortened } from './printable.js'
import { faint, LONGEST, plain, quoted } from './row.js'
import { usualParameters } from './usual-parameters.js'

/** What a webhook carries: all of it, or only what not every request does. */
export function parameters(params: Readonly<Record<string, string>>, all: boolean): Span[] {
  const shown = Object.entries(params).filter(([name]) => all || !usualParameters.has(name))
  return shown.flatMap(([name, value], index) => [
    faint(`${index > 0 ? ' ' : ''}${name}=`),
    plain(/^[^\s"]+$/.test(value) ? shortened(value, LONGEST) : quoted(value)),
  ])
}
