import { fc } from '@fast-check/vitest'
import type { TraceEvent } from '../../src/trace/events.js'
import { withStrings } from '../../src/trace/printable.js'
import { everyEvent } from './every-event.js'

/** Texts with what a terminal acts on, what XML cannot hold, what Mermaid reads as its own, and wide characters. */
export const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ...['\x1b', '\n', '\r', '\x9b', '\u2028', '\u202e', '\ud800', '\ufffe', '字', '😀', 'e\u0301', ' ', 'word'],
      ...[
        '<',
        '&',
        '"',
        ']]>',
        '-->',
        ';',
        '#',
        '#35;',
        '%%',
        'end',
        'style',
        ':',
        '\\n',
        '$$',
        '<br/>',
        'wrap:',
        '\u00a0',
      ],
    ),
  }),
)

export const numbers = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, 59_999, 3_600_000, Number.NaN, Number.POSITIVE_INFINITY),
)

/** One of each event type, every text of its own replaced. */
export const hostileEvent = fc
  .tuple(fc.constantFrom(...everyEvent), anything, anything, numbers)
  .map(([example, call, text, at]) => ({ ...example, ...overwritten(example, text), at, call }) as TraceEvent)

/** The example with every text of its own replaced, and parameters of that name added. */
function overwritten(example: TraceEvent, text: string): object {
  const fixed = new Set(['type', 'severity', 'sound', 'tone', 'input', 'direction', 'method'])
  const own = Object.entries(example).filter(([key]) => !fixed.has(key))
  const changed = Object.fromEntries(own.map(([key, value]) => [key, withStrings(value, () => text)]))
  return 'params' in example ? { ...changed, params: { [text]: text, Digits: text } } : changed
}
