import type { EventOf } from '../trace/events.js'
import { shortened } from '../trace/printable.js'
import { shown } from '../trace/secret.js'
import { usualParameters } from '../trace/usual-parameters.js'

type Sent = EventOf<'webhook.sent'>

/** Characters of a value; what is expected of it is told in full. */
const longest = 40

/**
 * Writes requests in one line each, with the parameters that tell one from the others of its call; where `named` are given,
 * with these, and those that tell one from others to the same URL.
 */
export function requestLines(requests: readonly Sent[], named?: ReadonlySet<string>): (request: Sent) => string {
  return request => {
    const others = requests.filter(({ call, url }) => call === request.call && (!named || url === request.url))
    const isTelling = (name: string) =>
      !isAboutTheCall(name) && others.some(other => other.params[name] !== request.params[name])
    const params = Object.entries((shown(request) as Sent).params)
      .filter(([name]) => named?.has(name) || isTelling(name))
      .map(([name, value]) => ` ${name}=${JSON.stringify(shortened(value, longest))}`)
    return `${request.method} ${request.url} (${request.purpose})${params.join('')}`
  }
}

/** What few requests carry, or not always with the same value, and yet is about the call and not about the request. */
const isAboutTheCall = (name: string): boolean => usualParameters.has(name) || name === 'CallStatus' || name === 'Event'
