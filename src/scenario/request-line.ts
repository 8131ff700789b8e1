import type { EventOf } from '../trace/events.js'
import { shown } from '../trace/secret.js'

type Sent = EventOf<'webhook.sent'>

/** Writes requests in one line each, with the parameters that tell one from the others of its call. */
export function requestLines(requests: readonly Sent[]): (request: Sent) => string {
  return request => {
    const others = requests.filter(({ call }) => call === request.call)
    const params = Object.entries((shown(request) as Sent).params)
      .filter(([name]) => !aboutTheCall.has(name) && others.some(other => other.params[name] !== request.params[name]))
      .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    return `${request.method} ${request.url} (${request.purpose})${params.join('')}`
  }
}

/** What few requests carry, or not always with the same value, and yet is about the call and not about the request. */
const aboutTheCall = new Set([
  'AnswerTime',
  'BillDuration',
  'BillRate',
  'CallStatus',
  'CountryCode',
  'Duration',
  'EndTime',
  'Event',
  'HangupCause',
  'RouteType',
  'SessionStart',
  'StartTime',
  'TotalCost',
])
