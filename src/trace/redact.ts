import type { TraceEvent } from './events.js'
import { printable, withStrings } from './printable.js'
import { shown } from './secret.js'

/**
 * The event without what tells who called and which keys were pressed: of phone numbers the last two digits stay
 * (`+1•••••••••00`), of keys nothing. What people say and hear stays, but for the numbers in it.
 */
export function redact(written: TraceEvent): TraceEvent {
  const event = shown(written)
  const keys = keysOf(event)
  return withStrings(event, (text, key) => {
    if (key === 'type' || key === 'code') return text
    if (key === keys || NAMES_KEYS.test(key)) return hideKeys(text)
    if (key === 'step' && PRESSES.test(text)) return hideKeys(text)
    const told = TELLS.has(key) ? text.replace(PRESSED, hideKeys) : text
    return hideNumbers(told.replace(KEYS_IN_QUERY, hideValue).replace(QUOTED_KEYS, hideKeys))
  })
}

/** Names of callers as they may be shown. */
export const safeNames = (names: ReadonlyMap<string, string> = new Map(), redacted = false): Map<string, string> =>
  new Map([...names].map(([call, name]) => [printable(call), printable(redacted ? hideNumbers(name) : name)]))

/** The field that holds keys only in events like this one. */
const keysOf = (event: TraceEvent): string | undefined => {
  if (event.type === 'input.collected' && event.input === 'digits') return 'value'
  return 'sound' in event && (event.sound === 'tones' || event.sound === 'key') ? 'text' : undefined
}

/** Fields and webhook parameters that hold keys: digit, digits, Digits, ConferenceDigitsMatch, DialDigitsPressed... */
const NAMES_KEYS = /digits?(?:match|pressed)?$/i
const PRESSES = /\bpress/i
/** Fields with sentences about what a party does: `it pressed 7, not 5`. */
const TELLS: ReadonlySet<string> = new Set(['because', 'phone'])
const PRESSED = /\bpress(?:ed|es)? [0-9*#wW]+(?:, not [0-9*#]+)?/gi
const QUOTED_KEYS = /(?<!=)(["'])[0-9*#wW]+\1/g
const KEYS_IN_QUERY = /([?&][^=&]*digits?(?:match|pressed)?=)([^&#\s]+)/gi

/** An id or an IPv4 address (both stay), or seven digits and more, however they are grouped. */
const NUMBER =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|\+?\d(?:[ ().-]{0,2}\d){6,}/gi

const hideKeys = (text: string): string => text.replace(/[0-9*#]/g, '•')

const hideValue = (_all: string, name: string, value: string): string => name + hideKeys(value)

function hideNumbers(text: string): string {
  return text.replace(NUMBER, found => {
    const digits = found.replace(/\D/g, '')
    if (/^[0-9a-f]{8}-/i.test(found) || /^(?:\d{1,3}\.){3}\d{1,3}$/.test(found)) return found
    const shown = found.startsWith('+') ? 1 : 0
    return `${found.startsWith('+') ? '+' : ''}${digits.slice(0, shown)}${'•'.repeat(digits.length - shown - 2)}${digits.slice(-2)}`
  })
}
