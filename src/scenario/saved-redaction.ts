import type { EventOf, TraceEvent } from '../trace/events.js'
import type { CallFields } from './call-fields.js'
import { inventedName, inventedSecret, Redaction, spokenParameters } from './cassette/redaction.js'

/** Hides numbers, names, what the caller said, and what elements with log="false" collected, in a scenario that is about to be written. */
export function redactionOf(
  calls: readonly CallFields[],
  events: readonly TraceEvent[],
): <T extends object>(value: T) => T {
  const redaction = new Redaction()
  for (const { callerName, sipHeaders = {} } of calls) {
    redaction.know(callerName, inventedName)
    for (const value of Object.values(sipHeaders)) redaction.know(value, inventedSecret)
  }
  const secrets = events
    .filter((event): event is EventOf<'webhook.sent'> => event.type === 'webhook.sent')
    .flatMap(({ secret = [], params }) => secret.map(name => params[name] ?? ''))
    .filter(Boolean)
  for (const secret of secrets) redaction.know(secret, inventedSecret)

  const spoken = events.flatMap(event => {
    if (event.type === 'speech.heard' && event.leg === undefined) return [event.text]
    return event.type === 'webhook.sent' ? spokenParameters.flatMap(name => event.params[name] ?? []) : []
  })
  for (const said of spoken) redaction.knowSpeech(said)

  const changed = (text: string, key: string): string => {
    if (key === 'presses') return keys(text)
    if (key === 'username' || key === 'password') return redaction.credential(text)
    if (secrets.includes(text) || spoken.includes(text)) return redaction.secret(text)
    return redaction.text(text)
  }
  /** Keys that were collected, with what ended them; of longer ones also where they are pressed with others. */
  const keys = (pressed: string): string => {
    for (const secret of secrets) {
      if (pressed.replace(/[*#]$/, '') === secret || (secret.length > 2 && pressed.includes(secret)))
        return pressed.replace(secret, redaction.secret(secret))
    }
    return pressed
  }
  const all = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return changed(value, key)
    if (Array.isArray(value)) return value.map(item => all(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [redaction.text(name), all(item, name)]))
  }
  return value => all(value) as never
}
