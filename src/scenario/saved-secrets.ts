import type { EventOf, TraceEvent } from '../trace/events.js'

/** What is shown for a key, or a letter, that an application does not want to be logged. */
const dot = '•'

/**
 * What was pressed and said where a document says log="false", event by event: the trace has dots for it, and the request
 * that carries it has not. What no request carries stays unknown, unless `pressed` tells all keys that the caller pressed.
 */
export function secretKeysOf(events: readonly TraceEvent[], pressed = ''): Map<TraceEvent, string> {
  const found = inRequests(events)
  const all = events.filter(event => event.type === 'digit.pressed' && event.leg === undefined)
  for (const [index, event] of all.entries()) if (pressed[index] !== undefined) found.set(event, pressed[index])
  return found
}

function inRequests(events: readonly TraceEvent[]): Map<TraceEvent, string> {
  const found = new Map<TraceEvent, string>()
  /** All keys since something was collected last: those that were pressed ahead are not hidden. */
  let keys: EventOf<'digit.pressed'>[] = []
  let collected: EventOf<'digit.pressed'>[] = []
  let isFinished = false
  let speech: EventOf<'speech.heard'> | undefined
  for (const event of events) {
    if (event.type === 'digit.pressed' && event.leg === undefined) keys.push(event)
    if (event.type === 'speech.heard' && event.leg === undefined && /^•+$/.test(event.text)) speech = event
    if (event.type === 'input.collected') {
      isFinished = /finishOnKey/.test(event.because)
      collected = keys
      keys = []
    }
    if (event.type !== 'webhook.sent' || !event.secret) continue
    const value = (name: string) => (event.secret?.includes(name) ? (event.params[name] ?? '') : '')
    const digits = value('Digits')
    // The key that ends an input is not a part of it.
    const own = isFinished ? collected.slice(-digits.length - 1) : collected.slice(-digits.length)
    if (digits) for (const [index, key] of own.entries()) if (key.digit === dot) found.set(key, digits[index] ?? '#')
    collected = []
    const said = value('Speech')
    if (said && speech) found.set(speech, said)
  }
  return found
}
