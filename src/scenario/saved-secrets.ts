import type { EventOf, TraceEvent } from '../trace/events.js'

/** What is shown for a key, or a letter, that an application does not want to be logged. */
const dot = '•'

/**
 * What was pressed and said where a document says log="false", event by event: the trace has dots for it, and the request
 * that carries it has not. What no request carries stays unknown.
 */
export function secretKeysOf(events: readonly TraceEvent[]): Map<TraceEvent, string> {
  const found = new Map<TraceEvent, string>()
  let keys: EventOf<'digit.pressed'>[] = []
  let speech: EventOf<'speech.heard'> | undefined
  for (const event of events) {
    if (event.type === 'digit.pressed' && event.leg === undefined && event.digit === dot) keys.push(event)
    if (event.type === 'speech.heard' && event.leg === undefined && /^•+$/.test(event.text)) speech = event
    if (event.type !== 'webhook.sent' || !event.secret) continue
    const { Digits = '', Speech = '' } = Object.fromEntries(
      event.secret.map(name => [name, event.params[name] ?? '']),
    ) as Record<string, string>
    if (Digits && keys.length > 0) {
      // A key more than what was collected is the one that ended it.
      for (const [index, key] of keys.slice(-Digits.length - 1).entries()) found.set(key, Digits[index] ?? '#')
      keys = []
    }
    if (Speech && speech) found.set(speech, Speech)
  }
  return found
}
