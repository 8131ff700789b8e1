import type { TraceEvent } from './events.js'

/** The event as it may be shown: parameters that an element with log="false" collected are dots. */
export const shown = (event: TraceEvent): TraceEvent => {
  if (event.type !== 'webhook.sent' || !event.secret) return event
  const params = { ...event.params }
  for (const name of event.secret) params[name] = dots(params[name] ?? '')
  return { ...event, params }
}

/** One dot for each character. */
export const dots = (secret: string): string => '•'.repeat([...secret].length)
